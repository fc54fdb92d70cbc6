/**
 * One answer on its way out. Something that takes its time may tell how far it is: then the answer is 200 and lines of JSON,
 * `{"progress": …}` each and at the end `{"done": …}` or `{"error": …}`. What ends before that is one JSON answer, with
 * a status of its own.
 */

import type { ServerResponse } from 'node:http';
import { errorAnswer, toJson, type Answer } from './answer.ts';
import { PROOF_SCHEME } from './proof.ts';

const HEADERS = { 'cache-control': 'no-store', connection: 'close' };
/** Lines that nobody reads are not kept without bound; progress is told again, in other words, by what follows. */
const UNREAD_BYTES_MAX = 1024 * 1024;

export class Reply {
  readonly #response: ServerResponse;
  readonly #bodyless: boolean;
  #inLines = false;

  constructor(response: ServerResponse, bodyless: boolean) {
    this.#response = response;
    this.#bodyless = bodyless;
  }

  answer({ code, body }: Answer): void {
    const authenticate = code === 401 ? { 'www-authenticate': `Bearer, ${PROOF_SCHEME}` } : {};
    const type = { 'content-type': 'application/json; charset=utf-8' };
    this.#response.writeHead(code, { ...HEADERS, ...type, ...authenticate });
    this.#response.end(this.#bodyless ? undefined : `${toJson(body)}\n`);
  }

  progress(event: unknown): void {
    if (this.#response.destroyed || this.#response.writableLength > UNREAD_BYTES_MAX) return;
    if (!this.#inLines)
      this.#response.writeHead(200, { ...HEADERS, 'content-type': 'application/x-ndjson; charset=utf-8' });
    this.#inLines = true;
    this.#response.write(`${toJson({ progress: event })}\n`);
  }

  done(result: unknown): void {
    if (this.#inLines) this.#response.end(`${toJson({ done: result })}\n`);
    else this.answer({ code: 200, body: { done: result } });
  }

  failed(error: unknown): void {
    const answer = errorAnswer(error);
    if (!this.#inLines) return this.answer(answer);
    this.#response.end(`${toJson(answer.body)}\n`);
  }
}

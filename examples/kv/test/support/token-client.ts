/**
 * A client that appends numbered tokens to strings that only it touches, several commands ahead of the answers. The
 * strings tell at the end, whatever happened on the way, exactly which commands were executed, how often, and in which
 * order; the length that each APPEND returned says where its token must stand.
 */

import { LoadClient } from './load-client.ts';
import type { RespClient } from './resp-client.ts';

/** Commands ahead of the answers. */
const AHEAD = 4;
/** Then the next string, so that none grows long. */
const TOKENS_PER_KEY = 300;

interface Sent {
  readonly token: string;
  state: 'answered' | 'refused' | 'unknown';
  /** Of the string, with the token at its end. */
  length: number;
}

export class TokenClient extends LoadClient {
  readonly #keys: { readonly key: string; readonly sent: Sent[] }[] = [];
  #next = 0;

  protected async step(client: RespClient): Promise<boolean> {
    const results = await Promise.all(Array.from({ length: AHEAD }, () => this.#append(client)));
    return results.every(Boolean);
  }

  async verify(read: (key: string) => Promise<string | null>): Promise<void> {
    for (const { key, sent } of this.#keys) this.#verifyKey(key, sent, (await read(key)) ?? '');
  }

  async #append(client: RespClient): Promise<boolean> {
    const { key, sent } = this.#place();
    const entry: Sent = { token: `${this.#next++},`, state: 'unknown', length: 0 };
    sent.push(entry);
    const beganMs = performance.now();
    const result = await client.send('APPEND', key, entry.token);
    if (result.kind === 'answer') {
      entry.state = 'answered';
      entry.length = Number(result.value);
      this.success(beganMs);
      return true;
    }
    entry.state = result.kind;
    this.failure(result);
    return false;
  }

  #place(): { readonly key: string; readonly sent: Sent[] } {
    const last = this.#keys.at(-1);
    if (last !== undefined && last.sent.length < TOKENS_PER_KEY) return last;
    const place = { key: `tokens:${this.name}:${this.#keys.length}`, sent: [] };
    this.#keys.push(place);
    return place;
  }

  #verifyKey(key: string, sent: readonly Sent[], value: string): void {
    const ends = new Map<string, number>();
    let end = 0;
    for (const token of value.match(/\d+,/g) ?? []) {
      end += token.length;
      if (ends.has(token)) this.violation(`${key}: ${token} was executed twice`);
      ends.set(token, end);
    }
    let before = 0;
    for (const { token, state, length } of sent) {
      const found = ends.get(token);
      ends.delete(token);
      if (state === 'refused' && found !== undefined)
        this.violation(`${key}: ${token} was refused and executed`);
      if (state !== 'answered') continue;
      if (found === undefined) this.violation(`${key}: ${token} was answered and is lost`);
      else if (found !== length)
        this.violation(`${key}: ${token} ends at ${found}, the answer said ${length}`);
      else if (found < before) this.violation(`${key}: ${token} overtook one that was answered before it`);
      before = found ?? before;
    }
    for (const token of ends.keys()) this.violation(`${key}: ${token} was never sent there`);
  }
}

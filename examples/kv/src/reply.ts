/**
 * Replies as values, and their RESP2 encoding. The state machine returns these too, so that what it decided is
 * what the client reads.
 */

import type { Writable } from 'node:stream';

import { REPLY_JOIN_BYTES_MAX } from './limits.ts';

/** `text` starts with the error's code: `ERR syntax error`. One character per byte, since Redis's texts quote binary input. */
export class ErrorReply {
  readonly text: string;

  constructor(text: string) {
    // A line break would end the reply early. Redis writes a space as well.
    this.text = text.replaceAll(/[\r\n]/g, ' ');
  }
}

/** string: simple string; number, bigint: integer; Buffer: bulk string; null: the null bulk string. */
export type Reply = string | number | bigint | Buffer | null | ErrorReply | readonly Reply[];

export const OK = 'OK';

/** A bulk string of a text. */
export const bulk = (text: string): Buffer => Buffer.from(text, 'utf8');

/**
 * Collects the replies of one turn. Small ones become one latin1 string (one character per byte), large buffers stay
 * as they are, so that a value of megabytes is not copied.
 */
export class ReplyWriter {
  #parts: (string | Buffer)[] = [];
  #text = '';

  add(reply: Reply): void {
    if (typeof reply === 'string') this.#text += `+${reply}\r\n`;
    else if (reply === null) this.#text += '$-1\r\n';
    else if (typeof reply === 'number' || typeof reply === 'bigint') this.#text += `:${reply}\r\n`;
    else if (Buffer.isBuffer(reply)) this.#addBulk(reply);
    else if (reply instanceof ErrorReply) this.#text += `-${reply.text}\r\n`;
    else {
      this.#text += `*${reply.length}\r\n`;
      for (const element of reply) this.add(element);
    }
  }

  /** Writes everything since the last call: mostly one string. */
  writeTo(stream: Writable): void {
    const text = this.#text;
    this.#text = '';
    if (this.#parts.length === 0) {
      if (text !== '') stream.write(text, 'latin1');
      return;
    }
    const parts = this.#parts;
    this.#parts = [];
    stream.cork();
    for (const part of parts) {
      if (typeof part === 'string') stream.write(part, 'latin1');
      else stream.write(part);
    }
    stream.write(text, 'latin1');
    stream.uncork();
  }

  #addBulk(bytes: Buffer): void {
    this.#text += `$${bytes.length}\r\n`;
    if (bytes.length <= REPLY_JOIN_BYTES_MAX) {
      this.#text += bytes.toString('latin1');
      this.#text += '\r\n';
      return;
    }
    this.#parts.push(this.#text, bytes);
    this.#text = '\r\n';
  }
}

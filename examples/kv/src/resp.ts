/**
 * Bytes of a connection → requests. The parsing of request arrays is redis-parser's: the most widely used RESP parser
 * for Node, binary safe and quick. It is made for replies, and an array of bulk strings is one; but it knows neither
 * inline commands nor limits, and would allocate whatever length a peer claims. So `RequestReader` walks over the bytes
 * first: it reads only the length lines (values are skipped), answers what Redis calls a protocol error, and hands over
 * nothing but whole, well-formed arrays of bulk strings within the limits. The parser never sees an error, nor half a
 * request, whose pieces it would join in a pool that all connections share and a timer shrinks.
 */

import RedisParser from 'redis-parser';

import { splitInline } from './inline.ts';
import {
  ARGUMENT_OVERHEAD_BYTES,
  ARGUMENT_SLOT_BYTES,
  BULK_BYTES_MAX,
  INLINE_BYTES_MAX,
  MULTIBULK_MAX,
  REQUEST_BYTES_MAX,
} from './limits.ts';

export interface RequestHandlers {
  /** `bytes`: what it holds in memory, overhead included. */
  onRequest(args: readonly Buffer[], bytes: number): void;
  /** The connection is to be answered with this error, after what came before, and closed. Called at most once. */
  onProtocolError(text: string): void;
}

const CR = 0x0d;
const LF = 0x0a;
const ASTERISK = 0x2a;
const DOLLAR = 0x24;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

/** What the next byte belongs to. */
type Place =
  'start' | 'inline' | 'count' | 'count-lf' | 'dollar' | 'length' | 'length-lf' | 'body' | 'failed';

export class RequestReader {
  readonly #handlers: RequestHandlers;
  readonly #parser: RedisParser;
  #place: Place = 'start';
  /** The length line being read. */
  readonly #length = new LengthLine();
  /** Pieces of the inline command being read. */
  #inline: Buffer[] = [];
  #inlineBytes = 0;
  /** Bulk strings of the array still to come, the current one included. */
  #bulksLeft = 0;
  /** Bytes of the current bulk string still to come, its line end included. */
  #bodyLeft = 0;
  /** Of an array: its pieces so far. */
  #pieces: Buffer[] = [];
  /** Memory of the request being read. */
  #bytes = 0;

  constructor(handlers: RequestHandlers) {
    this.#handlers = handlers;
    this.#parser = new RedisParser({
      returnBuffers: true,
      returnReply: (reply: unknown) => this.#onArray(reply),
      returnError: () => this.#fail('ERR Protocol error: unexpected input'),
    });
  }

  /** Memory held for a request that is not complete yet. */
  get partialBytes(): number {
    return this.#bytes;
  }

  /** Reads nothing more and forgets what is half read. */
  stop(): void {
    this.#place = 'failed';
    this.#inline = [];
    this.#pieces = [];
    this.#bytes = 0;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && this.#place !== 'failed') {
      at =
        this.#place === 'start' || this.#place === 'inline'
          ? this.#readStart(chunk, at)
          : this.#readArrays(chunk, at);
    }
  }

  /** At the first byte of a request, or within an inline command. */
  #readStart(chunk: Buffer, at: number): number {
    if (this.#place === 'start' && chunk[at] === ASTERISK) return this.#readArrays(chunk, at);
    const end = chunk.indexOf(LF, at);
    const piece = chunk.subarray(at, end === -1 ? chunk.length : end);
    this.#place = 'inline';
    this.#inlineBytes += piece.length;
    this.#bytes += piece.length + ARGUMENT_OVERHEAD_BYTES;
    if (this.#inlineBytes > INLINE_BYTES_MAX) return this.#fail('ERR Protocol error: too big inline request');
    this.#inline.push(piece);
    if (end === -1) {
      if (this.#bytes > REQUEST_BYTES_MAX) return this.#fail('ERR Protocol error: too big inline request');
      return chunk.length;
    }
    this.#inlineDone();
    return end + 1;
  }

  #inlineDone(): void {
    const line = this.#inline.length === 1 ? this.#inline[0] : Buffer.concat(this.#inline);
    const bytes = this.#bytes;
    this.#inline = [];
    this.#inlineBytes = 0;
    this.#bytes = 0;
    this.#place = 'start';
    const args = splitInline(line ?? Buffer.alloc(0));
    if (args === undefined) this.#fail('ERR Protocol error: unbalanced quotes in request');
    else if (args.length > 0) {
      this.#handlers.onRequest(args, bytes + args.length * ARGUMENT_OVERHEAD_BYTES);
    }
  }

  /** Walks to the end of the chunk or of the last array in it, and hands each whole array to the parser. */
  #readArrays(chunk: Buffer, start: number): number {
    let at = start;
    let pieceStart = start;
    while (at < chunk.length) {
      if (this.#place === 'start') {
        if (chunk[at] !== ASTERISK) break;
        this.#place = 'count';
        this.#length.clear();
        at++;
      } else if (this.#place === 'body') {
        const taken = Math.min(this.#bodyLeft, chunk.length - at);
        this.#bodyLeft -= taken;
        at += taken;
        if (this.#bodyLeft === 0) this.#bulkDone();
      } else {
        const error = this.#readHeaderByte(chunk[at++] ?? 0);
        if (error !== undefined) return this.#fail(error);
      }
      if (this.#isAtStart()) {
        // Most chunks are one request: no view of what is the whole.
        this.#arrayRead(at - pieceStart === chunk.length ? chunk : chunk.subarray(pieceStart, at));
        pieceStart = at;
      }
    }
    if (at === pieceStart) return at;
    this.#pieces.push(chunk.subarray(pieceStart, at));
    this.#bytes += at - pieceStart + ARGUMENT_OVERHEAD_BYTES;
    return this.#bytes > REQUEST_BYTES_MAX ? this.#fail('ERR Protocol error: request too large') : at;
  }

  #arrayRead(lastPiece: Buffer): void {
    let whole = lastPiece;
    if (this.#pieces.length > 0) {
      whole = Buffer.concat([...this.#pieces, lastPiece]);
      this.#pieces = [];
    }
    this.#bytes += lastPiece.length;
    this.#parser.execute(whole);
    this.#bytes = 0;
  }

  #isAtStart(): boolean {
    return this.#place === 'start';
  }

  /** One byte of a length line. Returns the text of a protocol error. */
  #readHeaderByte(byte: number): string | undefined {
    const place = this.#place;
    if (place === 'count' || place === 'length') return this.#readLengthByte(place, byte);
    if (place === 'count-lf') this.#place = this.#bulksLeft > 0 ? 'dollar' : 'start';
    else if (place === 'length-lf') this.#place = 'body';
    else if (byte === DOLLAR) {
      this.#length.clear();
      this.#place = 'length';
    } else return `ERR Protocol error: expected '$', got '${String.fromCharCode(byte)}'`;
    return undefined;
  }

  #readLengthByte(place: 'count' | 'length', byte: number): string | undefined {
    if (byte === CR) {
      this.#place = place === 'count' ? 'count-lf' : 'length-lf';
      return place === 'count' ? this.#countDone() : this.#lengthDone();
    }
    this.#length.add(byte);
    if (this.#length.bytes <= INLINE_BYTES_MAX) return undefined;
    return `ERR Protocol error: too big ${place === 'count' ? 'mbulk' : 'bulk'} count string`;
  }

  #countDone(): string | undefined {
    const count = this.#length.value;
    if (count === undefined || count > MULTIBULK_MAX) return 'ERR Protocol error: invalid multibulk length';
    this.#bulksLeft = Math.max(0, count);
    this.#bytes += this.#bulksLeft * ARGUMENT_SLOT_BYTES;
    return undefined;
  }

  #lengthDone(): string | undefined {
    const length = this.#length.value;
    if (length === undefined || length < 0 || length > BULK_BYTES_MAX) {
      return 'ERR Protocol error: invalid bulk length';
    }
    this.#bodyLeft = length + 2;
    this.#bytes += ARGUMENT_OVERHEAD_BYTES;
    return undefined;
  }

  #bulkDone(): void {
    this.#bulksLeft--;
    this.#place = this.#bulksLeft > 0 ? 'dollar' : 'start';
  }

  /** Empty and null arrays are no requests, as in Redis. */
  #onArray(reply: unknown): void {
    const args = reply as Buffer[] | null;
    if (args !== null && args.length > 0) this.#handlers.onRequest(args, this.#bytes);
  }

  /** Returns a position behind every chunk: nothing more is read. */
  #fail(text: string): number {
    this.stop();
    this.#handlers.onProtocolError(text);
    return Number.POSITIVE_INFINITY;
  }
}

/** Longer numbers are above every limit. */
const DIGITS_MAX = 18;

/**
 * The number of a length line, byte by byte: a text of it would be an allocation for each byte. As strict as Redis: no
 * sign but a minus, no leading zeros.
 */
class LengthLine {
  bytes = 0;
  #number = 0;
  #digits = 0;
  #isNegative = false;
  #isValid = true;

  clear(): void {
    this.bytes = 0;
    this.#number = 0;
    this.#digits = 0;
    this.#isNegative = false;
    this.#isValid = true;
  }

  add(byte: number): void {
    if (byte === MINUS && this.bytes === 0) this.#isNegative = true;
    else if (byte >= ZERO && byte <= NINE) this.#addDigit(byte - ZERO);
    else this.#isValid = false;
    this.bytes++;
  }

  /** undefined: it is no number. */
  get value(): number | undefined {
    if (!this.#isValid || this.#digits === 0) return undefined;
    return this.#isNegative ? -this.#number : this.#number;
  }

  #addDigit(digit: number): void {
    const hasLeadingZero = this.#digits > 0 ? this.#number === 0 : this.#isNegative && digit === 0;
    if (hasLeadingZero || this.#digits === DIGITS_MAX) this.#isValid = false;
    else {
      this.#number = this.#number * 10 + digit;
      this.#digits++;
    }
  }
}

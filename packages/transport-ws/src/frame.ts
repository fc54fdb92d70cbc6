/**
 * The frame around each payload. One binary WebSocket message is one frame:
 *
 *   0   version (1)
 *   1   type: 1 payload, 2 urgent payload, 3 chunk of a payload
 *   2   sequence number, 6 bytes: 0, 1, 2 … per connection and direction, so that a replayed, lost or reordered
 *       frame is seen; 2^48 frames outlast any connection
 *   8   CRC-32 over bytes 0 … 7 and the body, against accidents
 *   12  with a shared secret and without TLS: the first 16 bytes of HMAC-SHA256 over bytes 0 … 11 and the body,
 *       by a key of this connection and direction (handshake.ts)
 *   …   body
 *
 * All numbers are big-endian. Each frame is authenticated, not the handshake alone, because it costs little: 3 to 4 µs
 * for a small frame and 150 µs for 256 KiB (Node 20, one slow core), and a turn sends one frame to a peer. Under TLS
 * there is no MAC, because TLS has its own. Unauthenticated loopback has the CRC only.
 */

import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import { crc32 } from 'node:zlib';

export const frameVersion = 1;

export const frameTypes = { payload: 1, urgent: 2, chunk: 3 } as const;

/** Bytes 0 … 11. */
export const plainHeaderBytes = 12;
/** 128 bits: forging one takes 2^127 tries, each of which ends the connection. */
const macBytes = 16;
const crcAt = 8;
const sequenceAt = 2;
const sequenceBytes = 6;

/** Larger than any header: a frame is never more than its body and this. */
export const frameOverheadBytesMax = 64;

export interface FrameFields {
  readonly type: number;
  readonly sequence: number;
  /** Default: the present version. */
  readonly version?: number;
  /** Goes between header and body, and is authenticated like the body. */
  readonly prefix?: Uint8Array | undefined;
  readonly body: Uint8Array;
  readonly key?: KeyObject | undefined;
}

const nothing = new Uint8Array(0);

/** What precedes the body on the wire: header and prefix. Separate, so that a large body need not be copied. */
export function sealHeader(fields: FrameFields): Buffer {
  const header = Buffer.allocUnsafe(headerBytes(fields.key) + (fields.prefix?.length ?? 0));
  writeHeader(header, fields);
  return header;
}

/** A whole frame. Fields are taken as they are given, also wrong ones: tests make bad frames with it. */
export function sealFrame(fields: FrameFields): Buffer {
  const bodyAt = headerBytes(fields.key) + (fields.prefix?.length ?? 0);
  const frame = Buffer.allocUnsafe(bodyAt + fields.body.length);
  writeHeader(frame, fields);
  frame.set(fields.body, bodyAt);
  return frame;
}

function headerBytes(key: KeyObject | undefined): number {
  return plainHeaderBytes + (key ? macBytes : 0);
}

function writeHeader(frame: Buffer, fields: FrameFields): void {
  const { type, sequence, version = frameVersion, prefix, body, key } = fields;
  frame[0] = version;
  frame[1] = type;
  frame.writeUIntBE(sequence, sequenceAt, sequenceBytes);
  let checksum = startChecksum(frame);
  if (prefix) {
    frame.set(prefix, headerBytes(key));
    checksum = crc32(prefix, checksum);
  }
  frame.writeUInt32BE(crc32(body, checksum), crcAt);
  if (key) {
    const sealed = mac(key, frame.subarray(0, plainHeaderBytes), prefix ?? nothing, body);
    sealed.copy(frame, plainHeaderBytes, 0, macBytes);
  }
}

const start = Buffer.alloc(crcAt);

/** Of bytes 0 … 7, which are copied to be summed: a view of them, for each frame, costs more (and `copy` makes one, too). */
function startChecksum(frame: Buffer): number {
  for (let at = 0; at < crcAt; at++) start[at] = frame[at]!;
  return crc32(start);
}

/** `websocket`: not even a WebSocket frame that is allowed here. */
export type FrameFault =
  'truncated' | 'version' | 'crc' | 'mac' | 'sequence' | 'type' | 'size' | 'chunk' | 'websocket';

export type OpenedFrame =
  | { readonly ok: true; readonly type: number; readonly body: Buffer }
  | { readonly ok: false; readonly fault: FrameFault };

/** Opens the frames of one connection and direction. */
export class FrameOpener {
  readonly #key: KeyObject | undefined;
  readonly #headerBytes: number;
  #sequence = 0;

  constructor(key?: KeyObject) {
    this.#key = key;
    this.#headerBytes = headerBytes(key);
  }

  /** `rest`: what follows in memory of its own, as fragments do; a large body is not copied to its header. The body is a view. */
  open(begin: Buffer, rest?: Buffer): OpenedFrame {
    const isApart = rest !== undefined && begin.length === this.#headerBytes;
    const frame = rest === undefined || isApart ? begin : Buffer.concat([begin, rest]);
    if (frame.length < this.#headerBytes) return { ok: false, fault: 'truncated' };
    if (frame[0] !== frameVersion) return { ok: false, fault: 'version' };
    const body = isApart ? rest : frame.subarray(this.#headerBytes);
    if (crc32(body, startChecksum(frame)) !== frame.readUInt32BE(crcAt)) return { ok: false, fault: 'crc' };
    if (this.#key && !this.#authentic(this.#key, frame, body)) return { ok: false, fault: 'mac' };
    if (frame.readUIntBE(sequenceAt, sequenceBytes) !== this.#sequence)
      return { ok: false, fault: 'sequence' };
    this.#sequence++;
    return { ok: true, type: frame[1]!, body };
  }

  #authentic(key: KeyObject, frame: Buffer, body: Buffer): boolean {
    const expected = mac(key, frame.subarray(0, plainHeaderBytes), nothing, body).subarray(0, macBytes);
    return timingSafeEqual(expected, frame.subarray(plainHeaderBytes, this.#headerBytes));
  }
}

function mac(key: KeyObject, header: Uint8Array, prefix: Uint8Array, body: Uint8Array): Buffer {
  const hmac = createHmac('sha256', key).update(header);
  if (prefix.length > 0) hmac.update(prefix);
  return hmac.update(body).digest();
}

/**
 * The receiving end of one connection, without the socket: frames in, whole payloads out. Chunks of a large payload
 *
 *   0  length of the whole payload, 4 bytes     4  offset of this chunk, 4 bytes     8  its bytes, at least one
 *
 * follow each other without anything between, so that at most one payload is being put together. Whatever is wrong
 * is returned, never thrown, and after a first fault everything is a fault.
 */

import type { KeyObject } from 'node:crypto';
import type { Channel } from '@gaios/sm-base';
import { FrameOpener, frameTypes, type FrameFault } from './frame.ts';

export const chunkHeaderBytes = 8;

/** What precedes the bytes of a chunk. */
export function chunkHeader(totalBytes: number, offset: number): Buffer {
  const header = Buffer.allocUnsafe(chunkHeaderBytes);
  header.writeUInt32BE(totalBytes, 0);
  header.writeUInt32BE(offset, 4);
  return header;
}

export type Received =
  | { readonly kind: 'payload'; readonly payload: Buffer }
  /** A part of a payload, or a frame of a type that this version does not know, which is ignored (DESIGN 10). */
  | { readonly kind: 'none'; readonly unknownType?: number }
  | { readonly kind: 'fault'; readonly fault: FrameFault };

export interface ReceiverOptions {
  readonly channel: Channel;
  /** Of a payload that is one frame. */
  readonly frameBytesMax: number;
  /** Of a payload in chunks. */
  readonly payloadBytesMax: number;
  readonly key?: KeyObject | undefined;
}

interface Assembly {
  readonly payload: Buffer;
  received: number;
}

const none: Received = { kind: 'none' };

export class FrameReceiver {
  readonly #options: ReceiverOptions;
  readonly #opener: FrameOpener;
  #assembly: Assembly | undefined;
  #fault: FrameFault | undefined;

  constructor(options: ReceiverOptions) {
    this.#options = options;
    this.#opener = new FrameOpener(options.key);
  }

  /** `rest`: of the same frame, in memory of its own. */
  receive(frame: Buffer, rest?: Buffer): Received {
    if (this.#fault) return { kind: 'fault', fault: this.#fault };
    const received = this.#receive(frame, rest);
    if (received.kind === 'fault') {
      this.#fault = received.fault;
      this.#assembly = undefined;
    }
    return received;
  }

  #receive(frame: Buffer, rest?: Buffer): Received {
    const opened = this.#opener.open(frame, rest);
    if (!opened.ok) return { kind: 'fault', fault: opened.fault };
    const { type, body } = opened;
    switch (type) {
      case frameTypes.payload:
      case frameTypes.urgent:
        if (this.#assembly) return fault('chunk');
        if (body.length > this.#options.frameBytesMax) return fault('size');
        return { kind: 'payload', payload: body };
      case frameTypes.chunk:
        // Chunks are for bulk alone: on the consensus connection they would stand in front of heartbeats.
        return this.#options.channel === 'bulk' ? this.#chunk(body) : fault('type');
      default:
        return { kind: 'none', unknownType: type };
    }
  }

  #chunk(body: Buffer): Received {
    if (body.length <= chunkHeaderBytes) return fault('chunk');
    const total = body.readUInt32BE(0);
    const offset = body.readUInt32BE(4);
    if (total > this.#options.payloadBytesMax) return fault('size');
    if (offset === 0 && !this.#assembly) {
      // allocUnsafe leaves pages untouched until bytes arrive; every byte is written before it is handed on.
      this.#assembly = { payload: Buffer.allocUnsafe(total), received: 0 };
    }
    const assembly = this.#assembly;
    const end = offset + body.length - chunkHeaderBytes;
    if (!assembly || assembly.payload.length !== total || assembly.received !== offset || end > total)
      return fault('chunk');
    body.copy(assembly.payload, offset, chunkHeaderBytes);
    assembly.received = end;
    if (end < total) return none;
    this.#assembly = undefined;
    return { kind: 'payload', payload: assembly.payload };
  }
}

function fault(kind: FrameFault): Received {
  return { kind: 'fault', fault: kind };
}

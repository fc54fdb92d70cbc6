/**
 * A copy without anything: a file is read, sent in pieces over the bulk connection, and written by the other side, which is safe
 * at the end. At most a window is under way, as with a transfer, since the transport's queue is bounded.
 */

import { open, type FileHandle } from 'node:fs/promises';

const PIECE_BYTES = 256 * 1024;
/** As a transfer's. */
const WINDOW = 16;
/** Read at once, as a transfer does. */
const READ_BYTES = 4 * PIECE_BYTES;
/** No payload of a transfer is as short. */
const ACK_BYTES = 1;
const ACK = new Uint8Array(ACK_BYTES);

export class PlainCopy {
  readonly #send: (payload: Uint8Array) => void;
  #underWay = 0;
  #onRoom: (() => void) | undefined;
  #receiving: Receiving | undefined;
  #isSending = false;

  constructor(send: (payload: Uint8Array) => void) {
    this.#send = send;
  }

  /** Whether it was of a plain copy. */
  took(payload: Uint8Array): boolean {
    if (this.#isSending && payload.length === ACK_BYTES) {
      this.#underWay--;
      this.#onRoom?.();
      return true;
    }
    this.#receiving?.add(payload);
    return this.#receiving !== undefined;
  }

  async send(path: string): Promise<void> {
    this.#isSending = true;
    const file = await open(path);
    try {
      const { size } = await file.stat();
      for (let at = 0; at < size; at += READ_BYTES) {
        const bytes = Buffer.allocUnsafe(Math.min(READ_BYTES, size - at));
        await file.read(bytes, 0, bytes.length, at);
        for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
          while (this.#underWay >= WINDOW) await new Promise<void>((resolve) => (this.#onRoom = resolve));
          this.#underWay++;
          this.#send(bytes.subarray(from, from + PIECE_BYTES));
        }
      }
      while (this.#underWay > 0) await new Promise<void>((resolve) => (this.#onRoom = resolve));
    } finally {
      await file.close();
      this.#isSending = false;
    }
  }

  /** Resolves with how long it took from the first piece until it was durable. */
  async receive(path: string, bytes: number): Promise<number> {
    const file = await open(path, 'w');
    try {
      const receiving = new Receiving(file, bytes, () => this.#send(ACK));
      this.#receiving = receiving;
      await receiving.done;
      await file.sync();
      return performance.now() - receiving.begunMs;
    } finally {
      this.#receiving = undefined;
      await file.close();
    }
  }
}

class Receiving {
  readonly done: Promise<void>;
  begunMs = 0;
  readonly #file: FileHandle;
  readonly #bytes: number;
  readonly #acknowledge: () => void;
  #finish: () => void = () => {};
  #arrived = 0;
  #written = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(file: FileHandle, bytes: number, acknowledge: () => void) {
    this.#file = file;
    this.#bytes = bytes;
    this.#acknowledge = acknowledge;
    this.done = new Promise((resolve) => (this.#finish = resolve));
  }

  add(payload: Uint8Array): void {
    if (this.#arrived === 0) this.begunMs = performance.now();
    const at = this.#arrived;
    this.#arrived += payload.length;
    this.#writing = this.#write(this.#writing, payload, at);
  }

  async #write(before: Promise<void>, payload: Uint8Array, at: number): Promise<void> {
    await before;
    await this.#file.write(payload, 0, payload.length, at);
    this.#acknowledge();
    this.#written += payload.length;
    if (this.#written === this.#bytes) this.#finish();
  }
}

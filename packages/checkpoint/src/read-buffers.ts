/**
 * Where a sender reads its files to. Each buffer is used again when the last piece of it was acknowledged: buffers made anew
 * for everything that is sent are garbage outside of V8's heap, for which it collects the whole heap every 64 MiB.
 */

export interface ReadBuffer {
  readonly bytes: Uint8Array;
  /** Pieces of it that are still of use to somebody. */
  users: number;
}

export class ReadBuffers {
  readonly #bytes: number;
  readonly #freeMax: number;
  readonly #free: Uint8Array[] = [];

  /** Of so many bytes; at most so many are kept for later. */
  constructor(bytes: number, freeMax: number) {
    this.#bytes = bytes;
    this.#freeMax = freeMax;
  }

  /** For one user. What is in it is of no meaning. */
  take(): ReadBuffer {
    return { bytes: this.#free.pop() ?? new Uint8Array(this.#bytes), users: 1 };
  }

  /** One user less. Nobody may look at it any more who has let go of it. */
  release(buffer: ReadBuffer): void {
    if (--buffer.users === 0 && this.#free.length < this.#freeMax) this.#free.push(buffer.bytes);
  }
}

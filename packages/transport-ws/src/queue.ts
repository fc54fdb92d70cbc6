/**
 * What waits to be sent to one peer on one channel: bounded in bytes and in number. When it is full, `consensus` drops
 * its oldest payloads and `bulk` refuses new ones.
 */

export interface QueueBounds {
  readonly bytesMax: number;
  readonly payloadsMax: number;
}

/** Below this many taken entries it is not worth moving the rest. */
const compactFrom = 64;

export class SendQueue {
  readonly #dropOldest: boolean;
  #bounds: QueueBounds;
  #items: Uint8Array[] = [];
  #head = 0;
  #bytes = 0;
  /** Payloads that the bounds have cost. */
  dropped = 0;

  constructor(dropOldest: boolean, bounds: QueueBounds) {
    this.#dropOldest = dropOldest;
    this.#bounds = bounds;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get length(): number {
    return this.#items.length - this.#head;
  }

  peek(): Uint8Array | undefined {
    return this.#items[this.#head];
  }

  /** False if it was dropped. An empty queue takes any payload: the bounds must not starve a large one. */
  push(payload: Uint8Array): boolean {
    while (this.length > 0 && !this.#fits(payload)) {
      this.dropped++;
      if (!this.#dropOldest) return false;
      this.shift();
    }
    this.#items.push(payload);
    this.#bytes += payload.length;
    return true;
  }

  shift(): Uint8Array | undefined {
    const payload = this.#items[this.#head];
    if (payload === undefined) return undefined;
    // Emptied, so that what was sent can be freed before the array moves.
    this.#items[this.#head++] = emptied;
    this.#bytes -= payload.length;
    if (this.#head >= compactFrom && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return payload;
  }

  /** Changes the bounds; what does not fit any more is dropped at the end that this queue drops from. */
  rebound(bounds: QueueBounds): void {
    this.#bounds = bounds;
    while (this.length > 0 && (this.#bytes > bounds.bytesMax || this.length > bounds.payloadsMax)) {
      this.dropped++;
      if (this.#dropOldest) this.shift();
      else this.#bytes -= this.#items.pop()!.length;
    }
  }

  #fits(payload: Uint8Array): boolean {
    return this.#bytes + payload.length <= this.#bounds.bytesMax && this.length < this.#bounds.payloadsMax;
  }
}

const emptied = new Uint8Array(0);

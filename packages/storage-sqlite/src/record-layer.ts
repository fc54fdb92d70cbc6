/**
 * Places of a group's records in the journal, in the order of their instances, which is nearly always that in which they come.
 * Three arrays: a Map, and an object for each place, would be twice the memory, all of which lives long enough to be promoted,
 * and die right after.
 */

import { recordAt } from './journal-frame.ts';
import type { PlacedRecord } from './journal-frame.ts';

export class RecordLayer {
  readonly #ids: number[] = [];
  readonly #bytes: Buffer[] = [];
  readonly #ats: number[] = [];

  get size(): number {
    return this.#ids.length;
  }

  /** Undefined behind the last. */
  idAt(index: number): number | undefined {
    return this.#ids[index];
  }

  recordAt(index: number): PlacedRecord {
    return recordAt(this.#bytes[index]!, this.#ats[index]!);
  }

  has(id: number): boolean {
    return this.#ids[this.indexFrom(id)] === id;
  }

  /** Of the first record that is not below; `size` if there is none. */
  indexFrom(id: number): number {
    const ids = this.#ids;
    let [from, to] = [0, ids.length];
    if (to === 0 || id > ids[to - 1]!) return to;
    // Without gaps it is here.
    const likely = id - ids[0]!;
    if (ids[likely] === id) return likely;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (ids[middle]! < id) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** In the place of one with this instance, if there is one. */
  put(id: number, bytes: Buffer, at: number): void {
    const index = this.indexFrom(id);
    if (index === this.#ids.length) {
      this.#ids.push(id);
      this.#bytes.push(bytes);
      this.#ats.push(at);
      return;
    }
    const replaced = this.#ids[index] === id ? 1 : 0;
    this.#ids.splice(index, replaced, id);
    this.#bytes.splice(index, replaced, bytes);
    this.#ats.splice(index, replaced, at);
  }

  removeBelow(id: number): void {
    const count = this.indexFrom(id);
    if (count === 0) return;
    this.#ids.splice(0, count);
    this.#bytes.splice(0, count);
    this.#ats.splice(0, count);
  }
}

/**
 * Breadth-first search, so that the first violation found has no shorter schedule. Of each world seen only 64 bits of hash
 * and the number of the world before it are kept; the worlds of the frontier are kept whole, as rows. How a violation
 * came about is found by going its way once more.
 */

import type { Symmetry } from './symmetry.ts';
import type { Worlds } from './world.ts';

/** Taken once: where global names are looked up slowly, as in tests, this is most of the time. */
const { imul } = Math;

/** A growing list of numbers of 32 bits. */
class Numbers {
  items = new Uint32Array(1 << 12);
  length = 0;

  push(number: number): void {
    this.reserve(1);
    this.items[this.length++] = number;
  }

  append(row: Uint32Array, length: number): void {
    this.reserve(length);
    for (let i = 0; i < length; i++) this.items[this.length + i] = row[i] as number;
    this.length += length;
  }

  reserve(count: number): void {
    if (this.length + count <= this.items.length) return;
    const items = new Uint32Array(Math.max(this.items.length * 2, this.length + count));
    items.set(this.items.subarray(0, this.length));
    this.items = items;
  }
}

/** Hashes of 64 bits by number, and their numbers by open addressing. A world whose hash equals another's counts as seen. */
class SeenSet {
  readonly #high = new Numbers();
  readonly #low = new Numbers();
  #slots = new Uint32Array(1 << 16);

  get size(): number {
    return this.#high.length;
  }

  /** Returns whether it is new. */
  add(hash: Hash): boolean {
    if (this.size * 3 > this.#slots.length * 2) this.#grow();
    const at = this.#find(hash.high, hash.low);
    if (this.#slots[at] !== 0) return false;
    this.#high.push(hash.high);
    this.#low.push(hash.low);
    this.#slots[at] = this.size;
    return true;
  }

  is(number: number, hash: Hash): boolean {
    return this.#high.items[number] === hash.high && this.#low.items[number] === hash.low;
  }

  /** The slot that holds it, or the free one where it belongs. */
  #find(high: number, low: number): number {
    const mask = this.#slots.length - 1;
    let at = (low ^ imul(high, 0x9e3779b1)) & mask;
    for (let held = this.#slots[at] as number; held !== 0; held = this.#slots[at] as number) {
      if (this.#low.items[held - 1] === low && this.#high.items[held - 1] === high) return at;
      at = (at + 1) & mask;
    }
    return at;
  }

  #grow(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let number = 0; number < this.size; number++) {
      const at = this.#find(this.#high.items[number] as number, this.#low.items[number] as number);
      this.#slots[at] = number + 1;
    }
  }
}

/** The worlds of one depth. */
class Layer {
  readonly ends = new Numbers();
  readonly #rows = new Numbers();

  push(row: Uint32Array, length: number): void {
    this.#rows.append(row, length);
    this.ends.push(this.#rows.length);
  }

  row(index: number): Uint32Array {
    const start = index === 0 ? 0 : (this.ends.items[index - 1] as number);
    return this.#rows.items.subarray(start, this.ends.items[index]);
  }
}

/** 64 bits of hash: two rounds of murmur3's mixing, which differ. */
class Hash {
  high = 0;
  low = 0;

  take(row: Uint32Array, length: number): void {
    let a = 0x2545f491;
    let b = 0x68e31da4;
    for (let i = 0; i < length; i++) {
      const item = row[i] as number;
      const k = imul(item, 0xcc9e2d51);
      a ^= imul((k << 15) | (k >>> 17), 0x1b873593);
      a = (imul((a << 13) | (a >>> 19), 5) + 0xe6546b64) | 0;
      b = imul(b ^ item ^ (b >>> 15), 0x85ebca6b);
      b = (b << 11) | (b >>> 21);
    }
    this.high = mix(a ^ length);
    this.low = mix(b + length);
  }
}

const mix = (hash: number): number => {
  let h = hash;
  h = imul(h ^ (h >>> 16), 0x85ebca6b);
  h = imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

interface Run {
  readonly row: Uint32Array;
  readonly steps: readonly number[];
}

export interface SearchLimits {
  readonly statesMax: number;
  readonly secondsMax: number;
  readonly depthMax: number;
  /** Monotonic ms. */
  readonly now: () => number;
  /** Called for each depth that is done. */
  progress?(depth: number, frontier: number, distinct: number): void;
}

export interface SearchResult {
  /** Worlds reached, each as often as it was reached. */
  readonly states: number;
  readonly distinct: number;
  readonly depth: number;
  readonly seconds: number;
  /** All that the bounds allow was seen. */
  readonly isExhausted: boolean;
  readonly violation: { readonly sentence: string; readonly steps: readonly number[] } | undefined;
}

export class Search {
  readonly #worlds: Worlds;
  readonly #symmetry: Symmetry;
  readonly #limits: SearchLimits;
  readonly #seen = new SeenSet();
  readonly #parents = new Numbers();
  readonly #hash = new Hash();
  #states = 0;
  #violation: { readonly sentence: string; readonly parent: number } | undefined;

  constructor(worlds: Worlds, symmetry: Symmetry, limits: SearchLimits) {
    this.#worlds = worlds;
    this.#symmetry = symmetry;
    this.#limits = limits;
  }

  run(start: Uint32Array): SearchResult {
    const startMs = this.#limits.now();
    let layer = new Layer();
    this.#add(layer, start, start.length, 0);
    let first = 0;
    let depth = 0;
    let isExhausted = false;
    while (depth < this.#limits.depthMax) {
      const next = this.#expandLayer(layer, first, startMs);
      if (next === undefined) break;
      first += layer.ends.length;
      isExhausted = next.ends.length === 0;
      if (isExhausted) break;
      layer = next;
      depth++;
      this.#limits.progress?.(depth, layer.ends.length, this.#seen.size);
    }
    const seconds = (this.#limits.now() - startMs) / 1000;
    const distinct = this.#seen.size;
    return { states: this.#states, distinct, depth, seconds, isExhausted, violation: this.#explain(start) };
  }

  /** The next depth; undefined if a limit was met on the way, or a violation. */
  #expandLayer(layer: Layer, first: number, startMs: number): Layer | undefined {
    const { statesMax, secondsMax, now } = this.#limits;
    const next = new Layer();
    for (let index = 0; index < layer.ends.length; index++) {
      if (this.#seen.size >= statesMax) return undefined;
      if ((index & 1023) === 0 && now() - startMs > secondsMax * 1000) return undefined;
      const row = layer.row(index);
      for (const image of this.#symmetry.images(row)) this.#expandWorld(next, image, first + index);
      if (this.#violation !== undefined) return undefined;
    }
    return next;
  }

  #expandWorld(next: Layer, row: Uint32Array, parent: number): void {
    this.#worlds.expand(row, (_step, found, length, violation) => {
      this.#states++;
      if (violation === undefined) this.#add(next, found, length, parent);
      else this.#violation ??= { sentence: violation, parent };
    });
  }

  #add(layer: Layer, row: Uint32Array, length: number, parent: number): void {
    const canonical = this.#symmetry.canonical(row, length);
    this.#hash.take(canonical, length);
    if (!this.#seen.add(this.#hash)) return;
    layer.push(canonical, length);
    this.#parents.push(parent);
  }

  #explain(start: Uint32Array): SearchResult['violation'] {
    if (this.#violation === undefined) return undefined;
    const { sentence, parent } = this.#violation;
    const numbers: number[] = [];
    for (let at = parent; at > 0; at = this.#parents.items[at] as number) numbers.push(at);
    let runs: Run[] = [{ row: start, steps: [] }];
    for (const number of numbers.toReversed()) runs = this.#follow(runs, number);
    for (const { row, steps } of runs) {
      const last = this.#violating(row, sentence);
      if (last !== undefined) return { sentence, steps: [...steps, last] };
    }
    throw new Error(`a violation (${sentence}) whose schedule was not found again`);
  }

  /**
   * Takes every run one step further, to worlds that count as the one of this number. More than one may, with nodes
   * exchanged; each is a run of the real nodes, with none exchanged on the way.
   */
  #follow(runs: readonly Run[], number: number): Run[] {
    const further = new Map<string, Run>();
    for (const { row, steps } of runs) {
      this.#worlds.expand(row, (step, found, length, violation) => {
        this.#hash.take(this.#symmetry.canonical(found, length), length);
        if (violation !== undefined || !this.#seen.is(number, this.#hash)) return;
        const reached = found.slice(0, length);
        further.set(reached.join(), { row: reached, steps: [...steps, step] });
      });
    }
    return [...further.values()];
  }

  #violating(row: Uint32Array, sentence: string): number | undefined {
    let last: number | undefined;
    this.#worlds.expand(row, (step, _found, _length, violation) => {
      if (violation === sentence) last ??= step;
    });
    return last;
  }
}

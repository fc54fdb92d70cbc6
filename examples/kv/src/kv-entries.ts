/** Where the keys are: what the operations and the reads of the store need of a map, in memory or in a database. */

export interface ReadEntries {
  readonly size: number;
  get(key: Buffer): Buffer | undefined;
  has(key: Buffer): boolean;
  /** In the order in which they came to be. */
  keys(): Buffer[];
  /** In the order of their bytes. */
  sorted(): Iterable<readonly [key: Buffer, value: Buffer]>;
}

export interface Entries extends ReadEntries {
  /** Keeps `value`, not a copy of it. */
  set(key: Buffer, value: Buffer): void;
  /** Whether it existed. */
  delete(key: Buffer): boolean;
  clear(): void;
}

/** Buffers are no keys of a Map; a string of one character per byte is. */
const nameOf = (key: Buffer): string => key.toString('latin1');

export class MemoryEntries implements Entries {
  readonly #values = new Map<string, Buffer>();

  get size(): number {
    return this.#values.size;
  }

  get(key: Buffer): Buffer | undefined {
    return this.#values.get(nameOf(key));
  }

  has(key: Buffer): boolean {
    return this.#values.has(nameOf(key));
  }

  set(key: Buffer, value: Buffer): void {
    this.#values.set(nameOf(key), value);
  }

  delete(key: Buffer): boolean {
    return this.#values.delete(nameOf(key));
  }

  clear(): void {
    this.#values.clear();
  }

  /** As they are now, in the order in which they came to be. Values are shared: they are never changed in place. */
  copy(): ReadonlyMap<string, Buffer> {
    return new Map(this.#values);
  }

  keys(): Buffer[] {
    return [...this.#values.keys()].map((name) => Buffer.from(name, 'latin1'));
  }

  *sorted(): Iterable<readonly [Buffer, Buffer]> {
    for (const name of [...this.#values.keys()].toSorted()) {
      yield [Buffer.from(name, 'latin1'), this.#values.get(name) ?? Buffer.alloc(0)];
    }
  }
}

/** Gathers things in a turn of the event loop and hands them over at its end, all together: one Immediate for all. */
export class EndOfTurn<T> {
  readonly #handOver: (items: readonly T[]) => void;
  #items: T[] = [];

  constructor(handOver: (items: readonly T[]) => void) {
    this.#handOver = handOver;
  }

  add(item: T): void {
    if (this.#items.length === 0) setImmediate(this.#end);
    this.#items.push(item);
  }

  readonly #end = (): void => {
    const items = this.#items;
    this.#items = [];
    this.#handOver(items);
  };
}

/** A client that sets large values: they travel on another connection than small ones, in chunks, and fill logs quickly. */

import { LoadClient } from './load-client.ts';
import type { RespClient } from './resp-client.ts';

/** Below and above what goes on the bulk connection (256 KiB). */
const SIZES = [20_000, 120_000, 400_000];
const KEYS = 4;
/** Nodes replay the whole log when they start; it must not grow to gigabytes. */
const THINK_MS = 100;

export class BlobClient extends LoadClient {
  #next = 0;
  /** By key: numbers of the values that it may end with. */
  readonly #possible = new Map<string, Set<number>>();
  /** By key: the last one that was answered. */
  readonly #acknowledged = new Map<string, number>();

  protected override get thinkMs(): number {
    return THINK_MS;
  }

  protected async step(client: RespClient): Promise<boolean> {
    const number = this.#next++;
    const key = `blob:${this.name}:${number % KEYS}`;
    const possible = this.#possible.get(key) ?? new Set();
    this.#possible.set(key, possible);
    const beganMs = performance.now();
    const result = await client.send('SET', key, blob(number));
    if (result.kind === 'answer') {
      // Unknown ones stay possible: one that is still on its way may come after this.
      possible.delete(this.#acknowledged.get(key) ?? -1);
      this.#acknowledged.set(key, number);
      possible.add(number);
      this.success(beganMs);
      return true;
    }
    if (result.kind === 'unknown') possible.add(number);
    this.failure(result);
    return false;
  }

  async verify(read: (key: string) => Promise<string | null>): Promise<void> {
    for (const [key, possible] of this.#possible) {
      const value = await read(key);
      const found = value === null ? undefined : Number.parseInt(value, 10);
      const known = [...possible].join(', ');
      if (found === undefined ? this.#acknowledged.has(key) : !possible.has(found)) {
        this.violation(`${key} ends with value ${found ?? 'none'}, not one of ${known}`);
      } else if (found !== undefined && value !== blob(found))
        this.violation(`${key}: value ${found} is not whole`);
    }
  }
}

const blob = (number: number): string => {
  const text = `${number}:`;
  return text.repeat(Math.ceil((SIZES[number % SIZES.length] ?? 0) / text.length));
};

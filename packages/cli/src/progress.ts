/**
 * Progress as it comes, on stderr. All groups of a node are usually changed at once and say the same: what is said within a
 * moment is drawn together, so that a cluster of a thousand groups takes a few lines.
 */

import type { CliIo } from './io.ts';
import { ranges } from './table.ts';

/** Fast enough for people. */
const GATHER_MS = 250;

export class Progress {
  readonly #io: CliIo;
  readonly #gathered = new Map<string, number[]>();
  #timer: NodeJS.Timeout | undefined;

  constructor(io: CliIo) {
    this.#io = io;
  }

  say(groupIdx: number, words: string): void {
    const groups = this.#gathered.get(words) ?? [];
    if (!groups.includes(groupIdx)) groups.push(groupIdx);
    this.#gathered.set(words, groups);
    this.#timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [words, groups] of this.#gathered) this.#io.err(`group ${ranges(groups)}: ${words}\n`);
    this.#gathered.clear();
  }
}

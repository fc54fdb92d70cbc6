/** The groups that run on this node, by index. They come and go; an index may be free. */

import type { Group } from './group.ts';

export class GroupTable {
  readonly #groups = new Map<number, Group>();
  #all: readonly Group[] | undefined;

  get size(): number {
    return this.#groups.size;
  }

  /** In order of their indexes; a list of its own after each change, so that one may be walked while groups come and go. */
  get all(): readonly Group[] {
    this.#all ??= [...this.#groups.values()].toSorted((a, b) => a.groupIdx - b.groupIdx);
    return this.#all;
  }

  at(groupIdx: number): Group | undefined {
    return this.#groups.get(groupIdx);
  }

  add(group: Group): void {
    this.#groups.set(group.groupIdx, group);
    this.#all = undefined;
  }

  delete(groupIdx: number): void {
    this.#groups.delete(groupIdx);
    this.#all = undefined;
  }
}

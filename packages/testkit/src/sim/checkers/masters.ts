/** What nodes are told of masters (DESIGN 5): each version once in a process, in order, and everywhere the same. */

import { violated } from './violation.ts';

export class Masters {
  /** Node by version, of each group. */
  readonly #known = new Map<string, number>();
  /** The last version that each process was told, by life and group. */
  readonly #told = new Map<string, number>();

  told(life: string, groupIdx: number, node: number, version: number): void {
    const last = this.#told.get(`${life}/${groupIdx}`) ?? 0;
    if (version <= last) {
      violated('masters', `${life} is told version ${version} of group ${groupIdx} after ${last}`);
    }
    this.#told.set(`${life}/${groupIdx}`, version);
    const known = this.#known.get(`${groupIdx}/${version}`) ?? node;
    this.#known.set(`${groupIdx}/${version}`, known);
    if (known !== node) {
      violated('masters', `version ${version} of group ${groupIdx} is of node ${known}, and of node ${node}`);
    }
  }
}

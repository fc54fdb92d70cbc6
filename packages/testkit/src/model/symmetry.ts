/**
 * Nodes that never campaign and never propose are alike, if they have the same role throughout: exchanging them gives a
 * world of which the same is true. (Nodes that do are not: ballots are ordered by node id.) Of such worlds one is
 * kept, the one whose row is lowest.
 *
 * One thing a replica does depends on the id of such a node: among several peers that could teach it, it asks the
 * lowest. Where that choice is open, the worlds with the nodes exchanged are expanded as well.
 */

import { storageIdOf, type Letter } from '../lab.ts';
import { renameChronicle } from './check.ts';
import type { ModelNode } from './model-node.ts';
import { copyNode } from './normal.ts';
import type { ModelSetup } from './setup.ts';
import type { Space } from './space.ts';
import { HEAD } from './world.ts';

type Renaming = (nodeId: number) => number;

interface Exchange {
  readonly rename: Renaming;
  /** Where the node at a position goes. */
  readonly places: readonly number[];
  readonly nodes: number[];
  readonly letters: number[];
  readonly chronicles: number[];
}

/** Voters that only ever answer, in a setup without changes of configuration, lost disks and checkpoints; none if there are fewer than two. */
export const alike = ({ voters, campaigns, wishes, wipes, cleans }: ModelSetup): number[] => {
  const hasChange = [...wishes.values()].flat().some((wish) => typeof wish !== 'string');
  const silent = voters.filter((nodeId) => !campaigns.has(nodeId) && !wishes.has(nodeId));
  return hasChange || wipes.size > 0 || cleans.size > 0 || silent.length < 2 ? [] : silent;
};

const permutations = (items: readonly number[]): number[][] => {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
};

export class Symmetry {
  readonly #space: Space;
  readonly #alike: readonly number[];
  readonly #exchanges: readonly Exchange[];
  readonly #isOpen: boolean[] = [];
  #best = new Uint32Array(0);
  #other = new Uint32Array(0);

  constructor(space: Space) {
    this.#space = space;
    this.#alike = alike(space.setup);
    const [, ...others] = permutations(this.#alike);
    this.#exchanges = others.map((order) => {
      const rename: Renaming = (nodeId) => order[this.#alike.indexOf(nodeId)] ?? nodeId;
      const places = space.nodeIds.map((nodeId) => space.nodeIds.indexOf(rename(nodeId)));
      return { rename, places, nodes: [], letters: [], chronicles: [] };
    });
  }

  /** The world that stands for all that are like this one. The row handed out is used again. */
  canonical(row: Uint32Array, length: number): Uint32Array {
    if (this.#exchanges.length === 0) return row;
    if (this.#best.length < length) {
      this.#best = new Uint32Array(2 * length);
      this.#other = new Uint32Array(2 * length);
    }
    this.#best.set(row.subarray(0, length));
    for (const exchange of this.#exchanges) {
      this.#write(exchange, row, length);
      if (isLower(this.#other, this.#best, length)) [this.#best, this.#other] = [this.#other, this.#best];
    }
    return this.#best;
  }

  /** This world, and, where the choice of a teacher is open, those that are like it. */
  images(row: Uint32Array): Uint32Array[] {
    const { length } = row;
    const images = [row];
    if (this.#exchanges.length === 0 || !this.#hasOpenChoice(row)) return images;
    for (const exchange of this.#exchanges) {
      this.#write(exchange, row, length);
      images.push(this.#other.slice(0, length));
    }
    return images;
  }

  #hasOpenChoice(row: Uint32Array): boolean {
    return this.#space.nodeIds.some((_id, at) => {
      const node = row[HEAD + at] as number;
      const heard = (): number =>
        this.#alike.filter((id) => this.#space.node(node).state?.learner.heard.has(id)).length;
      return (this.#isOpen[node] ??= heard() > 1);
    });
  }

  #write(exchange: Exchange, row: Uint32Array, length: number): void {
    const other = this.#other;
    const first = HEAD + this.#space.nodeIds.length;
    other[0] = row[0] as number;
    other[1] = this.#chronicle(exchange, row[1] as number);
    for (const [at, place] of exchange.places.entries()) {
      other[HEAD + place] = this.#node(exchange, row[HEAD + at] as number);
    }
    for (let i = first; i < length; i++) other[i] = this.#letter(exchange, row[i] as number);
    other.subarray(first, length).sort();
  }

  #chronicle({ chronicles, rename }: Exchange, number: number): number {
    const space = this.#space;
    return (chronicles[number] ??= space.internChronicle(renameChronicle(space.chronicle(number), rename)));
  }

  #node({ nodes, rename }: Exchange, number: number): number {
    return (nodes[number] ??= this.#space.internNode(renameNode(this.#space.node(number), rename)));
  }

  #letter({ letters, rename }: Exchange, number: number): number {
    return (letters[number] ??= this.#space.internLetter(renameLetter(this.#space.letter(number), rename)));
  }
}

const isLower = (a: Uint32Array, b: Uint32Array, length: number): boolean => {
  for (let i = 0; i < length; i++) {
    if (a[i] !== b[i]) return (a[i] as number) < (b[i] as number);
  }
  return false;
};

const renameLetter = ({ from, to, gid, message }: Letter, rename: Renaming): Letter => {
  const nodeId = rename(from.nodeId);
  return { from: { nodeId, storageId: storageIdOf(nodeId) }, to: rename(to), gid, message };
};

const renameSet = (set: Set<number>, rename: Renaming): void => {
  const renamed = [...set].map(rename);
  set.clear();
  for (const nodeId of renamed) set.add(nodeId);
};

const renameKeys = <T>(map: Map<number, T>, rename: Renaming): void => {
  const renamed = [...map].map(([nodeId, item]) => [rename(nodeId), item] as const);
  map.clear();
  for (const [nodeId, item] of renamed) map.set(nodeId, item);
};

/** Every place in a node's state that may name a node that only answers. */
export const renameNode = (original: ModelNode, rename: Renaming): ModelNode => {
  const node = { ...copyNode(original), nodeId: rename(original.nodeId) };
  node.held = node.held.map((send) => ({ ...send, to: rename(send.to) }));
  node.heldLoads = node.heldLoads.map((load) => ({ ...load, peer: rename(load.peer) }));
  const { state } = node;
  if (state === undefined) return node;
  const { learner, proposer } = state;
  const disks = new Map(
    [...state.disks.keys()].map((nodeId) => [rename(nodeId), storageIdOf(rename(nodeId))]),
  );
  const ask = learner.ask === undefined ? undefined : { ...learner.ask, peer: rename(learner.ask.peer) };
  renameSet(state.alive, rename);
  const { heard, keptFrom, asked, streams } = learner;
  for (const map of [heard, keptFrom, asked, streams, state.differing, proposer.grants, proposer.announced]) {
    renameKeys(map as Map<number, unknown>, rename);
  }
  renameKeys(proposer.promises, rename);
  for (const [nodeId, promise] of proposer.promises) {
    proposer.promises.set(nodeId, { ...promise, storageId: storageIdOf(nodeId) });
  }
  for (const flight of proposer.inflight.values()) renameSet(flight.acks, rename);
  return { ...node, state: { ...state, disks, learner: { ...learner, ask } } };
};

/**
 * What the model checker leaves out makes no difference: the normal form of a node, letters that can have no effect any more,
 * and nodes that are alike. Each is compared with a search, or a walk, that does without it.
 */

import { describe, expect, test } from '@jest/globals';
import * as core from '@gaios/core';
import type { Letter } from '../src/lab.ts';
import type { ModelNode, NodeOutcome } from '../src/model/model-node.ts';
import { initialNode, stepNode, type NodeStep } from '../src/model/node.ts';
import { copyNode, KeyWriter, normalise } from '../src/model/normal.ts';
import { plainScenario, type PlainOptions, type Scenario } from '../src/model/scenarios.ts';
import { storageIdOf } from '../src/lab.ts';
import { Space } from '../src/model/space.ts';
import { alike, renameNode, Symmetry } from '../src/model/symmetry.ts';
import { HEAD, initialWorld, Worlds } from '../src/model/world.ts';
import { SeededRandom } from '../src/seeded-random.ts';

const scenario = (given: Partial<PlainOptions>): Scenario =>
  plainScenario({
    nodes: 3,
    proposers: 3,
    values: 3,
    instances: 4,
    ballots: 60,
    crashes: 1,
    drops: 0,
    duplicates: 0,
    timeouts: 1,
    windowInstances: 2,
    unsynced: false,
    fresh: false,
    talk: 'apart',
    ...given,
  });

/** A node as the real one goes on, and the same in normal form. */
interface Pair {
  raw: ModelNode;
  normal: ModelNode;
}

/** Takes random steps with both of a pair, and compares what they say and what they become. */
class Walk {
  readonly #setup: Scenario['setup'];
  readonly #random: SeededRandom;
  readonly #keys = new KeyWriter();
  readonly #pairs: Pair[];
  #wire: Letter[] = [];
  #difference: string | undefined;

  constructor(setup: Scenario['setup'], seed: number) {
    this.#setup = setup;
    this.#random = new SeededRandom(seed);
    this.#pairs = setup.voters.map((nodeId) => {
      const node = initialNode(core, setup, nodeId);
      return { raw: node, normal: node };
    });
  }

  /** The first difference, if there is one. */
  run(steps: number): string | undefined {
    for (const at of this.#pairs.keys()) this.#restart(at);
    for (let step = 0; step < steps && this.#difference === undefined; step++) this.#step();
    return this.#difference;
  }

  #pair(at: number): Pair {
    const pair = this.#pairs[at];
    if (pair === undefined) throw new RangeError(`no node at ${at}`);
    return pair;
  }

  #nodeId(at: number): number {
    return this.#pair(at).raw.nodeId;
  }

  #step(): void {
    const at = this.#random.below(this.#pairs.length);
    const draw = this.#random.next();
    const { normal } = this.#pair(at);
    if (normal.state === undefined) return this.#restart(at);
    if (draw < 0.02) return this.#crash(at);
    if (draw < 0.06) return this.#take(at, { kind: 'campaign' });
    if (draw < 0.16 && this.#setup.bounds.timeouts > 0) return this.#take(at, { kind: 'timeout' });
    if (draw < 0.2) return this.#take(at, { kind: 'loseLeader' });
    if (draw < 0.45 && normal.unsynced.length > 0) return this.#take(at, { kind: 'sync' });
    const index = this.#random.below(this.#wire.length);
    const letter = this.#wire[index];
    if (letter === undefined) return;
    if (!this.#random.chance(0.1)) this.#wire.splice(index, 1);
    this.#take(this.#setup.voters.indexOf(letter.to), { kind: 'deliver', letter });
  }

  #crash(at: number): void {
    this.#take(at, { kind: 'crash' });
    const peer = this.#nodeId(at);
    for (const other of this.#pairs.keys()) if (other !== at) this.#take(other, { kind: 'peerDown', peer });
  }

  #restart(at: number): void {
    this.#take(at, { kind: 'restart' });
    for (const other of this.#pairs.keys()) {
      if (other === at || this.#pair(other).normal.state === undefined) continue;
      this.#take(at, { kind: 'peerUp', peer: this.#nodeId(other), life: 1 });
      this.#take(other, { kind: 'peerUp', peer: this.#nodeId(at), life: 1 });
    }
  }

  #take(at: number, step: NodeStep): void {
    const pair = this.#pair(at);
    const raw = stepNode(core, this.#setup, pair.raw, step, true);
    const normal = stepNode(core, this.#setup, pair.normal, step);
    const told = ({ sends, concluded, violation }: NodeOutcome): string =>
      this.#keys.key([sends, concluded, violation]);
    this.#expectEqual(step, told(normal), told(raw));
    this.#expectEqual(step, this.#keys.nodeKey(normal.node), this.#normalKey(raw.node));
    pair.raw = raw.node;
    pair.normal = normal.node;
    this.#wire.push(...normal.sends);
    if (this.#wire.length > 40) this.#wire.splice(0, 10);
  }

  #expectEqual(step: NodeStep, normal: string, raw: string): void {
    if (normal !== raw) this.#difference ??= `${JSON.stringify(step)}: ${normal} and not ${raw}`;
  }

  #normalKey(node: ModelNode): string {
    const copy = copyNode(node);
    normalise(copy, this.#setup.bounds.timeouts > 0);
    return this.#keys.nodeKey(copy);
  }
}

describe('the normal form', () => {
  test.each([
    ['', {}],
    [' with slow disks', { unsynced: true }],
    [' without timeouts', { timeouts: 0 }],
    [' from empty disks', { fresh: true }],
  ])('says and does what the node itself would have%s', (_how, given) => {
    for (let seed = 1; seed <= 10; seed++) {
      expect(new Walk(scenario(given).setup, seed).run(400)).toBeUndefined();
    }
  });

  test('tells apart what makes a difference', () => {
    const { setup } = scenario({});
    const keys = new KeyWriter();
    const start = stepNode(core, setup, initialNode(core, setup, 1), { kind: 'restart' }).node;
    const variants: ((node: ModelNode) => void)[] = [
      () => undefined,
      ({ state }) => void ((state as core.ReplicaState).acceptor.promised += 1),
      ({ state }) => void ((state as core.ReplicaState).proposer.highestSeen = 2 ** 20),
      ({ state }) => void state?.learner.heard.set(2, 9),
      ({ state }) => void state?.alive.add(2),
      ({ state }) => void ((state as core.ReplicaState).metaDirty = true),
      ({ disk }) => void disk.records.delete(1),
      (node) => void (node.boot += 1),
    ];
    const texts = variants.map((change) => {
      const node = copyNode(start);
      change(node);
      normalise(node, true);
      return keys.nodeKey(node);
    });
    expect(new Set(texts).size).toBe(variants.length);
  });
});

const startOf = ({ setup }: Scenario): { space: Space; worlds: Worlds; start: Uint32Array } => {
  const space = new Space(core, setup);
  const worlds = new Worlds(space);
  let start = initialWorld(space);
  for (const at of setup.voters.keys()) start = worlds.take(start, { kind: 'restart', at }).row;
  return { space, worlds, start };
};

/** All worlds that can be reached, by what `view` shows of them. */
const reach = (
  start: Uint32Array,
  next: (row: Uint32Array, found: (row: Uint32Array) => void) => void,
  view: (row: Uint32Array) => string,
): Set<string> => {
  const seen = new Set([start.join()]);
  const views = new Set([view(start)]);
  const queue = [start];
  for (let row = queue.pop(); row !== undefined; row = queue.pop()) {
    next(row, (found) => {
      const key = found.join();
      if (seen.has(key)) return;
      seen.add(key);
      queue.push(found);
      views.add(view(found));
    });
  }
  return views;
};

/** Of thousands of long texts, the first few that differ say enough. */
const expectSame = (a = new Set<string>(), b = new Set<string>()): void => {
  const only = (of: Set<string>, not: Set<string>): string[] =>
    [...of].filter((text) => !not.has(text)).slice(0, 1);
  expect({ onlyFirst: only(a, b), onlySecond: only(b, a) }).toEqual({ onlyFirst: [], onlySecond: [] });
};

describe('letters without effect', () => {
  test.each([
    { crashes: 1, ballots: 1 },
    { ballots: 2, proposers: 2, nodes: 2 },
  ])('taking them away leaves all states of the nodes that can be reached together: %j', (bounds) => {
    const given = { proposers: 1, values: 1, instances: 1, crashes: 0, timeouts: 0, ...bounds };
    const plain = scenario({ ...given, talk: 'whole' });
    const keys = new KeyWriter();
    const reached = [true, false].map((buries) => {
      const { space, worlds, start } = startOf({ ...plain, setup: { ...plain.setup, buries } });
      const count = space.nodeIds.length;
      const view = (row: Uint32Array): string =>
        [...row.subarray(HEAD, HEAD + count)].map((node) => keys.nodeKey(space.node(node))).join('|');
      return reach(
        start,
        (row, found) => worlds.expand(row, (_step, next, length) => found(next.slice(0, length))),
        view,
      );
    });
    expect(reached[0]?.size).toBeGreaterThan(50);
    expectSame(reached[0], reached[1]);
  });
});

describe('nodes that are alike', () => {
  const plain = scenario({
    nodes: 4,
    proposers: 1,
    values: 1,
    instances: 1,
    ballots: 1,
    crashes: 0,
    timeouts: 0,
    talk: 'whole',
  });

  test('only nodes that never propose are', () => {
    expect(alike(plain.setup)).toEqual([2, 3, 4]);
    expect(alike(scenario({}).setup)).toEqual([]);
    expect(alike(scenario({ proposers: 2, values: 2 }).setup)).toEqual([]);
  });

  test('keeping one of them leaves every world that can be reached, up to exchange', () => {
    const { space, worlds, start } = startOf(plain);
    const symmetry = new Symmetry(space);
    const canonical = (row: Uint32Array): Uint32Array =>
      symmetry.canonical(row, row.length).slice(0, row.length);
    const expand = (row: Uint32Array, found: (row: Uint32Array) => void): void =>
      worlds.expand(row, (_step, next, length) => found(next.slice(0, length)));
    const all = reach(start, expand, (row) => canonical(row).join());
    const kept = reach(
      canonical(start),
      (row, found) => {
        for (const image of symmetry.images(row)) expand(image, (next) => found(canonical(next)));
      },
      (row) => row.join(),
    );
    expect(kept.size).toBeGreaterThan(100);
    expectSame(kept, all);
  });

  test('exchanging twice changes nothing, once changes what names a node', () => {
    const { space, worlds, start } = startOf(plain);
    const row = worlds.take(start, { kind: 'elect', at: 0, asked: 0b0110 }).row;
    const exchange = (nodeId: number): number => ({ 2: 3, 3: 2 })[nodeId] ?? nodeId;
    for (const at of space.nodeIds.keys()) {
      const node = space.node(row[HEAD + at] ?? 0);
      const once = renameNode(node, exchange);
      expect(once.state?.disks.get(2) ?? storageIdOf(2)).toBe(storageIdOf(2));
      expect(space.keys.nodeKey(renameNode(once, exchange))).toBe(space.keys.nodeKey(node));
    }
  });
});

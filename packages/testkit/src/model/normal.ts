/**
 * The normal form of a node, and the text that two nodes share exactly if they are equal. What is taken out cannot make
 * a difference to any later step; model-reductions.test.ts walks pairs of nodes, one kept as it is and one brought into
 * normal form after every step, and sees the same messages and the same choices from both.
 *
 * | what | becomes | because |
 * | --- | --- | --- |
 * | the clock | 0 | it stands still; a timeout moves it past every deadline for one step |
 * | a deadline | `LATER_MS` or never | for the same reason only whether it is set matters |
 * | when a flight or queue began, how long the next wait is | constant | batches are not delayed; waits end by a timeout |
 * | numbers of writes | counted from the last durable one | they are only compared, those that are durable with it |
 * | `highestSeen` at or below the own promise | 0 | it counts only together with the promise, which never goes down |
 * | `heard` at or below the own `chosenUpTo` | absent | only what is above it is acted on |
 * | `heardGid`, once a configuration is known | 0 | only an empty node asks for it |
 * | the number of the next read | 1 | nothing is read here |
 * | what is acknowledged, and deadlines, where there are no timeouts | 0, never | they only say what to repeat, and when |
 * | checksums of past instances | not in the text | they follow from the log; while logs agree, so do they |
 * | execution table and executor's configuration | not in the text | they follow from the log up to `executedUpTo` |
 */

import type { ReplicaState } from '@gaios/core';
import type { ModelNode } from './model-node.ts';
import { LATER_MS } from './setup.ts';

/** Objects that never change once made: shared by all copies. */
const SHARED = new Set(['configuration', 'proposed', 'unit', 'requests', 'value', 'message']);

const copy = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(copy);
  if (value instanceof Set) return new Set(value);
  if (value instanceof Map) {
    const map = new Map<unknown, unknown>();
    for (const [key, item] of value) map.set(key, copy(item));
    return map;
  }
  const result: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) result[name] = SHARED.has(name) ? item : copy(item);
  return result;
};

/** A node that may be changed without changing the one it was made from. */
export const copyNode = (node: ModelNode): ModelNode => ({
  ...node,
  disk: { ...node.disk, records: new Map(node.disk.records) },
  state: node.state === undefined ? undefined : (copy(node.state) as ReplicaState),
  unsynced: [...node.unsynced],
  held: [...node.held],
  heldLoads: [...node.heldLoads],
  waiting: [...node.waiting],
  table: new Map(node.table),
});

const deadline = (atMs: number): number => (atMs === Infinity ? Infinity : LATER_MS);

export const normalise = (node: ModelNode, hasTimeouts: boolean): void => {
  const { state } = node;
  if (state === undefined) return;
  normaliseWrites(node, state);
  const { learner, proposer, session, reader, acceptor } = state;
  state.nowMs = 0;
  state.wallMs = 0;
  if (state.configuration.version > 0) state.heardGid = 0;
  for (const [peer, upTo] of learner.heard) if (upTo <= learner.chosenUpTo) learner.heard.delete(peer);
  const { keptFrom, asked, chosenUpTo, minChosen } = learner;
  for (const [peer, from] of keptFrom) if (from <= chosenUpTo + 1) keptFrom.delete(peer);
  // Only people look at it, and they are told when it begins.
  for (const [peer, from] of asked) if (from >= minChosen) asked.delete(peer);
  if (learner.ask !== undefined) learner.ask.deadlineMs = deadline(learner.ask.deadlineMs);
  if (learner.known <= learner.chosenUpTo) learner.known = 0;
  learner.inquireAtMs = deadline(learner.inquireAtMs);
  learner.inquireMs = 0;
  if (proposer.highestSeen <= acceptor.promised) proposer.highestSeen = 0;
  proposer.campaignDeadlineMs = deadline(proposer.campaignDeadlineMs);
  proposer.retryAtMs = deadline(proposer.retryAtMs);
  proposer.retryMs = LATER_MS;
  proposer.queuedSinceMs = 0;
  if (!hasTimeouts) forgetRepeats(state);
  session.retryAtMs = deadline(session.retryAtMs);
  session.handedBefore = 0;
  session.handedBallot = 0;
  session.retryMs = LATER_MS;
  reader.nextId = 1;
};

/** Without timeouts nothing is ever repeated. */
const forgetRepeats = ({ proposer, learner, session }: ReplicaState): void => {
  for (const told of proposer.announced.values()) told.acked = 0;
  proposer.campaignDeadlineMs = Infinity;
  proposer.retryAtMs = Infinity;
  session.retryAtMs = Infinity;
  if (learner.ask !== undefined) learner.ask.deadlineMs = Infinity;
  learner.inquireAtMs = Infinity;
  learner.known = 0;
};

const normaliseWrites = (node: ModelNode, state: ReplicaState): void => {
  const { durable } = node;
  if (durable === 0) return;
  const since = (seq: number): number => Math.max(0, seq - durable);
  state.writeSeq = since(state.writeSeq);
  node.durable = 0;
  node.unsynced = node.unsynced.map((write) => ({ ...write, seq: since(write.seq) }));
  node.held = node.held.map((send) => ({ ...send, after: since(send.after) }));
  node.heldLoads = node.heldLoads.map((load) => ({ ...load, after: since(load.after) }));
  node.waiting = node.waiting.map((each) => ({ ...each, after: since(each.after) }));
  if (node.jump !== undefined) node.jump = { ...node.jump, after: since(node.jump.after) };
  for (const [instanceId, held] of state.acceptor.accepted) {
    if (held.writeSeq > 0)
      state.acceptor.accepted.set(instanceId, { ...held, writeSeq: since(held.writeSeq) });
  }
};

/** Not in the text: see the table above. */
const IMPLIED = new Set(['checksums', 'table']);

/** Texts of bytes are numbers of a table: values are long, few, and shared. */
export class KeyWriter {
  readonly #numbers = new Map<string, number>();
  readonly #known = new WeakMap<Uint8Array, number>();
  readonly #values: Uint8Array[] = [];

  /** The number of a value: equal for equal bytes. */
  valueOf(value: Uint8Array): number {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const text = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.#values.push(value) - 1;
      this.#numbers.set(text, number);
    }
    this.#known.set(value, number);
    return number;
  }

  value(number: number): Uint8Array | undefined {
    return this.#values[number];
  }

  /** Equal texts, equal nodes; but for what is implied. */
  nodeKey(node: ModelNode): string {
    const { configuration: _implied, ...rest } = node;
    return this.key(rest);
  }

  key(value: unknown): string {
    if (typeof value === 'number') return value.toString(36);
    if (typeof value === 'string') return `"${value}"`;
    if (typeof value !== 'object' || value === null) return String(value);
    if (value instanceof Uint8Array) return `<${this.valueOf(value)}>`;
    if (Array.isArray(value)) return `[${value.map((item) => this.key(item)).join()}]`;
    if (value instanceof Set)
      return value.size === 0
        ? '()'
        : `(${[...value]
            .map((item) => this.key(item))
            .toSorted()
            .join()})`;
    if (value instanceof Map) return this.#mapKey(value);
    let text = '{';
    for (const name in value) {
      if (!IMPLIED.has(name)) text += `${name}:${this.key((value as Record<string, unknown>)[name])},`;
    }
    return `${text}}`;
  }

  #mapKey(map: ReadonlyMap<unknown, unknown>): string {
    if (map.size === 0) return '{}';
    return `{${[...map]
      .map(([key, item]) => `${this.key(key)}=${this.key(item)}`)
      .toSorted()
      .join()}}`;
  }
}

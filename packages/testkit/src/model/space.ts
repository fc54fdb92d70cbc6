/**
 * The space that is searched. A world is a row of numbers: what is left of the bounds, the chronicle, each node, and the
 * letters under way; every number stands for something in a table here. A step of one node depends on that node and its
 * input only, so each is taken with the real replica once, and looked up from then on: a world's successors cost a few
 * look-ups, however dear a step of the replica is.
 */

import type { MessageKind, ReplicaState } from '@gaios/core';
import { storageIdOf, type Letter } from '../lab.ts';
import {
  chronicleKey,
  deedsOf,
  enter,
  firstChronicle,
  isValid,
  type Chronicle,
  type Deeds,
} from './check.ts';
import { isDeadLetter, isLeft, isOutranked } from './dead.ts';
import type { ModelNode } from './model-node.ts';
import { initialNode, stepNode, type NodeStep } from './node.ts';
import { KeyWriter } from './normal.ts';
import { lastInstance, nodesOf, type Core, type ModelSetup } from './setup.ts';

/** Letters that only prepare others: `talk` of the setup. */
export const TALK: ReadonlySet<MessageKind> = new Set([
  'PrepareDryRunReply',
  'SendNowInstanceId',
  'ConfirmAskForLearn',
  'SendLearnValueAck',
]);

type ProposerRole = ReplicaState['proposer']['role'];

/** What a step of one node leads to, in numbers. */
export interface Transition {
  readonly node: number;
  readonly sends: readonly number[];
  /** Number of the deeds; 0: none. */
  readonly deeds: number;
  readonly campaigns: number;
  readonly violation: string | undefined;
  /** Nothing changes but that the letter, if any, is used up. */
  readonly isIdle: boolean;
}

/** Codes of node steps other than deliveries, which are `LETTERS + letter`. */
export const CODE = {
  campaign: 0,
  timeout: 1,
  loseLeader: 2,
  sync: 3,
  crash: 4,
  restart: 5,
  slow: 6,
  wipe: 7,
  bind: 8,
  leave: 9,
  clean: 10,
} as const;
const NODES_MAX = 32;
/** Disks that a node may have, one after the other. */
const LIVES_MAX = 3;
const PEER_UP = 16;
const PEER_DOWN = PEER_UP + LIVES_MAX * NODES_MAX;
const LETTERS = PEER_DOWN + NODES_MAX;

export type PlainStep = keyof typeof CODE;

/** A table that gives equal things equal numbers. */
class Table<T> {
  readonly items: T[] = [];
  readonly #numbers = new Map<string, number>();

  intern(key: string, item: () => T): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.items.push(item()) - 1;
    this.#numbers.set(key, number);
    return number;
  }
}

/** What becomes of letters to a node (or from it), once it is known: one byte for each. Looked up more than all else. */
class Fates {
  static readonly unknown = 0;
  static readonly alive = 1;
  static readonly dead = 2;
  /** Dead as soon as its sender has left the ballot. */
  static readonly outranked = 3;
  readonly #rows: Uint8Array[] = [];

  of(node: number, letter: number): number {
    const row = this.#rows[node];
    return row === undefined || letter >= row.length ? Fates.unknown : (row[letter] as number);
  }

  set(node: number, letter: number, fate: number): number {
    let row = this.#rows[node];
    if (row === undefined || letter >= row.length) {
      const longer = new Uint8Array(Math.max(256, 2 * letter));
      if (row !== undefined) longer.set(row);
      this.#rows[node] = row = longer;
    }
    row[letter] = fate;
    return fate;
  }
}

export class Space {
  readonly core: Core;
  readonly setup: ModelSetup;
  readonly nodeIds: readonly number[];
  readonly keys = new KeyWriter();
  readonly #nodes = new Table<ModelNode>();
  readonly #letters = new Table<Letter>();
  /** Position of each letter's receiver. */
  readonly #receivers: number[] = [];
  readonly #isDryRun: boolean[] = [];
  readonly #isTalk: boolean[] = [];
  readonly #deeds = new Table<Deeds | undefined>();
  readonly #chronicles = new Table<Chronicle>();
  readonly #steps: Map<number, Transition>[] = [];
  readonly #senders: number[] = [];
  readonly #received = new Fates();
  readonly #sent = new Fates();
  readonly #entered = new Map<number, number | string>();
  readonly #valid = new Map<number, boolean>();
  readonly #last: number;
  /** Steps taken with the real replica. */
  taken = 0;

  constructor(core: Core, setup: ModelSetup) {
    this.core = core;
    this.setup = setup;
    this.nodeIds = nodesOf(setup);
    this.#last = lastInstance(setup);
    if (Math.max(...this.nodeIds) >= NODES_MAX) throw new RangeError(`node ids end at ${NODES_MAX - 1}`);
    if (Math.max(0, ...setup.wipes.values()) >= LIVES_MAX)
      throw new RangeError(`wipes end at ${LIVES_MAX - 1}`);
    this.#deeds.intern('', () => undefined);
    this.internChronicle(firstChronicle(core, setup, (value) => this.keys.valueOf(value)));
  }

  get counts(): { readonly nodes: number; readonly letters: number; readonly chronicles: number } {
    return {
      nodes: this.#nodes.items.length,
      letters: this.#letters.items.length,
      chronicles: this.#chronicles.items.length,
    };
  }

  node(number: number): ModelNode {
    return this.#nodes.items[number] as ModelNode;
  }

  letter(number: number): Letter {
    return this.#letters.items[number] as Letter;
  }

  chronicle(number: number): Chronicle {
    return this.#chronicles.items[number] as Chronicle;
  }

  sender(letter: number): number {
    return this.#senders[letter] as number;
  }

  receiver(letter: number): number {
    return this.#receivers[letter] as number;
  }

  isDryRun(letter: number): boolean {
    return this.#isDryRun[letter] as boolean;
  }

  /** Answered at once, where talk is whole. */
  isTalk(letter: number): boolean {
    return this.#isTalk[letter] as boolean;
  }

  role(node: number): ProposerRole | 'down' {
    return this.node(node).state?.proposer.role ?? 'down';
  }

  /** Positions of the voters that a candidate asks, but for itself. */
  electors(node: number): readonly number[] {
    const { nodeId, state } = this.node(node);
    const voters = state === undefined ? [] : this.core.votersOf(state.configuration);
    return this.nodeIds.flatMap((id, at) => (id !== nodeId && voters.includes(id) ? [at] : []));
  }

  /** What a candidate asks the node at a position in its dry run. */
  question(node: number, at: number): number {
    const { nodeId, state, life } = this.node(node);
    if (state === undefined) throw new RangeError(`node ${nodeId} is down`);
    const { ballot, from } = state.proposer;
    return this.internLetter({
      from: { nodeId, storageId: storageIdOf(nodeId, life) },
      to: this.nodeIds[at] as number,
      gid: state.configuration.gid,
      message: { kind: 'PrepareDryRun', ballot, from },
    });
  }

  internChronicle(chronicle: Chronicle): number {
    return this.#chronicles.intern(chronicleKey(chronicle), () => chronicle);
  }

  internNode(node: ModelNode): number {
    return this.#nodes.intern(this.keys.nodeKey(node), () => node);
  }

  internLetter(letter: Letter): number {
    const number = this.#letters.intern(this.keys.key(letter), () => letter);
    this.#receivers[number] ??= this.nodeIds.indexOf(letter.to);
    this.#senders[number] ??= this.nodeIds.indexOf(letter.from.nodeId);
    this.#isDryRun[number] ??= letter.message.kind === 'PrepareDryRun';
    this.#isTalk[number] ??= TALK.has(letter.message.kind);
    return number;
  }

  initial(): number[] {
    return this.nodeIds.map((nodeId) => this.internNode(initialNode(this.core, this.setup, nodeId)));
  }

  plain(node: number, step: PlainStep): Transition {
    return this.#transition(node, CODE[step], () => ({ kind: step }));
  }

  /** Hears of a node, with the disk that it has. */
  peerUp(node: number, peer: number): Transition {
    const { nodeId, life } = this.node(peer);
    const code = PEER_UP + (life - 1) * NODES_MAX + nodeId;
    return this.#transition(node, code, () => ({ kind: 'peerUp', peer: nodeId, life }));
  }

  peerDown(node: number, peer: number): Transition {
    return this.#transition(node, PEER_DOWN + peer, () => ({ kind: 'peerDown', peer }));
  }

  deliver(node: number, letter: number): Transition {
    return this.#transition(node, LETTERS + letter, () => ({ kind: 'deliver', letter: this.letter(letter) }));
  }

  /** Whether this letter can never again have any effect, with its receiver and its sender as they are. */
  isDead(receiver: number, sender: number, letter: number): boolean {
    let fate = this.#received.of(receiver, letter);
    if (fate === Fates.unknown) fate = this.#received.set(receiver, letter, this.#fateAt(receiver, letter));
    if (fate !== Fates.outranked) return fate === Fates.dead;
    fate = this.#sent.of(sender, letter);
    if (fate === Fates.unknown) {
      const isGone = isLeft(this.letter(letter), this.node(sender));
      fate = this.#sent.set(sender, letter, isGone ? Fates.dead : Fates.alive);
    }
    return fate === Fates.dead;
  }

  #fateAt(receiver: number, letter: number): number {
    const { setup } = this;
    const [what, node] = [this.letter(letter), this.node(receiver)];
    if (!setup.buries) return Fates.alive;
    if (isDeadLetter(setup, what, node)) return Fates.dead;
    return isOutranked(setup, what, node) ? Fates.outranked : Fates.alive;
  }

  /** The chronicle after deeds, or what they break. */
  enter(chronicle: number, deeds: number): number | string {
    if (deeds === 0) return chronicle;
    const key = chronicle * 2 ** 24 + deeds;
    let result = this.#entered.get(key);
    if (result === undefined) {
      const after = enter(this.chronicle(chronicle), this.#deeds.items[deeds] as Deeds);
      result = typeof after === 'string' ? after : this.internChronicle(after);
      this.#entered.set(key, result);
    }
    return result;
  }

  #transition(node: number, code: number, step: () => NodeStep): Transition {
    const steps = (this.#steps[node] ??= new Map<number, Transition>());
    let transition = steps.get(code);
    if (transition === undefined) {
      transition = this.#take(node, step());
      steps.set(code, transition);
    }
    return transition;
  }

  #take(before: number, step: NodeStep): Transition {
    this.taken++;
    const outcome = stepNode(this.core, this.setup, this.node(before), step);
    const node = this.internNode(outcome.node);
    const letters = outcome.sends.filter((letter) => this.#isWithinBounds(letter));
    const sends = [...new Set(letters.map((letter) => this.internLetter(letter)))].toSorted((a, b) => a - b);
    const deeds = deedsOf(outcome, (value) => this.keys.valueOf(value));
    const number = deeds === undefined ? 0 : this.#deeds.intern(JSON.stringify(deeds), () => deeds);
    const { campaigns } = outcome;
    const violation = outcome.violation ?? this.#invalid(deeds);
    const isIdle = node === before && sends.length === 0 && number === 0 && violation === undefined;
    return { node, sends, deeds: number, campaigns, violation, isIdle };
  }

  /** Nothing but instances beyond the bound: lost, like any letter may be. One to nobody is lost, too. */
  #isWithinBounds({ to, message }: Letter): boolean {
    if (!this.nodeIds.includes(to)) return false;
    return message.kind !== 'Accept' || message.entries.some(({ instanceId }) => instanceId <= this.#last);
  }

  #invalid(deeds: Deeds | undefined): string | undefined {
    for (const { instanceId, value } of deeds?.concluded ?? []) {
      let valid = this.#valid.get(value);
      if (valid === undefined) {
        valid = isValid(this.core, this.setup, this.keys.value(value) as Uint8Array);
        this.#valid.set(value, valid);
      }
      if (!valid) return `validity: nobody proposed what was concluded at instance ${instanceId}`;
    }
    return undefined;
  }
}

/**
 * A laboratory for replicas: the real `Replica` of each node, on a disk, a wire and a clock that the test moves by hand.
 * No runtime, no sockets, one thread: a schedule of deliveries, losses, syncs and crashes is a program, or a seed.
 *
 * The laboratory keeps the driver's obligations (core effects.ts); what it checks from outside is in lab-watch.ts.
 */

import {
  admit,
  configurationAfter,
  encodeChange,
  encodeConcluded,
  makeBallot,
  type ChosenInstance,
  type Effects,
  type Load,
  type Member,
  type MessageKind,
  type ProposalRequest,
  type Replica,
  type ReplicaOptions,
  type ReplicaState,
  type ReplicaTuning,
  type Send,
  type Write,
} from '@gaios/core';
import { changesConfiguration, decodeBatch, encodeBatch, SYSTEM_SM_ID, type LogRecord } from '@gaios/sm-base';
import * as core from '@gaios/core';
import { crc32 } from 'node:zlib';
import { loadCheckpoint, newMachine, settledBy, startingPoint, takeCheckpoint } from './lab-checkpoints.ts';
import { labTuning, type LabJump, type LabNode, type LabOptions, type Letter } from './lab-api.ts';
import type { LabObserver } from './lab-observer.ts';
import { checkNothingFollows, LabViolation, LabWatch, textOf, type LabDisk } from './lab-watch.ts';

export { labTuning, type Executed, type LabNode, type LabOptions, type Letter } from './lab-api.ts';

/** Any will do. */
const FOUNDED_GID = 7;

const bytesOf = (value: string): Uint8Array => new TextEncoder().encode(value);
/** The disk of a node; each that it loses is followed by that of the next life. */
export const storageIdOf = (nodeId: number, life = 1): string =>
  `${nodeId.toString(16).padStart(16, '0')}${life.toString(16).padStart(16, '0')}`;
export const lifeOf = (storageId: string): number => Number.parseInt(storageId.slice(16), 16);

export const labAddress = (nodeId: number): string => `127.0.0.1:${7000 + nodeId}`;

/** As the options of every node name them. */
export const labMembers = (voters: readonly number[], learners: readonly number[]): Member[] => {
  const member = (role: Member['role']) => (nodeId: number) =>
    ({ nodeId, address: labAddress(nodeId), role, storageId: '' }) satisfies Member;
  return [...voters.map(member('voter')), ...learners.map(member('learner'))];
};

export class Lab {
  readonly nodes = new Map<number, LabNode>();
  wire: Letter[] = [];
  nowMs = 1000;
  autoSync: boolean;
  /** Nodes whose writes wait for `sync`, until they crash. */
  readonly slow = new Set<number>();
  /** Nodes with inputs of which something may follow, since the last that was taken. */
  readonly #untaken = new Set<LabNode>();
  readonly watch: LabWatch;
  /** The initial voters. */
  readonly founders: readonly number[];
  readonly #members: readonly Member[];
  readonly #tuning: ReplicaTuning;
  readonly #observer: LabObserver | undefined;
  readonly #lease: LabOptions['lease'];
  readonly #core: Pick<typeof core, 'Replica'>;

  constructor(options: LabOptions = {}) {
    const { voters = [1, 2, 3], learners = [], spares = [] } = options;
    this.#members = labMembers(voters, learners);
    this.founders = voters;
    this.#tuning = { ...labTuning, ...options.tuning };
    this.autoSync = options.autoSync ?? true;
    this.#observer = options.observer;
    this.#lease = options.lease;
    this.#core = options.core ?? core;
    this.watch = new LabWatch(options.core === undefined);
    const founding = options.founded === true ? this.#founding() : undefined;
    for (const nodeId of [...voters, ...learners, ...spares]) this.#create(nodeId, founding);
  }

  node(nodeId: number): LabNode {
    const node = this.nodes.get(nodeId);
    if (node === undefined) throw new RangeError(`no node ${nodeId}`);
    return node;
  }

  /** Every pair of live nodes hears of each other. */
  connectAll(): void {
    for (const a of this.nodes.values()) {
      for (const b of this.nodes.values()) if (a !== b && a.up && b.up) this.peerUp(a.nodeId, b.nodeId);
    }
  }

  peerUp(nodeId: number, peer: number): void {
    const { storageId } = this.node(peer);
    this.input(nodeId, (replica) => replica.peerUp(peer, storageId));
  }

  peerDown(nodeId: number, peer: number): void {
    this.input(nodeId, (replica) => replica.peerDown(peer));
  }

  campaign(nodeId: number): void {
    this.input(nodeId, (replica) => replica.campaign());
  }

  /** Returns the seq. */
  propose(nodeId: number, value: string, smId = 1): number {
    return this.#propose(nodeId, [{ smId, payload: bytesOf(value) }]);
  }

  proposeBytes(nodeId: number, payload: Uint8Array, smId: number): number {
    return this.#propose(nodeId, [{ smId, payload }]);
  }

  /** Values that share an instance. Returns the seq of the first. */
  proposeAll(nodeId: number, values: readonly string[]): number {
    return this.#propose(
      nodeId,
      values.map((value) => ({ smId: 1, payload: bytesOf(value) })),
    );
  }

  read(nodeId: number): number {
    let readId = 0;
    this.input(nodeId, (replica) => {
      readId = replica.read();
      this.node(nodeId).asked.set(
        readId,
        Math.max(...[...this.nodes.values()].map((node) => node.executedUpTo)),
      );
    });
    return readId;
  }

  tick(nodeId: number): void {
    this.input(nodeId, (replica) => replica.tick());
  }

  /** One turn of a node: inputs, then all that follows from them. */
  input(nodeId: number, act: (replica: Replica) => void): void {
    const node = this.node(nodeId);
    if (!node.up) return;
    node.replica.clock(this.nowMs, this.nowMs);
    act(node.replica);
    this.#drain(node);
  }

  /** Takes a letter off the wire and gives it to its receiver. */
  deliver(letter: Letter): void {
    const at = this.wire.indexOf(letter);
    if (at >= 0) this.wire.splice(at, 1);
    this.give(letter);
  }

  /** Gives a letter without taking it off the wire: a duplicate. */
  give(letter: Letter): void {
    if (this.node(letter.to).up) this.#observer?.received(letter.to, letter.from, letter.message);
    this.input(letter.to, (replica) => {
      const { deadlineMs } = replica;
      this.#follows(
        this.node(letter.to),
        replica.receive(letter.from, letter.message, letter.gid),
        deadlineMs,
      );
    });
  }

  drop(match: (letter: Letter) => boolean): number {
    const before = this.wire.length;
    this.wire = this.wire.filter((letter) => !match(letter));
    return before - this.wire.length;
  }

  find(kind: MessageKind, from: number, to: number): Letter {
    const letter = this.wire.find(
      (each) => each.message.kind === kind && each.from.nodeId === from && each.to === to,
    );
    if (letter === undefined) throw new RangeError(`no ${kind} from ${from} to ${to} on the wire`);
    return letter;
  }

  /** Delivers in order until nothing that matches is under way. */
  run(match: (letter: Letter) => boolean = () => true, limit = 10_000): void {
    for (let steps = 0; steps < limit; steps++) {
      const letter = this.wire.find(match);
      if (letter === undefined) return;
      this.deliver(letter);
    }
    throw new LabViolation(`no rest after ${limit} deliveries`);
  }

  /** Runs with only these nodes reachable. */
  runAmong(nodeIds: readonly number[]): void {
    this.run((letter) => nodeIds.includes(letter.from.nodeId) && nodeIds.includes(letter.to));
  }

  /** The disk finishes: all that was handed over is durable. */
  sync(nodeId: number, count = Infinity): void {
    const node = this.node(nodeId);
    for (const write of node.unsynced.splice(0, count)) this.#apply(node, write);
    this.#release(node);
    this.#drain(node);
  }

  /** The process dies; what was not durable is gone. */
  crash(nodeId: number): void {
    const node = this.node(nodeId);
    node.up = false;
    this.slow.delete(nodeId);
    node.unsynced = [];
    node.held = [];
    node.heldLoads = [];
    node.waiting = [];
    node.asked.clear();
    for (const other of this.nodes.values()) if (other !== node) this.peerDown(other.nodeId, nodeId);
  }

  restart(nodeId: number): void {
    const node = this.node(nodeId);
    node.boot++;
    node.up = true;
    this.#observer?.restarted(nodeId);
    this.#start(node);
    this.#drain(node);
  }

  /** All of its log that was executed is deleted, as behind a checkpoint; the node has to be down, and finds it so. */
  truncate(nodeId: number): void {
    const node = this.node(nodeId);
    const { executedUpTo, disk } = node;
    if (node.up || disk.meta === undefined) throw new RangeError(`node ${nodeId} is up, or has no log`);
    if (disk.meta.chosenUpTo < executedUpTo)
      throw new RangeError(`the disk of ${nodeId} lags behind its machines`);
    node.checkpoints.push(takeCheckpoint(node));
    for (const id of disk.records.keys()) if (id <= executedUpTo) disk.records.delete(id);
    disk.meta = { ...disk.meta, minChosen: executedUpTo + 1 };
  }

  /** A running node makes a checkpoint, and deletes its log up to so many instances before it. */
  cleanUp(nodeId: number, hold = 0): void {
    const node = this.node(nodeId);
    if (!node.up || node.jump !== undefined || node.executedUpTo === 0) return;
    node.checkpoints.push(takeCheckpoint(node));
    this.input(nodeId, (replica) => replica.truncate(node.executedUpTo + 1 - hold));
  }

  /** A running node receives a checkpoint, of what another one has executed or made before, and installs it. */
  install(nodeId: number, from: number, index = this.node(from).checkpoints.length): void {
    const node = this.node(nodeId);
    const sender = this.node(from);
    const checkpoint = sender.checkpoints[index] ?? takeCheckpoint(sender);
    if (!node.up || node.jump !== undefined || checkpoint.base.instanceId === 0) return;
    this.input(nodeId, (replica) => {
      if (replica.install(checkpoint.base) !== 'installed') return;
      node.checkpoints.push(checkpoint);
      node.jump = { checkpoint, after: Infinity };
    });
  }

  /** A disk is lost: the node comes back with an empty one. */
  wipe(nodeId: number): void {
    const node = this.node(nodeId);
    node.disk = { meta: undefined, records: new Map() };
    node.checkpoints = [];
    node.boot = 0;
    node.storageId = storageIdOf(nodeId, lifeOf(node.storageId) + 1);
  }

  /** Elects a leader and lets everything settle. */
  elect(nodeId: number): void {
    this.connectAll();
    this.campaign(nodeId);
    this.run();
  }

  /** Values executed at a node by users' machines, in order. */
  texts(nodeId: number): string[] {
    return this.node(nodeId).executed.map((executed) => executed.text);
  }

  /** A replica of a node that goes on from a state, on its own: nothing that it asks for is done. */
  replicaFrom(nodeId: number, state: ReplicaState): Replica {
    return new this.#core.Replica(this.#optionsOf(this.node(nodeId)), { stored: undefined, tail: [] }, state);
  }

  #propose(nodeId: number, requests: readonly ProposalRequest[]): number {
    let seq = 0;
    this.input(nodeId, (replica) => {
      seq = replica.propose(requests);
    });
    return seq;
  }

  #create(nodeId: number, founding: LabDisk | undefined): void {
    const node = {
      nodeId,
      storageId: storageIdOf(nodeId, 1),
      boot: founding === undefined ? 1 : 0,
      disk: { meta: founding?.meta, records: new Map(founding?.records) },
      up: founding === undefined,
      checkpoints: [],
      skipped: new Set(),
      asked: new Map(),
      reads: new Map(),
      events: [],
    } as unknown as LabNode;
    this.nodes.set(nodeId, node);
    this.#start(node);
  }

  /** Instance 1 as the voter with the lowest id would have proposed it, with every disk bound. */
  #founding(): LabDisk {
    const founder = Math.min(...this.founders);
    const ballot = makeBallot(1, founder);
    const storageId = storageIdOf(founder, 1);
    const gid = FOUNDED_GID;
    const members = this.#members.map((each) => ({ ...each, storageId: storageIdOf(each.nodeId, 1) }));
    const payload = encodeChange({ gid, fromVersion: 0, members });
    const proposal = { nodeId: founder, storageId, boot: 1, seq: 0, floor: 0, smId: SYSTEM_SM_ID, payload };
    const value = encodeBatch({ timeMs: 0, proposals: [proposal] });
    this.watch.history.set(1, textOf(value));
    const meta = {
      promised: ballot,
      promisedTo: storageId,
      chosenUpTo: 1,
      checksum: crc32(value),
      minChosen: 1,
      configuration: encodeConcluded({ configuration: { gid, version: 1, members }, ballot }),
    };
    return { meta, records: new Map([[1, { instanceId: 1, ballot, chosen: true, value }]]) };
  }

  #start(node: LabNode): void {
    const { meta, records } = node.disk;
    const chosenUpTo = meta?.chosenUpTo ?? 0;
    const sorted = [...records.values()].toSorted((a, b) => a.instanceId - b.instanceId);
    node.unsynced = [];
    node.durable = 0;
    node.held = [];
    node.heldLoads = [];
    node.waiting = [];
    node.jump = undefined;
    node.skipped.clear();
    const checkpoint = startingPoint(node);
    // What was cut off before it counted is removed.
    node.checkpoints = checkpoint === undefined ? [] : [checkpoint];
    Object.assign(node, checkpoint === undefined ? newMachine(this.#members) : loadCheckpoint(checkpoint));
    node.replica = new this.#core.Replica(this.#optionsOf(node), {
      stored: meta === undefined ? undefined : { groupIdx: 0, meta },
      tail: sorted.filter((record) => record.instanceId > chosenUpTo),
    });
    if (node.executedUpTo > 0) node.replica.executed(node.executedUpTo, { done: [], early: [] });
    for (const record of sorted) {
      if (record.instanceId > node.executedUpTo && record.instanceId <= chosenUpTo)
        this.#execute(node, record);
    }
  }

  #optionsOf(node: LabNode): ReplicaOptions {
    return {
      groupIdx: 0,
      self: { nodeId: node.nodeId, storageId: node.storageId, boot: node.boot },
      initialMembers: this.#members,
      gidProposal: 1_000_000 + node.nodeId,
      tuning: this.#tuning,
      drainBeforePropose: false,
      ...(this.#lease === undefined ? {} : { lease: this.#lease(node.nodeId) }),
      ports: {
        frame: encodeBatch,
        unframe: decodeBatch,
        changesConfiguration,
        chain: (checksum, value) => crc32(value, checksum),
      },
    };
  }

  #drain(node: LabNode): void {
    for (;;) {
      this.#untaken.delete(node);
      const effects = node.replica.take(() => this.nowMs);
      const isIdle = !this.#perform(node, effects);
      if (this.autoSync && !this.slow.has(node.nodeId) && node.unsynced.length > 0) {
        for (const write of node.unsynced.splice(0)) this.#apply(node, write);
        this.#release(node);
      } else if (isIdle) return;
    }
  }

  #answerRead(node: LabNode, readId: number, instanceId: number): void {
    const least = node.asked.get(readId) ?? 0;
    node.asked.delete(readId);
    node.reads.set(readId, instanceId);
    this.#observer?.readAnswered(node.nodeId, readId, instanceId);
    if (instanceId < least) {
      throw new LabViolation(
        `stale read: node ${node.nodeId} was given ${instanceId}, ${least} was executed before`,
      );
    }
  }

  /** Returns whether it led to further input. */
  #perform(node: LabNode, effects: Effects): boolean {
    if (effects.write !== undefined) {
      node.unsynced.push(effects.write);
      this.#observer?.wrote(node.nodeId, effects.write);
    }
    if (effects.installed !== undefined && node.jump !== undefined) node.jump.after = effects.installed.after;
    node.events.push(...effects.events);
    for (const event of effects.events) this.#observer?.event(node.nodeId, event);
    for (const { readId, instanceId } of effects.reads) this.#answerRead(node, readId, instanceId);
    for (const chosen of effects.chosen) node.waiting.push({ chosen, after: effects.chosenAfter });
    let looped = false;
    for (const send of effects.sends) {
      if (send.after > node.durable) node.held.push(send);
      else looped = this.#route(node, send) || looped;
    }
    node.heldLoads.push(...effects.loads);
    return this.#release(node) || looped;
  }

  #route(node: LabNode, send: Send): boolean {
    const from = { nodeId: node.nodeId, storageId: node.storageId };
    this.watch.sent(node, send.message);
    this.#observer?.sent(node.nodeId, send);
    if (send.to !== node.nodeId) {
      this.wire.push({ from, to: send.to, gid: send.gid, message: send.message });
      return false;
    }
    const { deadlineMs } = node.replica;
    this.#follows(node, node.replica.receive(from, send.message, send.gid), deadlineMs);
    return true;
  }

  /** Whether something may follow of an input, as the replica says. If not, a driver takes nothing, and must not miss anything. */
  #follows(node: LabNode, may: boolean, dueMs: number): void {
    if (may) this.#untaken.add(node);
    else if (!this.#untaken.has(node)) checkNothingFollows(node.replica, dueMs);
  }

  #apply(node: LabNode, write: Write): void {
    this.watch.durable(node, write);
    for (const record of write.records) node.disk.records.set(record.instanceId, record);
    if (write.meta !== undefined) node.disk.meta = write.meta;
    for (const id of node.disk.records.keys())
      if (id < (write.deleteBelow ?? 0)) node.disk.records.delete(id);
    node.durable = write.seq;
    this.#observer?.durable(node.nodeId, write);
  }

  /** What waited for the disk goes on. Returns whether it led to further input. */
  #release(node: LabNode): boolean {
    let acted = false;
    const due = node.held.filter((send) => send.after <= node.durable);
    node.held = node.held.filter((send) => send.after > node.durable);
    for (const send of due) acted = this.#route(node, send) || acted;
    const loads = node.heldLoads.filter((load) => load.after <= node.durable);
    node.heldLoads = node.heldLoads.filter((load) => load.after > node.durable);
    for (const load of loads) {
      node.replica.loaded(load, this.#readLog(node, load));
      acted = true;
    }
    if (node.jump !== undefined && node.jump.after <= node.durable) {
      this.#jump(node, node.jump);
      acted = true;
    }
    while (
      node.jump === undefined &&
      node.waiting[0] !== undefined &&
      node.waiting[0].after <= node.durable
    ) {
      const { chosen } = node.waiting.shift() as (typeof node.waiting)[number];
      if (chosen.instanceId > node.executedUpTo) this.#execute(node, chosen);
      acted = true;
    }
    return acted;
  }

  /** The machines are those of the checkpoint from now on. */
  #jump(node: LabNode, { checkpoint }: LabJump): void {
    node.jump = undefined;
    Object.assign(node, loadCheckpoint(checkpoint));
    const done = settledBy(node);
    node.replica.executed(node.executedUpTo, { done, early: [] });
  }

  #readLog(node: LabNode, load: Load): LogRecord[] {
    const found: LogRecord[] = [];
    let bytes = 0;
    for (let id = load.from; id <= load.to; id++) {
      const record = node.disk.records.get(id);
      if (record === undefined) break;
      if (found.length > 0 && bytes + record.value.length > load.bytesMax) break;
      found.push(record);
      bytes += record.value.length;
    }
    return found;
  }

  #execute(node: LabNode, chosen: ChosenInstance): void {
    const { instanceId, ballot, value } = chosen;
    if (instanceId !== node.executedUpTo + 1) {
      throw new LabViolation(`node ${node.nodeId} executed ${instanceId} after ${node.executedUpTo}`);
    }
    this.watch.executed(node, chosen, node.configuration);
    const { proposals } = decodeBatch(value);
    const done: number[] = [];
    const early: number[] = [];
    const before = node.executed.length;
    for (const proposal of proposals) {
      const admission = admit(node.table, node.configuration, proposal);
      const { nodeId, storageId, boot, seq } = proposal;
      if (admission === 'execute' && proposal.smId !== SYSTEM_SM_ID) {
        node.executed.push({ instanceId, nodeId, storageId, boot, seq, text: textOf(proposal.payload) });
      }
      if (nodeId !== node.nodeId || storageId !== node.storageId || boot !== node.boot) continue;
      (admission === 'early' ? early : done).push(seq);
      if (admission === 'unbound') node.skipped.add(seq);
    }
    const configuration = configurationAfter(node.configuration, instanceId, proposals);
    if (configuration !== node.configuration) node.configurationBallot = ballot;
    node.configuration = configuration;
    node.checksum = crc32(value, node.checksum);
    node.executedUpTo = instanceId;
    this.#observer?.executed(
      node.nodeId,
      instanceId,
      value,
      node.executed.slice(before).map(({ text }) => text),
    );
    const { deadlineMs } = node.replica;
    this.#follows(node, node.replica.executed(instanceId, { done, early }), deadlineMs);
  }
}

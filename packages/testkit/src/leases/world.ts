/**
 * A world to attack leases in (DESIGN 5): the real `Replica` and `Support` of a few nodes, on clocks that drift, disks that
 * take their time and links that lose, delay and duplicate and are cut one way. True time is known here, and nowhere inside.
 *
 * After every event it is checked that no two nodes hold the lease of the group, and that what a lease vouches for is
 * everything that anybody knows to be chosen.
 */

import type * as Core from '@gaios/core';
import type { Effects, Message, Member, Replica, ReplicaOptions, Send, Write } from '@gaios/core';
import type * as Master from '@gaios/master';
import type { PairMessage, Support } from '@gaios/master';
import { changesConfiguration, decodeBatch, encodeBatch, SYSTEM_SM_ID } from '@gaios/sm-base';
import type { Identity, LogRecord } from '@gaios/sm-base';
import { crc32 } from 'node:zlib';
import { labTuning } from '../lab.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { Agenda } from './agenda.ts';
import { Links } from './links.ts';
import { LeaseViolation, LeaseWatch, type Holder } from './watch.ts';

export interface LeaseModules {
  readonly core: Pick<typeof Core, 'Replica' | 'encodeChange'>;
  readonly master: Pick<typeof Master, 'Support' | 'decodeNodeRecord'>;
}

export interface LeaseWorldOptions {
  readonly random: SeededRandom;
  readonly modules: LeaseModules;
  /** Nodes that exist; the first so many (default 3) found the group. */
  readonly nodeCount: number;
  readonly voterCount?: number;
  /** The bound that the nodes assume, and the one that their clocks keep, parts per million. */
  readonly assumedPpm: number;
  readonly truePpm: number;
  readonly durationMs: number;
  /** Whether restarts forget how long support was granted, and grant for less. For showing that this is found. */
  readonly forgetsDuration?: boolean;
}

interface Life {
  readonly identity: Identity;
  readonly replica: Replica;
  readonly support: Support;
  /** Reading of the clock when it is to beat next. */
  beatMs: number;
  campaignMs: number;
  durable: number;
  unsynced: Write[];
  held: Send[];
  waiting: { readonly instanceId: number; readonly after: number; readonly value: Uint8Array }[];
  syncing: boolean;
  /** Inputs that wait while the process stands still. */
  backlog: (() => void)[];
  paused: boolean;
  /** After a pause: nothing is withdrawn and nobody campaigns before. */
  holdUntilMs: number;
}

export class LeaseNode {
  readonly nodeId: number;
  storageId: string;
  boot = 0;
  life: Life | undefined;
  hung = false;
  records = new Map<number, LogRecord>();
  meta: Effects['write'] extends infer W ? (W extends Write ? W['meta'] : never) : never = undefined;
  nodeRecord = new Uint8Array(0);
  rate = 1;
  localMs: number;
  trueMs = 0;

  constructor(nodeId: number, localMs: number) {
    this.nodeId = nodeId;
    this.storageId = nodeId.toString(16).padStart(32, '0');
    this.localMs = localMs;
  }
}

type Content = { readonly pair: PairMessage } | { readonly message: Message; readonly gid: number };

const ROUNDS_MAX = 200;

export class LeaseWorld {
  readonly nodes: LeaseNode[] = [];
  readonly links: Links;
  readonly #agenda = new Agenda();
  readonly #watch = new LeaseWatch();
  readonly #options: LeaseWorldOptions;
  /** Chance that a dry run is granted that was not. It is a hint, and no lease may rest on it. */
  boldness = 0;
  /** Nobody campaigns unless told to. */
  calm = false;
  readonly #members: readonly Member[];

  constructor(options: LeaseWorldOptions) {
    this.#options = options;
    const { random, nodeCount, voterCount = 3 } = options;
    this.links = new Links(random, this.#agenda);
    this.#members = Array.from({ length: voterCount }, (_, index) => index + 1).map((nodeId) => ({
      nodeId,
      address: `127.0.0.1:${7000 + nodeId}`,
      role: 'voter',
      storageId: '',
    }));
    for (let nodeId = 1; nodeId <= nodeCount; nodeId++) {
      this.nodes.push(new LeaseNode(nodeId, random.between(1_000, 1_000_000)));
    }
  }

  node(nodeId: number): LeaseNode {
    const node = this.nodes[nodeId - 1];
    if (node === undefined) throw new RangeError(`no node ${nodeId}`);
    return node;
  }

  readingOf(node: LeaseNode): number {
    return node.localMs + (this.trueMs - node.trueMs) * node.rate;
  }

  /** Somewhere within the bound that clocks keep; its ends are where the rules are tight. */
  drift(node: LeaseNode): void {
    const { random } = this.#options;
    this.setDrift(node, random.chance(0.5) ? random.pick([-1, 1]) : random.between(-1, 1));
  }

  /** `share` of the bound, -1 … 1. */
  setDrift(node: LeaseNode, share: number): void {
    const { truePpm } = this.#options;
    node.localMs = this.readingOf(node);
    node.trueMs = this.trueMs;
    node.rate = 1 + (share * truePpm) / 1_000_000;
  }

  get trueMs(): number {
    return this.#agenda.nowMs;
  }

  get counts(): LeaseWatch['counts'] {
    return this.#watch.counts;
  }

  at(delayMs: number, act: () => void): void {
    this.#agenda.at(delayMs, act);
  }

  /** Runs for so much true time. @throws LeaseViolation */
  run(forMs: number): void {
    this.#agenda.run(forMs, () => this.#check());
  }

  /** The disk of a process that is down is lost, and replaced by an empty one. */
  replaceDisk(node: LeaseNode, storageId: string): void {
    Object.assign(node, { storageId, boot: 0, meta: undefined, nodeRecord: new Uint8Array(0) });
    node.records = new Map();
  }

  /** Asks for a read index; what it is answered must cover all that anybody knew to be chosen then. */
  read(node: LeaseNode): void {
    this.input(node, (replica) => {
      this.#watch.asked(node.nodeId, node.boot, replica.read());
    });
  }

  healAll(): void {
    this.links.heal();
    this.calm = false;
    this.boldness = 0;
    for (const node of this.nodes) {
      this.unhang(node);
      if (node.life === undefined) this.start(node);
      else this.resume(node);
    }
  }

  unhang(node: LeaseNode): void {
    node.hung = false;
    this.#sync(node);
  }

  get hasHolder(): boolean {
    return this.nodes.some((node) => node.life?.replica.holdsLease(this.readingOf(node)) === true);
  }

  start(node: LeaseNode, durationMs = this.#options.durationMs): void {
    if (node.life !== undefined) return;
    const { modules, assumedPpm, forgetsDuration, random } = this.#options;
    node.boot++;
    const { nodeId, storageId, boot } = node;
    const identity = { nodeId, storageId, boot };
    const stored = modules.master.decodeNodeRecord(node.nodeRecord);
    if (stored === undefined) throw new LeaseViolation('the record of a node cannot be read');
    const record =
      forgetsDuration === true ? { ...stored, longestMs: Math.min(stored.longestMs, durationMs) } : stored;
    const startMs = this.readingOf(node);
    const support = new modules.master.Support({
      self: identity,
      durationMs,
      driftPpm: assumedPpm,
      record,
      startMs,
    });
    const chosenUpTo = node.meta?.chosenUpTo ?? 0;
    const sorted = [...node.records.values()].toSorted((a, b) => a.instanceId - b.instanceId);
    const replica = new modules.core.Replica(this.#replicaOptions(identity, support), {
      stored: node.meta === undefined ? undefined : { groupIdx: 0, meta: node.meta },
      tail: sorted.filter(({ instanceId }) => instanceId > chosenUpTo),
    });
    node.life = {
      identity,
      replica,
      support,
      beatMs: startMs,
      campaignMs: startMs + random.between(1, durationMs / 4),
      durable: 0,
      unsynced: [],
      held: [],
      waiting: [],
      syncing: false,
      backlog: [],
      paused: false,
      holdUntilMs: 0,
    };
    if (chosenUpTo > 0) replica.executed(chosenUpTo, { done: [], early: [] });
    this.#turn(node, () => {});
    this.#pulse(node, node.life);
  }

  crash(node: LeaseNode): void {
    node.life = undefined;
  }

  pause(node: LeaseNode): void {
    if (node.life !== undefined) node.life.paused = true;
  }

  resume(node: LeaseNode): void {
    const { life } = node;
    if (life?.paused !== true) return;
    life.paused = false;
    life.holdUntilMs = this.readingOf(node) + this.#options.durationMs / 10;
    for (const act of life.backlog.splice(0)) this.#turn(node, act);
  }

  /** The operator stops it; it is taken down when it says that it may be, or not, after a while. */
  stopCleanly(node: LeaseNode): void {
    this.input(node, (replica, support, readingMs) => {
      replica.resign('stops');
      support.stop(readingMs);
    });
  }

  input(node: LeaseNode, act: (replica: Replica, support: Support, readingMs: number) => void): void {
    const { life } = node;
    if (life === undefined) return;
    const run = (): void => act(life.replica, life.support, this.readingOf(node));
    if (life.paused) life.backlog.push(run);
    else this.#turn(node, run);
  }

  leader(): LeaseNode | undefined {
    return this.nodes.find(({ life }) => life?.replica.view.role === 'leader');
  }

  propose(node: LeaseNode): void {
    this.input(node, (replica) => replica.propose([{ smId: 1, payload: Uint8Array.of(1) }]));
  }

  /** The leader proposes other voters: one more or one less. */
  reconfigure(
    node: LeaseNode,
    members: readonly number[],
    disks: ReadonlyMap<number, string> = new Map(),
  ): void {
    const view = node.life?.replica.view;
    if (view?.role !== 'leader') return;
    const { gid, version } = view.configuration;
    const change = {
      gid,
      fromVersion: version,
      members: members.map((nodeId) => ({
        nodeId,
        address: `127.0.0.1:${7000 + nodeId}`,
        role: 'voter' as const,
        storageId: disks.get(nodeId) ?? this.node(nodeId).storageId,
      })),
    };
    const payload = this.#options.modules.core.encodeChange(change);
    this.input(node, (replica) => replica.propose([{ smId: SYSTEM_SM_ID, payload }]));
    this.counts.changes++;
  }

  transfer(node: LeaseNode, to: number): void {
    this.input(node, (replica) => {
      if (replica.transfer(to)) this.counts.transfers++;
    });
  }

  #replicaOptions(self: Identity, support: Support): ReplicaOptions {
    return {
      groupIdx: 0,
      self,
      initialMembers: this.#members,
      gidProposal: 77,
      tuning: labTuning,
      drainBeforePropose: false,
      lease: { support, reads: true, capMs: Infinity },
      ports: {
        frame: encodeBatch,
        unframe: decodeBatch,
        changesConfiguration,
        chain: (checksum, value) => crc32(value, checksum),
      },
    };
  }

  /** What a process does by itself: heartbeats, withdrawal, deadlines, campaigns. */
  #pulse(node: LeaseNode, life: Life): void {
    if (node.life !== life) return;
    this.at(this.#options.random.between(0.3, 1) * (this.#options.durationMs / 25), () =>
      this.#pulse(node, life),
    );
    if (life.paused) return;
    this.#turn(node, () => this.#duties(node, life));
  }

  #duties(node: LeaseNode, life: Life): void {
    const { random, durationMs } = this.#options;
    const { replica, support } = life;
    const readingMs = this.readingOf(node);
    const isHolding = readingMs < life.holdUntilMs;
    if (readingMs >= life.beatMs && !node.hung) {
      life.beatMs = readingMs + durationMs / 10;
      support.beat(
        this.nodes.map(({ nodeId }) => nodeId).filter((nodeId) => nodeId !== node.nodeId),
        readingMs,
      );
    }
    if (!isHolding) support.tick(readingMs);
    if (replica.deadlineMs <= readingMs) replica.tick();
    const { role, leader } = replica.view;
    const isUnled = !this.calm && leader === 0 && role === 'follower' && !isHolding;
    if (isUnled && readingMs >= life.campaignMs) {
      life.campaignMs = readingMs + random.between(0.1, 1) ** 3 * durationMs * 0.5;
      replica.campaign();
    }
  }

  /** One turn of a node: an input, then all that follows from it. */
  #turn(node: LeaseNode, act: () => void): void {
    const { life } = node;
    if (life === undefined) return;
    life.replica.clock(this.readingOf(node), 0);
    act();
    for (let round = 0; ; round++) {
      if (round === ROUNDS_MAX) throw new LeaseViolation(`node ${node.nodeId} comes to no rest`);
      const again = this.#performSupport(node, life);
      const more = this.#perform(
        node,
        life,
        life.replica.take(() => this.readingOf(node)),
      );
      if (!again && !more) return;
    }
  }

  #performSupport(node: LeaseNode, life: Life): boolean {
    const { sends, events, record } = life.support.take();
    for (const { to, message } of sends) this.#post(node, to, { pair: message });
    for (const event of events) {
      if (event.kind === 'granted') life.replica.peerUp(event.nodeId, event.storageId);
      else if (event.kind === 'withdrawn') life.replica.peerDown(event.nodeId);
      else if (event.kind === 'stoppedCleanly') this.#stopped(node, life);
      else if (event.kind !== 'supports') life.replica.supportChanged(event.nodeId);
    }
    if (record !== undefined) {
      this.at(this.#options.random.between(0.1, 2), () => {
        if (node.life !== life) return;
        node.nodeRecord = new Uint8Array(record);
        this.#turn(node, () => life.support.persisted());
      });
    }
    return events.length > 0;
  }

  /** It is taken down as soon as its turn is over, and started soon: whoever still counts on it is caught. */
  #stopped(node: LeaseNode, life: Life): void {
    this.at(0, () => {
      if (node.life !== life) return;
      this.counts.cleanStops++;
      this.crash(node);
      this.at(this.#options.random.between(1, 50), () => this.start(node));
    });
  }

  #perform(node: LeaseNode, life: Life, effects: Effects): boolean {
    let acted = false;
    if (effects.write !== undefined) life.unsynced.push(effects.write);
    this.#sync(node);
    for (const { instanceId, value } of effects.chosen) {
      this.#watch.concluded(instanceId, value);
      life.waiting.push({ instanceId, value, after: effects.chosenAfter });
    }
    for (const send of effects.sends) {
      if (send.after > life.durable) life.held.push(send);
      else acted = this.#route(node, life, send) || acted;
    }
    for (const load of effects.loads) {
      const records = [...node.records.values()]
        .filter(({ instanceId }) => instanceId >= load.from && instanceId <= load.to)
        .toSorted((a, b) => a.instanceId - b.instanceId);
      life.replica.loaded(load, records);
      acted = true;
    }
    for (const { readId, instanceId } of effects.reads)
      this.#watch.served(node.nodeId, node.boot, readId, instanceId);
    for (const event of effects.events) {
      if (event.kind === 'leaderChange' && event.leader === node.nodeId) this.counts.leaders++;
    }
    return this.#release(node, life) || acted;
  }

  #sync(node: LeaseNode): void {
    const { life } = node;
    if (life === undefined || life.syncing || node.hung || life.unsynced.length === 0) return;
    life.syncing = true;
    const writes = life.unsynced.splice(0);
    this.at(this.#options.random.between(0.1, 2), () => {
      if (node.life !== life) return;
      life.syncing = false;
      for (const write of writes) {
        for (const record of write.records) node.records.set(record.instanceId, record);
        if (write.meta !== undefined) node.meta = write.meta;
        life.durable = write.seq;
      }
      const go = (): void => void this.#release(node, life);
      if (life.paused) life.backlog.push(go);
      else this.#turn(node, go);
      this.#sync(node);
    });
  }

  #release(node: LeaseNode, life: Life): boolean {
    let acted = false;
    const due = life.held.filter(({ after }) => after <= life.durable);
    life.held = life.held.filter(({ after }) => after > life.durable);
    for (const send of due) acted = this.#route(node, life, send) || acted;
    while (life.waiting[0] !== undefined && life.waiting[0].after <= life.durable) {
      const { instanceId, value } = life.waiting.shift()!;
      const done = decodeBatch(value)
        .proposals.filter(({ nodeId, boot }) => nodeId === node.nodeId && boot === life.identity.boot)
        .map(({ seq }) => seq);
      life.replica.executed(instanceId, { done, early: [] });
      acted = true;
    }
    return acted;
  }

  #route(node: LeaseNode, life: Life, { to, gid, message }: Send): boolean {
    if (to !== node.nodeId) {
      this.#post(node, to, { message, gid });
      return false;
    }
    life.replica.receive(life.identity, message, gid);
    return true;
  }

  #post(node: LeaseNode, to: number, letter: Content): void {
    const from = node.life?.identity;
    if (from === undefined) return;
    const isPair = 'pair' in letter;
    const seen = { from: node.nodeId, to, message: isPair ? letter.pair : letter.message, isPair };
    this.links.post(seen, () => this.#arrive(from, this.node(to), letter));
  }

  #arrive(from: Identity, node: LeaseNode, letter: Content): void {
    this.input(node, (replica, support, readingMs) => {
      if ('pair' in letter) support.receive(from, letter.pair, readingMs);
      else replica.receive(from, this.#emboldened(letter.message), letter.gid);
    });
  }

  #emboldened(message: Message): Message {
    if (message.kind !== 'PrepareDryRunReply' || !this.#options.random.chance(this.boldness)) return message;
    return { ...message, granted: true };
  }

  /** Also of processes that stand still: on waking they look at the clock first. */
  #check(): void {
    const holders: Holder[] = [];
    for (const node of this.nodes) {
      const { replica } = node.life ?? {};
      const readingMs = this.readingOf(node);
      if (replica?.holdsLease(readingMs) !== true) continue;
      holders.push({ nodeId: node.nodeId, leaseIndex: replica.leaseIndex(readingMs) });
    }
    if (holders.length > 0) this.#watch.holders(holders, this.trueMs);
  }
}

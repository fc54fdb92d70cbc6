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

export class LeaseViolation extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LeaseViolation';
  }
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
  stoppedCleanly: boolean;
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

/** A message on a link. */
export interface LeaseLetter {
  readonly from: number;
  readonly to: number;
  readonly message: PairMessage | Message;
  /** Between nodes, not of a group. */
  readonly isPair: boolean;
}

export type Selects = (letter: LeaseLetter) => boolean;

interface Event {
  readonly atMs: number;
  readonly order: number;
  readonly act: () => void;
}

const ROUNDS_MAX = 200;

export class LeaseWorld {
  readonly nodes: LeaseNode[] = [];
  trueMs = 0;
  readonly #options: LeaseWorldOptions;
  readonly #events: Event[] = [];
  #order = 0;
  readonly #cut = new Set<string>();
  /** Added to the delay of each message of a link. */
  readonly #slow = new Map<string, number>();
  lossChance = 0;
  /** Chance that a dry run is granted that was not. It is a hint, and no lease may rest on it. */
  boldness = 0;
  /** Nobody campaigns unless told to. */
  calm = false;
  /** What is lost. */
  readonly #lost = new Set<Selects>();
  /** What is kept under way. */
  readonly #holds = new Map<Selects, (() => void)[]>();
  /** Under way here: what was chosen when each read was asked for, by node, boot and id. */
  readonly #reads = new Map<string, number>();
  /** The highest instance that anybody ever concluded. */
  #chosenUpTo = 0;
  readonly #values = new Map<number, number>();
  /** What happened, for judging whether a run was worth anything. */
  readonly counts = {
    leases: 0,
    reads: 0,
    leaders: 0,
    chosen: 0,
    transfers: 0,
    changes: 0,
    cleanStops: 0,
    served: 0,
  };
  readonly #members: readonly Member[];
  #holder = 0;

  constructor(options: LeaseWorldOptions) {
    this.#options = options;
    const { random, nodeCount, voterCount = 3 } = options;
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

  at(delayMs: number, act: () => void): void {
    this.#events.push({ atMs: this.trueMs + delayMs, order: this.#order++, act });
    let child = this.#events.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!earlier(this.#events[child]!, this.#events[parent]!)) break;
      [this.#events[child], this.#events[parent]] = [this.#events[parent]!, this.#events[child]!];
      child = parent;
    }
  }

  /** Runs for so much true time. @throws LeaseViolation */
  run(forMs: number): void {
    const untilMs = this.trueMs + forMs;
    for (let next = this.#events[0]; next !== undefined && next.atMs <= untilMs; next = this.#events[0]) {
      this.#pop();
      this.trueMs = next.atMs;
      next.act();
      this.#check();
    }
    this.trueMs = untilMs;
  }

  cut(from: number, to: number): void {
    this.#cut.add(`${from}>${to}`);
  }

  mend(from: number, to: number): void {
    this.#cut.delete(`${from}>${to}`);
    this.#slow.delete(`${from}>${to}`);
  }

  slow(from: number, to: number, ms: number): void {
    this.#slow.set(`${from}>${to}`, ms);
  }

  /** Loses messages from now on. Returns what ends that. */
  lose(selects: Selects): () => void {
    this.#lost.add(selects);
    return () => void this.#lost.delete(selects);
  }

  /** Keeps messages under way from now on. Returns what lets them arrive, cut links or not. */
  hold(selects: Selects): () => void {
    const kept: (() => void)[] = [];
    this.#holds.set(selects, kept);
    return () => {
      this.#holds.delete(selects);
      for (const arrive of kept.splice(0)) arrive();
    };
  }

  /** The disk of a process that is down is lost, and replaced by an empty one. */
  replaceDisk(node: LeaseNode, storageId: string): void {
    Object.assign(node, { storageId, boot: 0, meta: undefined, nodeRecord: new Uint8Array(0) });
    node.records = new Map();
  }

  /** Asks for a read index; what it is answered must cover all that anybody knew to be chosen then. */
  read(node: LeaseNode): void {
    this.input(node, (replica) => {
      this.#reads.set(`${node.nodeId} ${node.boot} ${replica.read()}`, this.#chosenUpTo);
    });
  }

  healAll(): void {
    this.#cut.clear();
    this.#lost.clear();
    this.#holds.clear();
    this.calm = false;
    this.#slow.clear();
    this.lossChance = 0;
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
      stoppedCleanly: false,
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
      else if (event.kind === 'stoppedCleanly') life.stoppedCleanly = true;
      else if (event.kind !== 'supports') life.replica.supportChanged(event.nodeId);
    }
    if (record !== undefined) {
      this.at(this.#options.random.between(0.1, 2), () => {
        if (node.life !== life) return;
        node.nodeRecord = new Uint8Array(record);
        this.#turn(node, () => life.support.persisted());
        if (life.stoppedCleanly) {
          this.counts.cleanStops++;
          this.crash(node);
          // At once: whoever still counts on it is caught.
          this.at(this.#options.random.between(1, 50), () => this.start(node));
        }
      });
    }
    return events.length > 0;
  }

  #perform(node: LeaseNode, life: Life, effects: Effects): boolean {
    let acted = false;
    if (effects.write !== undefined) life.unsynced.push(effects.write);
    this.#sync(node);
    for (const { instanceId, value } of effects.chosen) {
      this.#concluded(instanceId, value);
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
    for (const { readId, instanceId } of effects.reads) this.#served(node, readId, instanceId);
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

  #served(node: LeaseNode, readId: number, index: number): void {
    const key = `${node.nodeId} ${node.boot} ${readId}`;
    const due = this.#reads.get(key);
    this.#reads.delete(key);
    this.counts.served++;
    if (due !== undefined && index < due) {
      throw new LeaseViolation(
        `node ${node.nodeId} is served at ${index} what it asked for when ${due} was chosen`,
      );
    }
  }

  #post(node: LeaseNode, to: number, letter: Content): void {
    const { random } = this.#options;
    const path = `${node.nodeId}>${to}`;
    const from = node.life?.identity;
    if (from === undefined || this.#cut.has(path) || random.chance(this.lossChance)) return;
    const isPair = 'pair' in letter;
    const seen = { from: node.nodeId, to, message: isPair ? letter.pair : letter.message, isPair };
    for (const selects of this.#lost) if (selects(seen)) return;
    for (const [selects, kept] of this.#holds) {
      if (selects(seen)) return void kept.push(() => this.#arrive(from, this.node(to), letter));
    }
    const delayMs = random.between(0.2, 2) + (this.#slow.get(path) ?? 0) * random.between(0, 1);
    this.at(delayMs, () => this.#deliver(from, this.node(to), letter));
    if (random.chance(this.lossChance / 2)) {
      this.at(delayMs * random.between(1, 4), () => this.#deliver(from, this.node(to), letter));
    }
  }

  #deliver(from: Identity, node: LeaseNode, letter: Content): void {
    if (!this.#cut.has(`${from.nodeId}>${node.nodeId}`)) this.#arrive(from, node, letter);
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

  #concluded(instanceId: number, value: Uint8Array): void {
    const sum = crc32(value);
    const known = this.#values.get(instanceId);
    if (known !== undefined && known !== sum)
      throw new LeaseViolation(`two values at instance ${instanceId}`);
    this.#values.set(instanceId, sum);
    if (instanceId > this.#chosenUpTo) {
      this.#chosenUpTo = instanceId;
      this.counts.chosen++;
    }
  }

  /** Also of processes that stand still: on waking they look at the clock first. */
  #check(): void {
    let holder: LeaseNode | undefined;
    for (const node of this.nodes) {
      const { replica } = node.life ?? {};
      const readingMs = this.readingOf(node);
      if (replica?.holdsLease(readingMs) !== true) continue;
      if (holder !== undefined) {
        throw new LeaseViolation(
          `nodes ${holder.nodeId} and ${node.nodeId} hold the lease at ${this.trueMs}`,
        );
      }
      holder = node;
      const index = replica.leaseIndex(readingMs);
      if (index === 0) continue;
      this.counts.reads++;
      if (index < this.#chosenUpTo) {
        throw new LeaseViolation(`node ${node.nodeId} reads at ${index}, ${this.#chosenUpTo} is chosen`);
      }
    }
    if (holder !== undefined && holder.nodeId !== this.#holder) this.counts.leases++;
    this.#holder = holder?.nodeId ?? this.#holder;
  }

  #pop(): void {
    const last = this.#events.pop();
    if (last === undefined || this.#events.length === 0) return;
    this.#events[0] = last;
    for (let parent = 0; ;) {
      const [left, right] = [2 * parent + 1, 2 * parent + 2];
      let first = parent;
      for (const child of [left, right]) {
        const event = this.#events[child];
        if (event !== undefined && earlier(event, this.#events[first]!)) first = child;
      }
      if (first === parent) return;
      [this.#events[first], this.#events[parent]] = [this.#events[parent]!, this.#events[first]!];
      parent = first;
    }
  }
}

const earlier = (a: Event, b: Event): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

/** One node, put together: ports, groups, driver, pairs, elections. `Node` is its public face. */

import {
  GaiosError,
  type Channel,
  type Clock,
  type Identity,
  type LogStorage,
  type PeerAddress,
  type Random,
  type StateMachine,
  type Transport,
} from '@gaios/sm-base';
import type { Member, StoredReplica } from '@gaios/core';
import type { CheckpointStore } from '@gaios/checkpoint';
import type { FactMessage } from '@gaios/config-sm';
import type { NodeRecord } from '@gaios/master';
import { encodePayload } from '@gaios/proto';
import type { GroupInfo } from './api.ts';
import { Balancer } from './balancer.ts';
import { CheckpointHost } from './checkpoints/host.ts';
import { Closing, LAST_WORK_MS } from './closing.ts';
import { Commits } from './commits.ts';
import { Deadlines } from './deadlines.ts';
import { Driver } from './driver.ts';
import { DirectoryHost } from './directory-host.ts';
import { Elections } from './elections.ts';
import { Group } from './group.ts';
import type { GroupShared } from './group-api.ts';
import type { GroupBirth } from './group-birth.ts';
import { GroupTable } from './group-table.ts';
import type { MakeReplica } from './guarded-replica.ts';
import { Inbound } from './inbound.ts';
import { whatIs } from './option-shapes.ts';
import { invalidOptions, type CheckedOptions } from './options.ts';
import { LeaseClock, type Moment } from './lease-clock.ts';
import { Outbox } from './outbox.ts';
import { Pairs } from './pairs.ts';
import { PeerBook } from './peer-book.ts';
import { memberMismatch } from './recovery.ts';
import { replacedLine, Refusals, whyRemoved } from './refusals.ts';
import { SeenDisks } from './seen-disks.ts';
import type { Telemetry } from './telemetry.ts';

export interface RuntimePorts {
  readonly storage: LogStorage;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
}

export interface RuntimeParts {
  readonly options: CheckedOptions;
  readonly ports: RuntimePorts;
  readonly telemetry: Telemetry;
  readonly makeReplica: MakeReplica;
  readonly stateMachines: (groupIdx: number, kind: string, life: number) => readonly StateMachine[];
  readonly masterChanged: GroupShared<Group>['masterChanged'];
  readonly membershipChanged: GroupShared<Group>['membershipChanged'];
  readonly stored: ReadonlyMap<number, StoredReplica>;
  readonly groupChanged: (group: GroupInfo) => void;
  /** What the storage holds of support granted in the past. */
  readonly nodeRecord: NodeRecord;
  readonly checkpoints: CheckpointStore | undefined;
  readonly filesAreGiven: boolean;
}

export class Runtime {
  readonly options: CheckedOptions;
  readonly ports: RuntimePorts;
  readonly telemetry: Telemetry;
  /** Those that run now. */
  readonly groups = new GroupTable();
  readonly directory: DirectoryHost;
  readonly checkpoints: CheckpointHost;
  readonly #peerBook: PeerBook;
  readonly #driver: Driver;
  readonly #commits: Commits;
  readonly #deadlines: Deadlines;
  readonly #pairs: Pairs;
  readonly #leaseClock = new LeaseClock(
    () => this.#pairs.leaseReading(),
    () => this.#moment(),
  );
  readonly #elections: Elections;
  readonly #inbound: Inbound;
  readonly balancer: Balancer;
  readonly #refusals: Refusals;
  readonly #seenDisks: SeenDisks;
  readonly #closing: Closing;
  #started = false;
  #storageError: { readonly error: unknown } | undefined;

  constructor(parts: RuntimeParts) {
    const { options, ports, telemetry, stored } = parts;
    const { clock, random, storage, transport } = ports;
    const { tuning, nodeId } = options;
    this.options = options;
    this.ports = ports;
    this.telemetry = telemetry;
    this.#refusals = new Refusals((peer, reason, kind) =>
      telemetry.tell('peerRefused', { nodeId: peer, reason, kind }),
    );
    this.#seenDisks = new SeenDisks({
      record: parts.nodeRecord,
      store: (record, done) => {
        this.#commits.gatherRecord(record, done);
        this.#driver.begin();
      },
      refused: (peer, reason) => telemetry.tell('copyRefused', { peer, reason }),
    });
    this.#deadlines = new Deadlines(clock);
    this.#commits = new Commits({
      storage,
      clock,
      telemetry,
      alongside: () => this.#seenDisks.takeDue(),
      done: () => this.#driver.flush(),
      failed: (error) => this.storageFailed(error),
    });
    const outbox = new Outbox(transport, clock, tuning);
    this.#driver = new Driver(clock, outbox, this.#commits, (nowMs) => this.#turnEnded(nowMs));
    this.#pairs = new Pairs({
      self: storage.identity,
      clock,
      deadlines: this.#deadlines,
      transport,
      telemetry,
      limits: tuning,
      record: parts.nodeRecord,
      store: (record, done) => this.#seenDisks.store(record, done),
      commits: () => storage.commits,
      heardCommits: (peer, commits) => this.#seenDisks.heard(peer, commits),
      writingSinceMs: () => this.#commits.underWaySinceMs,
      up: (peer) => this.#peerUp(peer),
      down: (peer) => this.#peerDown(peer),
      supportChanged: (peer) => this.#supportChanged(peer),
      supportersChanged: () => this.#elections.hurryAll(),
    });
    this.#elections = new Elections({
      nodeId,
      random,
      deadlines: this.#deadlines,
      limits: tuning,
      nowMs: () => clock.monotonicMs(),
      isUp: (peer) => this.#pairs.isUp(peer),
      priorityOf: options.masterPriority,
      isFreeOf: (node, leader) => this.#isFreeOf(node, leader),
      holdUntilMs: () => this.#pairs.holdUntilMs,
    });
    this.balancer = new Balancer({
      nodeId,
      isOn: options.balanceMasters,
      limits: tuning,
      deadlines: this.#deadlines,
      nowMs: () => clock.monotonicMs(),
      priorityOf: options.masterPriority,
      groupAt: (groupIdx) => this.groups.at(groupIdx),
      send: (to, message) => transport.send(to, 'consensus', encodePayload({ kind: 'lead', message })),
    });
    this.#peerBook = new PeerBook({
      nodeId,
      deadlines: this.#deadlines,
      nowMs: () => clock.monotonicMs(),
      changed: (peers) => this.#peersChanged(peers),
    });
    this.checkpoints = new CheckpointHost({
      ...ports,
      self: storage.identity,
      store: parts.checkpoints,
      isDirect: parts.filesAreGiven,
      useReplayer: options.useCheckpointReplayer,
      tuning,
      deadlines: this.#deadlines,
      telemetry,
      send: (to, message) => transport.send(to, 'bulk', encodePayload({ kind: 'checkpoint', message })),
      isUp: (peer) => this.#pairs.isUp(peer),
      speaker: (peer) => this.#pairs.speaker(peer),
      sendFacts: (to, message) => this.#sendFacts(to, message),
    });
    this.#inbound = new Inbound({
      isPeer: (peer) => this.#peerBook.has(peer),
      pairs: this.#pairs,
      balancer: this.balancer,
      checkpoints: this.checkpoints,
      groups: this.groups,
      isKnown: (groupIdx) => this.directory.machine.get(groupIdx) !== undefined,
      telemetry,
    });
    const shared = this.#shared(parts);
    const initial = options.nodes.map((node) => ({ ...node, storageId: '' }));
    this.directory = new DirectoryHost({
      options,
      birth: { members: initial, gid: 0, life: 0, kind: '' },
      hadLog: storage.replaced !== undefined || !options.bootstrap,
      stored,
      table: this.groups,
      telemetry,
      deadlines: this.#deadlines,
      nowMs: () => clock.monotonicMs(),
      nextInteger: () => random.nextInteger(),
      isUp: (peer) => this.#pairs.isUp(peer),
      make: (groupIdx, birth, each) => {
        const machines = machinesOf(parts, groupIdx, birth);
        const group = new Group({ groupIdx, shared, birth, tuning: { ...tuning }, machines, stored: each });
        this.checkpoints.add(group, each);
        return group;
      },
      came: (group) => this.#came(group),
      went: (group) => this.#went(group),
      idle: ({ executor }) => this.#closing.limited(executor.whenIdle(), LAST_WORK_MS),
      drop: (groupIdx, dropped) => void this.#drop(groupIdx, dropped),
      groupChanged: parts.groupChanged,
    });
    this.#closing = new Closing({
      ports,
      telemetry,
      tuning,
      groups: this.groups,
      directory: this.directory,
      checkpoints: this.checkpoints,
      balancer: this.balancer,
      elections: this.#elections,
      pairs: this.#pairs,
      commits: this.#commits,
      driver: this.#driver,
      deadlines: this.#deadlines,
    });
    this.directory.lives.begin();
    this.#reportMismatches(stored, initial);
  }

  get storageError(): unknown {
    return this.#storageError?.error;
  }

  /** What people should know of this node as a whole. */
  get notices(): readonly string[] {
    const { replaced } = this.ports.storage;
    const damage = this.groups.all.flatMap(({ rows }) => rows.line ?? []);
    return [
      ...(replaced === undefined ? [] : [replacedLine(replaced)]),
      ...damage,
      ...this.#refusals.lines,
      ...this.#seenDisks.lines,
    ];
  }

  /** What a node is told that is no peer. */
  whyUnknown(peer: { readonly nodeId: number; readonly storageId: string }): string | undefined {
    return whyRemoved(
      this.groups.all.map(({ view }) => view.configuration),
      peer,
    );
  }

  /** Takes part. The log is replayed to the machines meanwhile. */
  async start(): Promise<void> {
    const { transport, storage } = this.ports;
    await transport.start(storage.identity, {
      onMessage: (from, payload, channel) => this.#receive(from, payload, channel),
      onPeerUp: (peer) => {
        this.#refusals.connected(peer.nodeId);
        this.#pairs.connected(peer);
      },
      onPeerRefused: (nodeId, reason, kind) => this.#refusals.refused(nodeId, reason, kind),
      commits: () => storage.commits,
      refuses: (peer, commits) => this.#seenDisks.refuses(peer, commits),
      onPeerDown: (nodeId, reason) => this.#pairs.disconnected(nodeId, reason),
    });
    this.#started = true;
    const { replaced } = storage;
    if (replaced !== undefined)
      this.telemetry.tell('diskReplaced', { ...replaced, line: replacedLine(replaced) });
    this.balancer.start();
    this.#peersChanged(this.#peerBook.peers);
    this.#pairs.start();
    for (const group of this.groups.all) {
      group.markDirty();
      this.#elections.consider(group);
    }
  }

  #came(group: Group): void {
    this.#peerBook.set(group.groupIdx, group.members);
    this.telemetry.gauge('gaios_groups', this.groups.size);
    if (!this.#started) return;
    for (const { nodeId } of this.#peerBook.peers) {
      const peer = this.#pairs.speaker(nodeId);
      if (peer !== undefined) group.peerUp(peer);
    }
    group.markDirty();
    this.#leadershipChanged(group);
  }

  async #drop(groupIdx: number, dropped: () => void): Promise<void> {
    await this.checkpoints.forget(groupIdx);
    this.#commits.gatherDrop(groupIdx, dropped);
    this.#driver.begin();
  }

  #went(group: Group): void {
    this.checkpoints.remove(group.groupIdx);
    this.#elections.consider(group);
    this.balancer.forget(group);
    this.#peerBook.delete(group.groupIdx);
    this.telemetry.gauge('gaios_groups', this.groups.size);
    this.#closing.look();
  }

  /** Resolves when every group has executed what was chosen on disk at the start, or cannot. Rejects for a damaged log. */
  async replayed(): Promise<void> {
    // Group 0 says which others there are.
    await this.groups.at(0)?.replayed();
    await Promise.all(this.groups.all.map((group) => group.replayed()));
    for (const { stopError } of this.groups.all) {
      if (stopError instanceof GaiosError && stopError.code.startsWith('STORAGE_')) throw stopError;
    }
  }

  #sendFacts(to: number, message: FactMessage): void {
    this.ports.transport.send(to, 'consensus', encodePayload({ kind: 'facts', message }));
  }

  /** Nothing that this node has not on disk is told to anybody; it stays up to be looked at (DESIGN 4). */
  storageFailed(error: unknown): void {
    if (this.#storageError !== undefined) return;
    this.#storageError = { error };
    this.#pairs.silence();
    this.#commits.stop();
    this.telemetry.tell('storageError', { error });
    for (const group of this.groups.all) group.stop(error, true);
    this.directory.end('GROUP_STOPPED', error);
  }

  /** Lets calls finish, then ends those that have not, then closes. Nothing new is let in by `Node` any more. */
  close(): Promise<void> {
    return this.#closing.close();
  }

  /** Stops without ceremony. */
  abandon(): Promise<void> {
    return this.#closing.abandon();
  }

  #shared(parts: RuntimeParts): GroupShared<Group> {
    const { clock, random, storage } = parts.ports;
    return {
      self: storage.identity,
      clock,
      random,
      storage,
      driver: this.#driver,
      deadlines: this.#deadlines,
      telemetry: parts.telemetry,
      changeValueBeforePropose: parts.options.changeValueBeforePropose,
      makeReplica: parts.makeReplica,
      leadershipChanged: (group) => this.#leadershipChanged(group),
      gaveUp: (group) => this.balancer.gaveUp(group),
      isUp: (nodeId) => this.#pairs.isUp(nodeId),
      speaker: (nodeId) => this.#pairs.speaker(nodeId),
      sendFacts: (to, message) => this.#sendFacts(to, message),
      sendRows: (to, message) =>
        parts.ports.transport.send(
          to,
          message.kind === 'Rows' ? 'bulk' : 'consensus',
          encodePayload({ kind: 'rows', message }),
        ),
      checkPeers: (peers) => parts.ports.transport.checkPeers?.(peers),
      support: this.#pairs.support,
      leaseReads: parts.options.leaseReads,
      followNodeId: parts.options.followNodeId,
      useMaster: parts.options.useMaster,
      masterChanged: parts.masterChanged,
      membershipChanged: parts.membershipChanged,
      leaseReading: () => this.#pairs.leaseReading(),
      hasSlept: () => this.#pairs.hasSlept,
      leaseClock: this.#leaseClock,
      membersChanged: (groupIdx, members) => {
        this.#peerBook.set(groupIdx, members);
        this.checkpoints.membersChanged(groupIdx);
        this.directory.look({ groupIdx });
      },
      builtIn: (groupIdx) => [...this.directory.builtIn(groupIdx), this.checkpoints.builtIn()],
      executed: (groupIdx, upTo) => {
        this.directory.executed(groupIdx, upTo);
        this.checkpoints.executed(groupIdx);
      },
      needsCheckpoint: (groupIdx, from) => this.checkpoints.needed(groupIdx, from),
      rowsGone: (groupIdx) => this.checkpoints.rowsGone(groupIdx),
      storageFailed: (error) => this.storageFailed(error),
      stopped: () => {
        const stopped = this.groups.all.filter((group) => group.isStopped).length;
        this.telemetry.gauge('gaios_groups_stopped', stopped);
        const { isStopped, stopError } = this.groups.at(0) ?? {};
        if (isStopped === true) this.directory.end('GROUP_STOPPED', stopError);
      },
    };
  }

  #receive(from: Identity, payload: Uint8Array, channel: Channel): void {
    if (this.#storageError !== undefined) return;
    this.#leaseClock.arrived();
    this.#driver.begin();
    this.#inbound.receive(from, payload, channel);
  }

  #peersChanged(peers: readonly PeerAddress[]): void {
    if (!this.#started) return;
    this.#pairs.setPeers(peers.map(({ nodeId }) => nodeId));
    try {
      this.ports.transport.setPeers(peers);
    } catch (error) {
      // Whoever proposed this address is told so before it gets into a log; an old node may still have let it in.
      this.telemetry.log('error', 'the peers in the log cannot be reached from here', { error });
    }
  }

  #peerUp(peer: Identity): void {
    this.balancer.peerUp(peer.nodeId);
    this.checkpoints.peerUp(peer.nodeId);
    for (const group of this.groups.all) {
      group.peerUp(peer);
      this.#elections.hurry(group);
    }
  }

  #peerDown(nodeId: number): void {
    this.balancer.peerDown(nodeId);
    this.#seenDisks.gone(nodeId);
    for (const group of this.groups.all) group.peerDown(nodeId);
  }

  #supportChanged(nodeId: number): void {
    for (const group of this.groups.all) group.supportChanged(nodeId);
  }

  /** As far as this node supports it, or the last heartbeat of a peer tells. */
  #isFreeOf(nodeId: number, leader: number): boolean {
    const { support } = this.#pairs;
    if (nodeId === this.options.nodeId) return !support.supported.includes(leader);
    return support.supports(nodeId, leader, this.ports.clock.monotonicMs()) === false;
  }

  #leadershipChanged(group: Group): void {
    if (!this.#started) return;
    this.#elections.consider(group);
    this.balancer.consider(group);
    this.directory.look(group);
  }

  #moment(): Moment {
    const { clock } = this.ports;
    const nowMs = clock.monotonicMs();
    return { nowMs, uptimeMs: clock.uptimeMs?.() ?? nowMs };
  }

  #turnEnded(nowMs: number): void {
    this.#leaseClock.arrived();
    this.#pairs.observe(nowMs);
    this.#closing.look();
  }

  /** Once for all groups of which the same is to be said. */
  #reportMismatches(stored: ReadonlyMap<number, StoredReplica>, initial: readonly Member[]): void {
    const groups = new Map<string, number[]>();
    for (const [groupIdx, each] of stored) {
      if (this.groups.at(groupIdx)?.birth.life !== 0) continue;
      const mismatch = memberMismatch(each, initial);
      if (mismatch === undefined) continue;
      const alike = groups.get(mismatch) ?? [];
      alike.push(groupIdx);
      groups.set(mismatch, alike);
    }
    for (const [mismatch, alike] of groups) {
      this.telemetry.log('warn', 'the options name other members than the log, which has the word', {
        groupIdx: alike[0],
        groups: alike.length,
        mismatch,
      });
    }
  }
}

/** @throws GaiosError UNKNOWN_KIND, and what the user's function throws */
const machinesOf = (
  { stateMachines, options }: RuntimeParts,
  groupIdx: number,
  { kind, life }: GroupBirth,
): readonly StateMachine[] => {
  const known = options.groupKinds;
  if (kind === '' || known === undefined || known.includes(kind)) {
    const machines: unknown = stateMachines(groupIdx, kind, life);
    if (Array.isArray(machines)) return machines;
    const problem = `must return an array of machines; for group ${groupIdx} it did not`;
    throw invalidOptions([{ option: 'stateMachines', value: whatIs(machines), problem }]);
  }
  throw new GaiosError('UNKNOWN_KIND', `this node does not know the kind ${kind}`, {
    facts: { groupIdx, kind, known },
  });
};

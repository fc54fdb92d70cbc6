/**
 * One node of the model: the real `Replica` on a disk, as plain data. A step takes a node and one input, and gives the
 * node after the whole turn, with what left it; nothing else changes and nothing is kept between steps, so that equal
 * nodes and inputs give equal results, which is what lets the checker take each step only once (space.ts).
 *
 * The driver's obligations are those of lab.ts (core effects.ts).
 */

import {
  admit,
  configurationAfter,
  decodeConcluded,
  initialConfiguration,
  type ChosenInstance,
  type Configuration,
  type Effects,
  type Load,
  type Replica,
  type Send,
} from '@gaios/core';
import { decodeBatch, SYSTEM_SM_ID, type LogRecord } from '@gaios/sm-base';
import { storageIdOf, type Letter } from '../lab.ts';
import { LabWatch } from '../lab-watch.ts';
import { wordsOf } from '../words.ts';
import { checkNode } from './check.ts';
import {
  checkpointOf,
  keptWith,
  loaded,
  mayClean,
  nothingExecuted,
  settledBy,
  shippedIn,
  shippedTo,
  startingPoints,
} from './checkpoints.ts';
import { dutyOf, type DutyKind } from './duties.ts';
import type { Concluded, ModelCheckpoint, ModelNode, NodeOutcome } from './model-node.ts';
import { copyNode, normalise } from './normal.ts';
import { foundingOf, LATER_MS, optionsOf, requestOf, type Core, type ModelSetup } from './setup.ts';

export type NodeStep =
  | { readonly kind: 'deliver'; readonly letter: Letter }
  | { readonly kind: 'campaign' | 'timeout' | 'loseLeader' | 'sync' | 'slow' | 'crash' | 'restart' }
  | { readonly kind: 'wipe' | 'clean' | DutyKind }
  | { readonly kind: 'peerUp'; readonly peer: number; readonly life: number }
  | { readonly kind: 'peerDown'; readonly peer: number };

/** More turns than one input can cause. */
const TURNS_MAX = 1000;

/** Runs one step of one node. */
class Turn {
  readonly sends: Letter[] = [];
  readonly concluded: Concluded[] = [];
  readonly accepted: LogRecord[] = [];
  campaigns = 0;
  readonly #setup: ModelSetup;
  readonly #core: Core;
  readonly #node: ModelNode;
  readonly #watch = new LabWatch(false);
  #replica: Replica | undefined;
  /** The configuration of the next instance to be concluded, from the log alone. */
  #configuration: Configuration;

  constructor(core: Core, setup: ModelSetup, node: ModelNode) {
    this.#core = core;
    this.#setup = setup;
    this.#node = node;
    const { initialMembers } = optionsOf(setup, node.nodeId, node.boot, node.life);
    this.#configuration =
      node.state?.configuration ?? storedConfiguration(node) ?? initialConfiguration(initialMembers);
    if (node.state !== undefined) {
      const options = optionsOf(setup, node.nodeId, node.boot, node.life);
      this.#replica = new core.Replica(options, { stored: undefined, tail: [] }, node.state);
    }
  }

  run(step: NodeStep): void {
    if (step.kind === 'crash') return this.#crash();
    if (step.kind === 'wipe') return this.#wipe();
    if (step.kind === 'restart') this.#restart();
    const replica = this.#replica;
    if (replica === undefined) return;
    const { nowMs } = replica.state;
    replica.clock(step.kind === 'timeout' ? nowMs + 2 * LATER_MS : nowMs, 0);
    if (step.kind === 'sync') this.#sync(1);
    else if (step.kind === 'slow') this.#node.isSlow = true;
    else this.#input(replica, step);
    this.#drain(replica);
  }

  #input(replica: Replica, step: NodeStep): void {
    if (step.kind === 'deliver') this.#deliver(replica, step.letter);
    else if (step.kind === 'peerUp') replica.peerUp(step.peer, storageIdOf(step.peer, step.life));
    else if (step.kind === 'peerDown') replica.peerDown(step.peer);
    else if (step.kind === 'timeout') replica.tick();
    else if (step.kind === 'loseLeader') this.#loseLeader(replica);
    else if (step.kind === 'bind' || step.kind === 'leave') this.#doDuty(replica, step.kind);
    else if (step.kind === 'clean') this.#clean(replica);
    else if (step.kind === 'campaign') {
      this.#loseLeader(replica);
      replica.campaign();
    }
  }

  #deliver(replica: Replica, letter: Letter): void {
    const checkpoint = shippedIn(letter);
    if (checkpoint === undefined) replica.receive(letter.from, letter.message, letter.gid);
    else this.#install(replica, checkpoint);
  }

  #install(replica: Replica, checkpoint: ModelCheckpoint): void {
    const node = this.#node;
    if (node.jump !== undefined || replica.install(checkpoint.base) !== 'installed') return;
    node.disk.checkpoints = keptWith(node, checkpoint);
    node.jump = { checkpoint, after: Infinity };
    this.#configuration = checkpoint.base.configuration;
  }

  /** Makes a checkpoint, sends it to those that may need it, and cuts off its log. */
  #clean(replica: Replica): void {
    const node = this.#node;
    const checkpoint = mayClean(node) ? checkpointOf(node) : undefined;
    if (checkpoint === undefined) return;
    node.cleans--;
    node.disk.checkpoints = keptWith(node, checkpoint);
    for (const to of this.#setup.receivers) {
      if (to !== node.nodeId) this.sends.push(shippedTo(node, to, checkpoint));
    }
    replica.truncate(node.executedUpTo + 1);
  }

  /** The link to the leader fails, and is back at once. */
  #loseLeader(replica: Replica): void {
    const { leader, alive, disks } = replica.state;
    const { nodeId } = leader;
    if (nodeId === this.#node.nodeId || !alive.has(nodeId)) return;
    replica.peerDown(nodeId);
    replica.peerUp(nodeId, disks.get(nodeId) ?? storageIdOf(nodeId));
  }

  #propose(replica: Replica): void {
    const { nodeId, boot, life } = this.#node;
    if (life > 1 || (boot > 1 && !this.#setup.wishesAgain)) return;
    for (const wish of this.#setup.wishes.get(nodeId) ?? []) {
      replica.propose([requestOf(this.#core, nodeId, boot, wish)]);
    }
  }

  #crash(): void {
    Object.assign(this.#node, notRunning(this.#setup));
  }

  /** The process dies, and its disk with it. */
  #wipe(): void {
    const node = this.#node;
    this.#crash();
    node.disk = { meta: undefined, records: new Map(), checkpoints: [] };
    node.boot = 0;
    node.life++;
    node.wipes--;
    this.#replica = undefined;
  }

  #doDuty(replica: Replica, kind: DutyKind): void {
    const node = this.#node;
    const change = node.duties > 0 ? dutyOf(replica.state, kind) : undefined;
    if (change === undefined) return;
    node.duties--;
    replica.propose([{ smId: SYSTEM_SM_ID, payload: this.#core.encodeChange(change) }]);
  }

  #restart(): void {
    const node = this.#node;
    node.boot++;
    const options = optionsOf(this.#setup, node.nodeId, node.boot, node.life);
    const { meta, records } = node.disk;
    const sorted = [...records.values()].toSorted((a, b) => a.instanceId - b.instanceId);
    const chosenUpTo = meta?.chosenUpTo ?? 0;
    const stored = meta === undefined ? undefined : { groupIdx: 0, meta };
    node.configuration = initialConfiguration(options.initialMembers);
    const { base, above } = startingPoints(node);
    if (base !== undefined) Object.assign(node, loaded(base));
    const tail = sorted.filter((record) => record.instanceId > chosenUpTo);
    this.#replica = new this.#core.Replica(options, { stored, tail });
    node.state = this.#replica.state;
    if (node.executedUpTo > 0) this.#replica.executed(node.executedUpTo, { done: [], early: [] });
    for (const record of sorted) {
      if (record.instanceId > node.executedUpTo && record.instanceId <= chosenUpTo)
        this.#execute(this.#replica, record);
    }
    // An installation that was cut off is finished.
    if (above !== undefined) this.#install(this.#replica, above);
    this.#propose(this.#replica);
  }

  #drain(replica: Replica): void {
    for (let turns = 0; turns < TURNS_MAX; turns++) {
      const isIdle = !this.#perform(replica, replica.take());
      if (this.#node.unsynced.length > 0 && !this.#node.isSlow) this.#sync(Infinity);
      else if (isIdle) return;
    }
    throw new Error('a turn without end');
  }

  /** One configuration per instance: the replica's is what the log makes it. */
  checkConfiguration(): void {
    const actual = this.#replica?.state.configuration ?? this.#configuration;
    if (actual.version !== this.#configuration.version) {
      throw new Error(`node ${this.#node.nodeId}: its configuration is not the one that its log makes`);
    }
  }

  /** Returns whether it led to further input. */
  #perform(replica: Replica, effects: Effects): boolean {
    const node = this.#node;
    if (effects.write !== undefined) node.unsynced.push(effects.write);
    if (effects.installed !== undefined && node.jump !== undefined)
      node.jump = { ...node.jump, after: effects.installed.after };
    const started = effects.events.filter(
      (each) => each.kind === 'campaign' && each.phase === 'dry-run',
    ).length;
    this.campaigns += started;
    node.campaigns = Math.max(-1, node.campaigns - started);
    for (const chosen of effects.chosen) {
      this.#conclude(chosen);
      node.waiting.push({ chosen, after: effects.chosenAfter });
    }
    let looped = false;
    for (const send of effects.sends) {
      if (send.after > node.durable) node.held.push(send);
      else looped = this.#route(replica, send) || looped;
    }
    node.heldLoads.push(...effects.loads);
    return this.#release(replica) || looped;
  }

  #conclude(chosen: ChosenInstance): void {
    const configuration = this.#configuration;
    this.concluded.push({ ...chosen, configuration });
    const { proposals } = decodeBatch(chosen.value);
    this.#configuration = configurationAfter(configuration, chosen.instanceId, proposals);
  }

  #route(replica: Replica, send: Send): boolean {
    const { nodeId, disk, life } = this.#node;
    const from = { nodeId, storageId: storageIdOf(nodeId, life) };
    this.#watch.sent({ ...from, disk }, send.message);
    if (send.to === nodeId) {
      replica.receive(from, send.message, send.gid);
      return true;
    }
    this.sends.push({ from, to: send.to, gid: send.gid, message: send.message });
    return false;
  }

  /** The disk finishes so many writes. */
  #sync(count: number): void {
    const node = this.#node;
    for (const write of node.unsynced.splice(0, count)) {
      this.#watch.durable(
        { nodeId: node.nodeId, storageId: storageIdOf(node.nodeId, node.life), disk: node.disk },
        write,
      );
      for (const record of write.records) node.disk.records.set(record.instanceId, record);
      this.accepted.push(...write.records.filter(({ chosen }) => !chosen));
      if (write.meta !== undefined) node.disk.meta = write.meta;
      for (const id of node.disk.records.keys())
        if (id < (write.deleteBelow ?? 0)) node.disk.records.delete(id);
      node.durable = write.seq;
    }
    if (this.#replica !== undefined) this.#release(this.#replica);
  }

  #release(replica: Replica): boolean {
    const node = this.#node;
    let acted = false;
    const due = node.held.filter((send) => send.after <= node.durable);
    node.held = node.held.filter((send) => send.after > node.durable);
    for (const send of due) acted = this.#route(replica, send) || acted;
    const loads = node.heldLoads.filter((load) => load.after <= node.durable);
    node.heldLoads = node.heldLoads.filter((load) => load.after > node.durable);
    for (const load of loads) {
      replica.loaded(load, this.#readLog(load));
      acted = true;
    }
    if (node.jump !== undefined && node.jump.after <= node.durable) {
      Object.assign(node, loaded(node.jump.checkpoint), { jump: undefined });
      replica.executed(node.executedUpTo, { done: settledBy(node), early: [] });
      acted = true;
    }
    for (
      let first = node.waiting[0];
      node.jump === undefined && first !== undefined && first.after <= node.durable;
      first = node.waiting[0]
    ) {
      node.waiting.shift();
      if (first.chosen.instanceId > node.executedUpTo) this.#execute(replica, first.chosen);
      acted = true;
    }
    return acted;
  }

  #readLog({ from, to }: Load): LogRecord[] {
    const found: LogRecord[] = [];
    for (let id = from; id <= to; id++) {
      const record = this.#node.disk.records.get(id);
      if (record === undefined) break;
      found.push(record);
    }
    return found;
  }

  #execute(replica: Replica, chosen: { readonly instanceId: number; readonly value: Uint8Array }): void {
    const node = this.#node;
    const { instanceId, value } = chosen;
    if (instanceId !== node.executedUpTo + 1)
      throw new Error(`executed ${instanceId} after ${node.executedUpTo}`);
    if (!node.disk.records.has(instanceId)) throw new Error(`executed ${instanceId} before it was on disk`);
    const { proposals } = decodeBatch(value);
    const done: number[] = [];
    const early: number[] = [];
    for (const proposal of proposals) {
      const admission = admit(node.table, node.configuration, proposal);
      if (proposal.nodeId !== node.nodeId || proposal.boot !== node.boot) continue;
      (admission === 'early' ? early : done).push(proposal.seq);
    }
    node.configuration = configurationAfter(node.configuration, instanceId, proposals);
    node.executedUpTo = instanceId;
    replica.executed(instanceId, { done, early });
  }
}

const storedConfiguration = ({ disk }: ModelNode): Configuration | undefined => {
  const bytes = disk.meta?.configuration;
  return bytes === undefined || bytes.length === 0 ? undefined : decodeConcluded(bytes)?.configuration;
};

type Kept = 'nodeId' | 'campaigns' | 'boot' | 'life' | 'wipes' | 'duties' | 'cleans' | 'disk';

/** What a node is without a process. */
const notRunning = ({ unsynced }: ModelSetup): Omit<ModelNode, Kept> => ({
  state: undefined,
  isSlow: unsynced,
  unsynced: [],
  durable: 0,
  held: [],
  heldLoads: [],
  waiting: [],
  jump: undefined,
  ...nothingExecuted(),
});

/** A node whose process is down, with what the setup says it has on disk. */
export const initialNode = (core: Core, setup: ModelSetup, nodeId: number): ModelNode => {
  const records = new Map<number, LogRecord>();
  const founding = setup.fresh ? undefined : foundingOf(core, setup);
  if (founding !== undefined) records.set(1, founding.record);
  return {
    nodeId,
    campaigns: setup.campaigns.get(nodeId) ?? 0,
    boot: 0,
    life: 1,
    wipes: setup.wipes.get(nodeId) ?? 0,
    duties: setup.duties,
    cleans: setup.cleans.get(nodeId) ?? 0,
    disk: { meta: founding?.meta, records, checkpoints: [] },
    ...notRunning(setup),
  };
};

/** One step of one node. With `raw` the node is not brought into normal form (tests of the normal form). */
export const stepNode = (
  core: Core,
  setup: ModelSetup,
  before: ModelNode,
  step: NodeStep,
  raw = false,
): NodeOutcome => {
  const node = copyNode(before);
  const turn = new Turn(core, setup, node);
  let violation: string | undefined;
  try {
    turn.run(step);
    turn.checkConfiguration();
    violation = checkNode(before, node);
  } catch (error) {
    violation = wordsOf(error);
  }
  if (!raw) normalise(node, setup.bounds.timeouts > 0);
  const { sends, concluded, accepted, campaigns } = turn;
  return { node, sends, concluded, accepted, campaigns, violation };
};

/**
 * The eyes of a run: everything that happens to a node passes here, into the trace and to the checkers. What a checker
 * finds is kept and stops the run; it is never thrown into the node that was being looked at.
 */

import { crc32 } from 'node:zlib';
import { decodePayload } from '@gaios/proto';
import { GaiosError, type GroupWrite, type StateMachine } from '@gaios/sm-base';
import type { Member } from '@gaios/core';
import type { Node, NodeEvents, NodeStatus } from 'gaios';
import type { UnderWay } from '../memory-storage.ts';
import { Calls } from './checkers/calls.ts';
import { LogChecker } from './checkers/log.ts';
import { Masters } from './checkers/masters.ts';
import { Operations } from './checkers/operations.ts';
import { Progress } from './checkers/progress.ts';
import { Reads } from './checkers/reads.ts';
import { Shipping } from './checkers/shipping.ts';
import { SimViolation } from './checkers/violation.ts';
import { CheckpointEyes } from './checkpoint-eyes.ts';
import { Changes } from './checkers/changes.ts';
import { Memberships, textOfMembers } from './checkers/memberships.ts';
import type { SimDisk } from './disk.ts';
import type { OldCopy } from './old-copy.ts';
import { checkpointMessageOf } from './shipping-trouble.ts';
import type { Trace } from './trace.ts';
import { Witness, type Loaded, type Witnessed } from './witness.ts';

/** A value of a state machine, as a text that is equal if it is. */
export const textOfValue = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
export const textOfResult = (result: unknown): string => JSON.stringify(result) ?? 'undefined';

export interface Failure {
  /** Which check: what a shrunk run must still fail with. */
  readonly check: string;
  readonly message: string;
  readonly atMs: number;
}

/** A machine and its present life, as far as it is looked at. */
export interface WatchedNode {
  readonly nodeId: number;
  /** Names this life. */
  readonly life: string;
  /** Lives so far, whatever its disk. */
  readonly lives: number;
  readonly disk: Pick<SimDisk, 'storageId' | 'checkpoints' | 'isDamaged'>;
}

export interface WatcherOptions {
  readonly trace: Trace;
  readonly nowMs: () => number;
  readonly members: readonly Member[];
  readonly groupCount: number;
  /** Clocks keep the bound of their drift, and leases are read by. */
  readonly leases: boolean;
  /** Clocks do not jump. */
  readonly clocksGoOn: boolean;
  /** How long senders of checkpoints hold log for a receiver that is silent. */
  readonly holdMs: number;
}

export class Watcher {
  readonly operations = new Operations();
  readonly calls = new Calls(this.operations);
  readonly progress = new Progress();
  readonly reads: Reads;
  readonly masters = new Masters();
  readonly memberships: Memberships;
  readonly changes: Changes;
  readonly shipping: Shipping;
  readonly checkpoints: CheckpointEyes;
  /** Disks that were rolled back and run, by storageId. */
  readonly copies = new Map<string, OldCopy>();
  readonly logs: readonly LogChecker[];
  readonly #options: WatcherOptions;
  failure: Failure | undefined;

  constructor(options: WatcherOptions) {
    this.#options = options;
    this.reads = new Reads({
      leases: options.leases,
      hasExecuted: (...asked) => this.operations.hasExecuted(...asked),
    });
    this.logs = Array.from(
      { length: options.groupCount },
      (_, group) => new LogChecker(group, options.members, (checksum, value) => crc32(value, checksum)),
    );
    this.memberships = new Memberships(this.logs);
    this.changes = new Changes(this.logs);
    this.shipping = new Shipping(options);
    this.checkpoints = new CheckpointEyes(this);
  }

  /** Runs a check; the first violation is the one that counts. */
  check(what: () => void): void {
    if (this.failure !== undefined) return;
    try {
      what();
    } catch (error) {
      this.fail(error);
    }
  }

  fail(error: unknown): void {
    if (this.failure !== undefined) return;
    const check = error instanceof SimViolation ? error.check : 'error';
    const message = error instanceof SimViolation ? error.message : describe(error);
    this.failure = { check, message, atMs: this.#options.nowMs() };
    this.tell(0, `FAILED ${message}`);
  }

  /** Leases are read by, and checked. */
  get leases(): boolean {
    return this.#options.leases;
  }

  get nowMs(): number {
    return this.#options.nowMs();
  }

  tell(nodeId: number, text: string): void {
    this.#options.trace.event(nodeId, text);
  }

  // ---------------------------------------------------------------- lives

  booting(node: WatchedNode): void {
    this.tell(node.nodeId, `boots ${node.life}`);
  }

  started(node: WatchedNode, running: Node): void {
    const { life } = node;
    this.tell(node.nodeId, 'runs');
    running.on('leaderChange', ({ groupIdx, leader, ballot }) =>
      this.tell(node.nodeId, `group ${groupIdx}: leader ${leader} at ${ballot}`),
    );
    running.on('steppedDown', ({ groupIdx, reason }) =>
      this.tell(node.nodeId, `group ${groupIdx}: steps down: ${reason}`),
    );
    running.on('masterChange', ({ groupIdx, node: master, version }) => {
      this.tell(node.nodeId, `group ${groupIdx}: master ${master}, version ${version}`);
      this.check(() => this.masters.told(life, groupIdx, master, version));
    });
    running.on('membershipChange', ({ groupIdx, members, version }) => {
      this.tell(node.nodeId, `group ${groupIdx}: members ${version}: ${textOfMembers(members)}`);
      this.check(() => this.memberships.told(node, groupIdx, version, members));
      this.shipping.members(
        life,
        groupIdx,
        members.map(({ nodeId }) => nodeId),
      );
    });
    this.checkpoints.started(node, running);
    running.on('membershipProgress', (event) => {
      this.tell(node.nodeId, `group ${event.groupIdx}: change ${textOfProgress(event)}`);
      this.check(() => this.changes.progress(life, event.groupIdx, event));
    });
    running.on('membershipDuty', ({ groupIdx, line }) =>
      this.tell(node.nodeId, `group ${groupIdx}: duty: ${line}`),
    );
    running.on('divergence', (event) =>
      this.fail(new SimViolation('divergence', `node ${node.nodeId}: ${JSON.stringify(event)}`)),
    );
    running.on('stalled', ({ groupIdx, error }) => {
      // It loads a checkpoint, and tries again.
      if (error instanceof GaiosError && error.facts['injected'] === true) return;
      this.fail(new SimViolation('stalled', `group ${groupIdx} of node ${node.nodeId}: ${describe(error)}`));
    });
  }

  crashed(node: WatchedNode, underWay: UnderWay): void {
    this.tell(node.nodeId, `dies, commits under way: ${underWay}`);
  }

  /** Its process is no more, and with it who waited there. */
  gone(node: WatchedNode): void {
    this.calls.orphaned({ nodeId: node.nodeId, boot: node.lives });
  }

  /** It has another disk from now on: an empty one, or one that is known. */
  mounted({ nodeId, disk: { storageId } }: WatchedNode): void {
    this.tell(nodeId, `gets ${storageId === '' ? 'an empty folder' : `the disk ${storageId.slice(0, 4)}`}`);
    for (const log of this.logs) log.mounted(nodeId, storageId);
  }

  lost(node: WatchedNode): void {
    this.tell(node.nodeId, 'is lost for good');
  }

  refused(node: WatchedNode, error: unknown): void {
    this.tell(node.nodeId, `stops: ${brief(error)}`);
  }

  repaired({ nodeId }: WatchedNode, groupIdx: number, instanceIds: readonly number[]): void {
    this.tell(nodeId, `puts back what was damaged in group ${groupIdx}: ${instanceIds.join(', ')}`);
  }

  tookDamaged(node: WatchedNode): void {
    this.fail(new SimViolation('damage', `node ${node.nodeId} starts on a disk with a damaged row`));
  }

  /** It stopped for a reason that no fault explains. */
  broke(node: WatchedNode, error: unknown): void {
    this.fail(new SimViolation('stopped', `node ${node.nodeId}: ${describe(error)}`));
  }

  // ---------------------------------------------------------------- wire and disk

  sent(node: WatchedNode, to: number, payload: Uint8Array): void {
    this.#options.trace.payload(node.nodeId, payload, () => `-> n${to} ${textOfPayload(payload)}`);
    this.check(() => {
      const decoded = decodePayload(payload);
      if (decoded.kind === 'checkpoint') this.shipping.sent(node, to, decoded.message);
      if (decoded.kind !== 'messages') return;
      for (const { groupIdx, message } of decoded.messages) {
        this.logs[groupIdx]?.sent(node.nodeId, node.disk.storageId, message);
      }
    });
  }

  received(node: WatchedNode, from: number, payload: Uint8Array): void {
    this.#options.trace.payload(node.nodeId, payload, () => `<- n${from} ${textOfPayload(payload)}`);
    const message = this.checkpoints.isOn ? checkpointMessageOf(payload) : undefined;
    if (message !== undefined) this.shipping.received(node, from, message);
  }

  written(node: WatchedNode, writes: readonly GroupWrite[]): void {
    this.tell(node.nodeId, `disk ${writes.map(textOfWrite).join(', ')}`);
    this.check(() => {
      for (const write of writes) {
        this.checkpoints.cleaning(node, write);
        this.logs[write.groupIdx]?.written(node.nodeId, node.disk.storageId, write);
      }
    });
  }

  // ---------------------------------------------------------------- machines

  /** The machine as the node gets it. */
  witness(node: WatchedNode, groupIdx: number, machine: StateMachine): Witness {
    const life = node.life;
    const witness = new Witness(machine, {
      before: ({ instanceId }) =>
        this.check(() => this.logs[groupIdx]?.executing(node.nodeId, node.disk.storageId, instanceId)),
      executed: (witnessed) => this.#witnessed(node, life, witnessed),
      loaded: (loaded) => this.#loaded(node, life, loaded),
    });
    const { smId } = machine;
    const instanceId = machine.getCheckpointInstanceId(groupIdx);
    const state = witness.state(groupIdx);
    if (instanceId > 0) this.#loaded(node, life, { groupIdx, smId, instanceId, state });
    return witness;
  }

  status(node: WatchedNode, { groups }: NodeStatus): void {
    this.check(() => {
      this.progress.seen(node.life, groups);
      for (const { groupIdx, executedUpTo, checksum, membershipVersion, members } of groups) {
        this.memberships.known(groupIdx, membershipVersion, members);
        this.logs[groupIdx]?.checksum(node.nodeId, executedUpTo, Number.parseInt(checksum, 16));
      }
    });
  }

  #loaded({ nodeId }: WatchedNode, life: string, loaded: Loaded): void {
    const { groupIdx, smId, instanceId } = loaded;
    this.tell(nodeId, `machine ${smId} of group ${groupIdx} holds everything up to ${instanceId}`);
    this.check(() => this.operations.loaded(`${life}/${groupIdx}`, groupIdx, loaded));
  }

  #witnessed(node: WatchedNode, life: string, { smId, value, context, result, state }: Witnessed): void {
    const { groupIdx, instanceId, batchIndex, nowMs } = context;
    const text = textOfResult(result);
    this.tell(node.nodeId, `executes ${groupIdx}/${instanceId}.${batchIndex}: ${text}`);
    this.reads.seen(groupIdx, instanceId, this.#options.nowMs());
    this.check(() => this.logs[groupIdx]?.executed(node.nodeId, instanceId, value));
    this.check(() =>
      this.operations.executed(`${life}/${groupIdx}`, {
        groupIdx,
        instanceId,
        batchIndex,
        nowMs,
        value: textOfValue(value),
        result: text,
        state,
        smId,
      }),
    );
  }
}

/** A plan is long. */
const textOfProgress = (event: NodeEvents['membershipProgress'][0]): string =>
  event.kind === 'planned' ? 'planned' : JSON.stringify({ ...event, groupIdx: undefined });

const brief = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const describe = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${describe(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
};

const textOfWrite = ({ groupIdx, meta, records = [], deleteBelow }: GroupWrite): string => {
  const ids = records.map(({ instanceId, ballot }) => `${instanceId}@${ballot}`).join(' ');
  const row = meta === undefined ? '' : ` promised ${meta.promised} chosen ${meta.chosenUpTo}`;
  const gone = deleteBelow === undefined ? '' : ` without what is below ${deleteBelow}`;
  return `group ${groupIdx}${row} [${ids}]${gone}`;
};

const textOfPayload = (payload: Uint8Array): string => {
  const decoded = decodePayload(payload);
  if (decoded.kind !== 'messages') return decoded.message.kind;
  return decoded.messages
    .map(({ groupIdx, message }) => `${groupIdx}:${JSON.stringify(message, shorten)}`)
    .join(' ');
};

/** Bytes by their number, and of a disk's name only its beginning. */
const shorten = (key: string, value: unknown): unknown => {
  if (value instanceof Uint8Array) return `${value.length} B`;
  return (key === 'storageId' || key === 'proposer') && typeof value === 'string' ? value.slice(0, 4) : value;
};

/** When a group makes a checkpoint, and how it ends: by itself (policy), or because a marker in its log says so. */

import { createHash } from 'node:crypto';
import { CHECKPOINT_SM_ID, GaiosError } from '@gaios/sm-base';
import { encodeConcluded } from '@gaios/core';
import {
  Alarm,
  CheckpointPolicy,
  Making,
  withoutCheckpoints,
  type FrozenGroup,
  type StoredCheckpoint,
} from '@gaios/checkpoint';
import { comparableFramework } from '../framework-state.ts';
import type { GroupReplay } from './replay.ts';
import { infoOf, type CheckpointedGroup, type CheckpointShared } from './shared.ts';
import { differences, encodeMarker, type MadeReport } from './marker.ts';

/** While one is owed, the policy is asked again that often: nothing else may happen in the group. */
const RETRY_LOOK_MS = 5_000;
/** Markers whose results are still waited for. */
const MARKERS_MAX = 16;

interface Frozen {
  readonly group: FrozenGroup;
  readonly making: Making;
}

export class GroupMaking {
  readonly #shared: CheckpointShared;
  readonly #group: CheckpointedGroup;
  readonly #replay: GroupReplay;
  readonly #made: () => void;
  readonly #alarm: Alarm;
  #policy: CheckpointPolicy | undefined;
  #bytes = 0;
  /** By itself: one at a time, also while it waits for its turn. */
  #isDue = false;
  /** The last one failed, or the newest was lost. */
  #isOwed = false;
  #underWay: Making | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #saidWithout = false;
  #stopped = false;
  readonly #markers = new Map<number, Promise<StoredCheckpoint>>();
  readonly #own = new Map<number, MadeReport>();
  readonly #others: MadeReport[] = [];

  constructor(shared: CheckpointShared, group: CheckpointedGroup, replay: GroupReplay, made: () => void) {
    this.#shared = shared;
    this.#group = group;
    this.#replay = replay;
    this.#made = made;
    this.#alarm = new Alarm(shared.time, () => this.#look());
  }

  get isUnderWay(): boolean {
    return this.#underWay !== undefined;
  }

  /** Machines because of which there can be no checkpoint. */
  get without(): readonly number[] {
    return withoutCheckpoints(this.#group.machines.users());
  }

  /** The state is that of a checkpoint of that instance, or, with 0, of the begin of the log. */
  begin(instanceId: number): void {
    const { policy, time } = this.#shared;
    if (this.#policy === undefined) this.#policy = new CheckpointPolicy(policy, instanceId, time.nowMs());
    else this.#policy.made(instanceId, time.nowMs());
    this.#bytes = this.#group.executor.openedBytes;
  }

  /** The newest was damaged, and is removed. */
  lost(): void {
    const left = this.#shared.store.newest(this.#group.groupIdx);
    this.#policy?.lost(left?.manifest.instanceId ?? 0);
    this.#isOwed = true;
    // One that looks whether it is time comes too late.
    this.#alarm.in(RETRY_LOOK_MS);
    this.#look();
  }

  /** More was executed. */
  executed(): void {
    if (this.#policy === undefined) return;
    const { openedBytes } = this.#group.executor;
    this.#policy.executed(openedBytes - this.#bytes);
    this.#bytes = openedBytes;
    this.#look();
  }

  /** A marker is executed: everything up to its instance, and nothing else, is in this checkpoint. */
  marked(instanceId: number): void {
    const taken = this.#take(instanceId);
    this.#markers.set(instanceId, taken);
    for (const old of this.#markers.keys()) if (this.#markers.size > MARKERS_MAX) this.#markers.delete(old);
    const looks = (): void => this.#look();
    taken.then(looks, looks);
  }

  /** What came of a marker that was executed here. */
  async at(instanceId: number): Promise<StoredCheckpoint> {
    const made = this.#markers.get(instanceId);
    if (made !== undefined) return made.catch((error: unknown) => this.#later(instanceId, error));
    const facts = { groupIdx: this.#group.groupIdx, instanceId };
    throw new GaiosError('CHECKPOINT_NOT_FOUND', 'this node jumped over that instance', { facts });
  }

  /** One that was asked for later took its place, and holds more: it will do. */
  #later(instanceId: number, error: unknown): Promise<StoredCheckpoint> {
    const next = [...this.#markers.keys()].find((each) => each > instanceId);
    const isReplaced = !this.#stopped && error instanceof GaiosError && error.code === 'ABORTED';
    if (!isReplaced || next === undefined) throw error;
    return this.at(next);
  }

  /** Of another node, or of this one, through the log. */
  reported(report: MadeReport): void {
    if (report.nodeId === this.#shared.self.nodeId) return;
    this.#others.push(report);
    if (this.#others.length > MARKERS_MAX) this.#others.shift();
    this.#compare(report.instanceId);
  }

  stop(): void {
    this.#stopped = true;
    this.#alarm.cancel();
    this.#underWay?.abort();
  }

  /** Resolves when nothing is written any more. */
  async idle(): Promise<void> {
    await this.#last.catch(() => {});
  }

  #look(): void {
    const { time } = this.#shared;
    const { executedUpTo } = this.#group.executor;
    // One at a marker is somebody's: it is not to be ended for one that nobody asked for.
    if (this.#stopped || this.#isDue || this.isUnderWay || this.#policy === undefined) return;
    if (!this.#policy.isDue(executedUpTo, time.nowMs())) {
      const { everyMs } = this.#shared.policy;
      const lookMs = this.#isOwed ? RETRY_LOOK_MS : everyMs;
      if (lookMs > 0 && !this.#alarm.isSet) this.#alarm.in(lookMs);
      return;
    }
    const mayBegin = !this.#group.executor.isStalled && this.#replay.replayer?.isPaused !== true;
    if (!mayBegin || this.#underWay !== undefined) return;
    // Machines may come later, but seldom: it is looked at less and less often.
    if (!this.#mayOffer()) return this.#policy.failed(time.nowMs());
    this.#isDue = true;
    this.#take(0).then(
      () => this.#settled(),
      () => this.#settled(),
    );
  }

  /** What was executed meanwhile may be worth another one, now or in time. */
  #settled(): void {
    this.#isDue = false;
    this.#look();
  }

  #mayOffer(): boolean {
    const smIds = this.without;
    if (smIds.length === 0) return true;
    const { groupIdx } = this.#group;
    if (!this.#saidWithout) this.#shared.telemetry.tell('checkpointNotOffered', { groupIdx, smIds });
    this.#saidWithout = true;
    return false;
  }

  /** `at` 0: by itself, of whatever instance is executed when it is this group's turn. */
  async #take(at: number): Promise<StoredCheckpoint> {
    const { groupIdx } = this.#group;
    const { telemetry, time, makings } = this.#shared;
    const sinceMs = time.nowMs();
    try {
      // One at a marker is frozen when its instance is executed, however long it waits to be written.
      const frozen = at > 0 ? await this.#freeze(at) : undefined;
      const write = async (): Promise<StoredCheckpoint> => this.#write(frozen ?? (await this.#freeze(0)));
      // One that waits for its replay, which may be paused, keeps nobody else waiting.
      const made = await (this.#replay.replayer === undefined ? makings.take(write) : write());
      this.#isOwed = false;
      this.#policy?.made(made.manifest.instanceId, time.nowMs());
      telemetry.tell('checkpointMade', { groupIdx, durationMs: time.nowMs() - sinceMs, ...infoOf(made) });
      this.#made();
      // What was due by itself has waited for it.
      if (at > 0) this.#look();
      return made;
    } catch (error) {
      this.#failed(error);
      throw error;
    }
  }

  #failed(error: unknown): void {
    // Another one, at a marker, took its place.
    if (this.#stopped || (error instanceof GaiosError && error.code === 'ABORTED')) return;
    const { groupIdx } = this.#group;
    this.#isOwed = true;
    this.#policy?.failed(this.#shared.time.nowMs());
    this.#alarm.in(RETRY_LOOK_MS);
    const reason = error instanceof Error ? error.message : String(error);
    this.#shared.telemetry.tell('checkpointFailed', {
      groupIdx,
      stage: 'make',
      peer: 0,
      id: '',
      reason,
      error,
    });
  }

  #freeze(at: number): Promise<Frozen> {
    const { executor, machines, groupIdx, view } = this.#group;
    return executor.between(() => {
      if (this.#stopped) throw new GaiosError('CLOSED');
      // One that is asked for goes on: whatever is due by itself comes after it.
      if (at === 0 && this.#underWay !== undefined) throw new GaiosError('ABORTED');
      // A machine has one snapshot at a time, and this one is asked for.
      this.#underWay?.abort();
      const { base, state } = executor.encodeFramework();
      const { instanceId, checksum } = base;
      const group: FrozenGroup = {
        groupIdx,
        gid: view.gid,
        instanceId,
        checksum,
        configuration: encodeConcluded({ configuration: base.configuration, ballot: base.ballot }),
        framework: state,
        lastOperations: new Map(executor.lastOperations),
      };
      const making = Making.freeze(group, machines.users());
      this.#replay.hold(instanceId);
      this.#underWay = making;
      return { group, making };
    }, at);
  }

  async #write({ group, making }: Frozen): Promise<StoredCheckpoint> {
    const { store, writing } = this.#shared;
    const before = this.#last;
    const writes = async (): Promise<StoredCheckpoint> => {
      await before.catch(() => {});
      const { replayer } = this.#replay;
      const pace = (bytes: number): Promise<void> => writing.pace(bytes);
      return making.run({ store, ...(replayer === undefined ? {} : { replayer }) }, { pace });
    };
    const written = writes();
    this.#last = written;
    try {
      const made = await written;
      this.#note(group, made);
      return made;
    } finally {
      if (this.#underWay === making) {
        this.#underWay = undefined;
        this.#replay.letGo();
      }
    }
  }

  // ---------------------------------------------------------------- what others made of the same instance

  #note({ instanceId, framework }: FrozenGroup, { manifest }: StoredCheckpoint): void {
    if (!this.#markers.has(instanceId)) return;
    const machines: Record<string, string> = {};
    for (const { smId, instanceId: held } of manifest.machines) {
      if (held !== instanceId) continue;
      const files = manifest.files.filter((file) => file.smId === smId);
      machines[smId] = hashOf(files.map(({ path, size, sha256 }) => `${path} ${size} ${sha256}`).join('\n'));
    }
    const { nodeId } = this.#shared.self;
    const report: MadeReport = {
      kind: 'made',
      nodeId,
      instanceId,
      framework: hashOf(comparableFramework(framework)),
      machines,
    };
    this.#own.set(instanceId, report);
    for (const old of this.#own.keys()) if (this.#own.size > MARKERS_MAX) this.#own.delete(old);
    this.#compare(instanceId);
    this.#say(report);
  }

  /** Once; a replica of which nothing is heard is not compared. */
  #say(report: MadeReport): void {
    const { proposals } = this.#group;
    if (this.#stopped || this.#group.refusal(true) !== undefined) return;
    const { timeoutMs } = this.#shared;
    const requests = [{ smId: CHECKPOINT_SM_ID, payload: encodeMarker(report) }];
    proposals
      .start({ requests, contexts: [undefined], single: true, options: { timeoutMs, waitForRoom: true } })
      .catch((error: unknown) =>
        this.#shared.telemetry.log('debug', 'the others could not be told of a checkpoint', { error }),
      );
  }

  #compare(instanceId: number): void {
    const mine = this.#own.get(instanceId);
    if (mine === undefined) return;
    const { groupIdx } = this.#group;
    for (const theirs of this.#others.filter((each) => each.instanceId === instanceId)) {
      const found = differences(mine, theirs);
      if (found.length === 0) continue;
      const facts = { groupIdx, instanceId, peer: theirs.nodeId, differences: found };
      this.#shared.telemetry.tell('checkpointDivergence', facts);
    }
  }
}

const hashOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

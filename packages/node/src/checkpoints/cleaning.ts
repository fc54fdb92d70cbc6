/** Deletes a group's log behind its newest checkpoint, at a bounded pace, as far as nobody needs it. Idle groups have no timer. */

import { Alarm, Cleaner, type CleanerFacts } from '@gaios/checkpoint';
import type { CheckpointedGroup, CheckpointShared } from './shared.ts';

/** How often it looks again whether those who need the log have got on. */
const BLOCKED_LOOK_MS = 1_000;

export class GroupCleaning {
  readonly #shared: CheckpointShared;
  readonly #group: CheckpointedGroup;
  /** First instances that others, or this node's own replay, still need. */
  readonly #holds: () => readonly number[];
  readonly #cleaner: Cleaner;
  readonly #alarm: Alarm;
  #stopped = false;

  constructor(shared: CheckpointShared, group: CheckpointedGroup, holds: () => readonly number[]) {
    this.#shared = shared;
    this.#group = group;
    this.#holds = holds;
    this.#cleaner = new Cleaner(shared.cleaner, shared.time.nowMs());
    this.#alarm = new Alarm(shared.time, () => this.look());
  }

  get isPaused(): boolean {
    return this.#cleaner.isPaused;
  }

  get holdLogCount(): number {
    return this.#cleaner.holdLogCount;
  }

  pause(): void {
    this.#cleaner.pause();
    this.#alarm.cancel();
  }

  continue(): void {
    this.#cleaner.continue();
    this.look();
  }

  setHoldLogCount(count: number): void {
    this.#cleaner.setHoldLogCount(count);
    this.look();
  }

  stop(): void {
    this.#stopped = true;
    this.#alarm.cancel();
  }

  /** There is a new checkpoint, or it is time. */
  look(): void {
    if (this.#stopped || this.#group.isStopped || this.isPaused) return;
    const { telemetry, time } = this.#shared;
    const { groupIdx } = this.#group;
    const facts = this.#facts();
    const before = facts.minChosen;
    const below = this.#cleaner.next(facts, time.nowMs());
    if (below !== undefined && this.#group.truncate(below)) {
      telemetry.count('gaios_cleaned_instances_total', below - before);
      telemetry.tell('logCleaned', { groupIdx, minChosen: below });
    }
    this.#arm();
  }

  #arm(): void {
    const facts = this.#facts();
    const wanted = facts.checkpointInstanceId + 1 - this.holdLogCount;
    if (facts.checkpointInstanceId === 0 || wanted <= facts.minChosen) return this.#alarm.cancel();
    const { time, cleaner } = this.#shared;
    const restMs = this.#cleaner.limit(facts) > facts.minChosen ? cleaner.intervalMs : BLOCKED_LOOK_MS;
    this.#alarm.in(Math.max(restMs, this.#cleaner.dueMs - time.nowMs()));
  }

  #facts(): CleanerFacts {
    const { groupIdx, view, executor } = this.#group;
    // One that was received counts when its state is here.
    const made = this.#shared.store
      .list(groupIdx)
      .filter(({ manifest }) => manifest.gid === view.gid && manifest.instanceId <= executor.executedUpTo);
    return {
      minChosen: view.minChosen,
      checkpointInstanceId: made.at(-1)?.manifest.instanceId ?? 0,
      holds: this.#isAlone ? [view.minChosen, ...this.#holds()] : this.#holds(),
      peers: [...this.#group.peersAt().values()].map((chosenUpTo) => ({ chosenUpTo, isLive: true })),
    };
  }

  /**
   * It reaches nobody of the others: its log does not grow, and they may refuse it for an old copy of its disk, which must not
   * come nearer to what they have seen by commits of its own (seen-disks.ts).
   */
  get #isAlone(): boolean {
    return this.#group.members.length > 1 && this.#group.peersAt().size === 0;
  }
}

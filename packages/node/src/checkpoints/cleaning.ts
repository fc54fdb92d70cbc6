/** Deletes a group's log behind its newest checkpoint, at a bounded pace, as far as nobody needs it. Idle groups have no timer. */

import type { Identity } from '@gaios/sm-base';
import type { FactMessageOf } from '@gaios/config-sm';
import { votersOf } from '@gaios/core';
import { Alarm, Cleaner, type CleanerFacts } from '@gaios/checkpoint';
import type { CheckpointedGroup, CheckpointShared } from './shared.ts';

/** How often it looks again whether those who need the log have got on. */
const BLOCKED_LOOK_MS = 1_000;
/** And how often they are asked: a thousand groups may wait for the same slow node. */
const ASK_MS = 10_000;

interface GroupFacts extends CleanerFacts {
  readonly peers: readonly (CleanerFacts['peers'][number] & { readonly nodeId: number })[];
}

export class GroupCleaning {
  readonly #shared: CheckpointShared;
  readonly #group: CheckpointedGroup;
  /** First instances that others, or this node's own replay, still need. */
  readonly #holds: () => readonly number[];
  readonly #cleaner: Cleaner;
  readonly #alarm: Alarm;
  /** Who follows hears nothing of the other followers: they are asked, while there is something to delete. */
  readonly #told = new Map<number, { readonly identity: Identity; readonly chosenUpTo: number }>();
  #askedMs = -Infinity;
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

  /** A peer says how far it is. */
  heard(identity: Identity, { gid, chosenUpTo }: FactMessageOf<'Facts'>): void {
    if (this.#stopped || gid !== this.#group.view.gid || !this.#isMember(identity.nodeId)) return;
    this.#told.set(identity.nodeId, { identity, chosenUpTo });
    if (this.#alarm.isSet) this.look();
  }

  /** Who leaves and comes back begins anew, also within one process. */
  membersChanged(): void {
    for (const nodeId of this.#told.keys()) if (!this.#isMember(nodeId)) this.#told.delete(nodeId);
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
    const limit = this.#cleaner.limit(facts);
    const restMs = limit > facts.minChosen ? cleaner.intervalMs : BLOCKED_LOOK_MS;
    this.#alarm.in(Math.max(restMs, this.#cleaner.dueMs - time.nowMs()));
    if (limit < wanted) this.#ask(facts, wanted);
  }

  /** Those that may need what could go otherwise. */
  #ask({ peers }: GroupFacts, wanted: number): void {
    const nowMs = this.#shared.time.nowMs();
    if (nowMs < this.#askedMs + ASK_MS) return;
    this.#askedMs = nowMs;
    const { groupIdx, view } = this.#group;
    const { gid, configuration } = view;
    const question = { kind: 'AskForFacts', groupIdx, gid, version: configuration.version } as const;
    for (const { nodeId, chosenUpTo } of peers) {
      if (chosenUpTo + 1 < wanted) this.#shared.sendFacts(nodeId, question);
    }
  }

  #facts(): GroupFacts {
    const { groupIdx, view, executor } = this.#group;
    // One that was received counts when its state is here.
    const made = this.#shared.store
      .list(groupIdx)
      .filter(({ manifest }) => manifest.gid === view.gid && manifest.instanceId <= executor.executedUpTo);
    return {
      minChosen: view.minChosen,
      checkpointInstanceId: made.at(-1)?.manifest.instanceId ?? 0,
      holds: this.#isAlone ? [view.minChosen, ...this.#holds()] : this.#holds(),
      peers: [...this.#group.peersAt()]
        .filter(([peer]) => this.#isMember(peer))
        .map(([nodeId, heard]) => {
          const chosenUpTo = Math.max(heard, this.#toldBy(nodeId));
          return { nodeId, chosenUpTo, isLive: true };
        }),
    };
  }

  /** Only of the process that runs there now: another one may have lost some of it. */
  #toldBy(nodeId: number): number {
    const told = this.#told.get(nodeId);
    const now = this.#shared.speaker(nodeId);
    const isSame = now?.storageId === told?.identity.storageId && now?.boot === told?.identity.boot;
    return told !== undefined && isSame ? told.chosenUpTo : 0;
  }

  #isMember(nodeId: number): boolean {
    return this.#group.members.some((member) => member.nodeId === nodeId);
  }

  /**
   * It reaches nobody of the others, and needs them: its log does not grow, and they may refuse it for an old copy of its disk, which
   * must not come nearer to what they have seen by commits of its own (seen-disks.ts).
   */
  get #isAlone(): boolean {
    const { members, view } = this.#group;
    const isEnough = votersOf(view.configuration).every((nodeId) => nodeId === this.#shared.self.nodeId);
    return members.length > 1 && !isEnough && this.#group.peersAt().size === 0;
  }
}

/**
 * What callers were told of changes of membership (DESIGN 6.1): one that is done is in force, as asked for, and on the disks
 * of a quorum of the new voters; one that was refused proposed nothing; one that met another has done what it says and
 * nothing else; and each ends as it may, in its time.
 */

import type { Member } from '@gaios/core';
import type { MembershipOperation, ProgressEvent } from 'gaios';
import type { AppliedChange, LogChecker } from './log.ts';
import { violated } from './violation.ts';

export interface ChangeCall {
  readonly id: number;
  readonly groupIdx: number;
  readonly operation: MembershipOperation;
  readonly nodeId: number;
  /** Of the process that is asked. */
  readonly life: string;
  readonly storageId: string;
  readonly boot: number;
  readonly calledMs: number;
  /** Part of a change of all groups, which says what became of each when all are done. */
  readonly isPart: boolean;
  /** It ends by then, in true time. */
  readonly limitMs: number;
}

export type ChangeEnd =
  | { readonly kind: 'ok'; readonly version: number; readonly members: readonly Member[] }
  /** `done`: the steps that it says were done, or may have been. */
  | { readonly kind: 'failed'; readonly code: string; readonly done: readonly string[] };

interface Open extends ChangeCall {
  /** Versions that it proposed something from. */
  readonly proposedFrom: Map<number, string>;
  done: readonly string[];
}

/** Said before anything is proposed. */
const REFUSALS: ReadonlySet<string> = new Set([
  'INVALID_NODE_ID',
  'INVALID_ADDRESS',
  'INVALID_ARGUMENT',
  'ADDRESS_IN_USE',
  'DUPLICATE_MEMBER',
  'UNKNOWN_MEMBER',
  'NO_VOTERS',
  'LAST_VOTER',
  'LEARNER_BEHIND',
  'QUORUM_AT_RISK',
  'CHANGE_UNDER_WAY',
  'NOTHING_UNDER_WAY',
]);
/** Said also in the middle: what was proposed last has no effect. */
const CONFLICTS: ReadonlySet<string> = new Set(['VERSION_CONFLICT', 'NOT_A_MEMBER']);
const OTHERS: ReadonlySet<string> = new Set([
  'TIMEOUT',
  'ABORTED',
  'CLOSED',
  'GROUP_STOPPED',
  'GROUP_STALLED',
]);

export class Changes {
  readonly #logs: readonly LogChecker[];
  readonly #open = new Map<number, Open>();
  readonly #conflicts: Open[] = [];
  /** Calls that proposed something from a version, by life, group and version. */
  readonly #proposers = new Map<string, Set<number>>();
  readonly #done: { readonly call: Open; readonly version: number; readonly members: readonly Member[] }[] =
    [];

  constructor(logs: readonly LogChecker[]) {
    this.#logs = logs;
  }

  began(call: ChangeCall): void {
    this.#open.set(call.id, { ...call, proposedFrom: new Map(), done: [] });
  }

  /** A process has one change of a group under way; another call there is refused at once. */
  progress(life: string, groupIdx: number, event: ProgressEvent): void {
    if (event.kind !== 'proposing') return;
    const call = [...this.#open.values()].findLast(
      (each) => each.life === life && each.groupIdx === groupIdx,
    );
    if (call === undefined)
      violated('changes', `${life} proposes a change of group ${groupIdx} that nobody wants`);
    else {
      call.proposedFrom.set(event.fromVersion, event.step);
      const name = `${life}/${groupIdx}/${event.fromVersion}`;
      const proposers = this.#proposers.get(name) ?? new Set();
      this.#proposers.set(name, proposers.add(call.id));
    }
  }

  /** Its process is gone. */
  orphaned(id: number): void {
    this.#open.delete(id);
  }

  ended(id: number, end: ChangeEnd): void {
    const call = this.#open.get(id) ?? violated('changes', `change ${id} ends twice, or never began`);
    this.#open.delete(id);
    if (end.kind === 'ok') return this.#isDone(call, end);
    const { code, done } = end;
    const name = `change ${id} (${JSON.stringify(call.operation)}) of group ${call.groupIdx} at ${call.life}`;
    if (REFUSALS.has(code)) {
      if (call.proposedFrom.size > 0 && !call.isPart)
        violated('changes', `${name} is refused with ${code}, and proposed something`);
    } else if (CONFLICTS.has(code)) {
      if (!call.isPart) this.#conflicts.push({ ...call, done });
    } else if (!OTHERS.has(code)) {
      violated('changes', `${name} fails with ${code}`);
    }
  }

  /** In true time, of a process that nothing holds up. */
  late(id: number, nowMs: number): void {
    const call = this.#open.get(id);
    if (call === undefined || nowMs <= call.limitMs) return;
    violated(
      'changes',
      `change ${id} of group ${call.groupIdx} at ${call.life} has not ended after ${Math.round(nowMs - call.calledMs)} ms`,
    );
  }

  /** At the end of a run, when all logs are known. */
  finish(): void {
    for (const { call, version, members } of this.#done) {
      const { groupIdx, id } = call;
      const made = this.#logs[groupIdx]?.madeAt(version);
      const isIt = made !== undefined && made.outgoing === undefined && same(made.members, members);
      if (!isIt)
        violated(
          'changes',
          `change ${id} of group ${groupIdx} is done at ${version}, which is ${JSON.stringify(made)}`,
        );
    }
    for (const call of this.#conflicts) this.#hasDoneNothingElse(call);
  }

  #isDone(call: Open, { version, members }: Extract<ChangeEnd, { kind: 'ok' }>): void {
    const { groupIdx, id, operation } = call;
    const name = `change ${id} (${JSON.stringify(operation)}) of group ${groupIdx} at ${call.life}`;
    if (!isAsAsked(operation, members))
      violated('changes', `${name} is done, and the members are ${JSON.stringify(members)}`);
    const voters = members.filter(({ role }) => role === 'voter');
    const have = voters.filter(({ nodeId, storageId }) =>
      this.#logs[groupIdx]?.holds(nodeId, storageId, version),
    );
    if (have.length <= voters.length / 2) {
      violated(
        'changes',
        `${name} is done, and ${have.length} of the voters ${voters.map(({ nodeId }) => nodeId).join()} have version ${version}`,
      );
    }
    this.#done.push({ call, version, members });
  }

  #hasDoneNothingElse(call: Open): void {
    const { groupIdx, id, proposedFrom, done } = call;
    for (const [fromVersion, step] of proposedFrom) {
      const change = this.#logs[groupIdx]?.applied.find(({ before }) => before.version === fromVersion);
      // A proposal of an earlier call, which gave up waiting for it, may come through now.
      const proposers = this.#proposers.get(`${call.life}/${groupIdx}/${fromVersion}`);
      if (
        change === undefined ||
        (proposers?.size ?? 0) > 1 ||
        !isBy(change, call) ||
        isDuty(change) ||
        done.includes(step)
      )
        continue;
      violated(
        'changes',
        `change ${id} of group ${groupIdx} at ${call.life} did not do ${step} from ${fromVersion}, it says, and did`,
      );
    }
  }
}

const isBy = ({ by }: AppliedChange, { nodeId, storageId, boot }: ChangeCall): boolean =>
  by.nodeId === nodeId && by.storageId === storageId && by.boot === boot;

const shapeOf = (members: readonly Member[] = []): string =>
  members
    .map(({ nodeId, address, role }) => `${nodeId} ${address} ${role}`)
    .toSorted()
    .join();

const same = (a: readonly Member[], b: readonly Member[]): boolean => shapeOf(a) === shapeOf(b);

/** What a leader does by itself: a disk is bound, a joint configuration left. The same node may propose that, too. */
const isDuty = ({ before, after }: AppliedChange): boolean =>
  same(before.members, after.members) &&
  (after.outgoing === undefined || shapeOf(before.outgoing) === shapeOf(after.outgoing));

type Members = readonly Member[];
type Asked = {
  readonly [K in MembershipOperation['kind']]: (
    members: Members,
    operation: Extract<MembershipOperation, { kind: K }>,
  ) => boolean;
};

const memberIn = (members: Members, id: number): Member | undefined =>
  members.find(({ nodeId }) => nodeId === id);

const isMemberAs = (
  members: Members,
  { nodeId, address }: { readonly nodeId: number; readonly address: string },
  role: Member['role'],
): boolean => {
  const member = memberIn(members, nodeId);
  return member?.role === role && member.address === address;
};

const asked: Asked = {
  addMember: (members, operation) => isMemberAs(members, operation, 'voter'),
  addLearner: (members, operation) => isMemberAs(members, operation, 'learner'),
  removeMember: (members, { nodeId }) => memberIn(members, nodeId) === undefined,
  changeMember: (members, { from, to }) =>
    memberIn(members, from) === undefined && memberIn(members, to.nodeId) !== undefined,
  promote: (members, { nodeId }) => memberIn(members, nodeId)?.role === 'voter',
  demote: (members, { nodeId }) => memberIn(members, nodeId)?.role === 'learner',
  changeAddress: (members, { nodeId, address }) => memberIn(members, nodeId)?.address === address,
  changeMembership: (members, { target }) =>
    shapeOf(members) === shapeOf(target.map((each) => ({ ...each, storageId: '' }))),
  takeBack: () => true,
};

const isAsAsked = (operation: MembershipOperation, members: Members): boolean =>
  // Each row is of the kind that it is looked up by.
  (asked[operation.kind] as Asked['takeBack'])(
    members,
    operation as Extract<MembershipOperation, { kind: 'takeBack' }>,
  );

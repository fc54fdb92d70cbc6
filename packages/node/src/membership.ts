/**
 * The membership of one group, as this node knows it and changes it (DESIGN 6): `SystemVSM` keeps it on every node, as of
 * what is executed; a `MembershipChanger` carries out the one change that this node was asked for; `LeaderDuties` does
 * what is to be done without being asked. All decisions are made there: here they get facts, time and proposals.
 */

import { GaiosError, SYSTEM_SM_ID, type ErrorCode, type Identity } from '@gaios/sm-base';
import {
  encodeMembership,
  LeaderDuties,
  MembershipChanger,
  planMembership,
  statusLine,
  SystemVSM,
  type ChangeReport,
  type DutyEvent,
  type FactMessage,
  type FactMessageOf,
  type MembershipOperation,
  type Plan,
  type ProgressEvent,
} from '@gaios/config-sm';
import {
  applyChange,
  decodeChange,
  encodeChange,
  initialConfiguration,
  membersOf,
  votersOf,
  type Configuration,
  type ConfigurationChange,
  type Member,
} from '@gaios/core';
import type { ChangeOptions, NodeEvents } from './api.ts';
import type { Deadlines, Due } from './deadlines.ts';
import { FactBook, type FactsHost } from './facts.ts';

/** What the group does for it. */
export interface MembershipHost {
  readonly groupIdx: number;
  readonly self: Identity;
  readonly leads: boolean;
  readonly executedUpTo: number;
  readonly view: { readonly gid: number; readonly leader: number; readonly chosenUpTo: number };
  nowMs(): number;
  speaker(nodeId: number): Identity | undefined;
  refusal(forProposal: boolean): GaiosError | undefined;
  /** To a machine of Gaios's own; resolves with its result. */
  proposeTo(smId: number, payload: Uint8Array, timeoutMs: number): Promise<unknown>;
  transfer(nodeId: number): boolean;
  fortifiersCover(configuration: Configuration): boolean;
  sendFacts(to: number, message: FactMessage): void;
  membershipChanged(change: NodeEvents['membershipChange'][0]): void;
  membershipProgress(event: ProgressEvent): void;
  membershipDuty(event: DutyEvent, line: string): void;
}

export interface GroupMembershipParts {
  readonly host: MembershipHost;
  readonly deadlines: Deadlines;
  readonly initialMembers: readonly Member[];
  /** The log on disk reached this far at the start. */
  readonly replayTo: number;
  readonly limits: { readonly heartbeatIntervalMs: number; readonly timeoutMs: number };
}

/** The change that this node was asked for. */
interface Call {
  readonly changer: MembershipChanger;
  readonly force: boolean;
  readonly resolve: (report: ChangeReport) => void;
  readonly reject: (error: GaiosError) => void;
  readonly release: () => void;
}

const rules = { applyChange, decodeChange, initialConfiguration };
const NO_BYTES = new Uint8Array(0);
/** A busy machine answers one round of questions late, or two; not so many. */
const REFUSE_AFTER_ROUNDS = 10;

export class GroupMembership implements Due, FactsHost {
  dueMs = Infinity;
  heapIndex = -1;
  readonly machine: SystemVSM;
  /** What the leader did last about the disk of each node, for people. */
  readonly steps = new Map<number, string>();
  readonly #parts: GroupMembershipParts;
  readonly #duties: LeaderDuties;
  readonly #book: FactBook;
  readonly #intervalMs: number;
  #leads = false;
  #call: Call | undefined;
  #planners: (() => void)[] = [];
  #nextRoundMs = Infinity;
  #working = false;
  #again = false;
  #ended = false;

  constructor(parts: GroupMembershipParts) {
    const { host, initialMembers, replayTo, limits } = parts;
    this.#parts = parts;
    this.#intervalMs = limits.heartbeatIntervalMs;
    this.#duties = new LeaderDuties({ self: host.self.nodeId, retryMs: this.#intervalMs });
    this.#book = new FactBook(this, this.#intervalMs);
    this.machine = new SystemVSM({
      groupIdx: host.groupIdx,
      initialMembers,
      rules,
      replayedUpTo: replayTo,
      onMembershipChange: (groupIdx, members, version, configuration) => {
        host.membershipChanged({ groupIdx, members, version });
        this.#configured(configuration);
      },
    });
  }

  /** Executed up to here. What is in the log at the start is told once, as it stands at its end. */
  executed(upTo: number): void {
    if (upTo >= this.#parts.replayTo) this.machine.started();
  }

  // ---------------------------------------------------------------- calls

  /** Rejects with CHANGE_UNDER_WAY if this node is at one already, and as `MembershipChanger` does. */
  change(operation: MembershipOperation, options: ChangeOptions): Promise<ChangeReport> {
    const { host, limits } = this.#parts;
    const { groupIdx } = host;
    const { signal, force = false, version, timeoutMs = limits.timeoutMs } = options;
    const refusal = host.refusal(true) ?? this.#stranger();
    if (refusal !== undefined) return Promise.reject(refusal);
    if (signal?.aborted === true) return Promise.reject(this.#error('ABORTED', signal.reason));
    if (this.#call !== undefined) {
      const detail = 'this node is at a change of this group already';
      return Promise.reject(new GaiosError('CHANGE_UNDER_WAY', detail, { facts: { groupIdx } }));
    }
    const changer = new MembershipChanger({
      groupIdx,
      request: { operation, force, ...(version === undefined ? {} : { fromVersion: version }) },
      startMs: host.nowMs(),
      timeoutMs,
      factsIntervalMs: this.#intervalMs,
      retryMs: this.#intervalMs,
      refuseAfterMs: REFUSE_AFTER_ROUNDS * this.#intervalMs,
    });
    const abort = (): void => this.#cancel(changer, this.#error('ABORTED', signal?.reason));
    signal?.addEventListener('abort', abort, { once: true });
    const release = (): void => signal?.removeEventListener('abort', abort);
    return new Promise((resolve, reject) => {
      this.#call = { changer, force, resolve, reject, release };
      changer.configured(this.machine.configuration);
      this.#work();
    });
  }

  /** What a change would do, by what everybody says now. */
  async plan(operation: MembershipOperation): Promise<Plan> {
    const refusal = this.#parts.host.refusal(false);
    if (refusal !== undefined) throw refusal;
    await new Promise<void>((resolve) => {
      this.#planners.push(resolve);
      this.#ask();
      this.#work();
    });
    return planMembership(this.machine.configuration, operation, this.#book.facts());
  }

  /** It has learned nothing yet, and is none of the founders. */
  #stranger(): GaiosError | undefined {
    const { version, members } = this.machine.configuration;
    const own = members.find(({ nodeId }) => nodeId === this.self.nodeId);
    if (version > 0 || own?.role === 'voter') return undefined;
    return new GaiosError('NOT_A_MEMBER', undefined, { facts: { groupIdx: this.#parts.host.groupIdx } });
  }

  endAll(code: ErrorCode, cause?: unknown): void {
    this.#ended = true;
    const call = this.#call;
    if (call !== undefined) this.#cancel(call.changer, this.#error(code, cause));
    for (const planner of this.#planners.splice(0)) planner();
    this.#parts.deadlines.remove(this);
  }

  // ---------------------------------------------------------------- what comes in

  receive(from: Identity, message: FactMessage): void {
    const { host } = this.#parts;
    // Of another life of the group.
    if (message.gid !== 0 && host.view.gid !== 0 && message.gid !== host.view.gid) return;
    if (message.kind === 'AskForFacts') {
      const { configuration } = this.machine;
      const isNews = configuration.version > message.version;
      host.sendFacts(from.nodeId, {
        ...this.own,
        configuration: isNews ? encodeMembership(configuration) : NO_BYTES,
      });
      return;
    }
    this.#book.answered(from, message);
    this.#work();
  }

  /** After events of the replica: this node may lead from now on, or no more. */
  turned(): void {
    const { leads } = this.#parts.host;
    if (leads === this.#leads) return;
    this.#leads = leads;
    this.#duties.leads(leads);
    if (!leads) this.steps.clear();
    if (leads) this.#look();
  }

  peerUp(): void {
    this.#look();
  }

  peerDown(nodeId: number): void {
    this.#book.peerDown(nodeId);
    if (this.#call !== undefined || this.#planners.length > 0) this.#work();
  }

  onDue(): void {
    this.#work();
  }

  // ---------------------------------------------------------------- facts

  nowMs(): number {
    return this.#parts.host.nowMs();
  }

  speaker(nodeId: number): Identity | undefined {
    return this.#parts.host.speaker(nodeId);
  }

  get self(): Identity {
    return this.#parts.host.self;
  }

  get own(): FactMessageOf<'Facts'> {
    const { groupIdx, view, executedUpTo, leads } = this.#parts.host;
    const { gid, leader, chosenUpTo } = view;
    const fortifiers = leads ? this.#fortifiers() : [];
    return {
      kind: 'Facts',
      groupIdx,
      gid,
      leader,
      chosenUpTo,
      executedUpTo,
      fortifiers,
      configuration: NO_BYTES,
    };
  }

  /** Those that are a quorum of themselves for the leader. */
  #fortifiers(): number[] {
    const { configuration } = this.machine;
    const { outgoing, ...rest } = configuration;
    const all = [...configuration.members, ...(outgoing ?? [])];
    return membersOf(configuration).filter((nodeId) => {
      const member = all.find((each) => each.nodeId === nodeId);
      return (
        member !== undefined &&
        this.#parts.host.fortifiersCover({ ...rest, members: [{ ...member, role: 'voter' }] })
      );
    });
  }

  // ---------------------------------------------------------------- work

  #configured(configuration: Configuration): void {
    for (const nodeId of this.steps.keys()) {
      const member = configuration.members.find((each) => each.nodeId === nodeId);
      if (member === undefined || member.storageId === this.speaker(nodeId)?.storageId)
        this.steps.delete(nodeId);
    }
    this.#duties.configured(configuration);
    this.#call?.changer.configured(configuration);
    if (this.#call !== undefined || this.#isBusyLeader()) this.#ask();
    this.#work();
  }

  /** Something may be to be done for a leader: a disk that is not bound, a joint configuration. */
  #look(): void {
    if (!this.#isBusyLeader()) return;
    this.#ask();
    this.#work();
  }

  /** While a leader has something to do, it asks around; a disk that is refused is not waited for. */
  #isBusy(): boolean {
    const { members, outgoing, formerDisks = [], version } = this.machine.configuration;
    if (version === 0) return false;
    if (outgoing !== undefined) return true;
    return members.some(({ nodeId, storageId }) => {
      const present = nodeId === this.self.nodeId ? undefined : this.speaker(nodeId)?.storageId;
      if (present === undefined || present === storageId) return false;
      return !formerDisks.includes(present) || !this.steps.has(nodeId);
    });
  }

  #ask(): void {
    const { host } = this.#parts;
    if (this.#ended) return;
    const { gid } = host.view;
    const { version } = this.machine.configuration;
    const told = this.#book.facts().configuration;
    const nodeIds = new Set([
      ...membersOf(this.machine.configuration),
      ...(told === undefined ? [] : membersOf(told)),
    ]);
    for (const to of this.#book.ask([...nodeIds])) {
      host.sendFacts(to, { kind: 'AskForFacts', groupIdx: host.groupIdx, gid, version });
    }
    this.#nextRoundMs = this.nowMs() + this.#intervalMs;
  }

  /** Does what changer and duties want; what that leads to is done after it, not within it. */
  #work(): void {
    if (this.#working || this.#ended) {
      this.#again = true;
      return;
    }
    this.#working = true;
    try {
      do {
        this.#again = false;
        this.#workOnce();
      } while (this.#again && !this.#ended);
    } finally {
      this.#working = false;
    }
    this.#arm();
  }

  #workOnce(): void {
    const nowMs = this.nowMs();
    const changer = this.#call?.changer;
    this.#duties.tick(nowMs);
    changer?.tick(nowMs);
    if (this.#book.finished()) this.#roundOver();
    // A changer says itself when it wants to know.
    if (changer === undefined && this.#nextRoundMs <= nowMs && this.#isBusyLeader()) this.#ask();
    this.#doDuties();
    this.#doChange();
  }

  #roundOver(): void {
    const facts = this.#book.facts();
    if (this.#leads) this.#duties.facts(facts);
    this.#call?.changer.facts(facts);
    for (const planner of this.#planners.splice(0)) planner();
  }

  #isBusyLeader(): boolean {
    return this.#leads && this.#isBusy();
  }

  #arm(): void {
    if (this.#ended) return;
    const { deadlines } = this.#parts;
    const dueMs = Math.min(
      this.#book.deadlineMs,
      this.#leads ? this.#duties.deadlineMs : Infinity,
      this.#call?.changer.deadlineMs ?? Infinity,
      this.#call === undefined && this.#isBusyLeader() ? this.#nextRoundMs : Infinity,
    );
    // What is due and not done waits for something else, and must not spin.
    deadlines.set(this, dueMs === Infinity ? Infinity : Math.max(dueMs, this.nowMs() + 1));
  }

  #doDuties(): void {
    const { host } = this.#parts;
    const { propose, transferTo, events } = this.#duties.take();
    for (const event of events) {
      const line = statusLine(event);
      if ('nodeId' in event) this.steps.set(event.nodeId, line);
      host.membershipDuty(event, line);
    }
    if (transferTo !== 0) host.transfer(transferTo);
    if (propose !== undefined) {
      this.#propose(propose, false, (fate) => this.#duties.proposed(propose.fromVersion, fate));
    }
  }

  #doChange(): void {
    const call = this.#call;
    if (call === undefined) return;
    const { changer } = call;
    const { propose, askFacts, events, outcome } = changer.take();
    for (const event of events) this.#parts.host.membershipProgress(event);
    if (outcome !== undefined) {
      this.#call = undefined;
      call.release();
      if (outcome.ok) call.resolve(outcome.report);
      else call.reject(outcome.error);
      return;
    }
    if (askFacts) {
      this.#ask();
      this.#again = true;
    }
    if (propose !== undefined) {
      this.#propose(propose, call.force, (fate) => changer.proposed(propose.fromVersion, fate));
    }
  }

  /** A change that the leader's fortifiers do not cover would end its lease: it waits for them, unless it is forced. */
  #propose(
    change: ConfigurationChange,
    force: boolean,
    settled: (fate: { kind: 'executed' } | { kind: 'failed'; error: GaiosError }) => void,
  ): void {
    const end = (fate: Parameters<typeof settled>[0]): void => {
      settled(fate);
      this.#work();
    };
    const { host, limits } = this.#parts;
    if (!force && !this.#isCovered(change)) {
      this.#again = true;
      return settled({
        kind: 'failed',
        error: new GaiosError('NO_QUORUM', 'the new quorum does not support the leader yet'),
      });
    }
    host.proposeTo(SYSTEM_SM_ID, encodeChange(change), limits.timeoutMs).then(
      () => end({ kind: 'executed' }),
      (error: unknown) =>
        end({
          kind: 'failed',
          error:
            error instanceof GaiosError ? error : new GaiosError('NOT_EXECUTED', undefined, { cause: error }),
        }),
    );
  }

  #isCovered(change: ConfigurationChange): boolean {
    const { host } = this.#parts;
    const { configuration } = this.machine;
    const target: Configuration = { ...change, version: configuration.version };
    if (host.leads) return host.fortifiersCover(target);
    const fortifiers = this.#book.fortifiersOf(host.view.leader);
    return [target.members, target.outgoing ?? target.members].every((members) => {
      const voters = votersOf({ ...configuration, members, outgoing: [] });
      return voters.filter((nodeId) => fortifiers.has(nodeId)).length * 2 > voters.length;
    });
  }

  #cancel(changer: MembershipChanger, error: GaiosError): void {
    if (this.#call?.changer !== changer) return;
    changer.cancel(error);
    this.#doChange();
  }

  #error(code: ErrorCode, cause?: unknown): GaiosError {
    const { groupIdx } = this.#parts.host;
    return new GaiosError(code, undefined, {
      facts: { groupIdx },
      ...(cause === undefined ? {} : { cause }),
    });
  }
}

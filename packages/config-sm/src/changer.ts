/**
 * Carries out one change of membership, at any node, as a pure state machine: configurations, facts and fates of proposals
 * go in; proposals, questions and progress come out. It keeps no position: after each configuration that is executed the way
 * to the target is planned anew from there, so it does not matter who took a step, this node, the leader by its own duty,
 * or another node with the same target. Its memory is lost with the process; what is done stays done, and asking again
 * goes on from there.
 */

import { GaiosError, type ErrorCode } from '@gaios/sm-base';
import type { Configuration } from '@gaios/core';
import type {
  ChangerEffects,
  ChangerOptions,
  ChangerOutcome,
  ProgressEvent,
  ProposalFate,
} from './changer-api.ts';
import type { GroupFacts } from './facts.ts';
import { newAddresses, shapeOf, type Target } from './members.ts';
import { executedAt, isExecutedByQuorum, planMembership, unmetOf } from './plan.ts';
import { changeFor, stepsTo, takingBack, type Step, type StepKind } from './steps.ts';

/** A proposal that failed like this may succeed when made again; a repeat changes nothing twice, since it names a version. */
const RETRIED: ReadonlySet<ErrorCode> = new Set([
  'TIMEOUT',
  'NO_QUORUM',
  'OVERLOADED',
  'NOT_EXECUTED',
  'RESULT_LOST',
  // A checkpoint was installed over it.
  'OUTCOME_UNKNOWN',
  'GROUP_STALLED',
]);

interface Flight {
  readonly fromVersion: number;
  /** Failed: made again then. Infinity: under way. */
  retryAtMs: number;
}

export class MembershipChanger {
  readonly #options: ChangerOptions;
  readonly #deadlineMs: number;
  #nowMs: number;
  #factsAtMs: number;
  #configuration: Configuration | undefined;
  #facts: GroupFacts | undefined;
  /** Once it is planned. */
  #target: Target | undefined;
  /** Why it would be refused, and since when facts say so. */
  #refusal: { readonly error: GaiosError; readonly sinceMs: number } | undefined;
  /** What the log may bring without anybody else having changed the membership, and the step that it would be. */
  #expected = new Map<string, StepKind | 'now'>();
  /** What was proposed here may be executed late, when the way has changed with the leader. */
  readonly #proposed = new Map<string, StepKind>();
  #flight: Flight | undefined;
  readonly #done: StepKind[] = [];
  /** Proposed here, and perhaps among what others left out when they told of a later membership. */
  readonly #unsure: StepKind[] = [];
  #events: ProgressEvent[] = [];
  #told = '';
  #propose: ChangerEffects['propose'];
  #askFacts = true;
  #outcome: ChangerOutcome | undefined;
  #ended = false;

  constructor(options: ChangerOptions) {
    this.#options = options;
    this.#nowMs = options.startMs;
    this.#factsAtMs = options.startMs + options.factsIntervalMs;
    this.#deadlineMs = options.startMs + options.timeoutMs;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** When `tick` wants to be called, monotonic ms. */
  get deadlineMs(): number {
    if (this.#ended) return Infinity;
    return Math.min(this.#deadlineMs, this.#factsAtMs, this.#flight?.retryAtMs ?? Infinity);
  }

  /** A configuration that is executed, here or, as others tell, elsewhere. The first one is that of the start. */
  configured(configuration: Configuration): void {
    this.#take(configuration, false);
  }

  /** What others tell may leave out some that came before it. */
  #take(configuration: Configuration, isTold: boolean): void {
    if (this.#ended || configuration.version <= (this.#configuration?.version ?? -1)) return;
    const before = this.#configuration;
    this.#configuration = configuration;
    if (this.#target !== undefined) this.#heed(configuration, before, isTold);
    this.#advance();
  }

  facts(facts: GroupFacts): void {
    this.#facts = facts;
    if (facts.configuration !== undefined) this.#take(facts.configuration, true);
    this.#advance();
  }

  /** What became of the change that was proposed from a version. */
  proposed(fromVersion: number, fate: ProposalFate): void {
    if (this.#ended || this.#flight?.fromVersion !== fromVersion) return;
    if (fate.kind === 'executed') {
      // Execution comes first: had it changed anything, or something else before it, `configured` would have been called.
      this.#fail(
        new GaiosError('VERSION_CONFLICT', 'the change was executed and changed nothing', this.#facing()),
      );
    } else if (RETRIED.has(fate.error.code)) {
      this.#flight.retryAtMs = this.#nowMs + this.#options.retryMs;
    } else {
      const { error } = fate;
      const facts = { ...error.facts, ...this.#facing().facts };
      this.#fail(new GaiosError(error.code, undefined, { facts, cause: error }));
    }
  }

  tick(nowMs: number): void {
    this.#nowMs = nowMs;
    if (this.#ended) return;
    if (nowMs >= this.#deadlineMs) {
      if (this.#refusal !== undefined) return this.#fail(this.#refusal.error);
      const detail = `the membership change did not finish in ${this.#options.timeoutMs} ms`;
      return this.#fail(new GaiosError('TIMEOUT', detail, this.#facing()));
    }
    if (nowMs >= this.#factsAtMs) {
      this.#factsAtMs = nowMs + this.#options.factsIntervalMs;
      this.#askFacts = true;
    }
    if (this.#flight !== undefined && nowMs >= this.#flight.retryAtMs) this.#flight = undefined;
    this.#advance();
  }

  /** Whoever asked waits no longer. What is done stays done. */
  cancel(error: GaiosError): void {
    if (!this.#ended) this.#fail(error);
  }

  take(): ChangerEffects {
    const effects = {
      propose: this.#propose,
      askFacts: this.#askFacts && !this.#ended,
      events: this.#events,
      outcome: this.#outcome,
    };
    this.#propose = undefined;
    this.#askFacts = false;
    this.#events = [];
    this.#outcome = undefined;
    return effects;
  }

  #advance(): void {
    if (this.#ended || this.#configuration === undefined || this.#facts === undefined) return;
    try {
      const target = this.#target ?? this.#plan(this.#configuration, this.#facts);
      if (target !== undefined) this.#goOn(this.#configuration, this.#facts, target);
    } catch (error) {
      if (!(error instanceof GaiosError)) throw error;
      this.#fail(error);
    }
  }

  /** Nothing is changed before this has said that it can be. Undefined: it cannot be now, and facts may yet say otherwise. */
  #plan(configuration: Configuration, facts: GroupFacts): Target | undefined {
    const { operation, fromVersion, force } = this.#options.request;
    if (fromVersion !== undefined && fromVersion !== configuration.version) {
      const known = { expected: fromVersion, actual: configuration.version };
      throw new GaiosError('VERSION_CONFLICT', undefined, { facts: known });
    }
    const plan = planMembership(configuration, operation, facts);
    this.#options.checkPeers?.(newAddresses(configuration, plan.target));
    const [error] = force === true ? [] : plan.refusals;
    if (error !== undefined && this.#mayPass(error)) return undefined;
    this.#events.push({ kind: 'planned', plan });
    if (error !== undefined) throw error;
    this.#refusal = undefined;
    this.#target = plan.target;
    this.#expect(configuration, plan.steps);
    return plan.target;
  }

  #mayPass(error: GaiosError): boolean {
    const { sinceMs = this.#nowMs } = this.#refusal ?? {};
    this.#refusal = { error, sinceMs };
    return this.#nowMs < sinceMs + (this.#options.refuseAfterMs ?? 0);
  }

  #steps(configuration: Configuration, target: Target, leader: number): Step[] {
    const isTakingBack = this.#options.request.operation.kind === 'takeBack';
    if (isTakingBack && configuration.outgoing !== undefined) return takingBack(target);
    return stepsTo(configuration, target, leader);
  }

  #goOn(configuration: Configuration, facts: GroupFacts, target: Target): void {
    const steps = this.#steps(configuration, target, facts.leader);
    this.#expect(configuration, steps);
    const [step] = steps;
    if (step === undefined) return this.#settle(configuration, facts);
    // Only the leader can do these, and it does them by itself.
    if (step.kind === 'handOver' || step.kind === 'leaveJoint') {
      return this.#tell({ kind: 'leaderToAct', step: step.kind });
    }
    if (this.#flight !== undefined) return;
    const unmet = unmetOf(configuration, step, facts, this.#options.request.force);
    if (unmet !== undefined) return this.#tell({ kind: 'waiting', step: step.kind, unmet });
    const { version: fromVersion } = configuration;
    this.#flight = { fromVersion, retryAtMs: Infinity };
    this.#propose = changeFor(configuration, step);
    this.#proposed.set(shapeOf(step), step.kind);
    this.#tell({ kind: 'proposing', step: step.kind, fromVersion });
  }

  /** Stopping the nodes that were removed earlier than this could leave nobody to finish it. */
  #settle(configuration: Configuration, facts: GroupFacts): void {
    if (isExecutedByQuorum(configuration, facts)) {
      this.#end({ ok: true, report: { configuration, steps: this.#done } });
    } else {
      const { version } = configuration;
      this.#tell({ kind: 'settling', version, executedAt: [...executedAt(configuration, facts)] });
    }
  }

  #expect(configuration: Configuration, steps: readonly Step[]): void {
    this.#expected = new Map<string, StepKind | 'now'>([
      ...this.#proposed,
      ...steps.filter(({ kind }) => kind !== 'handOver').map((step) => [shapeOf(step), step.kind] as const),
      [shapeOf(configuration), 'now'],
    ]);
  }

  /** A configuration that is not on the way is somebody else's change. A rebinding is of the same shape, and fine. */
  #heed(configuration: Configuration, before: Configuration | undefined, isTold: boolean): void {
    const { version } = configuration;
    const isOwn = this.#options.request.operation.kind === 'takeBack' || !isTakenBack(before, configuration);
    const step = isOwn ? this.#expected.get(shapeOf(configuration)) : undefined;
    const last = [...this.#proposed.values()].at(-1);
    if (isTold && this.#flight !== undefined && last !== undefined && step !== last) this.#unsure.push(last);
    this.#flight = undefined;
    this.#propose = undefined;
    if (step === undefined) {
      this.#fail(new GaiosError('VERSION_CONFLICT', undefined, this.#facing()));
    } else if (step !== 'now') {
      this.#done.push(step);
      this.#events.push({ kind: 'executed', step, version });
    }
  }

  /** Says what it waits for when that has changed, and not each time facts come in. */
  #tell(event: ProgressEvent): void {
    const text = JSON.stringify(event, (key, value: unknown) => (key === 'behind' ? undefined : value));
    if (text === this.#told) return;
    this.#told = text;
    this.#events.push(event);
  }

  #facing(): { readonly facts: Readonly<Record<string, unknown>> } {
    const { groupIdx } = this.#options;
    const { version, members, outgoing } = this.#configuration ?? {};
    return {
      facts: {
        groupIdx,
        version,
        members,
        outgoing,
        done: [...this.#done],
        unsure: [...this.#unsure],
        last: this.#told,
      },
    };
  }

  #fail(error: GaiosError): void {
    this.#end({ ok: false, error });
  }

  #end(outcome: ChangerOutcome): void {
    this.#outcome = outcome;
    this.#ended = true;
    this.#propose = undefined;
  }
}

/** It is then what it was before this change entered the joint configuration: a step of it, were it not for the order. */
const isTakenBack = (before: Configuration | undefined, { members, outgoing }: Configuration): boolean =>
  before?.outgoing !== undefined &&
  outgoing === undefined &&
  shapeOf({ members }) === shapeOf({ members: before.outgoing });

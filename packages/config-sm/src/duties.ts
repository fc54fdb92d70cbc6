/**
 * What the leader of a group does about its membership by itself (DESIGN 6.1, 6.3): it binds the new disk of a node that
 * has caught up, leaves a joint configuration that is complete, and hands over if it does not stay. It promotes nobody.
 * All of it rests on what it can see: a new leader goes on from there.
 */

import type { Configuration, ConfigurationChange, Member } from '@gaios/core';
import type { ProposalFate } from './changer-api.ts';
import { CAUGHT_UP_LAG_INSTANCES, readyAmong, report, type GroupFacts } from './facts.ts';
import { everybody, voterIds } from './members.ts';
import { isMet, sidesOf } from './quorums.ts';
import { changeFor, rebindingOf } from './steps.ts';

export type Duty =
  | {
      readonly kind: 'bind';
      readonly nodeId: number;
      /** '' if none was bound. */
      readonly from: string;
      readonly to: string;
      readonly change: ConfigurationChange;
    }
  | { readonly kind: 'handOver'; readonly to: number }
  | { readonly kind: 'leaveJoint'; readonly change: ConfigurationChange };

export interface DutyEventMap {
  /** The node answers with another disk than the one it is bound to: it does not count, and rebuilds. */
  diskUnbound: {
    readonly nodeId: number;
    readonly bound: string;
    readonly present: string;
    readonly behind: number;
  };
  /** It answers with a disk that has lost its binding before: it has to draw a new one. */
  diskRefused: { readonly nodeId: number; readonly present: string };
  binding: { readonly nodeId: number; readonly from: string; readonly to: string };
  handingOver: { readonly to: number };
  leavingJoint: { readonly version: number };
}

export type DutyEvent = {
  [K in keyof DutyEventMap]: { readonly kind: K } & DutyEventMap[K];
}[keyof DutyEventMap];

/** The next thing to do for a leader; bindings first: what else there is to do may wait for them. */
export const decideDuty = (
  self: number,
  configuration: Configuration,
  facts: GroupFacts,
): Duty | undefined => {
  if (configuration.version === 0) return undefined;
  return binding(configuration, facts) ?? leaving(self, configuration, facts);
};

/** Disks that answer for a member, and are not the one that is bound to it. */
const strangers = (configuration: Configuration, facts: GroupFacts): { member: Member; present: string }[] =>
  everybody(configuration).flatMap((member) => {
    const known = facts.nodes.get(member.nodeId);
    if (known === undefined || !known.answers || known.storageId === '') return [];
    return known.storageId === member.storageId ? [] : [{ member, present: known.storageId }];
  });

const isFormer = ({ formerDisks = [] }: Configuration, storageId: string): boolean =>
  formerDisks.includes(storageId);

/** One disk in one change (DESIGN 6.3), once the node that has it knows nearly all that is chosen. */
const binding = (configuration: Configuration, facts: GroupFacts): Duty | undefined => {
  for (const { member, present: to } of strangers(configuration, facts)) {
    const { nodeId, storageId: from } = member;
    const { behind } = report(member, facts);
    if (isFormer(configuration, to) || behind > CAUGHT_UP_LAG_INSTANCES) continue;
    return { kind: 'bind', nodeId, from, to, change: rebindingOf(configuration, nodeId, to) };
  }
  return undefined;
};

/** Complete: a quorum of the new side is bound, caught up and answering, and the leader is one of its voters. */
const leaving = (self: number, configuration: Configuration, facts: GroupFacts): Duty | undefined => {
  const { members, outgoing } = configuration;
  if (outgoing === undefined) return undefined;
  const ready = readyAmong(members, facts);
  if (!isMet(sidesOf({ members }), ready)) return undefined;
  const voters = voterIds(members);
  if (voters.includes(self)) return { kind: 'leaveJoint', change: changeFor(configuration, { members }) };
  const lag = (nodeId: number): number => facts.nodes.get(nodeId)?.chosenUpTo ?? 0;
  const [to] = voters.filter((nodeId) => ready.has(nodeId)).toSorted((a, b) => lag(b) - lag(a) || a - b);
  return to === undefined ? undefined : { kind: 'handOver', to };
};

export interface DutyEffects {
  /** Propose it to the system machine of the group; then call `proposed` with its `fromVersion`. */
  readonly propose: ConfigurationChange | undefined;
  /** Hand leadership over to this node; 0: nothing. Said again after `retryMs` while this node still leads. */
  readonly transferTo: number;
  readonly events: readonly DutyEvent[];
}

export interface DutyOptions {
  readonly self: number;
  /** Before something that did not happen is done again, ms. */
  readonly retryMs: number;
}

/** Does the duties of one group while this node leads it: once each, again if nothing came of it, and says so. */
export class LeaderDuties {
  readonly #options: DutyOptions;
  #nowMs = 0;
  #leads = false;
  #configuration: Configuration | undefined;
  #facts: GroupFacts | undefined;
  /** Something is under way; done again then. Infinity: nothing is. */
  #retryAtMs = Infinity;
  #propose: ConfigurationChange | undefined;
  #transferTo = 0;
  #events: DutyEvent[] = [];
  /** What was said of each node's disk. */
  readonly #said = new Map<number, string>();

  constructor(options: DutyOptions) {
    this.#options = options;
  }

  /** Whether facts are needed: while nothing is to be done, nobody is asked anything. */
  get isActive(): boolean {
    const { outgoing } = this.#configuration ?? {};
    if (!this.#leads || this.#configuration === undefined) return false;
    return outgoing !== undefined || strangers(this.#configuration, this.#facts ?? NOTHING).length > 0;
  }

  /** When `tick` wants to be called, monotonic ms. */
  get deadlineMs(): number {
    return this.#retryAtMs;
  }

  /** This node leads, ready to propose, or does not. */
  leads(leads: boolean): void {
    if (this.#leads === leads) return;
    this.#leads = leads;
    // Of an earlier reign: a disk that answered then may be gone, and to bind it would end the one that is there.
    this.#facts = undefined;
    this.#said.clear();
    this.#rest();
  }

  configured(configuration: Configuration): void {
    if (configuration.version <= (this.#configuration?.version ?? -1)) return;
    this.#configuration = configuration;
    this.#rest();
    this.#advance();
  }

  /** As they are now: whenever they have changed, and again where something is retried. */
  facts(facts: GroupFacts): void {
    this.#facts = facts;
    this.#advance();
  }

  /** Executed, it has either called `configured` or come too late; failed, it is tried again later. */
  proposed(fromVersion: number, fate: ProposalFate): void {
    if (this.#retryAtMs === Infinity || fromVersion !== this.#configuration?.version) return;
    if (fate.kind === 'failed') this.#retryAtMs = this.#nowMs + this.#options.retryMs;
  }

  tick(nowMs: number): void {
    this.#nowMs = nowMs;
    if (nowMs >= this.#retryAtMs) this.#rest();
    this.#advance();
  }

  take(): DutyEffects {
    const effects = { propose: this.#propose, transferTo: this.#transferTo, events: this.#events };
    this.#propose = undefined;
    this.#transferTo = 0;
    this.#events = [];
    return effects;
  }

  /** Nothing is under way. */
  #rest(): void {
    this.#retryAtMs = Infinity;
    this.#propose = undefined;
    this.#transferTo = 0;
  }

  #advance(): void {
    if (!this.#leads || this.#configuration === undefined || this.#facts === undefined) return;
    this.#sayDisks(this.#configuration, this.#facts);
    if (this.#retryAtMs !== Infinity) return;
    const duty = decideDuty(this.#options.self, this.#configuration, this.#facts);
    if (duty === undefined) return;
    this.#retryAtMs = this.#nowMs + this.#options.retryMs;
    if (duty.kind === 'handOver') this.#transferTo = duty.to;
    else this.#propose = duty.change;
    this.#events.push(eventOf(duty, this.#configuration));
  }

  /** Once per disk, while this node leads. */
  #sayDisks(configuration: Configuration, facts: GroupFacts): void {
    for (const { member, present } of strangers(configuration, facts)) {
      const { nodeId, storageId: bound } = member;
      if (this.#said.get(nodeId) === present) continue;
      this.#said.set(nodeId, present);
      const { behind } = report(member, facts);
      if (isFormer(configuration, present)) this.#events.push({ kind: 'diskRefused', nodeId, present });
      else if (bound !== '') this.#events.push({ kind: 'diskUnbound', nodeId, bound, present, behind });
    }
  }
}

const NOTHING: GroupFacts = { leader: 0, chosenUpTo: 0, nodes: new Map() };

const eventOf = (duty: Duty, { version }: Configuration): DutyEvent => {
  if (duty.kind === 'handOver') return { kind: 'handingOver', to: duty.to };
  if (duty.kind === 'leaveJoint') return { kind: 'leavingJoint', version };
  return { kind: 'binding', nodeId: duty.nodeId, from: duty.from, to: duty.to };
};

type Lines = { readonly [K in keyof DutyEventMap]: (event: DutyEventMap[K]) => string };

const lines: Lines = {
  diskUnbound: ({ nodeId, present, behind }) =>
    `node ${nodeId} came with disk ${present}, to which it is not bound: it rebuilds, ${behind} instances behind`,
  diskRefused: ({ nodeId, present }) =>
    `node ${nodeId} came with disk ${present}, which has lost its binding: it must start with a new one`,
  binding: ({ nodeId, from, to }) =>
    `binding disk ${to} to node ${nodeId}${from === '' ? '' : ` in place of ${from}, which never votes again`}`,
  handingOver: ({ to }) => `handing over to node ${to}: this node does not stay`,
  leavingJoint: ({ version }) => `leaving the joint configuration ${version}`,
};

/** For `/status` and logs. */
export const statusLine = (event: DutyEvent): string =>
  (lines[event.kind] as Lines['binding'])(event as never);

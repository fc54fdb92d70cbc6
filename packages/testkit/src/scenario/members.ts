/**
 * Membership in a transcript, as a node does it (packages/node membership.ts): each node has the real machine of it, which
 * executes what is executed there, the real duties of a leader, and, while it was asked for a change, the real changer.
 * What they want is proposed by the node itself. Only the facts that they rest on are looked up, whenever `facts` says so,
 * with all nodes that the asking node hears of: how facts travel is the node's matter, and nothing is safe because of them.
 */

import {
  LeaderDuties,
  MembershipChanger,
  statusLine,
  SystemVSM,
  type GroupFacts,
  type MembershipOperation,
  type NodeFacts,
  type ProgressEvent,
} from '@gaios/config-sm';
import {
  applyChange,
  decodeChange,
  encodeChange,
  initialConfiguration,
  type Configuration,
  type ConfigurationChange,
  type Member,
} from '@gaios/core';
import { decodeBatch, GaiosError, SYSTEM_SM_ID } from '@gaios/sm-base';
import type { Lab } from '../lab.ts';

/** Of the laboratory's clock, far above what a transcript takes. */
const LONG_MS = 1_000_000;

interface Actor {
  readonly machine: SystemVSM;
  readonly duties: LeaderDuties;
  changer: MembershipChanger | undefined;
}

export class Members {
  readonly #lab: () => Lab;
  readonly #initial: readonly Member[];
  readonly #say: (line: string) => void;
  readonly #actors = new Map<number, Actor>();

  constructor(lab: () => Lab, initial: readonly Member[], say: (line: string) => void) {
    this.#lab = lab;
    this.#initial = initial;
    this.#say = say;
  }

  /** What ran in the process before is gone with it. */
  restarted(nodeId: number): void {
    this.#actors.delete(nodeId);
  }

  executed(nodeId: number, instanceId: number, value: Uint8Array): void {
    const { machine, changer, duties } = this.#actor(nodeId);
    for (const [batchIndex, proposal] of decodeBatch(value).proposals.entries()) {
      if (proposal.smId !== SYSTEM_SM_ID) continue;
      machine.execute(proposal.payload, { groupIdx: 0, instanceId, batchIndex, nowMs: 0 });
      const { fromVersion = 0 } = decodeChange(proposal.payload) ?? {};
      if (proposal.nodeId !== nodeId) continue;
      changer?.proposed(fromVersion, { kind: 'executed' });
      duties.proposed(fromVersion, { kind: 'executed' });
    }
  }

  change(nodeId: number, operation: MembershipOperation, force: boolean): void {
    const actor = this.#actor(nodeId);
    const startMs = this.#lab().nowMs;
    const [factsIntervalMs, retryMs, timeoutMs] = [LONG_MS, LONG_MS, LONG_MS];
    const request = { operation, force };
    actor.changer = new MembershipChanger({
      groupIdx: 0,
      request,
      startMs,
      timeoutMs,
      factsIntervalMs,
      retryMs,
    });
    actor.changer.configured(actor.machine.configuration);
    this.look(nodeId);
  }

  /** Looks around, and does what the changer and the duties of a node make of what it sees. */
  look(nodeId: number): void {
    const { changer, duties, machine } = this.#actor(nodeId);
    const facts = this.#facts(nodeId);
    const { role } = this.#lab().node(nodeId).replica.view;
    duties.configured(machine.configuration);
    duties.leads(role === 'leader');
    if (role === 'leader') duties.facts(facts);
    changer?.facts(facts);
    this.#act(nodeId);
  }

  configuration(nodeId: number): Configuration {
    return this.#actor(nodeId).machine.configuration;
  }

  #act(nodeId: number): void {
    const actor = this.#actor(nodeId);
    const wanted = actor.duties.take();
    for (const event of wanted.events) this.#say(`n${nodeId} duty: ${short(statusLine(event))}`);
    if (wanted.propose !== undefined) this.#propose(nodeId, wanted.propose);
    if (wanted.transferTo !== 0) {
      this.#lab().input(nodeId, (replica) => void replica.transfer(wanted.transferTo));
    }
    const { propose, events, outcome } = actor.changer?.take() ?? {};
    for (const event of events ?? []) this.#say(`n${nodeId} change: ${progressText(event)}`);
    if (outcome !== undefined) {
      this.#say(`n${nodeId} change: ${outcome.ok ? 'done' : `fails with ${codeOf(outcome.error)}`}`);
      actor.changer = undefined;
    }
    if (propose !== undefined) this.#propose(nodeId, propose);
  }

  #propose(nodeId: number, change: ConfigurationChange): void {
    this.#lab().proposeBytes(nodeId, encodeChange(change), SYSTEM_SM_ID);
  }

  #actor(nodeId: number): Actor {
    let actor = this.#actors.get(nodeId);
    if (actor === undefined) this.#actors.set(nodeId, (actor = this.#create(nodeId)));
    return actor;
  }

  #create(nodeId: number): Actor {
    const duties = new LeaderDuties({ self: nodeId, retryMs: LONG_MS });
    const machine = new SystemVSM({
      groupIdx: 0,
      initialMembers: this.#initial,
      rules: { applyChange, decodeChange, initialConfiguration },
      replayedUpTo: 0,
      onMembershipChange: (_groupIdx, _members, _version, configuration) => {
        duties.configured(configuration);
        this.#actors.get(nodeId)?.changer?.configured(configuration);
      },
    });
    return { machine, duties, changer: undefined };
  }

  #facts(nodeId: number): GroupFacts {
    const lab = this.#lab();
    const { alive, leader } = lab.node(nodeId).replica.state;
    const heard = [...lab.nodes.values()].filter((node) => node.nodeId === nodeId || alive.has(node.nodeId));
    const nodes = new Map<number, NodeFacts>(
      heard.map(({ nodeId: id, storageId, replica, executedUpTo }) => {
        const { chosenUpTo } = replica.view;
        return [id, { storageId, answers: true, chosenUpTo, executedUpTo }];
      }),
    );
    const chosenUpTo = Math.max(...[...nodes.values()].map((facts) => facts.chosenUpTo));
    const told = heard.map((node) => this.configuration(node.nodeId));
    const configuration = told.reduce((a, b) => (b.version > a.version ? b : a));
    return { leader: leader.nodeId, chosenUpTo, nodes, configuration };
  }
}

const codeOf = (error: unknown): string => (error instanceof GaiosError ? error.code : String(error));

/** Disks by their last digits: which node's, and which of its lives. */
const short = (line: string): string => line.replace(/\b0{15}([0-9a-f])0*([0-9a-f])\b/g, '$1.$2');

type Texts = {
  readonly [K in ProgressEvent['kind']]: (event: Extract<ProgressEvent, { kind: K }>) => string;
};

const texts: Texts = {
  planned: ({ plan }) => `planned ${plan.steps.map(({ kind }) => kind).join(', ') || 'nothing'}`,
  waiting: ({ step }) => `${step} waits`,
  leaderToAct: ({ step }) => `${step} is the leader's`,
  proposing: ({ step }) => `proposes ${step}`,
  executed: ({ step, version }) => `${step} is executed, version ${version}`,
  settling: ({ version }) => `waits until a quorum has executed ${version}`,
};

const progressText = (event: ProgressEvent): string =>
  (texts[event.kind] as Texts['planned'])(event as never);

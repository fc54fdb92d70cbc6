/**
 * A group as seen by those who change it: a log that takes changes by their version, nodes that know more or less of it and
 * lose their disks, a leader that does its duties, and a changer at one node. One seed, no time of its own: each round, who
 * is due acts, in a random order; proposals are lost, late or doubled.
 */

import { applyChange, quorumSystem, type Configuration, type ConfigurationChange } from '@gaios/core';
import { GaiosError } from '@gaios/sm-base';
import type { ChangerOutcome, ChangeRequest, ProgressEvent, ProposalFate } from '../src/changer-api.ts';
import { MembershipChanger } from '../src/changer.ts';
import { LeaderDuties, type DutyEvent } from '../src/duties.ts';
import type { GroupFacts, NodeFacts } from '../src/facts.ts';
import { everybody, voterIds } from '../src/members.ts';
import { allMeet, disk } from './support.ts';

interface WorldNode {
  storageId: string;
  answers: boolean;
  executedUpTo: number;
}

interface Pending {
  readonly change: ConfigurationChange;
  readonly tell: (fate: ProposalFate) => void;
  dueRound: number;
}

export interface WorldOptions {
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly configuration: Configuration;
  readonly nodes: number;
  /** How likely a proposal is lost, late, or its fate unknown. */
  readonly trouble: number;
  /** Nodes that learn nothing any more. */
  readonly stuck?: ReadonlySet<number>;
}

const ROUND_MS = 10;

export class World {
  configuration: Configuration;
  /** Every configuration so far. */
  readonly history: Configuration[];
  readonly nodes = new Map<number, WorldNode>();
  readonly events: (ProgressEvent | DutyEvent)[] = [];
  leader: number;
  outcome: ChangerOutcome | undefined;
  round = 0;
  readonly #options: WorldOptions;
  readonly #duties = new Map<number, LeaderDuties>();
  #pending: Pending[] = [];
  #changer: MembershipChanger | undefined;
  #disks = 0;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.configuration = options.configuration;
    this.history = [options.configuration];
    for (let nodeId = 1; nodeId <= options.nodes; nodeId++) {
      const executedUpTo = everybody(this.configuration).some((each) => each.nodeId === nodeId)
        ? this.end
        : 0;
      this.nodes.set(nodeId, { storageId: disk(nodeId), answers: true, executedUpTo });
      this.#duties.set(nodeId, new LeaderDuties({ self: nodeId, retryMs: 5 * ROUND_MS }));
    }
    this.leader = voterIds(this.configuration.members)[0] ?? 0;
  }

  /** The last instance: the log is long, and each change is one more. */
  get end(): number {
    return this.configuration.version;
  }

  start(request: ChangeRequest, timeoutMs = 200 * ROUND_MS): MembershipChanger {
    this.#changer = new MembershipChanger({
      groupIdx: 0,
      request,
      startMs: this.round * ROUND_MS,
      timeoutMs,
      factsIntervalMs: ROUND_MS,
      retryMs: 3 * ROUND_MS,
    });
    this.#changer.configured(this.configuration);
    return this.#changer;
  }

  wipe(nodeId: number): void {
    const node = this.nodes.get(nodeId);
    if (node !== undefined) Object.assign(node, { storageId: disk(nodeId, ++this.#disks), executedUpTo: 0 });
  }

  run(roundsMax = 400): void {
    for (let i = 0; i < roundsMax && this.outcome === undefined; i++) this.step();
  }

  step(): void {
    this.round++;
    this.#draw();
    this.#learn();
    this.#elect();
    this.#settlePending();
    this.#lead();
    this.#change();
  }

  /** A disk that has lost its binding is never bound again: its node starts anew. */
  #draw(): void {
    for (const [nodeId, { storageId }] of this.nodes) {
      if (this.configuration.formerDisks?.includes(storageId)) this.wipe(nodeId);
    }
  }

  /** Those who follow the log get a little further; a removed node hears no more of it. */
  #learn(): void {
    for (const { nodeId } of everybody(this.configuration)) {
      const node = this.nodes.get(nodeId);
      if (node === undefined || !node.answers || this.#options.stuck?.has(nodeId)) continue;
      if (this.#options.random() < 0.7) {
        node.executedUpTo = Math.min(this.end, node.executedUpTo + Math.ceil(this.end / 3));
      }
    }
  }

  #elect(): void {
    const mayLead = this.#counted().filter((nodeId) => this.nodes.get(nodeId)?.executedUpTo === this.end);
    if (mayLead.includes(this.leader) && this.#options.random() > 0.02) return;
    this.leader = mayLead[Math.floor(this.#options.random() * mayLead.length)] ?? this.leader;
  }

  /** Voters whose votes count: with the bound disk. */
  #counted(): number[] {
    const { members, outgoing = [] } = this.configuration;
    return [...members, ...outgoing]
      .filter(({ role }) => role === 'voter')
      .filter(({ nodeId, storageId }) => {
        const node = this.nodes.get(nodeId);
        return node?.answers === true && node.storageId === storageId;
      })
      .map(({ nodeId }) => nodeId);
  }

  #propose(change: ConfigurationChange, tell: (fate: ProposalFate) => void): void {
    const { random, trouble } = this.#options;
    const late = random() < trouble ? Math.floor(random() * 10) : 0;
    if (random() < trouble) {
      tell({ kind: 'failed', error: new GaiosError('TIMEOUT') });
      // It may be chosen nevertheless, and later than others.
      if (random() < 0.5) this.#pending.push({ change, tell: () => {}, dueRound: this.round + late });
    } else this.#pending.push({ change, tell, dueRound: this.round + late });
  }

  #settlePending(): void {
    const due = this.#pending.filter(({ dueRound }) => dueRound <= this.round);
    this.#pending = this.#pending.filter(({ dueRound }) => dueRound > this.round);
    for (const { change, tell } of due) {
      if (quorumSystem(this.configuration).isQuorum(new Set(this.#counted()))) {
        this.#execute(change);
        tell({ kind: 'executed' });
      } else tell({ kind: 'failed', error: new GaiosError('NO_QUORUM') });
    }
  }

  #execute(change: ConfigurationChange): void {
    const before = this.configuration;
    const after = applyChange(before, change, this.end + 1);
    if (after === before) return;
    if (!allMeet(before, after, this.#options.nodes)) throw new Error('neighbours do not meet');
    this.configuration = after;
    this.history.push(after);
    const leads = this.nodes.get(this.leader);
    if (leads !== undefined) leads.executedUpTo = this.end;
    this.#changer?.configured(after);
    for (const duties of this.#duties.values()) duties.configured(after);
  }

  #lead(): void {
    for (const [nodeId, duties] of this.#duties) {
      duties.leads(nodeId === this.leader);
      duties.configured(this.configuration);
      duties.tick(this.round * ROUND_MS);
      if (nodeId === this.leader) duties.facts(this.facts());
      const { propose, transferTo, events } = duties.take();
      this.events.push(...events);
      if (transferTo !== 0 && this.#options.random() > this.#options.trouble) this.leader = transferTo;
      if (propose !== undefined) this.#propose(propose, (fate) => duties.proposed(propose.fromVersion, fate));
    }
  }

  #change(): void {
    const changer = this.#changer;
    if (changer === undefined) return;
    changer.tick(this.round * ROUND_MS);
    for (let i = 0; i < 5; i++) {
      const { propose, askFacts, events, outcome } = changer.take();
      this.events.push(...events);
      this.outcome ??= outcome;
      if (propose !== undefined)
        this.#propose(propose, (fate) => changer.proposed(propose.fromVersion, fate));
      if (askFacts) changer.facts(this.facts());
    }
  }

  facts(): GroupFacts {
    const nodes = new Map<number, NodeFacts>();
    for (const [nodeId, { storageId, answers, executedUpTo }] of this.nodes) {
      if (answers) nodes.set(nodeId, { storageId, answers, executedUpTo, chosenUpTo: executedUpTo });
    }
    return { leader: this.leader, chosenUpTo: this.end, nodes, configuration: this.configuration };
  }
}

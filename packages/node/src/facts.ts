/**
 * What a node knows of the others of one group while a change of its membership, or a duty of its leader, is under way
 * (`GroupFacts`): questions in rounds, answers as they come. A round is over when everybody who is up has answered, or
 * after an interval. Nothing is asked otherwise.
 */

import type { Identity } from '@gaios/sm-base';
import { decodeMembership, type FactMessageOf, type GroupFacts, type NodeFacts } from '@gaios/config-sm';
import type { Configuration } from '@gaios/core';

/** An answer older than so many intervals says nothing of now. */
const FRESH_INTERVALS = 3;

export interface FactsHost {
  nowMs(): number;
  /** Who answers at the other end of the connection to a node that is up. */
  speaker(nodeId: number): Identity | undefined;
  /** How far this node itself is. */
  readonly own: FactMessageOf<'Facts'>;
  readonly self: Identity;
}

interface Answer {
  readonly storageId: string;
  readonly atMs: number;
  readonly facts: FactMessageOf<'Facts'>;
}

export class FactBook {
  readonly #host: FactsHost;
  readonly #intervalMs: number;
  readonly #answers = new Map<number, Answer>();
  #waitingFor: Set<number> | undefined;
  #roundEndsMs = Infinity;
  #configuration: Configuration | undefined;

  constructor(host: FactsHost, intervalMs: number) {
    this.#host = host;
    this.#intervalMs = intervalMs;
  }

  /** When the round that is under way is over at the latest. */
  get deadlineMs(): number {
    return this.#roundEndsMs;
  }

  /** Begins a round among these; returns those that are to be asked. */
  ask(nodeIds: readonly number[]): readonly number[] {
    const { self, nowMs } = { self: this.#host.self, nowMs: this.#host.nowMs() };
    const asked = nodeIds.filter((id) => id !== self.nodeId && this.#host.speaker(id) !== undefined);
    this.#waitingFor = new Set(asked);
    this.#roundEndsMs = asked.length === 0 ? nowMs : nowMs + this.#intervalMs;
    return asked;
  }

  answered({ nodeId, storageId }: Identity, facts: FactMessageOf<'Facts'>): void {
    this.#answers.set(nodeId, { storageId, atMs: this.#host.nowMs(), facts });
    this.#waitingFor?.delete(nodeId);
    if (facts.configuration.length === 0) return;
    try {
      const told = decodeMembership(facts.configuration);
      if (told.version > (this.#configuration?.version ?? 0)) this.#configuration = told;
    } catch {
      // It says nothing that could be used; how far it is, it has said.
    }
  }

  /** Who is not there any more is not waited for. */
  peerDown(nodeId: number): void {
    this.#waitingFor?.delete(nodeId);
  }

  /** Whether a round is over: once. */
  finished(): boolean {
    if (this.#waitingFor === undefined) return false;
    if (this.#waitingFor.size > 0 && this.#host.nowMs() < this.#roundEndsMs) return false;
    this.#waitingFor = undefined;
    this.#roundEndsMs = Infinity;
    return true;
  }

  forget(): void {
    this.#answers.clear();
    this.#waitingFor = undefined;
    this.#roundEndsMs = Infinity;
  }

  /** Those that have fortified the leader, as far as it has told. */
  fortifiersOf(leader: number): ReadonlySet<number> {
    return new Set(this.#answers.get(leader)?.facts.fortifiers);
  }

  facts(): GroupFacts {
    const { own, self } = this.#host;
    const nodes = new Map<number, NodeFacts>([[self.nodeId, factsOf(self.storageId, true, own)]]);
    let { leader, chosenUpTo } = own;
    for (const [nodeId, answer] of this.#answers) {
      nodes.set(nodeId, factsOf(answer.storageId, this.#isFresh(nodeId, answer), answer.facts));
      chosenUpTo = Math.max(chosenUpTo, answer.facts.chosenUpTo);
      // A node that was removed follows nobody; it takes the word of those that are there.
      if (leader === 0) ({ leader } = answer.facts);
    }
    const configuration = this.#configuration;
    return { leader, chosenUpTo, nodes, ...(configuration === undefined ? {} : { configuration }) };
  }

  #isFresh(nodeId: number, { storageId, atMs }: Answer): boolean {
    const speaker = this.#host.speaker(nodeId);
    const sinceMs = this.#host.nowMs() - atMs;
    return speaker?.storageId === storageId && sinceMs <= FRESH_INTERVALS * this.#intervalMs;
  }
}

const factsOf = (
  storageId: string,
  answers: boolean,
  { chosenUpTo, executedUpTo }: FactMessageOf<'Facts'>,
): NodeFacts => ({ storageId, answers, chosenUpTo, executedUpTo });

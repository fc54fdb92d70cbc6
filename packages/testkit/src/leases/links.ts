/** Links between nodes that lose, delay and duplicate, and are cut one way; and messages that are lost or kept by their kind. */

import type { Message } from '@gaios/core';
import type { PairMessage } from '@gaios/master';
import type { SeededRandom } from '../seeded-random.ts';
import type { Agenda } from './agenda.ts';

/** A message on a link. */
export interface LeaseLetter {
  readonly from: number;
  readonly to: number;
  readonly message: PairMessage | Message;
  /** Between nodes, not of a group. */
  readonly isPair: boolean;
}

export type Selects = (letter: LeaseLetter) => boolean;

const pathOf = (from: number, to: number): string => `${from}>${to}`;

export class Links {
  lossChance = 0;
  readonly #random: SeededRandom;
  readonly #agenda: Agenda;
  readonly #cut = new Set<string>();
  /** Added to the delay of each message of a link. */
  readonly #slow = new Map<string, number>();
  /** What is lost. */
  readonly #lost = new Set<Selects>();
  /** What is kept under way. */
  readonly #holds = new Map<Selects, (() => void)[]>();

  constructor(random: SeededRandom, agenda: Agenda) {
    this.#random = random;
    this.#agenda = agenda;
  }

  cut(from: number, to: number): void {
    this.#cut.add(pathOf(from, to));
  }

  mend(from: number, to: number): void {
    this.#cut.delete(pathOf(from, to));
    this.#slow.delete(pathOf(from, to));
  }

  slow(from: number, to: number, ms: number): void {
    this.#slow.set(pathOf(from, to), ms);
  }

  /** Loses messages from now on. Returns what ends that. */
  lose(selects: Selects): () => void {
    this.#lost.add(selects);
    return () => void this.#lost.delete(selects);
  }

  /** Keeps messages under way from now on. Returns what lets them arrive, cut links or not. */
  hold(selects: Selects): () => void {
    const kept: (() => void)[] = [];
    this.#holds.set(selects, kept);
    return () => {
      this.#holds.delete(selects);
      for (const arrive of kept.splice(0)) arrive();
    };
  }

  heal(): void {
    this.#cut.clear();
    this.#lost.clear();
    this.#holds.clear();
    this.#slow.clear();
    this.lossChance = 0;
  }

  post(letter: LeaseLetter, arrive: () => void): void {
    const random = this.#random;
    const path = pathOf(letter.from, letter.to);
    if (this.#cut.has(path) || random.chance(this.lossChance)) return;
    for (const selects of this.#lost) if (selects(letter)) return;
    for (const [selects, kept] of this.#holds) if (selects(letter)) return void kept.push(arrive);
    const deliver = (): void => {
      if (!this.#cut.has(path)) arrive();
    };
    const delayMs = random.between(0.2, 2) + (this.#slow.get(path) ?? 0) * random.between(0, 1);
    this.#agenda.at(delayMs, deliver);
    if (random.chance(this.lossChance / 2)) this.#agenda.at(delayMs * random.between(1, 4), deliver);
  }
}

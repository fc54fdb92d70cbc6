/** What is measured: one sample a row and round. */

import type { Floors } from './floors.ts';

export interface Sample {
  readonly row: string;
  readonly round: number;
  readonly floors: Floors;
  /** Operations per second. */
  readonly rate: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly bytesPerSecond?: number;
  /** CPU milliseconds per operation of all processes, which are CPU seconds per 1,000. */
  readonly cpuMsPerOp: number;
  /** Handed to the disks by all processes, per operation. */
  readonly writtenPerOp: number;
  /** A ratio or count that the row is about, if it is not its rate. */
  readonly value?: number;
  /** What was not as it should be. */
  readonly note?: string;
}

/** The samples of one round by row. */
export type Round = ReadonlyMap<string, Sample>;

export class Samples {
  readonly #all: Sample[] = [];

  add(sample: Sample): void {
    this.#all.push(sample);
  }

  get all(): readonly Sample[] {
    return this.#all;
  }

  /** In the order in which they were first measured. */
  get rows(): string[] {
    return [...new Set(this.#all.map(({ row }) => row))];
  }

  of(row: string): Sample[] {
    return this.#all.filter((sample) => sample.row === row);
  }

  rounds(): Round[] {
    const rounds = new Map<number, Map<string, Sample>>();
    for (const sample of this.#all) {
      const round = rounds.get(sample.round) ?? new Map<string, Sample>();
      rounds.set(sample.round, round.set(sample.row, sample));
    }
    return [...rounds.values()];
  }
}

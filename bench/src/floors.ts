/**
 * What the machine itself reaches at this moment: the unit of the targets. Measured anew before each block of rows, since
 * disks of virtual machines are faster in one minute than in the next.
 */

import { join } from 'node:path';
import { Child } from './child.ts';
import type { AppendOptions, FloorResult } from './floor-child.ts';
import { mean } from './statistics.ts';
import { makeFolder, removeFolder } from './work-dir.ts';

export interface Floors {
  /** Appends of 100 B, each with fdatasync, one process. */
  readonly fsync: FloorResult;
  /** 100 B over a bare WebSocket and back, one at a time, two processes. */
  readonly echo: FloorResult;
  /** Bytes per second that each of three processes appends and syncs at once, 100 KB a time; NaN if not measured. */
  readonly largeBytesPerSecond: number;
}

export const LARGE_BYTES = 100 * 1024;
const SMALL_BYTES = 100;
/** Besides the measured time: a bound for what hangs, not a promise; machines are paused and disks stall. */
const ASK_MS = 120_000;

export class FloorMeter {
  readonly #folder: string;
  readonly #children: readonly Child[];
  #echoPort: number | undefined;
  #last: Floors | undefined;

  constructor(parentFolder: string) {
    this.#folder = makeFolder(parentFolder);
    this.#children = [1, 2, 3].map((id) => new Child('floor-child.js', `floor process ${id}`));
  }

  /**
   * Runs a block of rows and returns what they found with the floors around it: the mean of before and after. One that
   * was measured after a block serves as the one before the next.
   */
  async around<T>(
    measureMs: number,
    withLarge: boolean,
    work: () => Promise<T>,
  ): Promise<{ floors: Floors; found: T }> {
    const last = this.#last;
    const isUsable = last !== undefined && (!withLarge || !Number.isNaN(last.largeBytesPerSecond));
    const before = isUsable ? last : await this.#measure(measureMs, withLarge);
    const found = await work();
    this.#last = await this.#measure(measureMs, withLarge);
    return { floors: between(before, this.#last), found };
  }

  async #measure(measureMs: number, withLarge: boolean): Promise<Floors> {
    const [first, second] = this.#children as [Child, Child, Child];
    this.#echoPort ??= await first.ask<number>('echoServer', null, ASK_MS);
    const fsync = await this.#append(first, 0, SMALL_BYTES, measureMs);
    const echoOptions = { port: this.#echoPort, bytes: SMALL_BYTES, measureMs: measureMs / 2 };
    const echo = await second.ask<FloorResult>('echo', echoOptions, ASK_MS + measureMs);
    const large = withLarge
      ? await Promise.all(this.#children.map((child, at) => this.#append(child, at, LARGE_BYTES, measureMs)))
      : [];
    return { fsync, echo, largeBytesPerSecond: mean(large.map(({ rate }) => rate)) * LARGE_BYTES };
  }

  async close(): Promise<void> {
    await Promise.all(this.#children.map((child) => child.stop()));
    removeFolder(this.#folder);
  }

  #append(child: Child, at: number, bytes: number, measureMs: number): Promise<FloorResult> {
    const options: AppendOptions = { file: join(this.#folder, `append-${at}`), bytes, measureMs };
    return child.ask('append', options, ASK_MS + measureMs);
  }
}

const middle = (a: FloorResult, b: FloorResult): FloorResult => ({
  rate: (a.rate + b.rate) / 2,
  p50Ms: (a.p50Ms + b.p50Ms) / 2,
});

const between = (before: Floors, after: Floors): Floors => ({
  fsync: middle(before.fsync, after.fsync),
  echo: middle(before.echo, after.echo),
  largeBytesPerSecond: (before.largeBytesPerSecond + after.largeBytesPerSecond) / 2,
});

/** Of rows that have none: parts. */
export const noFloors: Floors = {
  fsync: { rate: Number.NaN, p50Ms: Number.NaN },
  echo: { rate: Number.NaN, p50Ms: Number.NaN },
  largeBytesPerSecond: Number.NaN,
};

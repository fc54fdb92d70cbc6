/** How a node ends: calls finish, what it leads goes to others, what it knows goes to disk, and everything is closed. */

import type { Clock, LogStorage, Transport } from '@gaios/sm-base';
import type { Balancer } from './balancer.ts';
import type { CheckpointHost } from './checkpoints/host.ts';
import type { Commits } from './commits.ts';
import type { Deadlines } from './deadlines.ts';
import type { DirectoryHost } from './directory-host.ts';
import type { Driver } from './driver.ts';
import type { Elections } from './elections.ts';
import type { GroupTable } from './group-table.ts';
import type { Tuning } from './option-rows.ts';
import type { Pairs } from './pairs.ts';
import type { Telemetry } from './telemetry.ts';

export interface ClosingParts {
  readonly ports: { readonly clock: Clock; readonly transport: Transport; readonly storage: LogStorage };
  readonly telemetry: Telemetry;
  readonly tuning: Tuning;
  readonly groups: GroupTable;
  readonly directory: DirectoryHost;
  readonly checkpoints: CheckpointHost;
  readonly balancer: Balancer;
  readonly elections: Elections;
  readonly pairs: Pairs;
  readonly commits: Commits;
  readonly driver: Driver;
  readonly deadlines: Deadlines;
}

/** What may take this long after the drain: a last commit, and a machine's last operation, ms each. */
export const LAST_WORK_MS = 2_000;
/** How often it looks whether what it led has gone, ms. */
const HAND_OVER_LOOK_MS = 2;
/** So many heartbeats it waits for peers to say that they count on it no more. If they do not, its next start waits. */
const CLEAN_STOP_BEATS = 3;

export class Closing {
  readonly #parts: ClosingParts;
  #onQuiet: (() => void) | undefined;

  constructor(parts: ClosingParts) {
    this.#parts = parts;
  }

  /** A turn has ended, or a group is gone: perhaps nobody waits any more. */
  look(): void {
    if (this.#onQuiet !== undefined && this.#isQuiet()) this.#onQuiet();
  }

  /** Lets calls finish, then ends those that have not, then closes. Nothing new is let in by `Node` any more. */
  async close(): Promise<void> {
    const { balancer, elections, directory, groups, pairs, driver, commits, tuning, ports } = this.#parts;
    balancer.close();
    elections.close();
    await this.limited(this.#quiet(), tuning.closeDrainMs);
    await this.#handOver();
    directory.end('CLOSED');
    for (const group of groups.all) group.close();
    await this.limited(pairs.stopCleanly(), tuning.heartbeatIntervalMs * CLEAN_STOP_BEATS);
    // One turn more, for what they say last.
    await new Promise<void>((resolve) => {
      driver.begin();
      ports.clock.defer(() => ports.clock.defer(resolve));
    });
    await this.limited(commits.idle(), LAST_WORK_MS);
    for (const { executor, rows } of groups.all) {
      rows.stop();
      executor.stop();
    }
    await this.limited(Promise.all(groups.all.map(({ executor }) => executor.whenIdle())), LAST_WORK_MS);
    await this.abandon();
  }

  /** Stops without ceremony. */
  async abandon(): Promise<void> {
    const { balancer, elections, pairs, commits, groups, checkpoints, driver, deadlines } = this.#parts;
    const { ports, telemetry } = this.#parts;
    balancer.close();
    elections.close();
    pairs.stop();
    commits.stop();
    for (const { executor, rows } of groups.all) {
      rows.stop();
      executor.stop();
    }
    await this.limited(checkpoints.stop(), LAST_WORK_MS);
    driver.stop();
    deadlines.close();
    // The storage is closed also if the transport cannot be.
    const closed = await Promise.allSettled([ports.transport.close(), ports.storage.close()]);
    for (const result of closed) {
      if (result.status === 'rejected') telemetry.log('error', 'closing failed', { error: result.reason });
    }
  }

  /** Everything that it leads goes to others, without an election; what nobody takes is released as the groups close. */
  async #handOver(): Promise<void> {
    const { groups, ports, tuning } = this.#parts;
    const leaving = groups.all.filter((group) => group.handOver());
    if (leaving.length === 0) return;
    const { clock } = ports;
    const untilMs = clock.monotonicMs() + tuning.campaignTimeoutMs;
    while (leaving.some((group) => group.leads) && clock.monotonicMs() < untilMs) {
      await new Promise<void>((resolve) => void clock.setTimer(HAND_OVER_LOOK_MS, resolve));
    }
  }

  #isQuiet(): boolean {
    return this.#parts.groups.all.every((group) => group.calls === 0);
  }

  #quiet(): Promise<void> {
    if (this.#isQuiet()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onQuiet = resolve;
    });
  }

  /** Waits, but not longer than this. */
  async limited(work: Promise<unknown>, limitMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = this.#parts.ports.clock.setTimer(limitMs, resolve);
      const ended = (): void => {
        timer.cancel();
        resolve();
      };
      work.then(ended, ended);
    });
  }
}

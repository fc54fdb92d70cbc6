/** `kill -9` in rounds, under load: one node, the one that leads most, two, all three; restarted at once or later. */

import { setTimeout as sleep } from 'node:timers/promises';

import { LOG_ERROR, type TestCluster } from './cluster.ts';
import { Load } from './load.ts';

export interface KillRoundsOptions {
  readonly rounds: number;
  /** Decides whom and when; a failure names it. */
  readonly seed: number;
  /** Default true: every eighth round only stops a node for a while. */
  readonly pauses?: boolean;
  /** Told what happens; default: nobody. */
  readonly say?: (line: string) => void;
}

export interface KillReport {
  /** From each kill to the success of every client, ms. */
  readonly recoveryMs: { readonly [K in Kind]: number[] };
  /** From the last kill to equal state everywhere, ms. */
  readonly convergedMs: number;
}

/**
 * `calm`: the node that leads most, when all serve. The others wait for nothing: who was killed before may still be
 * starting. `pause`: as any, but it only stands still for a while, and wakes in another world.
 */
type Kind = 'any' | 'leader' | 'calm' | 'two' | 'all' | 'pause';

/** In turn. `two`: the quorum is gone, but not everything. */
const ORDER: readonly Kind[] = ['any', 'leader', 'all', 'calm', 'any', 'two', 'calm', 'pause'];
/** A restart comes after at most this, ms: with the others serving meanwhile, or not even having noticed. */
const DOWN_MS_MAX = 1_200;
/** Between rounds, ms, at most: the next kill meets a node that is still catching up, or one that is not. */
const REST_MS_MAX = 400;
/** Longer than the election timeout, or not, ms. */
const PAUSE_MS_MAX = 2_500;
/** One kill in so many is followed by another while the node is still starting. */
const KILL_AGAIN_EVERY = 4;
/** Lenient: machines that run tests stand still for seconds. Normal is about one second. */
const SERVED_MS_MAX = 25_000;
/** The contract: from the last kill to equal state. */
const CONVERGED_MS_MAX = 30_000;

/** @throws Error if anything is lost, doubled, stale, late, or logged as an error */
export const killRounds = async (cluster: TestCluster, options: KillRoundsOptions): Promise<KillReport> => {
  const { rounds, seed, pauses = true, say = () => {} } = options;
  const load = Load.start(cluster, { blobs: 1 });
  const run = new Run(cluster, load, seed);
  const recoveryMs: KillReport['recoveryMs'] = { any: [], leader: [], calm: [], two: [], all: [], pause: [] };
  try {
    await load.served(SERVED_MS_MAX);
    const order = pauses ? ORDER : ORDER.filter((kind) => kind !== 'pause');
    for (let round = 0; round < rounds; round++) {
      const kind = order[round % order.length] ?? 'any';
      const victims = await run.choose(kind);
      const took = Math.round(await (kind === 'pause' ? run.pause(victims) : run.kill(kind, victims)));
      recoveryMs[kind].push(took);
      say(`round ${round + 1}: ${kind} (${victims.join(', ')}), served again after ${took} ms`);
      await run.rest();
    }
    await load.stop();
    const convergedMs = await run.converged();
    await load.verify();
    expectNoErrors(cluster);
    return { recoveryMs, convergedMs };
  } catch (error) {
    throw new Error(`seed ${seed}: ${String(error)}\n${lastLogs(cluster)}`, { cause: error });
  } finally {
    const { acknowledged, refused, unknown } = load.counts;
    say(`${acknowledged} acknowledged, ${refused} refused, ${unknown} unknown`);
    for (const [text, count] of load.errors) say(`  ${count} × ${text}`);
    await load.stop();
  }
};

/** No line of any process is an error, or no line of the log at all. @throws Error with them */
export const expectNoErrors = (cluster: TestCluster): void => {
  const bad = cluster.logs.filter(({ level }) => level >= LOG_ERROR);
  if (bad.length > 0)
    throw new Error(
      `${bad.length} errors in the logs:\n${bad
        .slice(0, 10)
        .map(({ text }) => text)
        .join('\n')}`,
    );
};

class Run {
  readonly #cluster: TestCluster;
  readonly #load: Load;
  readonly #random: () => number;
  #lastKillMs = 0;

  constructor(cluster: TestCluster, load: Load, seed: number) {
    this.#cluster = cluster;
    this.#load = load;
    this.#random = mulberry32(seed);
  }

  async choose(kind: Kind): Promise<readonly number[]> {
    const { ids } = this.#cluster;
    const any = ids[this.#upTo(ids.length)] ?? 1;
    if (kind === 'calm') await this.#cluster.untilServing();
    if (kind === 'calm' || kind === 'leader') return [await mostLeading(this.#cluster)];
    if (kind === 'two') return ids.filter((id) => id !== any);
    return kind === 'all' ? ids : [any];
  }

  /** Kills and restarts. Resolves with the time until every client was served again, ms. */
  async kill(kind: Kind, victims: readonly number[]): Promise<number> {
    const killed = victims.map((id) => this.#killOne(id));
    const served = this.#load.served(SERVED_MS_MAX);
    // A failure of it is met where it is waited for.
    served.catch(() => {});
    await Promise.all(killed);
    // In calm the others have to serve without it.
    if (kind === 'calm') await served;
    await Promise.all(victims.map((id) => this.#restart(id)));
    return served;
  }

  /** The time counts from the moment when it runs again: its clients waited for it. */
  async pause(victims: readonly number[]): Promise<number> {
    for (const id of victims) this.#cluster.pause(id);
    await sleep(this.#upTo(PAUSE_MS_MAX));
    for (const id of victims) this.#cluster.resume(id);
    return this.#load.served(SERVED_MS_MAX);
  }

  rest(): Promise<void> {
    return sleep(this.#upTo(REST_MS_MAX));
  }

  /** Resolves with the time from the last kill to equal state on all nodes, ms. */
  async converged(): Promise<number> {
    await this.#cluster.untilServing(this.#cluster.ids, CONVERGED_MS_MAX);
    await this.#cluster.untilConverged(this.#cluster.ids, CONVERGED_MS_MAX);
    const tookMs = performance.now() - this.#lastKillMs;
    if (tookMs > CONVERGED_MS_MAX) throw new Error(`equal state ${tookMs} ms after the last kill`);
    return tookMs;
  }

  async #restart(id: number): Promise<void> {
    const afterMs = this.#upTo(DOWN_MS_MAX);
    const again = this.#upTo(KILL_AGAIN_EVERY) === 0;
    await sleep(afterMs);
    this.#cluster.launch(id);
    if (!again) return;
    await sleep(afterMs / 2);
    await this.#killOne(id);
    this.#cluster.launch(id);
  }

  #killOne(id: number): Promise<void> {
    this.#lastKillMs = performance.now();
    return this.#cluster.kill(id);
  }

  #upTo(max: number): number {
    return Math.floor(this.#random() * max);
  }
}

/** The node that leads most groups, by its own word. */
export const mostLeading = async (cluster: TestCluster): Promise<number> => {
  const statuses = await Promise.all(cluster.ids.map((id) => cluster.tryStatus(id)));
  const led = statuses.map(
    (status) => status?.groups.filter(({ leader }) => leader === status.nodeId).length ?? 0,
  );
  return cluster.ids[led.indexOf(Math.max(...led))] ?? 1;
};

const lastLogs = (cluster: TestCluster): string =>
  cluster.logs
    .slice(-40)
    .map(({ text }) => text.slice(0, 400))
    .join('\n');

/** Small, seeded, good enough to choose victims. */
export const mulberry32 = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/**
 * Puts damaged values of chosen instances back from peers (DESIGN 6.3). What such a row must hold is known to the whole group,
 * and no vote is lost with it, so this node goes on voting meanwhile. The storage takes only what fits the checksum that
 * the row kept of its value; a peer whose answer does not fit is passed over.
 *
 * Peers are asked one after the other, and again and again: somebody has the value, or a checkpoint takes its place.
 *
 * Whatever else is damaged may have been a vote. At an opening it is noticed before anything is voted with; met later, by whoever
 * reads the log for whatever reason, it stops the group, and the store begins its next opening with an empty disk (rule 7).
 */

import {
  GaiosError,
  type Clock,
  type Identity,
  type LogRecord,
  type LogStorage,
  type Timer,
} from '@gaios/sm-base';
import type { RowMessage, RowMessageOf } from '@gaios/core';
import type { Telemetry } from './telemetry.ts';

/** A peer that has not answered by then is passed over, ms: a read from its disk, and a page on the bulk connection. */
const ANSWER_MS = 2_000;
/** Between two rounds in which nobody could help, ms. */
const PAUSE_MS = 1_000;
/** Whoever reads a damaged row waits for so long, ms: two peers may be silent. */
const WAIT_MS = 5_000;
/** Damage seldom comes alone: rows that share a page are asked for together. */
const ROWS_MAX = 32;
/** Bytes of values in one answer, but at least one value. */
const ANSWER_BYTES = 256 * 1024;

export interface RowRepairsHost {
  readonly groupIdx: number;
  readonly life: number;
  readonly gid: number;
  readonly minChosen: number;
  /** Chosen, and on this node's disk. */
  readonly availableUpTo: number;
  /** Members that are up, without this node. */
  readonly peersUp: readonly number[];
  readonly storage: LogStorage;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  send(to: number, message: RowMessage): void;
  /** It may take long: nobody should wait for the start of this group. */
  delayed(): void;
  /** All live peers have deleted something. Said again after each round. */
  gone(): void;
  /** What is damaged may have been a vote: this disk counts as lost, and its group must not go on with it. */
  lost(error: GaiosError): void;
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly bytesMax: number;
}

interface Job {
  readonly instanceId: number;
  readonly ended: Promise<boolean>;
  readonly end: (repaired: boolean) => void;
  readonly tried: Set<number>;
  /** Peers that have deleted it from their logs. */
  readonly without: Set<number>;
  asked: number;
  /** In which nobody was up. */
  rounds: number;
  timer: Timer | undefined;
  /** What people were told last. */
  told: 'truncated' | 'unanswered' | undefined;
}

export class RowRepairs {
  readonly #host: RowRepairsHost;
  readonly #jobs = new Map<number, Job>();
  #repaired = 0;
  #last = '';
  #stopped = false;

  constructor(host: RowRepairsHost) {
    this.#host = host;
  }

  /** For people: what was damaged, and what of it still is. Undefined: nothing was. */
  get line(): string | undefined {
    const { groupIdx } = this.#host;
    const parts: string[] = [];
    if (this.#repaired > 0)
      parts.push(`${this.#repaired} damaged values of the log were put back, ${this.#last}`);
    for (const { instanceId, told } of this.#jobs.values()) parts.push(lineOf(instanceId, told));
    return parts.length === 0 ? undefined : `group ${groupIdx}: ${parts.join('; ')}`;
  }

  /**
   * As `LogStorage.read`, up to what is damaged; if that is the very first, it waits for a while for it to be put back. Rejects
   * with what `LogStorage.read` does.
   */
  async read(range: Range): Promise<readonly LogRecord[]> {
    for (;;) {
      const { records, job, error } = await this.#attempt(range);
      if (records.length > 0 || job === undefined) return records;
      if (!(await this.#within(job))) throw error;
    }
  }

  /** What can be read at once, for others; none if the first is damaged. The rest is being put back. */
  async serve(range: Range): Promise<readonly LogRecord[]> {
    return (await this.#attempt(range)).records;
  }

  async #attempt(range: Range): Promise<{ records: readonly LogRecord[]; job?: Job; error?: unknown }> {
    try {
      return { records: await this.#stored(range) };
    } catch (error) {
      const instanceId = repairableAt(error);
      if (instanceId === undefined || this.#stopped) throw error;
      const job = this.#begin(instanceId);
      if (instanceId <= range.from) return { records: [], job, error };
      return { records: await this.#stored({ ...range, to: instanceId - 1 }), job, error };
    }
  }

  async #stored(range: Range): Promise<readonly LogRecord[]> {
    const { storage, groupIdx } = this.#host;
    try {
      return await storage.read({ groupIdx, ...range });
    } catch (error) {
      throw repairableAt(error) === undefined ? this.#lost(error) : error;
    }
  }

  #lost(error: unknown): unknown {
    if (!(error instanceof GaiosError) || error.code !== 'STORAGE_DAMAGED' || this.#stopped) return error;
    const { message, facts } = error;
    const lost = new GaiosError(
      'STORAGE_DAMAGED',
      `${message}; it may have been a vote, so this disk counts as lost: the next start rebuilds it from the others`,
      { facts, cause: error },
    );
    this.#host.lost(lost);
    return lost;
  }

  /** It is damaged, and all live peers have deleted it: only a checkpoint can take its place. */
  isGone(instanceId: number): boolean {
    return this.#jobs.get(instanceId)?.told === 'truncated';
  }

  receive({ nodeId }: Identity, message: RowMessage): void {
    const { life, gid } = this.#host;
    if (this.#stopped || message.life !== life || message.gid !== gid) return;
    if (message.kind === 'AskForRows') void this.#answer(nodeId, message);
    else void this.#take(nodeId, message);
  }

  stop(): void {
    this.#stopped = true;
    for (const job of this.#jobs.values()) this.#end(job, false);
  }

  // ---------------------------------------------------------------- for others

  async #answer(peer: number, { from, to }: RowMessageOf<'AskForRows'>): Promise<void> {
    const { availableUpTo, minChosen } = this.#host;
    const range = { from, to: Math.min(to, availableUpTo, from + ROWS_MAX - 1), bytesMax: ANSWER_BYTES };
    // If it cannot be read, whoever needs it here will say so.
    const records = from < minChosen || range.to < from ? [] : await this.serve(range).catch(() => []);
    if (this.#stopped) return;
    const entries = records[0]?.instanceId === from ? records : [];
    this.#send(peer, {
      kind: 'Rows',
      from,
      minChosen: this.#host.minChosen,
      entries: entries.map(({ instanceId, value }) => ({ instanceId, value })),
    });
  }

  #send(
    peer: number,
    message:
      | Omit<RowMessageOf<'Rows'>, 'groupIdx' | 'life' | 'gid'>
      | Omit<RowMessageOf<'AskForRows'>, 'groupIdx' | 'life' | 'gid'>,
  ): void {
    const { groupIdx, life, gid } = this.#host;
    this.#host.send(peer, { ...message, groupIdx, life, gid });
  }

  // ---------------------------------------------------------------- for this node

  #begin(instanceId: number): Job {
    const known = this.#jobs.get(instanceId);
    if (known !== undefined) return known;
    let end: Job['end'] = () => {};
    const ended = new Promise<boolean>((resolve) => {
      end = resolve;
    });
    const none = { asked: 0, rounds: 0, timer: undefined, told: undefined };
    const job: Job = { instanceId, ended, end, tried: new Set(), without: new Set(), ...none };
    this.#jobs.set(instanceId, job);
    this.#askNext(job);
    return job;
  }

  #askNext(job: Job): void {
    const { instanceId, tried } = job;
    const { minChosen, availableUpTo, peersUp, clock } = this.#host;
    job.timer?.cancel();
    // A checkpoint has taken its place.
    if (this.#stopped || instanceId < minChosen) return this.#end(job, false);
    const peer = peersUp.find((each) => !tried.has(each));
    if (peer === undefined) return this.#roundOver(job);
    tried.add(peer);
    job.asked = peer;
    const to = Math.max(instanceId, Math.min(availableUpTo, instanceId + ROWS_MAX - 1));
    this.#send(peer, { kind: 'AskForRows', from: instanceId, to });
    job.timer = clock.setTimer(ANSWER_MS, () => this.#askNext(job));
  }

  #roundOver(job: Job): void {
    const { instanceId, tried, without } = job;
    const { groupIdx, telemetry, clock } = this.#host;
    const why = tried.size > 0 && without.size === tried.size ? 'truncated' : 'unanswered';
    job.asked = 0;
    // At a start nobody is up yet.
    const isTooEarly = tried.size === 0 && ++job.rounds === 1;
    if (job.told !== why && !isTooEarly) {
      job.told = why;
      telemetry.tell('logDamaged', { groupIdx, instanceId, why, line: lineOf(instanceId, why) });
    }
    tried.clear();
    without.clear();
    if (!isTooEarly) this.#host.delayed();
    if (this.isGone(instanceId)) this.#host.gone();
    job.timer = clock.setTimer(PAUSE_MS, () => this.#askNext(job));
  }

  async #take(peer: number, { from, minChosen, entries }: RowMessageOf<'Rows'>): Promise<void> {
    const job = this.#jobs.get(from);
    if (job === undefined || job.asked !== peer) return;
    const { groupIdx, storage, telemetry } = this.#host;
    job.asked = 0;
    job.timer?.cancel();
    if (minChosen > from) job.without.add(peer);
    // One that fails is told by whoever commits next.
    const repaired = entries.length === 0 ? [] : await storage.repair(groupIdx, entries).catch(() => []);
    if (this.#stopped) return;
    const [first] = repaired;
    if (first !== undefined) {
      const to = repaired.at(-1) ?? first;
      this.#repaired += repaired.length;
      this.#last = `the last of them instance ${to}, from node ${peer}`;
      telemetry.count('gaios_log_repairs_total', repaired.length);
      telemetry.tell('logRepaired', { groupIdx, from: first, to, count: repaired.length, peer });
    }
    for (const instanceId of repaired) {
      const ended = this.#jobs.get(instanceId);
      if (ended !== undefined) this.#end(ended, true);
    }
    if (!this.#jobs.has(from)) return;
    if (entries.length > 0)
      telemetry.tell('messageRejected', {
        peer,
        reason: `its instance ${from} does not fit the damaged row`,
      });
    this.#askNext(job);
  }

  #end(job: Job, repaired: boolean): void {
    job.timer?.cancel();
    this.#jobs.delete(job.instanceId);
    job.end(repaired);
  }

  async #within({ ended }: Job): Promise<boolean> {
    let timer: Timer | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = this.#host.clock.setTimer(WAIT_MS, () => resolve(false));
    });
    const repaired = await Promise.race([ended, late]);
    timer?.cancel();
    return repaired;
  }
}

/** The instance whose value peers can put back; undefined: this is another failure. */
export const repairableAt = (error: unknown): number | undefined => {
  if (!(error instanceof GaiosError) || error.code !== 'STORAGE_DAMAGED') return undefined;
  const { repairable, instanceId } = error.facts;
  return repairable === true && typeof instanceId === 'number' ? instanceId : undefined;
};

const lineOf = (instanceId: number, told: Job['told']): string => {
  const damaged = `the value of instance ${instanceId} is damaged in the log`;
  if (told === 'truncated')
    return `${damaged}, and all live peers have deleted it: a checkpoint has to take its place`;
  return told === 'unanswered'
    ? `${damaged}, and no peer that is up could give it yet`
    : `${damaged}, peers are asked for it`;
};

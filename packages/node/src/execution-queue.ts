/**
 * Chosen values on their way to the machines. In memory up to a bound; beyond it only how far the log reaches is kept,
 * and the rest is read again from there. A start is the same thing: nothing in memory, a log up to `chosenUpTo`.
 */

import { GaiosError, type LogRecord } from '@gaios/sm-base';

export interface QueuedValue {
  readonly instanceId: number;
  /** At which it was accepted here, or learned as chosen. */
  readonly ballot: number;
  readonly value: Uint8Array;
}

export class ExecutionQueue {
  readonly #bytesMax: number;
  #values: QueuedValue[] = [];
  #head = 0;
  #bytes = 0;
  /** The last instance that stands in memory or was taken. */
  #queuedUpTo: number;
  /** Every instance up to it is chosen and on disk. */
  #availableUpTo: number;

  constructor(bytesMax: number, executedUpTo: number, availableUpTo: number) {
    this.#bytesMax = bytesMax;
    this.#queuedUpTo = executedUpTo;
    this.#availableUpTo = availableUpTo;
  }

  get availableUpTo(): number {
    return this.#availableUpTo;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** A value that is chosen and on disk; in instance order. */
  add({ instanceId, ballot, value }: QueuedValue): void {
    if (instanceId <= this.#availableUpTo) return;
    const isNext = instanceId === this.#queuedUpTo + 1;
    this.#availableUpTo = instanceId;
    // Something before it is missing in memory, or there is no room: it comes from the log, in its turn.
    if (isNext && this.#bytes < this.#bytesMax) this.#push({ instanceId, ballot, value });
  }

  take(): QueuedValue | undefined {
    const next = this.#values[this.#head];
    if (next === undefined) return undefined;
    this.#head++;
    this.#bytes -= next.value.length;
    if (this.#head === this.#values.length) {
      this.#values = [];
      this.#head = 0;
    }
    return next;
  }

  /** What has to be read from the log, once nothing is left in memory. */
  get missing(): { readonly from: number; readonly to: number } | undefined {
    if (this.#head < this.#values.length || this.#queuedUpTo >= this.#availableUpTo) return undefined;
    return { from: this.#queuedUpTo + 1, to: this.#availableUpTo };
  }

  /** Takes in a page of the log. @throws GaiosError STORAGE_DAMAGED if it does not go on where memory ends. */
  page(records: readonly LogRecord[]): void {
    const instanceId = this.#queuedUpTo + 1;
    if (records.length === 0) throw missingInstance(instanceId);
    for (const record of records) {
      // What arrived from the replica while the log was being read.
      if (record.instanceId <= this.#queuedUpTo) continue;
      if (record.instanceId !== this.#queuedUpTo + 1) throw missingInstance(this.#queuedUpTo + 1);
      this.#push(record);
    }
  }

  /** Execution goes on behind that instance: what is held up to it is of no use any more. */
  jump(executedUpTo: number): void {
    const kept = this.#values.slice(this.#head).filter(({ instanceId }) => instanceId > executedUpTo);
    // What is held follows on one another; if it does not begin here, the log has what is missing.
    const goesOn = kept[0]?.instanceId === executedUpTo + 1;
    this.#values = [];
    this.#head = 0;
    this.#bytes = 0;
    this.#queuedUpTo = executedUpTo;
    this.#availableUpTo = Math.max(this.#availableUpTo, executedUpTo);
    if (goesOn) for (const value of kept) this.#push(value);
  }

  #push({ instanceId, ballot, value }: QueuedValue): void {
    this.#values.push({ instanceId, ballot, value });
    this.#bytes += value.length;
    this.#queuedUpTo = instanceId;
  }
}

const missingInstance = (instanceId: number): GaiosError =>
  new GaiosError('STORAGE_DAMAGED', `instance ${instanceId} is missing in the log`, {
    facts: { instanceId },
  });

/**
 * Collects what a turn asks for, and keeps the law of durability: a vote waits for every write of its replica that was
 * asked for before it (rule 1); anything else may leave at once.
 */

import type { LogRecord } from '@gaios/sm-base';
import type {
  ChosenInstance,
  Effects,
  Load,
  ReadVerdict,
  ReplicaEvent,
  Send,
  Write,
  WriteSeq,
} from './effects.ts';
import type { Message } from './messages.ts';
import type { ReplicaState } from './state.ts';
import { encodeConcluded, isInitial, type Configuration } from './configuration.ts';

const NO_BYTES = new Uint8Array(0);
const NOTHING: readonly never[] = [];
const orNothing = <T>(list: readonly T[]): readonly T[] => (list.length === 0 ? NOTHING : list);

export class Outbox {
  readonly #state: ReplicaState;
  #records: LogRecord[] = [];
  #metaUrgent = false;
  /** 0: nothing is deleted. */
  #deleteBelow = 0;
  /** 0: none. */
  #installed = 0;
  #sends: Send[] = [];
  #chosen: ChosenInstance[] = [];
  #chosenAfter: WriteSeq = 0;
  #loads: Load[] = [];
  #reads: ReadVerdict[] = [];
  #events: ReplicaEvent[] = [];
  /** The configuration as it was written last: it stands in every meta row and hardly ever changes. */
  #encoded: { readonly of: Configuration; readonly bytes: Uint8Array } | undefined;

  constructor(state: ReplicaState) {
    this.#state = state;
  }

  /** The write that covers everything asked for so far. */
  get latestWrite(): WriteSeq {
    return this.#state.writeSeq + (this.#records.length > 0 || this.#metaUrgent ? 1 : 0);
  }

  /** True while `chosenUpTo` in memory is ahead of what was written; it rides on the next write. */
  get hasLazyMeta(): boolean {
    return this.#state.metaDirty;
  }

  /** Returns the write that will hold it. */
  record(record: LogRecord): WriteSeq {
    this.#records.push(record);
    return this.#state.writeSeq + 1;
  }

  /** Something in the meta row changed: `urgent` if a message or an execution depends on it. */
  meta(urgent: boolean): WriteSeq {
    this.#state.metaDirty = true;
    if (urgent) this.#metaUrgent = true;
    return this.#state.writeSeq + 1;
  }

  /** The log below is deleted; `minChosen` says so already. */
  truncate(below: number): void {
    this.#deleteBelow = Math.max(this.#deleteBelow, below);
    this.meta(true);
  }

  /** A checkpoint took the place of everything up to there. */
  installed(instanceId: number): void {
    this.#installed = instanceId;
  }

  /** Leaves at once. `gid`: of the era of the group that the receiver is in, if that is not this one (eras.ts). */
  send(to: number, message: Message, gid?: number): void {
    this.#push(to, message, 0, gid);
  }

  /** Leaves when everything written so far is durable: for whatever speaks of a promise or an acceptance. */
  vote(to: number, message: Message): void {
    this.#push(to, message, this.latestWrite);
  }

  chosen(instance: ChosenInstance, after: WriteSeq): void {
    this.#chosen.push(instance);
    this.#chosenAfter = Math.max(this.#chosenAfter, after);
  }

  load(load: Omit<Load, 'after'>): void {
    this.#loads.push({ ...load, after: this.latestWrite });
  }

  read(verdict: ReadVerdict): void {
    this.#reads.push(verdict);
  }

  event(event: ReplicaEvent): void {
    this.#events.push(event);
  }

  /** Nothing was asked for since the last `take`; but `chosenUpTo` may still be to be written some time. */
  get isEmpty(): boolean {
    const asked = this.#sends.length + this.#chosen.length + this.#loads.length + this.#reads.length;
    return asked + this.#events.length === 0 && this.latestWrite === this.#state.writeSeq;
  }

  take(): Effects {
    const effects: Effects = {
      write: this.#takeWrite(),
      sends: orNothing(this.#sends),
      chosen: orNothing(this.#chosen),
      chosenAfter: this.#chosenAfter,
      loads: orNothing(this.#loads),
      reads: orNothing(this.#reads),
      events: orNothing(this.#events),
    };
    // What was empty was not given away. Most turns of most groups leave most of them empty.
    if (this.#sends.length > 0) this.#sends = [];
    if (this.#chosen.length > 0) this.#chosen = [];
    if (this.#loads.length > 0) this.#loads = [];
    if (this.#reads.length > 0) this.#reads = [];
    if (this.#events.length > 0) this.#events = [];
    this.#chosenAfter = 0;
    if (this.#installed === 0) return effects;
    // It has asked for a write in this very turn.
    const installed = { instanceId: this.#installed, after: this.#state.writeSeq };
    this.#installed = 0;
    return { ...effects, installed };
  }

  #push(to: number, message: Message, after: WriteSeq, gid = this.#state.configuration.gid): void {
    this.#sends.push({ to, gid, message, after });
  }

  #takeWrite(): Write | undefined {
    if (this.#records.length === 0 && !this.#metaUrgent) return undefined;
    const seq = ++this.#state.writeSeq;
    const records = this.#records;
    this.#records = [];
    const withMeta = this.#state.metaDirty;
    this.#state.metaDirty = false;
    this.#metaUrgent = false;
    if (!withMeta) return { seq, records };
    const write = { seq, records, meta: this.#metaRow() };
    const deleteBelow = this.#deleteBelow;
    this.#deleteBelow = 0;
    return deleteBelow === 0 ? write : { ...write, deleteBelow };
  }

  #metaRow(): NonNullable<Write['meta']> {
    const { acceptor, learner } = this.#state;
    return {
      promised: acceptor.promised,
      promisedTo: acceptor.promisedTo,
      chosenUpTo: learner.chosenUpTo,
      checksum: learner.checksum,
      minChosen: learner.minChosen,
      configuration: this.#configurationBytes(),
    };
  }

  #configurationBytes(): Uint8Array {
    const { configuration, configurationBallot: ballot } = this.#state;
    if (isInitial(configuration) && configuration.life === undefined) return NO_BYTES;
    if (this.#encoded?.of !== configuration) {
      this.#encoded = { of: configuration, bytes: encodeConcluded({ configuration, ballot }) };
    }
    return this.#encoded.bytes;
  }
}

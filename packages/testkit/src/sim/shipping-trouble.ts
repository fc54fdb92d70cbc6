/**
 * What becomes of the messages that ship a checkpoint, where nothing below notices: they are lost, doubled, late or changed
 * between the module that made them and the wire, or their process dies of the n-th one.
 */

import { decodePayload, encodePayload } from '@gaios/proto';
import type { SeededRandom } from '../seeded-random.ts';
import type { CheckpointMessage } from './checkers/shipping.ts';

/** How likely each is. */
export interface TroubleRates {
  readonly lost: number;
  readonly doubled: number;
  readonly late: number;
  readonly changed: number;
}

export interface TroubleParts {
  readonly random: SeededRandom;
  readonly setTimer: (delayMs: number, callback: () => void) => void;
  readonly die: () => void;
}

/** How late, ms: beyond the time after which a sender tells a gap. */
const LATE_MS: readonly [number, number] = [1, 400];

const NONE: TroubleRates = { lost: 0, doubled: 0, late: 0, changed: 0 };

export const checkpointMessageOf = (payload: Uint8Array): CheckpointMessage | undefined => {
  const decoded = decodePayload(payload);
  return decoded.kind === 'checkpoint' ? decoded.message : undefined;
};

export class ShippingTrouble {
  readonly #parts: TroubleParts;
  rates: TroubleRates = NONE;
  /** The process dies of this message from now, sent or received; 1: the next. */
  diesOf = Infinity;
  /** Messages whose content was changed. */
  changed = 0;

  constructor(parts: TroubleParts) {
    this.#parts = parts;
  }

  end(): void {
    this.rates = NONE;
  }

  /** A payload is about to leave: `send` once, several times, later or never. */
  leaves(payload: Uint8Array, send: (payload: Uint8Array) => void): void {
    const message = this.#isOn ? checkpointMessageOf(payload) : undefined;
    if (message === undefined) return send(payload);
    this.#dying(() => this.#leaves(message, payload, send));
  }

  /** A payload has arrived, and is about to be taken in. */
  arrives(payload: Uint8Array, take: () => void): void {
    const counts = this.diesOf < Infinity && checkpointMessageOf(payload) !== undefined;
    if (counts) this.#dying(take);
    else take();
  }

  get #isOn(): boolean {
    return this.diesOf < Infinity || this.rates !== NONE;
  }

  /** Before it, or after. */
  #dying(act: () => void): void {
    const { random, die } = this.#parts;
    if (--this.diesOf > 0) return act();
    this.diesOf = Infinity;
    if (random.chance(0.5)) act();
    die();
  }

  #leaves(message: CheckpointMessage, payload: Uint8Array, send: (payload: Uint8Array) => void): void {
    const { random, setTimer } = this.#parts;
    const { lost, doubled, late, changed } = this.rates;
    if (random.chance(lost)) return;
    const sent = random.chance(changed) ? this.#change(message, payload) : payload;
    const copies = random.chance(doubled) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      if (random.chance(late)) setTimer(random.between(...LATE_MS), () => send(sent));
      else send(sent);
    }
  }

  /** A bit of what it carries. */
  #change(message: CheckpointMessage, payload: Uint8Array): Uint8Array {
    const { random } = this.#parts;
    const flipped = (bytes: Uint8Array): Uint8Array => {
      const copy = bytes.slice();
      const at = random.below(copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
      return copy;
    };
    if (message.kind === 'SendFile' && message.data.length > 0) {
      this.changed++;
      return encodePayload({ kind: 'checkpoint', message: { ...message, data: flipped(message.data) } });
    }
    if (message.kind === 'BlockHashes' && message.hashes.length > 0) {
      this.changed++;
      return encodePayload({ kind: 'checkpoint', message: { ...message, hashes: flipped(message.hashes) } });
    }
    return payload;
  }
}

/** What faults do to links, counted, so that two that overlap do not undo each other. */

import { FrameReceiver, frameTypes, sealFrame } from '@gaios/transport-ws';
import type { LinkBehaviour, MemoryNetwork, PayloadSeen } from '../memory-transport.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { VirtualClock } from '../virtual-clock.ts';

export interface LinksParts {
  readonly network: MemoryNetwork;
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  /** A changed frame was not recognised. */
  readonly undetected: (seen: PayloadSeen) => void;
}

type Undo = () => void;

/** How long after a broken frame the connection is torn down and dialled again, ms. */
const BREAK_MS = 0.1;
const REDIAL_MS = 20;
const frameBounds = { channel: 'bulk', frameBytesMax: 1 << 26, payloadBytesMax: 1 << 26 } as const;

export class Links {
  readonly #parts: LinksParts;
  readonly #counts = new Map<string, number>();
  readonly #behaviours = new Map<string, Partial<LinkBehaviour>[]>();
  /** Rates by direction, the latest last. */
  readonly #corruption = new Map<string, number[]>();
  corrupted = 0;
  /** Moves whenever a link changes. */
  version = 0;

  constructor(parts: LinksParts) {
    this.#parts = parts;
    parts.network.filter = (seen) => this.#passes(seen);
  }

  /** Breaks the connection of two nodes; both hear of it. */
  cut(a: number, b: number): Undo {
    const { network } = this.#parts;
    const key = `${Math.min(a, b)}-${Math.max(a, b)}`;
    return this.#counted(
      key,
      () => network.disconnect(a, b),
      () => network.connect(a, b),
    );
  }

  /** Swallows what goes one way; nobody hears of it. */
  block(from: number, to: number): Undo {
    const { network } = this.#parts;
    return this.#counted(
      `${from}>${to}`,
      () => network.block(from, to),
      () => network.unblock(from, to),
    );
  }

  behave(from: number, to: number, behaviour: Partial<LinkBehaviour>): Undo {
    return this.#stacked(this.#behaviours, `${from}>${to}`, behaviour, (all) =>
      this.#parts.network.setLink(from, to, Object.assign({}, ...all) as Partial<LinkBehaviour>),
    );
  }

  /** Flips bits in payloads of one direction with this probability. */
  corrupt(from: number, to: number, rate: number): Undo {
    return this.#stacked(this.#corruption, `${from}>${to}`, rate, () => {});
  }

  /** What goes from one to the other arrives, and the other way. */
  isClear(a: number, b: number): boolean {
    const keys = [`${Math.min(a, b)}-${Math.max(a, b)}`, `${a}>${b}`, `${b}>${a}`];
    return keys.every((key) => (this.#counts.get(key) ?? 0) === 0);
  }

  /** Some link loses, delays, doubles, reorders or changes what it carries. */
  get isDisturbed(): boolean {
    return [...this.#behaviours.values(), ...this.#corruption.values()].some((stack) => stack.length > 0);
  }

  #counted(key: string, first: () => void, last: () => void): Undo {
    const count = this.#counts.get(key) ?? 0;
    this.#counts.set(key, count + 1);
    this.version++;
    if (count === 0) first();
    return once(() => {
      const left = (this.#counts.get(key) ?? 1) - 1;
      this.#counts.set(key, left);
      this.version++;
      if (left === 0) last();
    });
  }

  #stacked<T>(stacks: Map<string, T[]>, key: string, item: T, changed: (all: readonly T[]) => void): Undo {
    const stack = stacks.get(key) ?? [];
    stacks.set(key, stack);
    stack.push(item);
    this.version++;
    changed(stack);
    return once(() => {
      const at = stack.lastIndexOf(item);
      if (at >= 0) stack.splice(at, 1);
      this.version++;
      changed(stack);
    });
  }

  #passes(seen: PayloadSeen): boolean {
    const rate = this.#corruption.get(`${seen.from}>${seen.to}`)?.at(-1) ?? 0;
    if (rate === 0 || !this.#parts.random.chance(rate)) return true;
    this.corrupted++;
    this.#corrupt(seen);
    return false;
  }

  /** The frame of the real transport, a few bits flipped, goes through its real receiver, which must refuse it. */
  #corrupt(seen: PayloadSeen): void {
    const { random, clock, undetected } = this.#parts;
    const body = Buffer.from(seen.payload);
    const frame = sealFrame({ type: frameTypes.payload, sequence: 0, body, key: undefined });
    const flips = 1 + random.below(4);
    const changed = Buffer.from(frame);
    for (let i = 0; i < flips; i++) {
      const at = random.below(changed.length);
      changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
    }
    const received = new FrameReceiver(frameBounds).receive(changed);
    // Two flips of one bit change nothing.
    if (received.kind === 'payload' && !changed.equals(frame)) undetected(seen);
    // A broken frame ends its connection; not in the middle of the sender's turn.
    clock.setTimer(BREAK_MS, () => {
      const mend = this.cut(seen.from, seen.to);
      clock.setTimer(REDIAL_MS, mend);
    });
  }
}

const once = (undo: Undo): Undo => {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    undo();
  };
};

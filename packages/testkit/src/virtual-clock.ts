/**
 * Time that moves only when a test says so. Timers and deferred callbacks run one at a time, in an order that
 * depends on nothing but the calls made: due time first, then the order in which they were set. A turn is, as in
 * Node's event loop, first every timer that is due, then every callback that is deferred by then.
 */

import type { Clock, Timer } from '@gaios/sm-base';
import { popHeap, pushHeap } from './heap.ts';

export interface VirtualClockOptions {
  /** What `monotonicMs` starts from. Default 1000: not 0, so that a forgotten "never" of 0 shows. */
  readonly startMs?: number;
  /** What `wallMs` starts from. Default: 2026-01-01T00:00:00Z. */
  readonly wallStartMs?: number;
}

/** A callback that waits; without `callback` it was cancelled or has run. */
interface Entry {
  readonly dueMs: number;
  readonly sequence: number;
  callback: (() => void) | undefined;
}

const wallStartMsDefault = Date.UTC(2026, 0, 1);

export class VirtualClock implements Clock {
  readonly #wallOffsetMs: number;
  #nowMs: number;
  #sequence = 0;
  /** Binary heap, earliest first. */
  readonly #timers: Entry[] = [];
  #deferred: Entry[] = [];
  /** What is left of the present half of a turn, next first. */
  #ready: Entry[] = [];
  #readyNext = 0;
  #half: 'timers' | 'deferred' = 'deferred';

  constructor(options: VirtualClockOptions = {}) {
    this.#nowMs = options.startMs ?? 1000;
    this.#wallOffsetMs = (options.wallStartMs ?? wallStartMsDefault) - this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return Math.floor(this.#nowMs + this.#wallOffsetMs);
  }

  setTimer(delayMs: number, callback: () => void): Timer {
    if (Number.isNaN(delayMs)) throw new RangeError('delayMs is not a number');
    const entry = this.#entry(this.#nowMs + Math.max(0, delayMs), callback);
    if (entry.dueMs < Infinity) pushHeap(this.#timers, entry);
    return { cancel: () => void (entry.callback = undefined) };
  }

  defer(callback: () => void): void {
    this.#deferred.push(this.#entry(this.#nowMs, callback));
  }

  /** A clock of its own for one node on the same time: `stop()` takes back all that it was asked to run. */
  view(options: { readonly wallOffsetMs?: number } = {}): ClockView {
    return new ClockView(this, options.wallOffsetMs ?? 0);
  }

  /** When the next callback will run, or undefined if none waits. */
  nextMs(): number | undefined {
    this.#dropCancelled();
    if (this.#ready.length > this.#readyNext || this.#deferred.length > 0) return this.#nowMs;
    return this.#timers[0] && Math.max(this.#nowMs, this.#timers[0].dueMs);
  }

  /**
   * Runs the next callback that is due at `untilMs` or before, moving time to it. False if there is none, and then
   * time stays. Promise callbacks do not run inside: use `advance`, or await between the steps.
   */
  step(untilMs: number = Infinity): boolean {
    for (;;) {
      const entry = this.#ready[this.#readyNext];
      if (entry) {
        this.#readyNext++;
        const callback = entry.callback;
        entry.callback = undefined;
        if (!callback) continue;
        callback();
        return true;
      }
      const nextMs = this.nextMs();
      if (nextMs === undefined || nextMs > untilMs) return false;
      this.#nowMs = nextMs;
      this.#nextHalf();
    }
  }

  /** Lets `ms` pass. Everything due runs in order; after each callback all promise callbacks run. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await promiseTurn;
    await microtasks();
    while (this.step(endMs)) await microtasks();
    this.#nowMs = endMs;
  }

  /** Runs all that can run without time passing. */
  async settle(): Promise<void> {
    await this.advance(0);
  }

  /** Lets time pass until `condition` holds, looking after each callback; false if it does not hold within `limitMs`. */
  async runUntil(condition: () => boolean, limitMs: number): Promise<boolean> {
    const endMs = this.#nowMs + limitMs;
    await promiseTurn;
    await microtasks();
    while (!condition()) {
      if (!this.step(endMs)) {
        this.#nowMs = endMs;
        return condition();
      }
      await microtasks();
    }
    return true;
  }

  /** Awaits a promise while time passes. Throws if it is still open after `limitMs`. */
  async complete<T>(promise: Promise<T>, limitMs: number): Promise<T> {
    let open = true;
    const closed = (): void => void (open = false);
    promise.then(closed, closed);
    if (!(await this.runUntil(() => !open, limitMs))) throw new Error(`still open after ${limitMs} ms`);
    return promise;
  }

  #entry(dueMs: number, callback: () => void): Entry {
    return { dueMs, sequence: this.#sequence++, callback };
  }

  #dropCancelled(): void {
    while (this.#timers[0] && !this.#timers[0].callback) popHeap(this.#timers);
  }

  /** Takes what is there now; what comes while it runs waits for the next turn, so neither half starves the other. */
  #nextHalf(): void {
    this.#ready = [];
    this.#readyNext = 0;
    if (this.#half === 'timers') {
      this.#half = 'deferred';
      this.#ready = this.#deferred;
      this.#deferred = [];
      return;
    }
    this.#half = 'timers';
    while (this.#timers[0] && this.#timers[0].dueMs <= this.#nowMs) this.#ready.push(popHeap(this.#timers));
  }
}

/** One node's part of a `VirtualClock`. After `stop()`, as after a crash, nothing that it was asked to run runs. */
export class ClockView implements Clock {
  readonly #clock: VirtualClock;
  readonly #wallOffsetMs: number;
  #stopped = false;

  constructor(clock: VirtualClock, wallOffsetMs: number) {
    this.#clock = clock;
    this.#wallOffsetMs = wallOffsetMs;
  }

  monotonicMs(): number {
    return this.#clock.monotonicMs();
  }

  wallMs(): number {
    return this.#clock.wallMs() + this.#wallOffsetMs;
  }

  setTimer(delayMs: number, callback: () => void): Timer {
    return this.#clock.setTimer(delayMs, () => {
      if (!this.#stopped) callback();
    });
  }

  defer(callback: () => void): void {
    this.#clock.defer(() => {
      if (!this.#stopped) callback();
    });
  }

  stop(): void {
    this.#stopped = true;
  }
}

/**
 * Awaited first: who comes from a message, a timer or an immediate, and not from a promise, is ahead of all promise
 * callbacks, and so is a tick that is asked for there. A run would depend on who started it.
 */
const promiseTurn = Promise.resolve();
/** Taken when this is loaded: a test may trap what production code must not use. */
const nextTick = process.nextTick.bind(process);
const immediate = setImmediate;
/** After so many turns the event loop gets its own, so that the timers of a test runner go on. */
const BREATHE_EVERY = 4096;
let breath = 0;

/**
 * Resolves when all promise callbacks have run, however long their chains: a tick asked for by one of them comes after
 * all the others. (An immediate would do as well, and costs ten times as much.)
 */
function microtasks(): Promise<void> {
  if (++breath % BREATHE_EVERY === 0) return new Promise((resolve) => void immediate(resolve));
  return new Promise((resolve) => nextTick(resolve));
}

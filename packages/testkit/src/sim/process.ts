/**
 * One life of a node's process. Whatever runs in it comes through `enter`, in order and one at a time, so that it can
 * stand still, be slow, or die: at a time, or in the middle of a turn, before its n-th call of a port.
 */

import type { Timer } from '@gaios/sm-base';
import type { VirtualClock } from '../virtual-clock.ts';

export class Process {
  readonly #clock: VirtualClock;
  readonly #died: () => void;
  readonly #waiting: (() => void)[] = [];
  #timer: Timer | undefined;
  #busyUntilMs = 0;
  #dead = false;
  /** Its machine sleeps. */
  #asleep = false;
  #callsLeft = Infinity;
  /** What each callback takes, ms: a slow node. */
  costMs = 0;

  /** `died`: it died of `dieAfter`. */
  constructor(clock: VirtualClock, died: () => void) {
    this.#clock = clock;
    this.#died = died;
  }

  get isDead(): boolean {
    return this.#dead;
  }

  /** Stands still for that long; what comes meanwhile waits. */
  pause(ms: number): void {
    this.#busyUntilMs = Math.max(this.#busyUntilMs, this.#clock.monotonicMs() + ms);
  }

  /** With its machine: until `wake`, whatever else ends. */
  sleep(): void {
    this.#asleep = true;
  }

  wake(): void {
    this.#asleep = false;
    if (this.#waiting.length > 0 && this.#timer === undefined) this.#arm();
  }

  /** It stands still, or is slow. */
  get isHindered(): boolean {
    return this.#asleep || this.costMs > 0 || this.#clock.monotonicMs() < this.#busyUntilMs;
  }

  /** Goes on at once, at its normal pace. */
  resume(): void {
    this.costMs = 0;
    this.#busyUntilMs = 0;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#waiting.length > 0) this.#arm();
  }

  /** Dies before its port call number `calls` from now; 1: the next. */
  dieAfter(calls: number): void {
    this.#callsLeft = calls - 1;
  }

  kill(): void {
    this.#dead = true;
    this.#waiting.length = 0;
  }

  /** A call of a port is about to take effect; false: the process is dead, and it must not. */
  call(): boolean {
    if (this.#dead) return false;
    if (this.#callsLeft-- > 0) return true;
    this.kill();
    this.#died();
    return false;
  }

  enter(callback: () => void): void {
    if (this.#dead) return;
    const isFree = !this.#asleep && this.#clock.monotonicMs() >= this.#busyUntilMs;
    if (this.#waiting.length === 0 && isFree) return this.#run(callback);
    this.#waiting.push(callback);
    if (this.#timer === undefined) this.#arm();
  }

  #run(callback: () => void): void {
    if (this.costMs > 0) this.#busyUntilMs = this.#clock.monotonicMs() + this.costMs;
    callback();
  }

  #arm(): void {
    this.#timer = this.#clock.setTimer(this.#busyUntilMs - this.#clock.monotonicMs(), () => {
      this.#timer = undefined;
      if (this.#dead || this.#asleep) return;
      if (this.#clock.monotonicMs() >= this.#busyUntilMs) {
        const next = this.#waiting.shift();
        if (next !== undefined) this.#run(next);
      }
      if (this.#waiting.length > 0 && this.#timer === undefined) this.#arm();
    });
  }
}

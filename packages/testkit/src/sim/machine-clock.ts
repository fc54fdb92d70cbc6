/**
 * The clock of one machine, as its processes see it: it drifts, jumps and stands still as told. It outlives the process.
 * Its monotonic time never goes back, and no timer fires before its local time.
 */

import type { Clock, Timer } from '@gaios/sm-base';
import type { VirtualClock } from '../virtual-clock.ts';
import type { Process } from './process.ts';

/** Clocks that are worse make timeouts meaningless. */
const SOUND_ERROR = 0.01;
const UPTIME_STEP_MS = 10;

interface Alarm {
  readonly dueMs: number;
  readonly fire: () => void;
  timer: Timer | undefined;
}

export class MachineClock {
  readonly #clock: VirtualClock;
  readonly #alarms = new Set<Alarm>();
  /** Local time `#localMs` was at true time `#trueMs`. */
  #localMs: number;
  #trueMs: number;
  #rate = 1;
  /** How many say that the machine sleeps: its monotonic clock stands still, its uptime does not. */
  #sleepers = 0;
  /** Uptime less monotonic time, before the present sleep. */
  #sleptMs = 0;
  #latestMs = 0;
  #wallOffsetMs = 0;

  /** `startMs`: monotonic clocks of machines have nothing to do with each other. */
  constructor(clock: VirtualClock, startMs: number) {
    this.#clock = clock;
    this.#localMs = startMs;
    this.#trueMs = clock.monotonicMs();
  }

  /** What a process on this machine, or a new life of one, uses as its clock. */
  of(process: Process): Clock {
    return {
      monotonicMs: () => this.monotonicMs(),
      uptimeMs: () => this.#uptimeMs(),
      wallMs: () => Math.floor(this.#clock.wallMs() + this.#wallOffsetMs),
      setTimer: (delayMs, callback) => this.#setTimer(delayMs, () => process.enter(callback)),
      defer: (callback) => this.#clock.defer(() => process.enter(callback)),
    };
  }

  monotonicMs(): number {
    const nowMs = this.#localMs + this.#passedMs * this.#pace;
    if (nowMs > this.#latestMs) this.#latestMs = nowMs;
    return this.#latestMs;
  }

  /** It runs at its own pace, more or less. */
  get isSound(): boolean {
    return !this.isAsleep && Math.abs(this.#rate - 1) < SOUND_ERROR;
  }

  get isAsleep(): boolean {
    return this.#sleepers > 0;
  }

  /** 1: true time; 0: it stands still. */
  setRate(rate: number): void {
    this.#rebase(this.monotonicMs());
    this.#rate = rate;
    this.#rearm();
  }

  /** The machine is suspended until `wake`; what runs on it is to stand still, too. */
  sleep(): void {
    this.#rebase(this.monotonicMs());
    this.#sleepers++;
    this.#rearm();
  }

  wake(): void {
    this.#rebase(this.monotonicMs());
    this.#sleepers--;
    this.#rearm();
  }

  /** Forwards only, as after a suspension that the operating system counts. */
  jump(ms: number): void {
    this.#rebase(this.monotonicMs() + ms);
    this.#rearm();
  }

  /** Somebody sets the time of day, forwards or back. */
  setWallOffset(ms: number): void {
    this.#wallOffsetMs = ms;
  }

  /** As of Linux, in hundredths of a second. */
  #uptimeMs(): number {
    const asleepMs = this.isAsleep ? this.#passedMs * this.#rate : 0;
    const uptimeMs = this.monotonicMs() + this.#sleptMs + asleepMs;
    return Math.floor(uptimeMs / UPTIME_STEP_MS) * UPTIME_STEP_MS;
  }

  /** True time since the last change of pace. */
  get #passedMs(): number {
    return this.#clock.monotonicMs() - this.#trueMs;
  }

  get #pace(): number {
    return this.isAsleep ? 0 : this.#rate;
  }

  #rebase(localMs: number): void {
    if (this.isAsleep) this.#sleptMs += this.#passedMs * this.#rate;
    this.#localMs = localMs;
    this.#trueMs = this.#clock.monotonicMs();
  }

  #setTimer(delayMs: number, fire: () => void): Timer {
    if (Number.isNaN(delayMs)) throw new RangeError('delayMs is not a number');
    const alarm: Alarm = { dueMs: this.monotonicMs() + Math.max(0, delayMs), fire, timer: undefined };
    if (alarm.dueMs === Infinity) return { cancel: () => {} };
    this.#alarms.add(alarm);
    this.#arm(alarm);
    return {
      cancel: () => {
        alarm.timer?.cancel();
        this.#alarms.delete(alarm);
      },
    };
  }

  #arm(alarm: Alarm): void {
    alarm.timer?.cancel();
    alarm.timer = undefined;
    if (this.#pace <= 0) return;
    const waitMs = Math.max(0, alarm.dueMs - this.monotonicMs()) / this.#pace;
    alarm.timer = this.#clock.setTimer(waitMs, () => {
      this.#alarms.delete(alarm);
      // Rounding may leave the local time a hair before it.
      this.#latestMs = Math.max(this.monotonicMs(), alarm.dueMs);
      alarm.fire();
    });
  }

  #rearm(): void {
    for (const alarm of this.#alarms) this.#arm(alarm);
  }
}

/** True time for what belongs to a machine and not to its clock: its disk. */
export const trueClock = (clock: VirtualClock, process: Process): Clock => ({
  monotonicMs: () => clock.monotonicMs(),
  wallMs: () => clock.wallMs(),
  setTimer: (delayMs, callback) => clock.setTimer(delayMs, () => process.enter(callback)),
  defer: (callback) => clock.defer(() => process.enter(callback)),
});

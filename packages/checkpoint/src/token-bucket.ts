/**
 * How fast something may go, over all who share it. What is taken may make a debt; the next one waits until it is paid: so
 * a piece larger than the bucket goes too, and the rate holds on the whole.
 */

import { sleep, type Time } from './time.ts';

export class TokenBucket {
  readonly #time: Time;
  #perSecond: number;
  #burst: number;
  #tokens: number;
  #sinceMs: number;

  /** `perSecond` 0: without limit. `burst`: what may go at once after a pause. */
  constructor(time: Time, perSecond: number, burst: number) {
    this.#time = time;
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
    this.#sinceMs = time.nowMs();
  }

  setRate(perSecond: number): void {
    this.#refill();
    this.#perSecond = perSecond;
  }

  /** Milliseconds until something may be taken; 0: now. */
  waitMs(): number {
    if (this.#perSecond === 0) return 0;
    this.#refill();
    return this.#tokens > 0 ? 0 : Math.max(1, Math.ceil(((1 - this.#tokens) * 1000) / this.#perSecond));
  }

  take(amount: number): void {
    if (this.#perSecond === 0) return;
    this.#refill();
    this.#tokens -= amount;
  }

  /** Takes, and resolves when the next may. */
  async pace(amount: number): Promise<void> {
    this.take(amount);
    for (let waitMs = this.waitMs(); waitMs > 0; waitMs = this.waitMs()) await sleep(this.#time, waitMs);
  }

  #refill(): void {
    const nowMs = this.#time.nowMs();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((nowMs - this.#sinceMs) * this.#perSecond) / 1000);
    this.#sinceMs = nowMs;
  }
}

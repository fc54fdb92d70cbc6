/**
 * The system's clock and randomness as ports: the only file of this package that touches them. Everything else is
 * handed a `Clock` and a `Random`, and runs the same way twice when these do (DESIGN section 2).
 */

import { randomBytes } from 'node:crypto';
import { uptime } from 'node:os';
import type { Clock, Random } from '@gaios/sm-base';

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  uptimeMs: () => uptime() * 1000,
  wallMs: () => Date.now(),
  setTimer(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
  defer(callback) {
    setImmediate(callback);
  },
};

/** 53 random bits as an integer. Drawn in bulk: a system call per number would show in a profile. */
class SystemRandom implements Random {
  #pool = Buffer.alloc(0);
  #at = 0;

  nextInteger(): number {
    if (this.#at + 8 > this.#pool.length) {
      this.#pool = randomBytes(4096);
      this.#at = 0;
    }
    const high = this.#pool.readUInt32LE(this.#at) & 0x1f_ffff;
    const low = this.#pool.readUInt32LE(this.#at + 4);
    this.#at += 8;
    return high * 2 ** 32 + low;
  }

  next(): number {
    return this.nextInteger() / 2 ** 53;
  }
}

export const systemRandom = (): Random => new SystemRandom();

/** When a group is worth a new checkpoint: after so many instances, so many bytes of log, or so much time, whichever comes first. */

export interface PolicyOptions {
  /** 0: not for that reason. */
  readonly everyInstances: number;
  readonly everyBytes: number;
  readonly everyMs: number;
  /** Not more often than that, whatever else says. */
  readonly restMs: number;
  /** After a failure, doubled with each one up to the other. */
  readonly retryMinMs: number;
  readonly retryMaxMs: number;
}

export const POLICY_DEFAULTS: PolicyOptions = {
  // A restart replays some seconds of work at most.
  everyInstances: 100_000,
  everyBytes: 256 * 1024 * 1024,
  everyMs: 0,
  restMs: 10_000,
  retryMinMs: 5_000,
  retryMaxMs: 600_000,
};

export class CheckpointPolicy {
  readonly #options: PolicyOptions;
  #instanceId: number;
  #sinceMs: number;
  #bytes = 0;
  #failures = 0;
  #isLost = false;
  #notBeforeMs: number;

  /** `instanceId`: of the last checkpoint; 0: none. */
  constructor(options: Partial<PolicyOptions>, instanceId: number, nowMs: number) {
    this.#options = { ...POLICY_DEFAULTS, ...options };
    this.#instanceId = instanceId;
    this.#sinceMs = nowMs;
    this.#notBeforeMs = nowMs;
  }

  /** Bytes of log that were executed since. */
  executed(bytes: number): void {
    this.#bytes += bytes;
  }

  isDue(executedUpTo: number, nowMs: number): boolean {
    const instances = executedUpTo - this.#instanceId;
    if (instances <= 0 || nowMs < this.#notBeforeMs) return false;
    const { everyInstances, everyBytes, everyMs } = this.#options;
    if (this.#isLost) return true;
    if (everyInstances > 0 && instances >= everyInstances) return true;
    if (everyBytes > 0 && this.#bytes >= everyBytes) return true;
    return everyMs > 0 && nowMs - this.#sinceMs >= everyMs;
  }

  /** By itself, by a call, or by installation. */
  made(instanceId: number, nowMs: number): void {
    this.#instanceId = Math.max(this.#instanceId, instanceId);
    this.#bytes = 0;
    this.#failures = 0;
    this.#isLost = false;
    this.#sinceMs = nowMs;
    this.#notBeforeMs = nowMs + this.#options.restMs;
  }

  /**
   * The newest was damaged, and is removed: another one is due at once, also in a group where nothing happens. The log may have been
   * deleted behind it. `instanceId`: of the newest that is left; 0: none.
   */
  lost(instanceId: number): void {
    this.#instanceId = instanceId;
    this.#isLost = true;
  }

  failed(nowMs: number): void {
    const { retryMinMs, retryMaxMs } = this.#options;
    this.#notBeforeMs = nowMs + Math.min(retryMaxMs, retryMinMs * 2 ** Math.min(this.#failures, 20));
    this.#failures++;
  }
}

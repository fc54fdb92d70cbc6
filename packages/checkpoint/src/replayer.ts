/**
 * Drives `executeForCheckpoint`: executes the log a second time, behind the active state, into the state that a machine builds
 * its checkpoints from. It has an instance of its own, may be paused, and stands still where a checkpoint is taken.
 */

import { GaiosError, type ExecuteContext, type LogRecord, type StateMachine } from '@gaios/sm-base';
import { Alarm, sleep, type Time } from './time.ts';

export interface ReplayOperation {
  readonly instanceId: number;
  readonly batchIndex: number;
  readonly nowMs: number;
  readonly smId: number;
  readonly value: Uint8Array;
}

export interface ReplayerPorts {
  readonly groupIdx: number;
  readonly time: Time;
  /** The active state has executed up to it. */
  availableUpTo(): number;
  /** As `LogStorage.read`. */
  read(range: {
    readonly from: number;
    readonly to: number;
    readonly bytesMax: number;
  }): Promise<readonly LogRecord[]>;
  /**
   * What of an instance is to be executed: decided as for the active state, on a framework state of its own. Once for each
   * instance, in order.
   */
  open(instanceId: number, value: Uint8Array): readonly ReplayOperation[];
  machine(smId: number): StateMachine | undefined;
  /** A machine threw, or the log could not be read; it is tried again. */
  stalled(error: unknown, instanceId: number): void;
}

export interface ReplayerOptions {
  readonly pageBytes: number;
  /** Operations of one `executeBatchForCheckpoint`. */
  readonly batchMax: number;
  /** Operations until the event loop has its turn. */
  readonly sliceCount: number;
  readonly retryMinMs: number;
  readonly retryMaxMs: number;
}

export const REPLAYER_DEFAULTS: ReplayerOptions = {
  pageBytes: 1024 * 1024,
  batchMax: 1000,
  sliceCount: 1000,
  retryMinMs: 100,
  retryMaxMs: 10_000,
};

/** Whether a machine builds its checkpoints by replay. */
export const needsReplay = (machine: StateMachine): boolean =>
  machine.executeForCheckpoint !== undefined || machine.executeBatchForCheckpoint !== undefined;

interface Waiter {
  readonly instanceId: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class Replayer {
  readonly #ports: ReplayerPorts;
  readonly #options: ReplayerOptions;
  readonly #retry: Alarm;
  /** What a machine's own checkpoint state held when the replay began. */
  readonly #held = new Map<number, number>();
  #instanceId: number;
  /** Of instances that are open. */
  #operations: readonly ReplayOperation[] = [];
  #next = 0;
  #openUpTo: number;
  #waiter: Waiter | undefined;
  #holding = false;
  #paused = false;
  #running = false;
  #stopped = false;
  #attempt = 0;

  /** `instanceId`: where the framework state of `open` stands. */
  constructor(ports: ReplayerPorts, options: Partial<ReplayerOptions>, instanceId: number) {
    this.#ports = ports;
    this.#options = { ...REPLAYER_DEFAULTS, ...options };
    this.#instanceId = instanceId;
    this.#openUpTo = instanceId;
    this.#retry = new Alarm(ports.time, () => void this.#run());
  }

  /** Everything up to it is executed into the checkpoint states. */
  get instanceId(): number {
    return this.#instanceId;
  }

  get isPaused(): boolean {
    return this.#paused;
  }

  /** No operation begins any more; one may be under way. A checkpoint that waits for the replay waits on. */
  pause(): void {
    this.#paused = true;
  }

  continue(): void {
    this.#paused = false;
    void this.#run();
  }

  /** The active state has executed more. */
  advance(): void {
    void this.#run();
  }

  /**
   * Goes there and stays, so that a checkpoint can be taken, until `release`. One at a time. Rejects with CHECKPOINT_BUSY,
   * INVALID_ARGUMENT if it has passed it, CLOSED.
   */
  runTo(instanceId: number): Promise<void> {
    const facts = { groupIdx: this.#ports.groupIdx, instanceId, replayed: this.#openUpTo };
    if (this.#holding) return Promise.reject(new GaiosError('CHECKPOINT_BUSY', undefined, { facts }));
    if (this.#stopped) return Promise.reject(new GaiosError('CLOSED'));
    if (instanceId < this.#openUpTo) {
      return Promise.reject(new GaiosError('INVALID_ARGUMENT', 'the replay has passed it', { facts }));
    }
    this.#holding = true;
    return new Promise((resolve, reject) => {
      this.#waiter = { instanceId, resolve, reject };
      void this.#run();
    });
  }

  /** The checkpoint is taken, or given up. */
  release(): void {
    this.#holding = false;
    this.#waiter?.reject(new GaiosError('ABORTED'));
    this.#waiter = undefined;
    void this.#run();
  }

  stop(): void {
    this.#stopped = true;
    this.#retry.cancel();
    this.#waiter?.reject(new GaiosError('CLOSED'));
    this.#waiter = undefined;
  }

  get #mayGoOn(): boolean {
    return !this.#stopped && !this.#paused && !this.#retry.isSet;
  }

  /** Not above the instance that a checkpoint is taken of; while it is taken, nothing. */
  get #limit(): number {
    if (this.#holding) return this.#waiter?.instanceId ?? this.#instanceId;
    return this.#ports.availableUpTo();
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      while (this.#mayGoOn && (await this.#page())) await this.#execute();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#running = false;
    }
  }

  /** Whether there is something to execute. */
  async #page(): Promise<boolean> {
    if (this.#next < this.#operations.length) return true;
    this.#reached(this.#openUpTo);
    const to = Math.min(this.#limit, this.#ports.availableUpTo());
    if (this.#openUpTo >= to) return false;
    const from = this.#openUpTo + 1;
    const records = await this.#ports.read({ from, to, bytesMax: this.#options.pageBytes });
    if (!this.#mayGoOn) return false;
    if (records[0]?.instanceId !== from) {
      const facts = { groupIdx: this.#ports.groupIdx, instanceId: from };
      throw new GaiosError('INSTANCE_NOT_FOUND', 'the log does not reach back to the replay', { facts });
    }
    this.#next = 0;
    this.#operations = records.flatMap(({ instanceId, value }) => {
      this.#openUpTo = instanceId;
      return this.#ports.open(instanceId, value).filter((operation) => this.#isWanted(operation));
    });
    return true;
  }

  async #execute(): Promise<void> {
    let slice = this.#options.sliceCount;
    while (this.#next < this.#operations.length && this.#mayGoOn) {
      const first = this.#operations[this.#next];
      if (first === undefined) break;
      const count = await this.#one(first);
      this.#attempt = 0;
      this.#next += count;
      slice -= count;
      this.#instanceId = Math.max(this.#instanceId, (this.#operations[this.#next]?.instanceId ?? 1) - 1);
      if (slice > 0) continue;
      slice = this.#options.sliceCount;
      await sleep(this.#ports.time, 0);
    }
    if (this.#next >= this.#operations.length) this.#reached(this.#openUpTo);
  }

  async #one(first: ReplayOperation): Promise<number> {
    const machine = this.#ports.machine(first.smId);
    if (machine?.executeBatchForCheckpoint === undefined) {
      await machine?.executeForCheckpoint?.(first.value, this.#context(first));
      return 1;
    }
    const operations = this.#sameMachine(first.smId);
    await machine.executeBatchForCheckpoint(
      operations.map(({ value }) => value),
      operations.map((operation) => this.#context(operation)),
    );
    return operations.length;
  }

  #sameMachine(smId: number): readonly ReplayOperation[] {
    let end = this.#next;
    const last = Math.min(this.#operations.length, this.#next + this.#options.batchMax);
    while (end < last && this.#operations[end]?.smId === smId) end++;
    return this.#operations.slice(this.#next, end);
  }

  #isWanted({ smId, instanceId }: ReplayOperation): boolean {
    const machine = this.#ports.machine(smId);
    if (machine === undefined || !needsReplay(machine)) return false;
    let held = this.#held.get(smId);
    if (held === undefined) {
      held = machine.getCheckpointInstanceId(this.#ports.groupIdx);
      this.#held.set(smId, held);
    }
    return instanceId > held;
  }

  #context({ instanceId, batchIndex, nowMs }: ReplayOperation): ExecuteContext {
    return { groupIdx: this.#ports.groupIdx, instanceId, batchIndex, nowMs };
  }

  #reached(instanceId: number): void {
    this.#instanceId = instanceId;
    if (this.#waiter === undefined || instanceId < this.#waiter.instanceId) return;
    const { resolve } = this.#waiter;
    this.#waiter = undefined;
    resolve();
  }

  #fail(error: unknown): void {
    if (this.#stopped) return;
    this.#ports.stalled(error, this.#instanceId + 1);
    const { retryMinMs, retryMaxMs } = this.#options;
    this.#retry.in(Math.min(retryMaxMs, retryMinMs * 2 ** Math.min(this.#attempt, 20)));
    this.#attempt++;
  }
}

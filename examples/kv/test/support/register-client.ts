/** Clients that all write and read the same few keys, as fast as they are answered, and note what they saw. */

import { LoadClient } from './load-client.ts';
import { checkRegister, EMPTY, type RegisterCall } from './register-history.ts';
import type { RespClient } from './resp-client.ts';

/** All clients rest after so many answers, and each key is read alone: histories are cut there. */
const ROUND_OPERATIONS = 2_000;
const READ_SHARE = 0.4;
/** For a client that waits for the others, or has nothing left to do, ms. */
const REST_MS = 5;

/** What the clients share. */
export class Registers {
  readonly keys: readonly string[];
  readonly total: number;
  /** Answered so far. */
  answered = 0;
  readonly #calls = new Map<string, RegisterCall[]>();
  #running = 0;
  #roundEnd = ROUND_OPERATIONS;
  #written = 0;
  #lastMs = 0;

  constructor(keys: readonly string[], total: number) {
    this.keys = keys;
    this.total = total;
    for (const key of keys) this.#calls.set(key, []);
  }

  get done(): boolean {
    return this.answered >= this.total;
  }

  /** Whether one more may begin now: not while a round ends. */
  begin(): boolean {
    if (this.done || this.answered + this.#running >= this.#roundEnd) return false;
    this.#running++;
    return true;
  }

  end(): void {
    this.#running--;
  }

  /** Nothing is under way, and nothing begins before `nextRound`. */
  get resting(): boolean {
    return this.#running === 0 && (this.done || this.answered >= this.#roundEnd);
  }

  nextRound(): void {
    this.#roundEnd = this.answered + ROUND_OPERATIONS;
  }

  nextValue(): string {
    return `v${++this.#written}`;
  }

  /** Positions on one time line, all different. */
  now(): number {
    this.#lastMs = Math.max(performance.now(), this.#lastMs + 1e-6);
    return this.#lastMs;
  }

  note(key: string, call: RegisterCall): void {
    this.#calls.get(key)?.push(call);
  }

  /** @throws Error if what was seen of a key is not linearizable, or that was too hard to tell */
  check(say: (line: string) => void): void {
    for (const [key, calls] of this.#calls) {
      const { verdict, steps, pieces } = checkRegister(calls);
      const text = `${key}: ${calls.length} calls in ${pieces} pieces: ${verdict}, after ${steps} steps`;
      say(text);
      if (verdict !== 'linearizable') throw new Error(text);
    }
  }
}

export class RegisterClient extends LoadClient {
  readonly #registers: Registers;

  constructor(registers: Registers, options: ConstructorParameters<typeof LoadClient>[0]) {
    super(options);
    this.#registers = registers;
  }

  protected override get thinkMs(): number {
    return this.#registers.done ? REST_MS : 0;
  }

  protected async step(client: RespClient): Promise<boolean> {
    const registers = this.#registers;
    if (!registers.begin()) {
      await this.pause();
      return true;
    }
    const { keys } = registers;
    const write = Math.random() < READ_SHARE ? undefined : registers.nextValue();
    try {
      const key = keys[Math.floor(Math.random() * keys.length)] ?? '';
      return await this.#call(client, key, write);
    } finally {
      registers.end();
    }
  }

  /** A read of each key, while nobody else does anything: asks one node after the other until it is answered. */
  async readAll(): Promise<void> {
    for (const key of this.#registers.keys) {
      for (;;) {
        const client = await this.connect();
        const ok = client !== undefined && (await this.#call(client, key, undefined));
        client?.close();
        if (ok) break;
        this.moveOn();
        await this.pause();
      }
    }
  }

  /** Values are compared where they are noted: histories hold all of it. */
  verify(): Promise<void> {
    return Promise.resolve();
  }

  async #call(client: RespClient, key: string, write: string | undefined): Promise<boolean> {
    const command = write === undefined ? ['GET', key] : ['SET', key, write, 'GET'];
    const calledAt = this.#registers.now();
    const beganMs = performance.now();
    const result = await client.send(...command);
    const returnedAt = this.#registers.now();
    if (result.kind !== 'answer') {
      this.failure(result);
      if (result.kind === 'unknown')
        this.#registers.note(key, { write, result: undefined, calledAt, returnedAt: Infinity });
      return false;
    }
    this.#registers.note(key, { write, result: String(result.value ?? EMPTY), calledAt, returnedAt });
    this.#registers.answered++;
    this.success(beganMs);
    return true;
  }
}

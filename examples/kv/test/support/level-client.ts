/** A client that adds to counters and reads them at every level, and takes its session along from node to node. */

import { READ_LEVELS, type LevelHistory, type ReadLevel } from './level-history.ts';
import { LoadClient } from './load-client.ts';
import type { CommandResult, RespClient } from './resp-client.ts';

const WRITE_SHARE = 0.4;
/** A token is asked for after so many commands, on average. */
const TOKEN_EVERY = 5;
const BOUNDS_MS = [0, 50, 300, 1_000, 3_000] as const;

const anyOf = <T>(all: readonly [T, ...T[]]): T => all[Math.floor(Math.random() * all.length)] ?? all[0];

export class LevelClient extends LoadClient {
  /** Reads by lease that were refused for want of it. */
  withoutLease = 0;
  readonly #history: LevelHistory;
  #connection: RespClient | undefined;
  /** What this connection saw, by key. */
  readonly #seen = new Map<string, number>();
  /** A session of an earlier connection, or of this one, and what it had seen. */
  #token = '';
  #tokenSeen: ReadonlyMap<string, number> = new Map();

  constructor(history: LevelHistory, options: ConstructorParameters<typeof LoadClient>[0]) {
    super(options);
    this.#history = history;
  }

  protected async step(client: RespClient): Promise<boolean> {
    if (client !== this.#connection) this.#seen.clear();
    this.#connection = client;
    const { keys } = this.#history;
    const key = keys[Math.floor(Math.random() * keys.length)] ?? '';
    const ok = await (Math.random() < WRITE_SHARE
      ? this.#add(client, key)
      : this.#read(client, key, anyOf(READ_LEVELS)));
    if (ok && Math.random() * TOKEN_EVERY < 1) await this.#takeToken(client);
    return ok;
  }

  /** Every node holds the same then. */
  async verify(read: (key: string) => Promise<string | null>): Promise<void> {
    for (const key of this.#history.keys) {
      const wrong = this.#history.final(key, Number((await read(key)) ?? 0));
      if (wrong !== undefined) this.violation(wrong);
    }
  }

  async #add(client: RespClient, key: string): Promise<boolean> {
    const beganMs = performance.now();
    this.#history.addition(key);
    const result = await client.send('INCR', key);
    if (result.kind !== 'answer') return this.#failed(result);
    const value = Number(result.value);
    this.#saw(key, value, this.#history.added(key, value, performance.now()));
    this.success(beganMs);
    return true;
  }

  async #read(client: RespClient, key: string, level: ReadLevel): Promise<boolean> {
    const boundMs = anyOf(BOUNDS_MS);
    const words = { bounded: [String(boundMs)], session: this.#token === '' ? [] : [this.#token] };
    const told = client.send('GAIOS.READLEVEL', level, ...((words as Record<string, string[]>)[level] ?? []));
    const ofToken = level === 'session' ? (this.#tokenSeen.get(key) ?? 0) : 0;
    const seen = Math.max(this.#seen.get(key) ?? 0, ofToken);
    const beganMs = performance.now();
    const read = this.#history.read(key, level, { nowMs: beganMs, boundMs, seen });
    const result = await client.send('GET', key);
    const accepted = await told;
    if (accepted.kind === 'refused' && client.isOpen) this.violation(accepted.text);
    if (result.kind !== 'answer') {
      // By design: the others are asked at another level.
      const isWithoutLease = level === 'lease' && result.text.startsWith('NOLEASE');
      if (isWithoutLease) this.withoutLease++;
      return isWithoutLease || this.#failed(result);
    }
    const value = Number(result.value ?? 0);
    this.#saw(key, value, this.#history.answered(read, value, performance.now()));
    this.success(beganMs);
    return true;
  }

  async #takeToken(client: RespClient): Promise<void> {
    const seen = new Map(this.#seen);
    const result = await client.send('GAIOS.SESSION');
    if (result.kind !== 'answer' || typeof result.value !== 'string') return;
    this.#token = result.value;
    this.#tokenSeen = seen;
  }

  #saw(key: string, value: number, wrong: string | undefined): void {
    this.#seen.set(key, Math.max(value, this.#seen.get(key) ?? 0));
    if (wrong !== undefined) this.violation(wrong);
  }

  #failed(result: Exclude<CommandResult, { kind: 'answer' }>): false {
    this.failure(result);
    return false;
  }
}

/** What the clients of a load have in common: a connection to one node after another, counts, and a note of success. */

import { setTimeout as sleep } from 'node:timers/promises';

import { RespClient, type CommandResult } from './resp-client.ts';

export interface LoadClientOptions {
  readonly name: string;
  /** RESP ports of all nodes. */
  readonly ports: readonly number[];
  /** Which of them it begins with. */
  readonly first: number;
}

export interface Counts {
  acknowledged: number;
  /** Definite errors: not executed. */
  refused: number;
  /** Outcome not known. */
  unknown: number;
}

/** Between commands, so that a dozen clients do not take the machine from the nodes. */
const THINK_MS = 5;
/** After an error. */
const RETRY_MS = 20;
/** After so many successes a client goes to the next node, so that all nodes keep getting clients after kills. */
const STAY_COMMANDS = 200;

export abstract class LoadClient {
  readonly name: string;
  readonly counts: Counts = { acknowledged: 0, refused: 0, unknown: 0 };
  /** What must not be. Empty at the end, or the test fails. */
  readonly violations: string[] = [];
  /** By text, for people. */
  readonly errors = new Map<string, number>();
  protected readonly ports: readonly number[];
  #at: number;
  #client: RespClient | undefined;
  #stayed = 0;
  #stopping = false;
  #running: Promise<void> | undefined;
  #waiters: { readonly sinceMs: number; readonly resolve: () => void }[] = [];

  constructor({ name, ports, first }: LoadClientOptions) {
    this.name = name;
    this.ports = ports;
    this.#at = first % ports.length;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Lets the command under way end. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#running;
    this.#client?.close();
  }

  /** Resolves at the first success of a command that begins from now on. */
  nextSuccess(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push({ sinceMs: performance.now(), resolve }));
  }

  /** Against what the store holds at the end. @param read the value of a key, the same on every node */
  abstract verify(read: (key: string) => Promise<string | null>): Promise<void>;

  /** One command, or a few; false after anything but success. */
  protected abstract step(client: RespClient): Promise<boolean>;

  /** Between commands, ms. */
  protected get thinkMs(): number {
    return THINK_MS;
  }

  protected get stopping(): boolean {
    return this.#stopping;
  }

  protected success(beganMs: number): void {
    this.counts.acknowledged++;
    this.#waiters = this.#waiters.filter(({ sinceMs, resolve }) => {
      if (beganMs < sinceMs) return true;
      resolve();
      return false;
    });
  }

  protected failure(result: Exclude<CommandResult, { kind: 'answer' }>): void {
    this.counts[result.kind]++;
    this.errors.set(result.text, (this.errors.get(result.text) ?? 0) + 1);
  }

  protected violation(text: string): void {
    this.violations.push(`${this.name} at ${new Date().toISOString()}: ${text}`);
  }

  /** The next connection is to the next node. */
  protected moveOn(): void {
    this.#at = (this.#at + 1) % this.ports.length;
  }

  protected async pause(): Promise<void> {
    await sleep(RETRY_MS);
  }

  /** A connection to a node; undefined: to none of them now, or the end has come. */
  protected async connect(): Promise<RespClient | undefined> {
    const { ports } = this;
    for (let tries = 0; tries < ports.length; tries++) {
      const client = await RespClient.open(ports[this.#at] ?? 0);
      if (client !== undefined) return client;
      this.moveOn();
    }
    return undefined;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      if (this.#client?.isOpen !== true) this.#client = await this.connect();
      const ok = this.#client !== undefined && (await this.step(this.#client));
      if (!ok || ++this.#stayed % STAY_COMMANDS === 0) {
        this.#client?.close();
        this.#client = undefined;
        this.moveOn();
      }
      await sleep(ok ? this.thinkMs : RETRY_MS);
    }
  }
}

/**
 * A client with a counter that only its INCRs touch. Every value it gets tells how many of its INCRs were executed: those
 * that were answered, and of those with an unknown outcome some. After an unknown one it reads the counter before it goes
 * on. That tells what has been executed by then; one that is still on its way may come later, so it stays possible.
 */

import { LoadClient } from './load-client.ts';
import type { RespClient, CommandResult } from './resp-client.ts';

/** Every so many INCRs the counter is read through another connection: no read may be stale. */
const READ_EVERY = 5;

export class CounterClient extends LoadClient {
  /** Executed for certain. */
  #known = 0;
  /** May have been, or may still be. */
  #open = 0;
  #steps = 0;

  get key(): string {
    return `counter:${this.name}`;
  }

  /** Executed beyond those answered or read so far; 0: the final value is known exactly. */
  get open(): number {
    return this.#open;
  }

  protected async step(client: RespClient): Promise<boolean> {
    const beganMs = performance.now();
    const result = await client.send('INCR', this.key);
    if (result.kind === 'answer') {
      this.#take(result.value, 1, 'INCR');
      this.success(beganMs);
      if (++this.#steps % READ_EVERY === 0) await this.#read();
      return true;
    }
    this.failure(result);
    if (result.kind === 'unknown') {
      this.#open++;
      await this.#readUntilAnswered();
    }
    return false;
  }

  async verify(read: (key: string) => Promise<string | null>): Promise<void> {
    this.#take(Number((await read(this.key)) ?? 0), 0, 'the final value');
    const { acknowledged, unknown } = this.counts;
    if (this.#known < acknowledged || this.#known > acknowledged + unknown) {
      this.violation(`ends at ${this.#known} after ${acknowledged} answers and ${unknown} unknown outcomes`);
    }
  }

  /** `value` must be what is known and `own`, and at most those beyond that whose outcome is open. */
  #take(value: CommandValue, own: 0 | 1, what: string): void {
    const least = this.#known + own;
    if (typeof value !== 'number' || value < least || value > least + this.#open) {
      const range = this.#open === 0 ? `${least}` : `${least} to ${least + this.#open}`;
      this.violation(`${what} is ${String(value)}, not ${range}`);
      if (typeof value !== 'number') return;
    }
    this.#open = Math.max(0, this.#open - Math.max(0, value - least));
    this.#known = value;
  }

  async #read(): Promise<boolean> {
    const client = await this.connect();
    if (client === undefined) return false;
    const result = await client.send('GET', this.key);
    client.close();
    if (result.kind !== 'answer') return false;
    this.#take(Number(result.value ?? 0), 0, `GET at ${client.port}`);
    return true;
  }

  async #readUntilAnswered(): Promise<void> {
    while (!this.stopping && !(await this.#read())) {
      this.moveOn();
      await this.pause();
    }
  }
}

type CommandValue = Extract<CommandResult, { kind: 'answer' }>['value'];

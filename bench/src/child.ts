/**
 * Processes of a benchmark: started with plain node, asked by name over IPC, bounded in time. What they write to stderr
 * is kept for the error message. Whatever ends this process ends them: each leaves when its channel closes, and those
 * that are left at the exit are killed by pid.
 */

import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';

interface Reply {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

interface Asked {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

const STDERR_KEPT = 8_000;
/** One that does not leave by itself is killed after this. */
const STOP_MS = 8_000;
/** What it wrote to stderr last may come after its end. */
const LAST_WORDS_MS = 50;

const living = new Set<Child>();
process.on('exit', () => {
  for (const child of living) child.kill();
});

export class Child {
  readonly title: string;
  readonly #process: ChildProcess;
  readonly #asked = new Map<number, Asked>();
  readonly #exited: Promise<void>;
  #lastId = 0;
  #stderr = '';

  /** `entry`: a file beside this one, or the path of another. */
  constructor(entry: string, title: string, execArgv: readonly string[] = []) {
    this.title = title;
    this.#process = fork(path.resolve(import.meta.dirname, entry), {
      execArgv: [...execArgv],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    living.add(this);
    this.#process.stderr?.on('data', (bytes: Buffer) => {
      this.#stderr = (this.#stderr + bytes.toString()).slice(-STDERR_KEPT);
    });
    this.#process.on('message', (reply: Reply) => this.#settle(reply));
    this.#exited = new Promise((resolve) => {
      // Not `close`, which would wait for stderr too, but does not come after a `disconnect` from here.
      this.#process.on('exit', (code, signal) => {
        living.delete(this);
        setTimeout(() => {
          this.#failAll(`ended with ${signal ?? `exit code ${code}`}`);
          resolve();
        }, LAST_WORDS_MS);
      });
    });
    this.#process.on('error', (error) => this.#failAll(error.message));
  }

  get pid(): number {
    return this.#process.pid ?? -1;
  }

  ask<T>(name: string, argument: unknown, timeoutMs: number): Promise<T> {
    const id = ++this.#lastId;
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(
        () => this.#fail(id, `did not answer "${name}" within ${timeoutMs} ms`),
        timeoutMs,
      );
      this.#asked.set(id, { resolve, reject, timer });
      if (this.#process.connected) this.#process.send({ id, name, argument });
      else this.#fail(id, 'has ended');
    });
  }

  async stop(): Promise<void> {
    if (this.#process.connected) this.#process.disconnect();
    const timer = setTimeout(() => this.kill(), STOP_MS);
    await this.#exited;
    clearTimeout(timer);
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  #settle({ id, value, error }: Reply): void {
    if (error !== undefined) return this.#fail(id, error);
    const asked = this.#take(id);
    asked?.resolve(value as never);
  }

  #fail(id: number, problem: string): void {
    const said = this.#stderr === '' ? '' : `\n${this.#stderr}`;
    this.#take(id)?.reject(new Error(`${this.title} (pid ${this.pid}): ${problem}${said}`));
  }

  #failAll(problem: string): void {
    for (const id of this.#asked.keys()) this.#fail(id, problem);
  }

  #take(id: number): Asked | undefined {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    clearTimeout(asked?.timer);
    return asked;
  }
}

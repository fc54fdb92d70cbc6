/** Writes through a node, ends it, starts it again, and counts what is executed. */

import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Counts, Job } from './node-process.ts';

const ENTRY = fileURLToPath(new URL('node-process.ts', import.meta.url));

export class NodeProcess {
  readonly #process: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #told: Counts[] = [];
  #lastError = '';
  #onNews: () => void = () => {};

  constructor(job: Job) {
    this.#process = fork(ENTRY, [JSON.stringify(job)], {
      execArgv: ['--conditions=@gaios/source', '--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#process.stderr?.on('data', (chunk: Buffer) => {
      this.#lastError = chunk.toString();
    });
    this.#process.on('message', (counts) => {
      this.#told.push(counts as Counts);
      this.#onNews();
    });
    this.#exited = new Promise((resolve) => {
      this.#process.once('exit', () => {
        resolve();
        this.#onNews();
      });
    });
  }

  async until(phase: Counts['phase']): Promise<Counts> {
    for (;;) {
      const found = this.#told.find((each) => each.phase === phase);
      if (found !== undefined) return found;
      if (this.#process.exitCode !== null) throw new Error(`it ended: ${this.#lastError}`);
      await new Promise<void>((resolve) => {
        this.#onNews = resolve;
      });
    }
  }

  async close(): Promise<void> {
    if (this.#process.connected) this.#process.send('close');
    await this.#exited;
  }

  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exited;
  }
}

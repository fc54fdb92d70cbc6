/** A child process of a test: its output is kept, and it is ended by its own pid. */

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProcessLimits {
  /** No file that the process writes may grow beyond this. */
  readonly fileBytesMax?: number;
  /** A command that is run with ours behind it, and that must leave us the child's own pid. */
  readonly wrapper?: readonly string[];
}

export class TestProcess {
  readonly exited: Promise<Exit>;
  running = true;
  stdout = '';
  stderr = '';
  readonly #child: ChildProcess;

  /** Runs the built `main.js` with these arguments. */
  constructor(args: readonly (string | number)[], { fileBytesMax, wrapper = [] }: ProcessLimits = {}) {
    if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: these tests need the build (pnpm build)`);
    const command = [...wrapper, process.execPath, MAIN, ...args.map(String)];
    const limited = fileBytesMax === undefined ? command : [...limitedBy(fileBytesMax), ...command];
    this.#child = spawn(limited[0] ?? '', limited.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.exited = new Promise((resolve) => {
      // 'close', not 'exit': all output has arrived then.
      this.#child.once('close', (code, signal) => {
        this.running = false;
        resolve({ code, signal });
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Only ever this process. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** SIGTERM, and SIGKILL if that takes longer. */
  async end(graceMs: number): Promise<Exit> {
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), graceMs);
    const exit = await this.exited;
    clearTimeout(timer);
    return exit;
  }
}

/** The shell counts in blocks of 512 bytes (dash) or of 1024 (bash); what matters is that there is an end. */
const limitedBy = (bytes: number): string[] => [
  '/bin/sh',
  '-c',
  `ulimit -f ${Math.ceil(bytes / 1024)} && exec "$@"`,
  'sh',
];

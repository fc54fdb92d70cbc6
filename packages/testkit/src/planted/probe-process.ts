/** The near end of a process that hunts (probe.ts). */

import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './loader.ts';
import type { ProbeAnswer, ProbeOrder } from './probe.ts';

/** A process that has not answered after so many times its time of the processor hangs. */
const GRACE = 10;

export class ProbeProcess {
  readonly #process: ChildProcess;

  /** `directory`: of the packages, sound or planted. */
  constructor(directory: string) {
    this.#process = fork(join(directory, 'packages/testkit/src/planted/probe.ts'), [], {
      // The repository's own tools compile the copy.
      cwd: ROOT,
      execArgv: ['--conditions=@gaios/source', '--import', 'tsx'],
    });
  }

  ask(order: ProbeOrder): Promise<ProbeAnswer> {
    return new Promise((resolve) => {
      const end = (answer: ProbeAnswer): void => {
        clearTimeout(timer);
        this.#process.removeAllListeners();
        resolve(answer);
      };
      const timer = setTimeout(
        () => {
          this.close();
          end({ error: `it hangs: no answer within ${order.seconds * GRACE} s` });
        },
        order.seconds * GRACE * 1000,
      );
      this.#process.once('message', (answer: ProbeAnswer) => end(answer));
      this.#process.once('exit', (code, signal) =>
        end({ error: `its process ended with ${signal ?? code}` }),
      );
      this.#process.send(order);
    });
  }

  close(): void {
    this.#process.kill('SIGKILL');
  }
}

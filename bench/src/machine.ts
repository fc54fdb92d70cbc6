/** The machine that was measured, as far as it says. Figures without it mean nothing. */

import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly kernel: string;
  readonly node: string;
  /** Of the folder that was written to. */
  readonly fileSystem: string;
  readonly date: string;
}

const fileSystemOf = (folder: string): string => {
  try {
    // The last of its lines; `stat` cannot tell ext4 from ext2.
    const options = { encoding: 'utf8', timeout: 5_000 } as const;
    return execFileSync('df', ['--output=fstype', folder], options).trim().split('\n').at(-1) ?? 'unknown';
  } catch {
    return 'unknown';
  }
};

export const describeMachine = (folder: string): Machine => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  kernel: `${type()} ${release()}`,
  node: process.version,
  fileSystem: fileSystemOf(folder),
  date: new Date().toISOString(),
});

/** Syncing costs nothing there, and the multiples mean nothing. */
export const isMemory = ({ fileSystem }: Machine): boolean => ['tmpfs', 'ramfs'].includes(fileSystem);

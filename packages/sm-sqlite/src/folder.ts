/**
 * The folder of one machine in one group. The state is the `state-<n>.db` with the highest number: a new one takes over
 * by being renamed to its name, complete and synced, so that a crash leaves the old or the new. What else lies there
 * is left over from something that was cut off.
 */

import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import type { Owner } from './schema.ts';

/** The one file of a checkpoint. */
export const CHECKPOINT_FILE = 'state.db';

const STATE = /^state-(\d{1,15})\.db$/;

export class MachineFolder {
  readonly path: string;
  /** Where a checkpoint is copied to. */
  readonly copy: string;
  /** Where a checkpoint that is loaded is prepared. */
  readonly incoming: string;

  constructor(directory: string, { groupIdx, smId }: Owner) {
    this.path = resolve(directory, `group-${groupIdx}-sm-${smId}`);
    this.copy = join(this.path, 'copy');
    this.incoming = join(this.path, 'incoming.db');
  }

  state(generation: number): string {
    return join(this.path, `state-${generation}.db`);
  }

  /** Makes the folder. The generation that counts; of a new folder 1. */
  prepare(): number {
    mkdirSync(this.path, { recursive: true });
    const generations = readdirSync(this.path).map((name) => Number(STATE.exec(name)?.[1] ?? 0));
    return Math.max(1, ...generations);
  }

  /** Once the state of this generation is open, and so locked: nobody else is at work here. */
  removeLeftovers(generation: number): void {
    const kept = `state-${generation}.db`;
    for (const name of readdirSync(this.path)) {
      if (name !== kept && !name.startsWith(`${kept}-`)) this.#remove(name);
    }
  }

  #remove(name: string): void {
    if (!/^(?:state-\d+\.db|incoming\.db|copy)/.test(name)) return;
    rmSync(join(this.path, name), { recursive: true, force: true });
  }
}

/** With everything in it. */
export const removeGroupFolder = (directory: string, owner: Owner): Promise<void> =>
  rm(new MachineFolder(directory, owner).path, { recursive: true, force: true });

/** The whole folder under a name that is free beside it, which is returned; nothing of it may be open. */
export const setAsideGroupFolder = async (directory: string, owner: Owner): Promise<string> => {
  const { path } = new MachineFolder(directory, owner);
  let number = 1;
  while (existsSync(`${path}-set-aside-${number}`)) number++;
  const kept = `${path}-set-aside-${number}`;
  await rename(path, kept);
  await syncPath(dirname(path));
  return kept;
};

/** A database with what SQLite keeps beside it. */
export const removeDatabase = async (path: string): Promise<void> => {
  for (const end of ['', '-wal', '-shm', '-journal']) await rm(path + end, { force: true });
};

/** fsync of a file or of a folder, which makes the names in it durable; waited for in the thread pool. */
export const syncPath = async (path: string): Promise<void> => {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

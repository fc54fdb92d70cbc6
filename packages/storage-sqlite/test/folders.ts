/** Temporary data folders for these tests. */

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'gaios-storage-'));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

export const fileNames = [
  'gaios.db',
  'gaios.db-wal',
  'gaios.journal-0',
  'gaios.journal-1',
  'gaios.marker',
] as const;

/** What a killed process leaves: the files as they are now. Made while a store has them open. */
export function copyFolder(from: string, to: string = temporaryFolder()): string {
  // Where it was is not where it is now, and none of these tests is about that.
  rmSync(join(to, 'gaios.place'), { force: true });
  for (const name of fileNames) {
    rmSync(join(to, name), { force: true });
    cpSync(join(from, name), join(to, name), { force: true });
  }
  return to;
}

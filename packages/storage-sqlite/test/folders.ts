/** Temporary data folders for these tests. */

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';

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

/** Flips a bit in the stored value of an instance, of a closed folder, and leaves all checksums as they are. */
export function damageValue(folder: string, groupIdx: number, instanceId: number): void {
  const database = new Database(join(folder, 'gaios.db'));
  try {
    const key = BigInt(groupIdx) * 2n ** 47n + BigInt(instanceId);
    for (const table of ['log', 'large']) {
      const value: unknown = database.prepare(`SELECT value FROM ${table} WHERE key = ?`).pluck().get(key);
      if (!Buffer.isBuffer(value) || value.length === 0) continue;
      const at = value.length >> 1;
      value.writeUInt8(value.readUInt8(at) ^ 0x10, at);
      database.prepare(`UPDATE ${table} SET value = ? WHERE key = ?`).run(value, key);
    }
  } finally {
    database.close();
  }
}

/** Changes a closed folder as no store would. */
export function tamper(folder: string, sql: string): void {
  const database = new Database(join(folder, 'gaios.db'));
  try {
    database.exec(sql);
  } finally {
    database.close();
  }
}

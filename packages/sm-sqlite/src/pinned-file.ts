/**
 * Keeps the database's file as it is for a while, so that a copy of it is of one instance although operations go on: what is in the
 * write-ahead log is moved into the file, and from then on stays in the log. That log grows meanwhile, and is moved in one go
 * afterwards, on the event loop: beyond a bound the file is given free, and a copy has to be made otherwise.
 *
 * The file is read through a descriptor that stays open as long as the database: closing one drops the locks that this
 * process has on the file (POSIX), those of SQLite with them.
 */

import { closeSync, openSync, read, statSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import type Database from 'better-sqlite3';
import { GaiosError } from '@gaios/sm-base';

import { BACKUP_SYNC_BYTES, COPIED_AT_ONCE_BYTES, PAGE_BYTES, type Settings } from './settings.ts';

const readInPool = promisify(read);

export interface Pin {
  readonly bytes: number;
  /** The file is not what it was any more. */
  isBroken: boolean;
}

/** As SQLite answers: `busy` 0: it was moved. */
interface Moved {
  readonly busy: number;
}

export class PinnedFile {
  readonly #raw: Database.Database;
  readonly #path: string;
  readonly #settings: Settings;
  #descriptor: number | undefined;
  #pin: Pin | undefined;

  constructor(raw: Database.Database, path: string, settings: Settings) {
    this.#raw = raw;
    this.#path = path;
    this.#settings = settings;
  }

  /** Takes the place of a pin before, which is broken then. Undefined: it is not possible now, and whoever copies is told why. */
  take(): Pin | undefined {
    if (this.#pin !== undefined) this.release(this.#pin);
    try {
      const [moved] = this.#raw.pragma('wal_checkpoint(TRUNCATE)') as Moved[];
      if (moved?.busy !== 0) return undefined;
      this.#descriptor ??= openSync(this.#path, 'r');
      this.#pin = { bytes: statSync(this.#path).size, isBroken: false };
      this.#movesFrom(0);
      return this.#pin;
    } catch {
      return undefined;
    }
  }

  /** After each commit. */
  committed(): void {
    if (this.#pin === undefined) return;
    const wal = statSync(`${this.#path}-wal`, { throwIfNoEntry: false });
    if (wal === undefined || wal.size > this.#settings.pinnedWalBytesMax) this.release(this.#pin);
  }

  /** More than once does no harm. */
  release(pin: Pin): void {
    pin.isBroken = true;
    if (this.#pin !== pin) return;
    this.#pin = undefined;
    if (this.#raw.open) this.#movesFrom(this.#settings.walBytesMax);
  }

  /** Whether the copy is of the moment of the pin. */
  async copy(pin: Pin, to: FileHandle): Promise<boolean> {
    const buffer = Buffer.allocUnsafe(COPIED_AT_ONCE_BYTES);
    let unsynced = 0;
    for (let at = 0; at < pin.bytes;) {
      if (pin.isBroken || this.#descriptor === undefined) return false;
      const wanted = Math.min(buffer.length, pin.bytes - at);
      const { bytesRead } = await readInPool(this.#descriptor, buffer, 0, wanted, at);
      if (bytesRead === 0) throw new GaiosError('STORAGE_IO', 'the database is shorter than it was');
      await to.write(buffer, 0, bytesRead, at);
      at += bytesRead;
      unsynced += bytesRead;
      // Not faster than the disk: the group's log is on it, too.
      if (unsynced < BACKUP_SYNC_BYTES) continue;
      await to.datasync();
      unsynced = 0;
    }
    return !pin.isBroken;
  }

  /** After the database. */
  close(): void {
    if (this.#pin !== undefined) this.release(this.#pin);
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  /** 0: never. */
  #movesFrom(walBytes: number): void {
    this.#raw.pragma(`wal_autocheckpoint = ${Math.ceil(walBytes / PAGE_BYTES)}`);
  }
}

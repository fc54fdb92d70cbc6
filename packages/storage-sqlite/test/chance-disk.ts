/**
 * A disk whose syncs in the pool end when chance says so, in any order, and that can tell what a power failure would leave at
 * any moment: of each file what was synced, and any part of what was written since. Of SQLite's own syncs, at an opening and a
 * closing nothing is seen; and between them there is only that of a log's header, before what follows it.
 */

import { fstatSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SeededRandom } from '@gaios/testkit';
import type { SyncCalls } from '../src/log-sync.ts';
import { fileNames } from './folders.ts';

type FileName = (typeof fileNames)[number];
export type Files = Map<FileName, Buffer>;

interface Kept {
  readonly bytes: Buffer;
  /** Number of the sync. */
  readonly since: number;
}

interface UnderWay extends Kept {
  readonly name: FileName;
  readonly done: (error: Error | null) => void;
}

/** A disk writes no less at once. */
const sectorBytes = 512;
/** Of SQLite's log; it is another one for each that is begun. */
const headerBytes = 32;

export class ChanceDisk implements SyncCalls {
  readonly underWay: UnderWay[] = [];
  /** A slow one is waited for in the pool. */
  isSlow = false;
  /** How often a sync fails. */
  failShare = 0;
  failures = 0;
  /** In the middle of a sync that somebody waits for. */
  whileWaiting: () => void = () => {};
  readonly #folder: string;
  readonly #random: SeededRandom;
  readonly #kept = new Map<FileName, Kept>();
  readonly #names = new Map<number, FileName>();
  #nowMs = 0;
  #syncs = 0;

  constructor(folder: string, random: SeededRandom) {
    this.#folder = folder;
    this.#random = random;
  }

  readonly now = (descriptor: number): void => {
    const name = this.#nameOf(descriptor);
    if (name === undefined) return;
    this.whileWaiting();
    if (this.#fails()) throw ioError();
    this.#keep(name, { bytes: this.read(name), since: ++this.#syncs });
  };

  readonly later = (descriptor: number, done: (error: Error | null) => void): void => {
    const name = this.#nameOf(descriptor)!;
    this.underWay.push({ name, bytes: this.read(name), since: ++this.#syncs, done });
  };

  readonly nowMs = (): number => (this.#nowMs += this.isSlow ? 10 : 0.3);

  /** One of those that are under way ends; what was written since it began may be kept too. */
  answer(): void {
    const [sync] = this.underWay.splice(this.#random.below(this.underWay.length), 1);
    if (sync === undefined) return;
    if (this.#fails()) return sync.done(ioError());
    this.#keep(sync.name, this.#random.chance(0.5) ? sync : { ...sync, bytes: this.read(sync.name) });
    sync.done(null);
  }

  /** What was there at an opening. Of the journal's files it is not sure that they are empty now. */
  begin(before: Files): void {
    for (const name of fileNames) {
      const old = name.startsWith('gaios.journal') ? before.get(name) : undefined;
      const bytes = old !== undefined && this.#random.chance(0.5) ? old : this.read(name);
      this.#kept.set(name, { bytes, since: 0 });
    }
  }

  /** As the kernel has them. */
  files(): Files {
    return new Map(fileNames.map((name) => [name, this.read(name)]));
  }

  afterPowerFailure(): Files {
    const random = this.#random;
    const share = random.chance(0.5) ? undefined : [0, 0.1, 0.5, 0.9, 1][random.below(5)];
    return new Map(
      fileNames.map((name) => [
        name,
        mixed(random, this.#keptOf(name), this.read(name), share ?? random.below(3) / 2),
      ]),
    );
  }

  read(name: FileName): Buffer {
    return readFileSync(join(this.#folder, name));
  }

  #keptOf(name: FileName): Buffer {
    const { bytes } = this.#kept.get(name)!;
    const header = this.read(name).subarray(0, headerBytes);
    const isSame = header.length === 0 || bytes.indexOf(header) === 0;
    return name === 'gaios.db-wal' && !isSame ? header : bytes;
  }

  #fails(): boolean {
    if (!this.#random.chance(this.failShare)) return false;
    this.failures++;
    return true;
  }

  #keep(name: FileName, kept: Kept): void {
    if (kept.since > this.#kept.get(name)!.since) this.#kept.set(name, kept);
  }

  /** Undefined for what is synced at an opening, before `begin`. */
  #nameOf(descriptor: number): FileName | undefined {
    const known = this.#names.get(descriptor);
    if (known !== undefined) return known;
    const { ino } = fstatSync(descriptor);
    const name = fileNames.find((each) => statSync(join(this.#folder, each)).ino === ino)!;
    if (this.#kept.size === 0) return undefined;
    this.#names.set(descriptor, name);
    return name;
  }
}

/** `share`: how much of what was not synced came to the disk. */
function mixed(random: SeededRandom, kept: Buffer, written: Buffer, share: number): Buffer {
  if (share === 0) return kept;
  if (share === 1) return written;
  if (written.length === 0) return random.chance(0.5) ? kept : written;
  const length = random.chance(0.5) ? kept.length : written.length;
  const bytes = Buffer.alloc(length);
  kept.copy(bytes);
  for (let at = 0; at < written.length; at += sectorBytes) {
    if (random.chance(share)) written.copy(bytes, at, at, at + sectorBytes);
  }
  return bytes;
}

const ioError = (): Error => Object.assign(new Error('the disk does not answer'), { code: 'EIO' });

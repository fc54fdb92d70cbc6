/**
 * What a power failure leaves: of each file what was synced last, or any more of it. The store's own syncs are watched, so
 * that after every acknowledgement such a folder can be laid and opened. (SQLite's own syncs, at an opening, are not.)
 */

import { expect, test } from '@jest/globals';
import { existsSync, fstatSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GroupWrite } from '@gaios/sm-base';
import { Engine } from '../src/engine.ts';
import type { EngineOptions } from '../src/engine.ts';
import { fileNames, removeFolder, temporaryFolder } from './folders.ts';

type FileName = (typeof fileNames)[number];
type Files = Map<FileName, Buffer>;

const optionsOf = (dataDir: string): EngineOptions => ({
  dataDir,
  nodeId: 3,
  synchronous: 'full',
  newStorageId: 'ab'.repeat(16),
  pageBytes: 512,
  pagesMax: undefined,
  journalBytesMax: 12_000,
});

/** A disk that remembers what it was told to keep. Syncs in the pool are answered when the test says so, if ever. */
class WatchedDisk {
  readonly durable: Files = new Map();
  readonly answers: (() => void)[] = [];
  /** Of these every sync fails. */
  refuses: readonly FileName[] = [];
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  readonly calls = {
    now: (descriptor: number): void => this.#keep(descriptor),
    later: (descriptor: number, done: (error: null) => void): void => {
      this.answers.push(() => {
        this.#keep(descriptor);
        done(null);
      });
    },
    nowMs: () => 0,
  };

  keepAll(): void {
    for (const name of fileNames) this.durable.set(name, this.read(name));
  }

  read(name: FileName): Buffer {
    return readFileSync(join(this.#folder, name));
  }

  #keep(descriptor: number): void {
    const { ino } = fstatSync(descriptor);
    const name = fileNames.find((each) => statSync(join(this.#folder, each)).ino === ino)!;
    if (this.refuses.includes(name)) throw new Error('the disk does not answer');
    this.durable.set(name, this.read(name));
  }
}

const contentOf = (engine: Engine): string =>
  JSON.stringify([
    engine.groups().map(({ groupIdx, meta }) => [groupIdx, meta.promised]),
    [0, 1, 2].map((groupIdx) =>
      engine
        .read({ groupIdx, from: 1, to: 1e9, bytesMax: 1e9 })
        .map(({ instanceId, value }) => [instanceId, value.length, value[0]]),
    ),
  ]);

function openedAfter(files: Files): string {
  const folder = temporaryFolder();
  try {
    for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
    const engine = Engine.open({ ...optionsOf(folder), synchronous: 'off' });
    const content = contentOf(engine);
    engine.close();
    return content;
  } finally {
    removeFolder(folder);
  }
}

const writesOf = (round: number, large: boolean): GroupWrite[] =>
  [0, 1, 2].map((groupIdx) => ({
    groupIdx,
    meta: {
      promised: round,
      promisedTo: '',
      chosenUpTo: round,
      checksum: 0,
      minChosen: 1,
      configuration: new Uint8Array(0),
    },
    records: [0, 1, 2, 3].map((at) => ({
      instanceId: round * 4 + at + 1,
      ballot: 1,
      chosen: false,
      value: new Uint8Array(large && at === 2 ? 9000 : 100).fill(round),
    })),
    ...(round % 9 === 8 ? { deleteBelow: round * 4 - 20 } : {}),
  }));

test.each([0, 4, 40])(
  'nothing acknowledged is lost, with a pool that answers %d commits late',
  (late) => {
    const folder = temporaryFolder();
    const disk = new WatchedDisk(folder);
    const engine = Engine.open(optionsOf(folder), disk.calls);
    let underWay = 0;
    try {
      disk.keepAll();
      for (let round = 0; round < 45; round++) {
        engine.commit(writesOf(round, round % 11 === 10));
        const content = contentOf(engine);
        for (const when of ['before', 'after'] as const) {
          const least: Files = new Map(disk.durable);
          // What was not synced may have come to the disk all the same: all of one file, and nothing of another.
          for (const name of ['gaios.db', 'gaios.db-wal', 'gaios.journal-0', 'gaios.journal-1'] as const) {
            const more = new Map([...least, [name, disk.read(name)]]);
            expect([round, when, name, openedAfter(more) === content]).toEqual([round, when, name, true]);
          }
          expect([round, when, openedAfter(least) === content]).toEqual([round, when, true]);
          if (when === 'before') engine.maintain();
        }
        if (disk.answers.length > 0) underWay++;
        if (underWay > late) {
          for (const answer of disk.answers.splice(0)) answer();
          underWay = 0;
        }
      }
    } finally {
      engine.close();
      removeFolder(folder);
    }
  },
  60_000,
);

test.each([
  ['the sync of the database fails', ['gaios.db']],
  ['another one fails while that is under way', ['gaios.journal-0', 'gaios.journal-1']],
] as const)('nothing is lost if %s, and the store is closed then', (_what, refused) => {
  const folder = temporaryFolder();
  const disk = new WatchedDisk(folder);
  const engine = Engine.open(optionsOf(folder), disk.calls);
  try {
    disk.keepAll();
    let content = '';
    const commitUntilItFails = (): void => {
      for (let round = 0; round < 100; round++) {
        engine.commit(writesOf(round, round < 5));
        content = contentOf(engine);
        engine.maintain();
        // SQLite's log is durable, and copied.
        if (disk.answers.length === 1 && disk.refuses.length === 0) {
          disk.answers.pop()!();
          disk.refuses = refused;
        }
      }
    };
    expect(commitUntilItFails).toThrow('the disk does not answer');
    engine.close();
    const left = new Map(disk.durable);
    if (!existsSync(join(folder, 'gaios.db-wal'))) left.delete('gaios.db-wal');
    expect(openedAfter(left) === content).toBe(true);
    expect(openedAfter(new Map([...left, ['gaios.db', disk.read('gaios.db')]])) === content).toBe(true);
  } finally {
    removeFolder(folder);
  }
});

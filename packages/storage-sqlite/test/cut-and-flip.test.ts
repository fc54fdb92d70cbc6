/**
 * Real files, cut and flipped. After each change the store must either open and give exactly what was acknowledged,
 * or refuse with a typed error, at the opening or at the read that meets the damage. Never anything else.
 *
 * The files are made small (pages of 512 bytes) so that every byte can have its turn.
 */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GroupMeta, GroupWrite } from '@gaios/sm-base';
import { GaiosError } from '@gaios/sm-base';
import { Engine } from '../src/engine.ts';
import { removeFolder, temporaryFolder } from './folders.ts';

const names = { database: 'gaios.db', wal: 'gaios.db-wal', marker: 'gaios.marker' } as const;

type Files = Record<keyof typeof names, Buffer>;

let dataDir = '';

beforeAll(() => {
  dataDir = temporaryFolder();
});

afterAll(() => removeFolder(dataDir));

function open(pageBytes: number): Engine {
  const newStorageId = 'ab'.repeat(16);
  return Engine.open({
    dataDir,
    nodeId: 3,
    synchronous: 'off',
    newStorageId,
    pageBytes,
    pagesMax: undefined,
  });
}

function take(): Files {
  const read = (name: string): Buffer => {
    try {
      return readFileSync(join(dataDir, name));
    } catch {
      return Buffer.alloc(0);
    }
  };
  return { database: read(names.database), wal: read(names.wal), marker: read(names.marker) };
}

/** Removed before they are written: some file systems flush a file that was cut to nothing and written again. */
function lay(files: Files): void {
  empty();
  for (const key of ['database', 'wal', 'marker'] as const) {
    if (files[key].length > 0) writeFileSync(join(dataDir, names[key]), files[key]);
  }
}

function empty(): void {
  for (const name of Object.values(names)) rmSync(join(dataDir, name), { force: true });
}

/** Everything that can be read, as one text; or the code of the typed error that was met. Any other error fails. */
function look(pageBytes: number): string {
  let engine: Engine | undefined;
  try {
    engine = open(pageBytes);
    return contentOf(engine);
  } catch (error) {
    if (!(error instanceof GaiosError)) throw error;
    return error.code;
  } finally {
    engine?.close();
  }
}

function contentOf(engine: Engine): string {
  const { nodeId, storageId } = engine.identity;
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  const groups = engine
    .groups()
    .map(({ groupIdx, meta }) => ({ groupIdx, ...meta, configuration: hex(meta.configuration) }));
  const logs = [0, 1, 65_535].map((groupIdx) =>
    engine
      .read({ groupIdx, from: 1, to: 2 ** 47 - 1, bytesMax: 1e9 })
      .map((each) => ({ ...each, value: hex(each.value) })),
  );
  return JSON.stringify({ nodeId, storageId, groups, logs });
}

/** STORAGE_IO: a header that says "written by a newer SQLite, read only". */
const refusals = new Set([
  'STORAGE_DAMAGED',
  'STORAGE_MISSING',
  'STORAGE_NEWER_FORMAT',
  'STORAGE_WRONG_NODE',
  'STORAGE_IO',
]);

const meta = (promised: number): GroupMeta => ({
  promised,
  promisedTo: 'cd'.repeat(16),
  chosenUpTo: promised,
  checksum: promised * 7919,
  minChosen: 1,
  configuration: Uint8Array.of(1, 2, 3),
});

type Commits = readonly (readonly GroupWrite[])[];

/** A new group, then an upsert and an append to it, then a row alone. */
const fewCommits: Commits = [
  [{ groupIdx: 0, meta: meta(1), records: [row(1, 20), row(2, 40)] }],
  [{ groupIdx: 0, records: [row(2, 10), row(3, 50)] }],
  [{ groupIdx: 0, records: [row(4, 30)] }],
];

/** Meta and rows, a second group, an upsert, a value of several pages, a third group, a truncation. */
const manyCommits: Commits = [
  [{ groupIdx: 0, meta: meta(1), records: [row(1, 20), row(2, 100)] }],
  [{ groupIdx: 65_535, meta: meta(2), records: [row(1, 30)] }],
  [{ groupIdx: 0, records: [row(2, 10), row(3, 900)] }],
  [{ groupIdx: 1, records: [row(7, 5)] }],
  [{ groupIdx: 0, meta: meta(3), records: [row(4, 40)], deleteBelow: 2 }],
];

function row(
  instanceId: number,
  length: number,
): { instanceId: number; ballot: number; chosen: boolean; value: Uint8Array } {
  const value = Uint8Array.from({ length }, (_, i) => (instanceId * 31 + i * 7) % 256);
  return { instanceId, ballot: 65_536 * instanceId + 3, chosen: instanceId % 2 === 0, value };
}

/** The files as a killed process leaves them after each acknowledged commit, and what they hold then. */
interface Story {
  readonly files: readonly Files[];
  readonly contents: readonly string[];
}

function tell(pageBytes: number, commits: Commits): Story {
  empty();
  const engine = open(pageBytes);
  const files = [take()];
  const contents = [contentOf(engine)];
  for (const writes of commits) {
    engine.commit(writes);
    files.push(take());
    contents.push(contentOf(engine));
  }
  engine.close();
  return { files, contents };
}

/** One bit or more of the byte; every value of `turn` flips others. */
function flipped(bytes: Buffer, at: number, turn: number): Buffer {
  const copy = Buffer.from(bytes);
  const masks = [0xff, 1 << (at % 8), 1 + ((at * 37 + turn) % 255)];
  copy.writeUInt8(copy.readUInt8(at) ^ masks.at(turn % masks.length)!, at);
  return copy;
}

/** Every change must be refused or change nothing. Returns how many were refused. */
function attack(pageBytes: number, whole: string, changes: Iterable<readonly [string, Files]>): number {
  let refused = 0;
  for (const [title, files] of changes) {
    lay(files);
    const seen = look(pageBytes);
    if (refusals.has(seen)) refused++;
    else if (seen !== whole) throw new Error(`${title}: neither refused nor whole: ${seen}`);
  }
  return refused;
}

function* flips(
  files: Files,
  key: keyof Files,
  turn: number,
  stride = 1,
): Generator<readonly [string, Files]> {
  for (let at = turn % stride; at < files[key].length; at += stride) {
    yield [`${names[key]} flipped at ${at}`, { ...files, [key]: flipped(files[key], at, turn) }];
  }
}

function* cuts(files: Files, key: keyof Files, stride = 1): Generator<readonly [string, Files]> {
  for (let at = 1; at < files[key].length; at += stride) {
    yield [`${names[key]} cut at ${at}`, { ...files, [key]: files[key].subarray(0, at) }];
  }
}

describe('the write-ahead log', () => {
  const pageBytes = 512;
  let story: Story;
  let last: Files;
  let whole = '';

  beforeAll(() => {
    story = tell(pageBytes, fewCommits);
    last = story.files.at(-1)!;
    whole = story.contents.at(-1)!;
  });

  it('is really in use in these tests', () => {
    expect(story.files.map(({ wal }) => wal.length)).toEqual(
      story.files.map(({ wal }) => wal.length).toSorted((a, b) => a - b),
    );
    expect(last.wal.length).toBeGreaterThan(6 * pageBytes);
    lay(last);
    expect(look(pageBytes)).toBe(whole);
    expect(new Set(story.contents).size).toBe(fewCommits.length + 1);
  });

  it('torn anywhere in a commit that was not acknowledged: opened with all that were', () => {
    const ends = story.files.map(({ wal }) => wal.length);
    for (let size = ends.at(0)!; size <= last.wal.length; size++) {
      const acknowledged = ends.findLastIndex((end) => end <= size);
      const { marker } = story.files.at(acknowledged)!;
      lay({ ...last, marker, wal: last.wal.subarray(0, size) });
      expect([size, look(pageBytes)]).toEqual([size, story.contents[acknowledged]]);
    }
  });

  it('cut anywhere before the end of what was acknowledged: refused', () => {
    const without = { ...last, wal: Buffer.alloc(0) };
    expect(attack(pageBytes, whole, [['no log', without]])).toBe(1);
    expect(attack(pageBytes, 'never whole', cuts(last, 'wal'))).toBe(last.wal.length - 1);
  });

  it('cut or torn and opened twice: refused twice', () => {
    lay({ ...last, wal: last.wal.subarray(0, last.wal.length - 600) });
    expect([look(pageBytes), look(pageBytes)]).toEqual(['STORAGE_DAMAGED', 'STORAGE_DAMAGED']);
  });

  it('flipped at any byte: refused or whole', () => {
    const refused = attack(pageBytes, whole, flips(last, 'wal', 1));
    // Almost every byte is under a checksum; the header's version-independent rest and old frames are not.
    expect(refused).toBeGreaterThan(last.wal.length * 0.95);
  });

  it('flipped at any byte, with a witness that a power failure left behind: at most the last commit is missed', () => {
    const { marker } = story.files.at(0)!;
    const lastCommitFrom = story.files.at(-2)!.wal.length;
    const allowed = new Set([whole, story.contents.at(-2)!]);
    let at = 0;
    for (const [title, files] of flips({ ...last, marker }, 'wal', 0)) {
      lay(files);
      const seen = look(pageBytes);
      const fine = refusals.has(seen) || seen === whole || (at >= lastCommitFrom && allowed.has(seen));
      if (!fine) throw new Error(`${title}: ${seen}`);
      at++;
    }
    expect(at).toBe(last.wal.length);
  });
});

describe('the database', () => {
  const pageBytes = 512;
  let closed: Files;
  let whole = '';

  beforeAll(() => {
    const story = tell(pageBytes, manyCommits);
    closed = take();
    whole = story.contents.at(-1)!;
  });

  it('holds everything after a close', () => {
    expect(closed.wal).toHaveLength(0);
    expect(look(pageBytes)).toBe(whole);
  });

  it('flipped at any byte: refused or whole', () => {
    expect(attack(pageBytes, whole, flips(closed, 'database', 1))).toBeGreaterThan(
      closed.database.length * 0.4,
    );
  });

  it('cut anywhere: refused or whole', () => {
    const refused = attack(pageBytes, whole, cuts(closed, 'database', 17));
    expect(refused).toBeGreaterThan(100);
  });

  it('with its marker flipped at any byte or cut anywhere: refused or whole', () => {
    // The rest of each sector is padding, which nothing reads: a sample of it is enough.
    const changes = [...flips(closed, 'marker', 1)].filter(
      (_, at) => closed.marker[at] !== 0 || at % 16 === 0,
    );
    expect(attack(pageBytes, whole, changes)).toBeGreaterThan(60);
    expect(attack(pageBytes, whole, cuts(closed, 'marker', 31))).toBeGreaterThan(10);
  });
});

describe('a larger database of ordinary pages', () => {
  it('flipped at every 199th byte, and in its log too: refused or whole', () => {
    const pageBytes = 4096;
    empty();
    const engine = open(pageBytes);
    for (let id = 1; id <= 120; id++) {
      engine.commit([{ groupIdx: 0, meta: meta(id), records: [row(id, (id * 97) % 1500)] }]);
    }
    const whole = contentOf(engine);
    const running = take();
    engine.close();
    const closed = take();
    expect(attack(pageBytes, whole, flips(closed, 'database', 2, 199))).toBeGreaterThan(300);
    expect(attack(pageBytes, whole, flips(running, 'wal', 2, 4001))).toBeGreaterThan(100);
  });
});

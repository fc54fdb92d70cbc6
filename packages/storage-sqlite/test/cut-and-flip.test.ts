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

const names = {
  database: 'gaios.db',
  wal: 'gaios.db-wal',
  journal: 'gaios.journal-0',
  otherJournal: 'gaios.journal-1',
  marker: 'gaios.marker',
} as const;
const keys = ['database', 'wal', 'journal', 'otherJournal', 'marker'] as const;

type Files = Record<keyof typeof names, Buffer>;

let dataDir = '';

beforeAll(() => {
  dataDir = temporaryFolder();
});

afterAll(() => removeFolder(dataDir));

function open(pageBytes: number, journalBytesMax = 2 ** 20): Engine {
  const newStorageId = 'ab'.repeat(16);
  return Engine.open({
    dataDir,
    nodeId: 3,
    synchronous: 'off',
    newStorageId,
    pageBytes,
    pagesMax: undefined,
    journalBytesMax,
    ifDamaged: 'refuse',
  });
}

function take(): Files {
  const read = (key: keyof Files): Buffer => {
    try {
      return readFileSync(join(dataDir, names[key]));
    } catch {
      return Buffer.alloc(0);
    }
  };
  return {
    database: read('database'),
    wal: read('wal'),
    journal: read('journal'),
    otherJournal: read('otherJournal'),
    marker: read('marker'),
  };
}

/** Removed before they are written: some file systems flush a file that was cut to nothing and written again. */
function lay(files: Files): void {
  empty();
  for (const key of keys) {
    // A file of the journal may be there and empty; the others hold something if they are there.
    const isJournal = key === 'journal' || key === 'otherJournal';
    if (files[key].length > 0 || isJournal) writeFileSync(join(dataDir, names[key]), files[key]);
  }
}

function empty(): void {
  // Where the folder was is not where these files are, and not what these tests are about.
  rmSync(join(dataDir, 'gaios.place'), { force: true });
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

/** Where the frames of a file of the journal end; behind are the zeros that are written ahead. */
function framesEnd(journal: Buffer): number {
  let at = 0;
  while (at < journal.length && journal.readUInt32LE(at + 16) > 0) at += journal.readUInt32LE(at + 16);
  return at;
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
    else if (seen !== whole) throw new Error(`${title}: neither refused nor whole: ${seen.slice(0, 999)}`);
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

describe('the journal', () => {
  const pageBytes = 512;
  let story: Story;
  let last: Files;
  let whole = '';
  /** Of the frames, after each commit. */
  let ends: number[] = [];
  let end = 0;

  beforeAll(() => {
    story = tell(pageBytes, fewCommits);
    last = story.files.at(-1)!;
    whole = story.contents.at(-1)!;
    ends = story.files.map(({ journal }) => framesEnd(journal));
    end = ends.at(-1)!;
  });

  it('is really in use in these tests', () => {
    expect(new Set(ends).size).toBe(fewCommits.length + 1);
    expect(ends).toEqual(ends.toSorted((a, b) => a - b));
    expect(last.wal).toHaveLength(0);
    lay(last);
    expect(look(pageBytes)).toBe(whole);
    expect(new Set(story.contents).size).toBe(fewCommits.length + 1);
  });

  it('torn anywhere in a commit that was not acknowledged: opened with all that were, or with it as a whole', () => {
    for (let size = 0; size <= end; size++) {
      const acknowledged = ends.findLastIndex((each) => each <= size);
      const { marker } = story.files.at(acknowledged)!;
      const zeroed = Buffer.concat([
        last.journal.subarray(0, size),
        Buffer.alloc(last.journal.length - size),
      ]);
      // What is cut off may be zeros itself.
      const there = ends.findLastIndex((each) =>
        zeroed.subarray(0, each).equals(last.journal.subarray(0, each)),
      );
      lay({ ...last, marker, journal: last.journal.subarray(0, size) });
      expect([size, look(pageBytes)]).toEqual([size, story.contents[acknowledged]]);
      lay({ ...last, marker, journal: zeroed });
      expect([size, look(pageBytes)]).toEqual([size, story.contents[there]]);
    }
  });

  it('torn within a commit whose later pages came to the disk before its earlier ones: opened without it', () => {
    const from = ends.at(-2)!;
    const { marker } = story.files.at(-2)!;
    for (let upTo = from + 1; upTo < end - 16; upTo++) {
      lay({ ...last, marker, journal: Buffer.from(last.journal).fill(0, from, upTo) });
      expect([upTo, look(pageBytes)]).toEqual([upTo, story.contents.at(-2)]);
    }
  });

  it('cut anywhere before the end of what was acknowledged: refused', () => {
    const used = { ...last, journal: last.journal.subarray(0, end) };
    expect(attack(pageBytes, 'never whole', cuts(used, 'journal'))).toBe(end - 1);
    for (const key of ['journal', 'otherJournal'] as const) {
      lay(last);
      rmSync(join(dataDir, names[key]));
      expect(look(pageBytes)).toBe('STORAGE_DAMAGED');
    }
  });

  it('cut and opened twice: refused twice', () => {
    lay({ ...last, journal: last.journal.subarray(0, end - 20) });
    expect([look(pageBytes), look(pageBytes)]).toEqual(['STORAGE_DAMAGED', 'STORAGE_DAMAGED']);
  });

  it('flipped at any byte: refused or whole', () => {
    const used = { ...last, journal: last.journal.subarray(0, end) };
    const refused = attack(pageBytes, whole, flips(used, 'journal', 1));
    // All but what fills frames up to their alignment, and the value of 40 bytes that a later commit replaced.
    expect(refused).toBeGreaterThan(end - 16 * fewCommits.length - 40);
  });

  it('flipped at any byte, with a witness that a power failure left behind: at most the last commit is missed', () => {
    const { marker } = story.files.at(0)!;
    const lastCommitFrom = ends.at(-2)!;
    const allowed = new Set([whole, story.contents.at(-2)!]);
    const used = { ...last, marker, journal: last.journal.subarray(0, end) };
    let at = 0;
    for (const [title, files] of flips(used, 'journal', 0)) {
      lay(files);
      const seen = look(pageBytes);
      const fine = refusals.has(seen) || seen === whole || (at >= lastCommitFrom && allowed.has(seen));
      if (!fine) throw new Error(`${title}: ${seen}`);
      at++;
    }
    expect(at).toBe(end);
  });

  it('of an earlier opening is not taken for the present one', () => {
    lay(last);
    const engine = open(pageBytes);
    engine.commit([{ groupIdx: 0, records: [row(5, 30)] }]);
    const now = contentOf(engine);
    const files = take();
    engine.close();
    lay({ ...files, otherJournal: last.journal });
    expect(look(pageBytes)).toBe(now);
    lay({ ...files, journal: last.journal });
    expect(look(pageBytes)).toBe('STORAGE_DAMAGED');
  });
});

/** What a crash leaves between the slices of a fold: tables that are ahead of their own number, and the whole journal. */
describe('a fold', () => {
  const pageBytes = 512;
  const journalBytesMax = 60_000;
  const stages: { files: Files; content: string }[] = [];

  beforeAll(() => {
    empty();
    const engine = open(pageBytes, journalBytesMax);
    for (let i = 0; i < 34; i++) {
      engine.commit(
        [0, 1, 65_535].map((groupIdx) => ({
          groupIdx,
          meta: meta(i),
          records: Array.from({ length: 20 }, (_, at) => row(i * 20 + at + 1, (i + at) % 30)),
          // Of rows that are in the table, in the part that is being moved, and in the journal.
          ...(i % 8 === 7 && groupIdx > 0 ? { deleteBelow: groupIdx === 1 ? i * 3 : i * 20 + 5 } : {}),
        })),
      );
      const before = take();
      engine.maintain();
      const content = contentOf(engine);
      stages.push({ files: before, content }, { files: take(), content });
    }
    engine.close();
    stages.push({ files: take(), content: stages.at(-1)!.content });
  });

  it('is really cut in two here, more than once', () => {
    // What is not copied into the database yet is a fold that is under way.
    const underWay = stages.filter(({ files }) => files.wal.length > 0).length;
    expect(underWay).toBeGreaterThan(10);
    expect(underWay).toBeLessThan(stages.length - 10);
    const inOther = stages.filter(({ files }) => framesEnd(files.otherJournal) > 0 && files.wal.length > 0);
    expect(inOther.length).toBeGreaterThan(3);
  });

  it('crashed at any moment: whole', () => {
    for (const [at, { files, content }] of stages.entries()) {
      lay(files);
      expect([at, look(pageBytes) === content]).toEqual([at, true]);
      // And once more, now that the opening has moved everything.
      expect([at, look(pageBytes) === content]).toEqual([at, true]);
    }
  });

  it('lost with all or a part of the log of SQLite, which is not synced: whole', () => {
    for (const [at, { files, content }] of stages.entries()) {
      for (const share of [0, 0.3, 0.7, 0.99]) {
        const wal = files.wal.subarray(0, Math.floor(files.wal.length * share));
        lay({ ...files, wal });
        expect([at, share, look(pageBytes) === content]).toEqual([at, share, true]);
      }
    }
  });

  it('flipped at every 1,009th byte of that log: refused or whole', () => {
    const { files, content } = stages.findLast((stage) => stage.files.wal.length > 20_000)!;
    expect(attack(pageBytes, content, flips(files, 'wal', 1, 1009))).toBeLessThan(files.wal.length);
  });
});

describe('large values', () => {
  const pageBytes = 512;
  const commits: Commits = [
    [{ groupIdx: 0, meta: meta(1), records: [row(1, 20), row(2, 9000), row(3, 30)] }],
    [
      { groupIdx: 0, records: [row(2, 10)] },
      { groupIdx: 1, records: [row(1, 8192), row(2, 8191)] },
    ],
    // Again under a key that holds a value already, deleted by then, and put again.
    [{ groupIdx: 1, records: [row(1, 8500)] }],
    [{ groupIdx: 1, deleteBelow: 3 }],
    [{ groupIdx: 1, meta: meta(4), records: [row(1, 8600), row(3, 8700)] }],
  ];
  let story: Story;

  beforeAll(() => {
    story = tell(pageBytes, commits);
  });

  it('crashed after any commit: whole', () => {
    expect(story.files.at(-1)!.wal.length).toBeGreaterThan(30_000);
    expect(framesEnd(story.files.at(-1)!.journal)).toBeLessThan(30_000);
    for (const [at, files] of story.files.entries()) {
      lay(files);
      expect([at, look(pageBytes)]).toEqual([at, story.contents[at]]);
      expect([at, look(pageBytes)]).toEqual([at, story.contents[at]]);
    }
  });

  it('stored by a commit that never was: not there, and not in the way of the next', () => {
    for (const at of [0, 1, 2, 3, 4]) {
      const { wal } = story.files.at(at + 1)!;
      lay({ ...story.files.at(at)!, wal });
      expect([at, look(pageBytes)]).toEqual([at, story.contents[at]]);
      lay({ ...story.files.at(at)!, wal });
      const engine = open(pageBytes);
      engine.commit(commits[at] ?? []);
      expect([at, contentOf(engine)]).toEqual([at, story.contents[at + 1]]);
      const crashed = take();
      engine.close();
      expect([at, look(pageBytes)]).toEqual([at, story.contents[at + 1]]);
      lay(crashed);
      expect([at, look(pageBytes)]).toEqual([at, story.contents[at + 1]]);
    }
  });

  it('cut or flipped in the log of SQLite, which is synced for them: refused', () => {
    const last = story.files.at(-1)!;
    const whole = story.contents.at(-1)!;
    expect(attack(pageBytes, whole, flips(last, 'wal', 1, 211))).toBeGreaterThan(100);
    expect(attack(pageBytes, 'never whole', cuts(last, 'wal', 401))).toBe(
      Math.ceil((last.wal.length - 1) / 401),
    );
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
    // Most zeros are room in pages, which nothing reads: a sample of them is enough.
    const changes = [...flips(closed, 'database', 1)].filter(
      (_, at) => closed.database[at] !== 0 || at % 8 === 0,
    );
    expect(changes.length).toBeLessThan(closed.database.length * 0.8);
    expect(attack(pageBytes, whole, changes)).toBeGreaterThan(changes.length * 0.4);
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
    expect(framesEnd(running.journal)).toBeGreaterThan(90_000);
    expect(attack(pageBytes, whole, flips(running, 'journal', 2, 997))).toBeGreaterThan(90);
  });
});

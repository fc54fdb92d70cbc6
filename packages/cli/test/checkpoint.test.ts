/** `gaios checkpoint list|verify|export|import` on real folders. */

import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeDirectory, decodeMembership, type GroupEntry } from '@gaios/config-sm';
import { decodeConcluded } from '@gaios/core';
import { decodeFrameworkState } from '@gaios/proto';
import { DIRECTORY_SM_ID, SYSTEM_SM_ID } from '@gaios/sm-base';
import { OfflineFolder } from '@gaios/storage-sqlite';
import { LIST_SM_ID, oldGid, OLD_BALLOT, openStore, writeCheckpoint } from './checkpoint-folders.ts';
import { disk, member, temporaryFolder } from './repair-folders.ts';
import { gaios } from './support.ts';

let directory: string;
let data: string;
let copy: string;
let out: string;

beforeEach(() => {
  directory = temporaryFolder();
  data = join(directory, 'data');
  copy = join(directory, 'copy');
  out = join(directory, 'new');
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('it is not there');
  return value;
};

const lines = (text: string): string[] => text.trimEnd().split('\n');

describe('list', () => {
  test('shows what is there, and what is not whole', async () => {
    const old = await writeCheckpoint(data, { instanceId: 5, bytes: bytes('five') });
    const young = await writeCheckpoint(data, { instanceId: 7, bytes: bytes('seven'), heldBy: 9 });
    await writeCheckpoint(data, { groupIdx: 3, instanceId: 2, bytes: new Uint8Array(2_000_000) });
    mkdirSync(join(data, 'checkpoints', '3', '.making'));
    writeFileSync(join(old.folder, 'manifest'), 'no manifest');
    rmSync(join(young.folder, 'sm-1', 'deep', 'state'));
    const { code, out: text, err } = await gaios(['checkpoint', 'list', data]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const rows = lines(text);
    expect(rows).toHaveLength(5);
    expect(rows.find((row) => row.includes(young.id))).toMatch(
      /^ *0 .* 7 .* 1@9 .*DAMAGED: sm-1\/deep\/state: /,
    );
    expect(rows.find((row) => row.includes(old.id))).toContain('DAMAGED: the manifest cannot be read');
    expect(rows.find((row) => row.includes('1.9 MiB'))).toMatch(/^\s*3 .* 1 .*complete$/);
    expect(text).toContain('being made');
  });

  test('says so if there is none', async () => {
    mkdirSync(data);
    expect(await gaios(['checkpoint', 'list', data])).toMatchObject({ code: 0, out: 'no checkpoints\n' });
    expect(await gaios(['checkpoint', 'list', join(data, 'no')])).toMatchObject({ code: 1 });
  });

  test('as JSON, of one group', async () => {
    await writeCheckpoint(data, { instanceId: 5, bytes: bytes('five') });
    const { id } = await writeCheckpoint(data, { groupIdx: 2, instanceId: 6, bytes: bytes('six') });
    const listed = await gaios(['checkpoint', 'list', data, '--group', 2, '--json']);
    expect(JSON.parse(listed.out)).toMatchObject({
      checkpoints: [{ groupIdx: 2, id, instanceId: 6, gid: oldGid(2), complete: true }],
      unusable: [],
    });
  });
});

describe('verify', () => {
  test('names each file that is damaged, and what is wrong', async () => {
    const whole = await writeCheckpoint(data, { instanceId: 5, bytes: bytes('five') });
    const { folder } = await writeCheckpoint(data, { groupIdx: 1, instanceId: 7, bytes: bytes('seven') });
    expect(await gaios(['checkpoint', 'verify', data])).toMatchObject({ code: 0 });
    writeFileSync(join(folder, 'sm-1', 'deep', 'state'), 'Seven');
    rmSync(join(folder, 'sm-0', 'framework'));
    const { code, out: text } = await gaios(['checkpoint', 'verify', data]);
    expect(code).toBe(1);
    expect(text).toContain(`group 0 ${whole.id}: `);
    expect(text).toContain('DAMAGED: sm-1/deep/state: it is not what its hash says');
    expect(text).toMatch(/DAMAGED: sm-0\/framework: /);
    const json = await gaios(['checkpoint', 'verify', data, '--json']);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({
      damaged: true,
      checkpoints: [
        { problems: [] },
        { problems: [{ path: 'sm-0/framework' }, { path: 'sm-1/deep/state' }] },
      ],
    });
    expect(await gaios(['checkpoint', 'verify', data, '--group', 0])).toMatchObject({ code: 0 });
  });

  test('a manifest that was changed is damage, and so is a link', async () => {
    const { folder } = await writeCheckpoint(data, { instanceId: 7, bytes: bytes('seven') });
    const state = join(folder, 'sm-1', 'deep', 'state');
    writeFileSync(join(directory, 'elsewhere'), 'seven');
    rmSync(state);
    symlinkSync(join(directory, 'elsewhere'), state);
    expect((await gaios(['checkpoint', 'verify', data])).out).toMatch(/DAMAGED: sm-1\/deep\/state: .*link/);
    const manifest = readFileSync(join(folder, 'manifest'));
    manifest[10] = (manifest[10] ?? 0) ^ 1;
    writeFileSync(join(folder, 'manifest'), manifest);
    const broken = await gaios(['checkpoint', 'verify', data]);
    expect(broken).toMatchObject({ code: 1 });
    expect(broken.out).toContain('DAMAGED');
  });
});

describe('export', () => {
  test('copies the newest of each group as it is, and what is copied can be verified', async () => {
    await writeCheckpoint(data, { instanceId: 5, bytes: bytes('five') });
    const zero = await writeCheckpoint(data, { instanceId: 7, bytes: bytes('seven') });
    const two = await writeCheckpoint(data, { groupIdx: 2, instanceId: 3, bytes: bytes('three') });
    const exported = await gaios(['checkpoint', 'export', data, '--to', copy]);
    expect(exported).toMatchObject({ code: 0 });
    expect(readdirSync(join(copy, '0'))).toEqual([zero.id]);
    expect(readdirSync(join(copy, '2'))).toEqual([two.id]);
    expect(readFileSync(join(copy, '0', zero.id, 'manifest'))).toEqual(
      readFileSync(join(zero.folder, 'manifest')),
    );
    expect(await gaios(['checkpoint', 'verify', copy])).toMatchObject({ code: 0 });
    expect(readdirSync(directory).toSorted()).toEqual(['copy', 'data']);
  });

  test('copies one that is named, and overwrites nothing', async () => {
    const five = await writeCheckpoint(data, { instanceId: 5, bytes: bytes('five') });
    await writeCheckpoint(data, { instanceId: 7, bytes: bytes('seven') });
    const named = ['checkpoint', 'export', data, '--to', copy, '--group', 0, '--id', five.id];
    expect(await gaios(named)).toMatchObject({ code: 0 });
    expect(readdirSync(join(copy, '0'))).toEqual([five.id]);
    const again = await gaios(named);
    expect(again.code).toBe(1);
    expect(again.err).toContain('CHECKPOINT_TARGET');
  });

  test('leaves nothing of what is damaged, or not there', async () => {
    const { folder } = await writeCheckpoint(data, { instanceId: 7, bytes: bytes('seven') });
    writeFileSync(join(folder, 'sm-1', 'deep', 'state'), 'Seven');
    const damaged = await gaios(['checkpoint', 'export', data, '--to', copy]);
    expect(damaged.code).toBe(1);
    expect(damaged.err).toContain('CHECKPOINT_DAMAGED');
    const missing = await gaios(['checkpoint', 'export', data, '--to', copy, '--group', 4]);
    expect(missing.err).toContain('CHECKPOINT_NOT_FOUND');
    expect(readdirSync(directory)).toEqual(['data']);
  });

  test('takes none from which no cluster can be made', async () => {
    const level = await writeCheckpoint(data, { instanceId: 7, bytes: bytes('seven') });
    const { id } = await writeCheckpoint(data, { instanceId: 9, bytes: bytes('nine'), heldBy: 12 });
    const named = await gaios(['checkpoint', 'export', data, '--to', copy, '--id', id]);
    expect(named.code).toBe(1);
    expect(named.err).toContain('CHECKPOINT_AHEAD');
    expect(named.err).toContain('machine 1 at 12');
    await gaios(['checkpoint', 'export', data, '--to', copy]);
    expect(readdirSync(join(copy, '0'))).toEqual([level.id]);
    rmSync(copy, { recursive: true });
    rmSync(level.folder, { recursive: true });
    const none = await gaios(['checkpoint', 'export', data, '--to', copy]);
    expect(none.err).toContain('CHECKPOINT_AHEAD');
    // By hand, then.
    cpSync(join(data, 'checkpoints'), copy, { recursive: true });
    const ran = await gaios(['checkpoint', 'import', copy, ...NODES, '--out', out]);
    expect(ran.err).toContain('CHECKPOINT_AHEAD');
  });

  test('is interrupted', async () => {
    await writeCheckpoint(data, { instanceId: 7, bytes: bytes('seven') });
    const ran = await gaios(['checkpoint', 'export', data, '--to', copy], { signal: AbortSignal.abort() });
    expect(ran.code).toBe(130);
    expect(readdirSync(directory)).toEqual(['data']);
  });
});

const NODES = ['--node', '4=a:7001', '--node', '1=b:7001', '--node', '6=c:7001/learner'];

const OLD_ERA = 77;

const entry = (groupIdx: number, state: GroupEntry['state'] = 'live'): GroupEntry => ({
  groupIdx,
  gid: oldGid(groupIdx),
  life: 0,
  state,
  version: 1,
  members: [1, 2, 3].map((nodeId) => {
    const { storageId: _, ...rest } = member(nodeId);
    return rest;
  }),
  kind: '',
});

interface Life {
  readonly groupIdx: number;
  readonly gid: number;
}

const imported = async (...args: (string | number)[]): Promise<Life[]> => {
  const ran = await gaios(['checkpoint', 'import', copy, ...NODES, '--out', out, '--json', ...args]);
  expect(ran).toMatchObject({ code: 0, err: '' });
  return (JSON.parse(ran.out) as { groups: Life[] }).groups;
};

describe('import', () => {
  const export2 = async (): Promise<void> => {
    // A repair had changed one's gid once; nobody of the old cluster is of the new one.
    const entries = [entry(0), { ...entry(2), formerGids: [OLD_ERA] }, entry(5, 'destroyed')];
    await writeCheckpoint(data, { instanceId: 7, bytes: bytes('seven'), directory: entries });
    await writeCheckpoint(data, { groupIdx: 2, instanceId: 3, bytes: bytes('three') });
    await gaios(['checkpoint', 'export', data, '--to', copy]);
  };

  test('makes a folder for each node, all of one new life', async () => {
    await export2();
    const lives = await imported();
    expect(lives.map(({ groupIdx }) => groupIdx)).toEqual([0, 2]);
    const disks = [1, 4, 6].map((nodeId) => {
      const folder = OfflineFolder.open(join(out, `node-${nodeId}`));
      folder.close();
      return folder.identity;
    });
    expect(disks.map(({ nodeId }) => nodeId)).toEqual([1, 4, 6]);
    expect(new Set(disks.map(({ storageId }) => storageId)).size).toBe(3);
    const ids = new Set<string>();
    for (const { nodeId } of disks) {
      const folder = OfflineFolder.open(join(out, `node-${nodeId}`));
      const [zero, two] = folder.groups();
      folder.close();
      const { meta } = must(zero);
      expect(meta).toMatchObject({ chosenUpTo: 7, minChosen: 8, checksum: 1007 });
      expect(two).toMatchObject({ groupIdx: 2, meta: { chosenUpTo: 3, minChosen: 4 } });
      const concluded = must(decodeConcluded(meta.configuration));
      expect(concluded.ballot).toBeGreaterThan(OLD_BALLOT);
      expect(meta.promised).toBeGreaterThanOrEqual(concluded.ballot);
      expect(concluded.configuration).toEqual({
        gid: must(lives[0]).gid,
        version: 7,
        members: [
          { nodeId: 1, address: 'b:7001', role: 'voter', storageId: must(disks[0]).storageId },
          { nodeId: 4, address: 'a:7001', role: 'voter', storageId: must(disks[1]).storageId },
          { nodeId: 6, address: 'c:7001', role: 'learner', storageId: must(disks[2]).storageId },
        ],
        formerDisks: [disk(9), disk(1), disk(2), disk(3)],
      });
      const store = await openStore(join(out, `node-${nodeId}`));
      const checkpoint = must(store.newest(0));
      ids.add(checkpoint.id);
      await store.verify(checkpoint);
      expect(checkpoint.manifest).toMatchObject({ gid: must(lives[0]).gid, instanceId: 7, checksum: 1007 });
      expect(checkpoint.manifest.machines).toEqual([{ smId: LIST_SM_ID, instanceId: 7 }]);
      expect(readFileSync(join(checkpoint.folder, 'sm-1', 'deep', 'state'), 'utf8')).toBe('seven');
    }
    expect(ids.size).toBe(1);
  });

  test("keeps clients' results, and rewrites membership and directory", async () => {
    await export2();
    const [zero, two] = await imported();
    const store = await openStore(join(out, 'node-4'));
    const state = decodeFrameworkState(await store.framework(must(store.newest(0))));
    expect(state).toMatchObject({ instanceId: 7, nowMs: 5_000, clients: [{ clientId: 'shop' }] });
    expect(must(must(state.clients[0]).results[0]).result).toEqual(new Uint8Array([1, 2, 3]));
    expect(state.executions).toMatchObject([{ nodeId: 1, boot: 3, last: 17 }]);
    const stateOf = (smId: number): Uint8Array =>
      must(state.machines.find((each) => each.smId === smId)).state;
    expect(decodeMembership(state.configuration).gid).toBe(must(zero).gid);
    expect(decodeMembership(stateOf(SYSTEM_SM_ID)).version).toBe(7);
    const { entries, announced } = decodeDirectory(stateOf(DIRECTORY_SM_ID));
    expect(entries.get(2)).toMatchObject({ gid: must(two).gid, version: 3, life: 0, state: 'live' });
    expect(must(entries.get(2)).formerGids).toBeUndefined();
    expect(must(entries.get(2)).members.map(({ nodeId }) => nodeId)).toEqual([1, 4, 6]);
    expect(entries.get(5)).toEqual(entry(5, 'destroyed'));
    expect(announced.size).toBe(0);
  });

  test('never makes the same life twice', async () => {
    await export2();
    const first = await imported();
    out = join(directory, 'other');
    const second = await imported();
    const gids = [...first, ...second, { gid: oldGid(0) }, { gid: oldGid(2) }].map(({ gid }) => gid);
    expect(new Set(gids).size).toBe(6);
  });

  test.each([
    ['a node named twice', ['--node', '1=a:1', '--node', '1=b:1'], 'DUPLICATE_MEMBER'],
    ['an address named twice', ['--node', '1=a:1', '--node', '2=a:1'], 'ADDRESS_IN_USE'],
    ['nobody who votes', ['--node', '1=a:1/learner'], 'NO_VOTERS'],
  ])('refuses %s', async (_what, nodes, code) => {
    await export2();
    const ran = await gaios(['checkpoint', 'import', copy, ...nodes, '--out', out]);
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toContain(code);
    expect(existsSync(out)).toBe(false);
  });

  test.each([
    ['without group 0', { groupIdx: 1 }, 'CHECKPOINT_INCOMPLETE'],
    ['without a group of the directory', { directory: [entry(0), entry(1)] }, 'CHECKPOINT_INCOMPLETE'],
  ])('refuses a checkpoint %s', async (_what, wanted, code) => {
    await writeCheckpoint(data, { instanceId: 7, bytes: bytes('seven'), ...wanted });
    await gaios(['checkpoint', 'export', data, '--to', copy]);
    const ran = await gaios(['checkpoint', 'import', copy, ...NODES, '--out', out]);
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toContain(code);
    expect(readdirSync(directory).toSorted()).toEqual(['copy', 'data']);
  });

  test('refuses what is damaged, and leaves nothing; overwrites nothing', async () => {
    await export2();
    const [id = ''] = readdirSync(join(copy, '0'));
    const state = join(copy, '0', id, 'sm-1', 'deep', 'state');
    writeFileSync(state, 'Seven');
    const ran = await gaios(['checkpoint', 'import', copy, ...NODES, '--out', out]);
    expect(ran.err).toContain('CHECKPOINT_DAMAGED');
    expect(readdirSync(directory).toSorted()).toEqual(['copy', 'data']);
    writeFileSync(state, 'seven');
    await imported();
    const again = await gaios(['checkpoint', 'import', copy, ...NODES, '--out', out]);
    expect(again.err).toContain('CHECKPOINT_TARGET');
  });
});

describe('arguments', () => {
  test.each([
    ['export without a target', ['export', 'x']],
    ['import without nodes', ['import', 'x', '--out', 'y']],
    ['import without a target', ['import', 'x', '--node', '1=a:1']],
    ['a node without an address', ['import', 'x', '--node', '1', '--out', 'y']],
    ['an id that is none', ['verify', 'x', '--id', '../../etc']],
    ['a group that is none', ['list', 'x', '--group', '-1']],
    ['create without a group', ['create', '--admin', 'a:1']],
    ['create without a node to ask', ['create', '0']],
  ])('%s', async (_what, args) => {
    expect(await gaios(['checkpoint', ...args])).toMatchObject({ code: 2, out: '' });
  });
});

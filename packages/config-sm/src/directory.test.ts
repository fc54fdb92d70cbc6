import { describe, expect, test } from '@jest/globals';
import { DIRECTORY_SM_ID, type ExecuteContext } from '@gaios/sm-base';
import { wanted } from '../test/support.ts';
import { decodeCommand, encodeCommand, type DirectoryCommand } from './directory-commands.ts';
import { errorOf, GroupDirectory } from './directory.ts';
import type { GroupEntry } from './directory-state.ts';
import type { Target } from './members.ts';

const members: Target = [wanted(1), wanted(2), wanted(3, 'learner')];
const found: DirectoryCommand = { op: 'found', groupCount: 2, members };
const create = (more: object = {}): DirectoryCommand => ({
  op: 'create',
  groupIdx: 7,
  gid: 501,
  members,
  kind: 'bank',
  ...more,
});
const at = (instanceId: number): ExecuteContext => ({ groupIdx: 0, instanceId, batchIndex: 0, nowMs: 0 });

const directory = (
  ...commands: readonly DirectoryCommand[]
): { groups: GroupDirectory; told: GroupEntry[]; run: (command: DirectoryCommand) => unknown } => {
  const told: GroupEntry[] = [];
  const groups = new GroupDirectory({ replayedUpTo: 0, onGroup: (entry) => void told.push(entry) });
  let instanceId = 0;
  const run = (command: DirectoryCommand): unknown =>
    groups.execute(encodeCommand(command), at(++instanceId));
  for (const command of commands) run(command);
  return { groups, told, run };
};

describe('the directory of groups', () => {
  test('begins with the initial set; whoever comes second changes nothing', () => {
    const { groups, told, run } = directory();
    expect(groups.smId).toBe(DIRECTORY_SM_ID);
    expect(run(create())).toMatchObject({ done: false, code: 'NO_DIRECTORY' });
    expect(run(found)).toMatchObject({ done: true });
    expect(run({ ...found, groupCount: 9 })).toMatchObject({ done: false, code: 'GROUP_EXISTS' });
    const entry = { gid: 0, life: 0, state: 'live', version: 0, members, kind: '' };
    expect(groups.query()).toEqual([
      { groupIdx: 0, ...entry },
      { groupIdx: 1, ...entry },
    ]);
    expect(told).toEqual(groups.entries);
  });

  test('makes a group, and ends it: first it is drained, then gone', () => {
    const { groups, told, run } = directory(found, create());
    expect(groups.get(7)).toEqual({
      groupIdx: 7,
      gid: 501,
      life: 1,
      state: 'live',
      version: 0,
      members,
      kind: 'bank',
    });
    expect(run(create({ gid: 502 }))).toMatchObject({
      code: 'GROUP_EXISTS',
      facts: { groupIdx: 7, gid: 501 },
    });
    expect(run({ op: 'drop', groupIdx: 7, gid: 501 })).toMatchObject({ code: 'UNKNOWN_GROUP' });
    run({ op: 'destroy', groupIdx: 7, gid: 501 });
    expect(groups.get(7)?.state).toBe('draining');
    expect(run(create({ gid: 502 }))).toMatchObject({ code: 'GROUP_DRAINING' });
    run({ op: 'drop', groupIdx: 7, gid: 501 });
    expect(groups.get(7)?.state).toBe('destroyed');
    expect([groups.count, groups.entries.length]).toEqual([2, 3]);
    expect(told.slice(2).map(({ groupIdx, state }) => [groupIdx, state])).toEqual([
      [7, 'live'],
      [7, 'draining'],
      [7, 'destroyed'],
    ]);
  });

  test('tells the lives of an index apart', () => {
    const { groups, run } = directory(found, create(), { op: 'destroy', groupIdx: 7, gid: 0 });
    run({ op: 'drop', groupIdx: 7, gid: 501 });
    expect(run(create())).toMatchObject({ done: false, code: 'INVALID_ARGUMENT' });
    expect(run(create({ gid: 502 }))).toMatchObject({ done: true, entries: [{ gid: 502, life: 2 }] });
    for (const op of ['destroy', 'drop'] as const) {
      expect(run({ op, groupIdx: 7, gid: 501 })).toMatchObject({ done: false, code: 'UNKNOWN_GROUP' });
    }
    expect(groups.get(7)).toMatchObject({ gid: 502, state: 'live' });
    expect(run({ op: 'destroy', groupIdx: 8, gid: 0 })).toMatchObject({ code: 'UNKNOWN_GROUP' });
  });

  test('follows the membership of each group, and never back', () => {
    const { groups, run } = directory(found, create());
    const update = { op: 'update', groupIdx: 1, gid: 900, version: 20, members: [wanted(4)] } as const;
    expect(run(update)).toMatchObject({ done: true });
    expect(groups.get(1)).toMatchObject({ gid: 900, version: 20, members: [wanted(4)] });
    expect(run({ ...update, version: 20 })).toMatchObject({
      code: 'VERSION_CONFLICT',
      facts: { expected: 20, actual: 20 },
    });
    expect(run({ ...update, gid: 901, version: 30 })).toMatchObject({ code: 'UNKNOWN_GROUP' });
    expect(run({ ...update, groupIdx: 9 })).toMatchObject({ code: 'UNKNOWN_GROUP' });
    expect(run({ ...update, groupIdx: 0 })).toMatchObject({ done: true });
  });

  test('follows a group whose gid a repair has changed, and listens to the life that has ended no more', () => {
    const { groups, run } = directory(found, create());
    const [before, after] = [501, 502];
    const update = { op: 'update', groupIdx: 7, gid: after, version: 20, members: [wanted(4)] } as const;
    expect(run({ ...update, formerGids: [400] })).toMatchObject({ code: 'UNKNOWN_GROUP' });
    expect(run({ ...update, formerGids: [400, before] })).toMatchObject({ done: true });
    const repaired = { gid: after, formerGids: [400, before], life: 1, members: [wanted(4)] };
    expect(groups.get(7)).toMatchObject(repaired);
    expect(run({ ...update, gid: before, version: 30 })).toMatchObject({ code: 'UNKNOWN_GROUP' });
    expect(run({ ...update, version: 30 })).toMatchObject({ done: true });
    const copy = directory().groups;
    copy.loadState(groups.encodeState());
    expect(copy.get(7)).toMatchObject({ ...repaired, version: 30 });
  });

  test('tells what was stored once at the start, and what is news after a checkpoint', () => {
    const source = directory(found, create()).groups;
    const told: GroupEntry[] = [];
    const groups = new GroupDirectory({ replayedUpTo: 2, onGroup: (entry) => void told.push(entry) });
    groups.execute(encodeCommand(found), at(1));
    groups.execute(encodeCommand({ op: 'destroy', groupIdx: 1, gid: 0 }), at(2));
    expect(told).toEqual([]);
    groups.started();
    groups.started();
    expect(told.map(({ groupIdx, state }) => [groupIdx, state])).toEqual([
      [0, 'live'],
      [1, 'draining'],
    ]);
    told.length = 0;
    groups.loadState(source.encodeState());
    expect(told.map(({ groupIdx }) => groupIdx)).toEqual([1, 7]);
    expect(groups.entries).toEqual(source.entries);
  });

  test('a first live change is told after what was stored', () => {
    const told: GroupEntry[] = [];
    const groups = new GroupDirectory({ replayedUpTo: 1, onGroup: (entry) => void told.push(entry) });
    groups.execute(encodeCommand(found), at(1));
    groups.execute(encodeCommand(create()), at(2));
    expect(told.map(({ groupIdx }) => groupIdx)).toEqual([0, 1, 7]);
  });
});

describe('what nodes say', () => {
  const drained = (nodeId: number): DirectoryCommand => ({ op: 'drained', groupIdx: 7, gid: 501, nodeId });

  test('that all members have drained a group ends it, also if one says so twice', () => {
    const { groups, run } = directory(found, create());
    expect(run(drained(1))).toMatchObject({ code: 'UNKNOWN_GROUP' });
    run({ op: 'destroy', groupIdx: 7, gid: 501 });
    for (const nodeId of [3, 1, 3]) run(drained(nodeId));
    expect(groups.get(7)).toMatchObject({ state: 'draining', drained: [1, 3] });
    run({ op: 'destroy', groupIdx: 7, gid: 501 });
    expect(groups.get(7)?.drained).toEqual([1, 3]);
    run(drained(2));
    expect(groups.get(7)?.state).toBe('destroyed');
    expect(groups.get(7)).not.toHaveProperty('drained');
  });

  test('of the kinds that they have machines for keeps a group from being made where it could not run', () => {
    const { groups, run } = directory(found);
    run({ op: 'announce', nodeId: 2, kinds: ['shop'] });
    run({ op: 'announce', nodeId: 3 });
    expect(run(create())).toMatchObject({
      code: 'UNKNOWN_KIND',
      facts: { groupIdx: 7, kind: 'bank', nodeIds: [2] },
    });
    expect(groups.get(7)).toBeUndefined();
    run({ op: 'announce', nodeId: 2, kinds: ['shop', 'bank'] });
    expect(run(create())).toMatchObject({ done: true });
    const copy = new GroupDirectory({ replayedUpTo: 0, onGroup: () => {} });
    copy.loadState(groups.encodeState());
    expect(copy.announced(2)).toEqual({ nodeId: 2, kinds: ['shop', 'bank'] });
    expect(copy.announced(1)).toBeUndefined();
  });
});

describe('a command', () => {
  test.each([
    found,
    create(),
    { op: 'destroy', groupIdx: 7, gid: 0 },
    { op: 'drop', groupIdx: 65_535, gid: 3 },
    { op: 'drained', groupIdx: 7, gid: 501, nodeId: 2 },
    { op: 'announce', nodeId: 2, kinds: ['bank'] },
    { op: 'announce', nodeId: 2 },
  ] as const)('%j comes back as it was', (command) =>
    expect(decodeCommand(encodeCommand(command))).toEqual(command),
  );

  test.each<[string, object]>([
    ['INVALID_ARGUMENT', { op: 'explode' }],
    ['INVALID_ARGUMENT', { op: 'toString' }],
    ['INVALID_ARGUMENT', { ...found, groupCount: 0 }],
    ['INVALID_ARGUMENT', { ...found, groupCount: 65_537 }],
    ['INVALID_ARGUMENT', create({ groupIdx: 0 })],
    ['INVALID_ARGUMENT', create({ groupIdx: 65_536 })],
    ['INVALID_ARGUMENT', create({ gid: 0 })],
    ['INVALID_ARGUMENT', create({ gid: 2 ** 53 })],
    ['INVALID_ARGUMENT', create({ kind: 'x'.repeat(65) })],
    ['INVALID_ARGUMENT', { op: 'destroy', groupIdx: 0, gid: 0 }],
    ['INVALID_ARGUMENT', { op: 'drop', groupIdx: 1, gid: -1 }],
    ['INVALID_ARGUMENT', { op: 'update', groupIdx: 1, gid: 1, version: 'x', members }],
    ['INVALID_ARGUMENT', { op: 'drained', groupIdx: 1, gid: 1, nodeId: 0 }],
    ['INVALID_ARGUMENT', { op: 'announce', nodeId: 1, kinds: 'all' }],
    ['INVALID_ARGUMENT', { op: 'announce', nodeId: 1, kinds: [7] }],
    ['INVALID_ARGUMENT', { op: 'announce', nodeId: 65_536 }],
    ['INVALID_ARGUMENT', create({ members: 'all' })],
    ['NO_VOTERS', create({ members: [] })],
    ['DUPLICATE_MEMBER', create({ members: [wanted(1), { ...wanted(1), address: 'a:1' }] })],
    ['INVALID_ADDRESS', create({ members: [{ ...wanted(1), address: 'nowhere' }] })],
    ['INVALID_NODE_ID', create({ members: [{ ...wanted(1), nodeId: 0 }] })],
  ])('that is none is refused by %s: %j, and executed by nobody', (code, command) => {
    expect(() => encodeCommand(command as DirectoryCommand)).toThrow(expect.objectContaining({ code }));
    const bytes = Uint8Array.from(JSON.stringify(command), (char) => char.charCodeAt(0));
    expect(decodeCommand(bytes)).toBeUndefined();
    const { groups, told } = directory(found);
    expect(groups.execute(bytes, at(9))).toMatchObject({ done: false, code: 'INVALID_ARGUMENT' });
    expect(told).toHaveLength(2);
  });

  test('without members decodes to nothing', () => {
    expect(
      decodeCommand(Uint8Array.from('{"op":"found","groupCount":1}', (char) => char.charCodeAt(0))),
    ).toBeUndefined();
  });

  test('that was refused is an error for whoever asked', () => {
    const { run } = directory(found);
    expect(errorOf(run(create()) as never)).toBeUndefined();
    expect(errorOf(run(create()) as never)).toMatchObject({ code: 'GROUP_EXISTS', facts: { groupIdx: 7 } });
  });
});

test('a stored directory is refused where it is none', () => {
  const { groups } = directory(found);
  const wrong = [
    {},
    { format: 2, entries: [] },
    { format: 1, entries: [{}] },
    { format: 1, entries: [null] },
    { format: 1, entries: [...groups.entries, ...groups.entries], announced: [] },
    { format: 1, entries: groups.entries, announced: [{ nodeId: 0 }] },
    { format: 1, entries: groups.entries },
    { format: 1, entries: [{ ...groups.get(0), state: 'odd' }] },
    { format: 1, entries: [{ ...groups.get(0), members: [] }] },
  ];
  for (const value of wrong) {
    const bytes = Uint8Array.from(JSON.stringify(value), (char) => char.charCodeAt(0));
    expect(() => groups.loadState(bytes)).toThrow(expect.objectContaining({ code: 'STORAGE_DAMAGED' }));
  }
});

/** Backup and restore of clusters that run: real sockets, real folders, all in this process. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Node, SnapshotStateMachine, type NodeAddress, type QueryContext, type Snapshot } from 'gaios';
import { SqliteStateMachine, type MachineDatabase } from '@gaios/sm-sqlite';
import { localAddresses } from '../../node/test/socket-nodes.ts';
import { until } from '../../node/test/sockets.ts';
import { gaios } from './support.ts';

const LONG_MS = 120_000;
const MACHINE = 1;
const GROUPS = 2;
const SECRET = 'a secret of sixteen bytes';

class List extends SnapshotStateMachine<number> {
  readonly smId = MACHINE;
  readonly items: string[] = [];
  executed = 0;

  execute(value: Uint8Array): number {
    this.executed++;
    return this.items.push(new TextDecoder().decode(value));
  }

  override query(): readonly string[] {
    return [...this.items];
  }

  override beginSnapshot(): Snapshot {
    const bytes = new TextEncoder().encode(JSON.stringify(this.items));
    const pieces = async function* (): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(bytes);
    };
    return { bytes: pieces(), abort: () => {} };
  }

  override async loadSnapshot(_groupIdx: number, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes) pieces.push(piece);
    this.items.splice(0, Infinity, ...(JSON.parse(Buffer.concat(pieces).toString()) as string[]));
  }
}

/** Has a database of its own, which a new node does not have yet. */
class Stored extends SqliteStateMachine<number> {
  readonly smId = 2;
  readonly migrations = ['CREATE TABLE items (content BLOB NOT NULL) STRICT'];
  executed = 0;

  protected override apply(database: MachineDatabase, value: Uint8Array): number {
    this.executed++;
    database.run('INSERT INTO items VALUES (?)', value);
    return this.executed;
  }

  override query(_query: unknown, { groupIdx }: QueryContext): number {
    return this.read(groupIdx, (database) => Number(database.value('SELECT count(*) FROM items')));
  }
}

let directory: string;
let running: Set<Node>;
let databases: Stored[];

interface Booted {
  readonly node: Node;
  readonly lists: readonly List[];
  readonly stored: Stored;
}

const boot = async (
  nodeId: number,
  nodes: readonly NodeAddress[],
  dataDir: string,
  adminAddress?: string,
): Promise<Booted> => {
  const lists: List[] = [];
  const stored = new Stored({ directory: join(dataDir, 'machines') });
  databases.push(stored);
  const node = await Node.run({
    nodeId,
    nodes,
    dataDir,
    groupCount: GROUPS,
    secret: SECRET,
    synchronous: 'off',
    timeoutMs: 20_000,
    ...(adminAddress !== undefined && { adminAddress }),
    stateMachines: () => {
      const list = new List();
      lists.push(list);
      return [list, stored];
    },
  });
  running.add(node);
  return { node, lists, stored };
};

/** The three of the cluster that there is; the first has an admin port. */
const bootOld = async (): Promise<Booted[]> => {
  const old = await localAddresses([1, 2, 3]);
  return Promise.all(
    old.map(({ nodeId }) =>
      boot(nodeId, old, join(directory, `old-${nodeId}`), nodeId === 1 ? '127.0.0.1:0' : undefined),
    ),
  );
};

const stop = async (node: Node): Promise<void> => {
  running.delete(node);
  await node.close();
};

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('it is not there');
  return value;
};

/** What `gaios` has to be told to ask it. */
const adminOf = (node: Node): string[] => {
  const secretFile = join(directory, 'secret');
  writeFileSync(secretFile, SECRET);
  return ['--admin', must(node.adminAddress), '--secret-file', secretFile];
};

const itemsOf = async (node: Node, groupIdx: number): Promise<readonly string[]> =>
  (await node.read<string[]>(groupIdx, MACHINE, undefined)).result;

const requestId = (number: number): { clientId: string; number: number } => ({ clientId: 'shop', number });

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gaios-restore-'));
  running = new Set();
  databases = [];
});

afterEach(async () => {
  await Promise.all([...running].map(stop));
  for (const each of databases) each.close();
  rmSync(directory, { recursive: true, force: true });
}, LONG_MS);

test(
  'a cluster that is made from a backup serves with all of it, and the old one is shut out',
  async () => {
    const before = await bootOld();
    const { node } = must(before[0]);
    for (let at = 0; at < 20; at++) await node.propose(at % GROUPS, bytes(`a${at}`), MACHINE);
    for (let at = 0; at < 10; at++) await node.propose(1, bytes(`b${at}`), 2);
    const first = await node.propose(0, bytes('paid'), MACHINE, { requestId: requestId(1) });
    const admin = adminOf(node);
    const created = await gaios(['checkpoint', 'create', 0, 1, ...admin, '--json']);
    expect(created).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(created.out)).toMatchObject({ checkpoints: [{ groupIdx: 0 }, { groupIdx: 1 }] });
    // The node runs on.
    const copy = join(directory, 'copy');
    expect(await gaios(['checkpoint', 'export', join(directory, 'old-1'), '--to', copy])).toMatchObject({
      code: 0,
    });
    await node.propose(0, bytes('too late'), MACHINE);

    const fresh = await localAddresses([2, 7, 8]);
    const out = join(directory, 'new');
    const named = fresh.flatMap(({ nodeId, address }) => ['--node', `${nodeId}=${address}`]);
    const imported = await gaios(['checkpoint', 'import', copy, ...named, '--out', out, '--json']);
    expect(imported).toMatchObject({ code: 0, err: '' });
    const folderOf = (nodeId: number): string => join(out, `node-${nodeId}`);
    const after = await Promise.all(fresh.map(({ nodeId }) => boot(nodeId, fresh, folderOf(nodeId))));
    const [restored] = after;
    const target = must(restored).node;
    const expected = [...Array.from({ length: 10 }, (_, at) => `a${2 * at}`), 'paid'];
    expect(await itemsOf(target, 0)).toEqual(expected);
    expect(await itemsOf(target, 1)).toHaveLength(10);
    // Executed once, though in another cluster: the result is remembered.
    const again = await target.propose(0, bytes('paid'), MACHINE, { requestId: requestId(1) });
    expect(again.result).toBe(first.result);
    expect(must(restored).lists.map((list) => list.executed)).toEqual([0, 0]);
    expect((await target.read<number>(1, 2, undefined)).result).toBe(10);
    await target.propose(1, bytes('more'), 2);
    expect((await target.read<number>(1, 2, undefined)).result).toBe(11);
    expect(must(restored).stored.executed).toBe(1);
    for (const { node: each } of after) await each.propose(0, bytes(`from ${each.nodeId}`), MACHINE);
    await until('all to have executed it', () =>
      after.every(({ lists }) => must(lists[0]).items.length === expected.length + 3),
    );
    // Two clusters, each with a node 2: neither has anything of the other.
    expect(await itemsOf(node, 0)).toEqual([...expected, 'too late']);
    const gids = (each: Node): number[] => each.status().groups.map(({ gid }) => gid);
    expect(gids(target)).not.toEqual(gids(node));
    expect(gids(must(after[1]).node)).toEqual(gids(target));

    // A node of the old cluster that takes the place of a new one is nobody there.
    await stop(must(after[0]).node);
    await stop(must(before[1]).node);
    for (const each of databases)
      if (each === must(after[0]).stored || each === must(before[1]).stored) each.close();
    const stranger = await boot(2, fresh, join(directory, 'old-2'));
    await must(after[1]).node.propose(0, bytes('without it'), MACHINE);
    expect(must(stranger.lists[0]).items).not.toContain('without it');
    await stop(stranger.node);
    stranger.stored.close();
    const back = await boot(2, fresh, folderOf(2));
    await until('it to follow', () => must(back.lists[0]).items.includes('without it'));
    expect(await itemsOf(back.node, 0)).toEqual([...must(after[1]?.lists[0]).items]);
  },
  LONG_MS,
);

test(
  'a backup can be made while the group is proposed to without a pause',
  async () => {
    const before = await bootOld();
    const { node } = must(before[0]);
    const diverged: unknown[] = [];
    for (const each of before) each.node.on('checkpointDivergence', (event) => diverged.push(event));
    const row = new Uint8Array(50_000);
    for (let at = 0; at < 200; at++) await node.propose(0, row, 2);
    const during = { isOver: false, proposed: 0 };
    const client = async (): Promise<void> => {
      for (; !during.isOver; during.proposed++) await node.propose(0, row.subarray(0, 100), 2);
    };
    const clients = Promise.all(Array.from({ length: 10 }, client));
    await until('some to be executed', () => during.proposed > 50);
    const admin = adminOf(node);
    const atBegin = during.proposed;
    const created = await gaios(['checkpoint', 'create', 0, ...admin, '--json']);
    expect(created).toMatchObject({ code: 0, err: '' });
    const copy = join(directory, 'copy');
    expect(await gaios(['checkpoint', 'export', join(directory, 'old-1'), '--to', copy])).toMatchObject({
      code: 0,
      err: '',
    });
    expect(during.proposed).toBeGreaterThan(atBegin + 20);
    during.isOver = true;
    await clients;
    // All three, at the same instance.
    const made = before.map((each) => must(each.node.listCheckpoints(0).at(-1)));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(diverged).toEqual([]);

    const [fresh] = await localAddresses([9]);
    const target = must(fresh);
    const out = join(directory, 'new');
    const named = ['--node', `${target.nodeId}=${target.address}`];
    expect(await gaios(['checkpoint', 'import', copy, ...named, '--out', out])).toMatchObject({ code: 0 });
    const after = await boot(9, [target], join(out, 'node-9'));
    const held = (await after.node.read<number>(0, 2, undefined)).result;
    expect(held).toBeGreaterThanOrEqual(200 + atBegin);
    expect(held).toBeLessThanOrEqual(200 + during.proposed);
    expect((await after.node.propose(0, row, 2)).result).toBe(1);
    expect((await after.node.read<number>(0, 2, undefined)).result).toBe(held + 1);
  },
  LONG_MS,
);

/** Nodes before and after an offline repair of logs that begin behind checkpoints: real sockets, real folders, all in this process. */

import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Node, SnapshotStateMachine, type Snapshot } from 'gaios';
import { NodeAndMachine, SocketNodes } from '../../node/test/socket-nodes.ts';
import { gaios } from './support.ts';

const LONG_MS = 120_000;
const MACHINE = 1;

class List extends SnapshotStateMachine<number> {
  readonly smId = MACHINE;
  items: string[] = [];

  execute(value: Uint8Array): number {
    return this.items.push(new TextDecoder().decode(value));
  }

  override beginSnapshot(): Snapshot {
    const bytes = new TextEncoder().encode(JSON.stringify(this.items));
    // oxlint-disable-next-line typescript/require-await -- there is nothing to wait for
    const pieces = async function* (): AsyncGenerator<Uint8Array> {
      yield bytes;
    };
    return { bytes: pieces(), abort() {} };
  }

  override async loadSnapshot(_groupIdx: number, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    let text = '';
    for await (const piece of bytes) text += new TextDecoder().decode(piece);
    this.items = JSON.parse(text) as string[];
  }
}

type Running = NodeAndMachine<List>;

let nodes: SocketNodes<Running>;
let installed: number[];

const folderOf = (nodeId: number): string => nodes.folder(`${nodeId}`);

const boot = async (nodeId: number): Promise<Node> => {
  const machine = new List();
  const node = await Node.run({
    nodeId,
    nodes: nodes.addresses,
    dataDir: folderOf(nodeId),
    synchronous: 'off',
    timeoutMs: 30_000,
    // The first checkpoints are the only ones: what is asked for after the repair was made before it.
    tuning: { checkpointEveryInstances: 0, holdLogCount: 0, cleanSettleMs: 0, electionTimeoutMs: 5_000 },
    stateMachines: () => [machine],
  });
  node.on('checkpointInstalled', () => void installed.push(nodeId));
  nodes.running.set(`${nodeId}`, new NodeAndMachine(node, machine));
  return node;
};

const of = (nodeId: number): Running => nodes.of(`${nodeId}`);
const stop = (nodeId: number): Promise<void> => nodes.stop(`${nodeId}`);
const until = (what: string, condition: () => boolean): Promise<void> => nodes.until(what, condition);

beforeEach(async () => {
  nodes = await SocketNodes.make<Running>('repair-checkpoints', [1, 2, 3, 4, 5]);
  installed = [];
});

afterEach(() => nodes.end(), LONG_MS);

test(
  'one that ended before the others begin votes in the new era, and gets a checkpoint that was made in the old one',
  async () => {
    await Promise.all([1, 2, 3, 4, 5].map(boot));
    const written: string[] = [];
    const write = async (nodeId: number, count: number): Promise<void> => {
      for (let at = 0; at < count; at++) {
        const value = `v${written.length}`;
        await of(nodeId).node.propose(0, new TextEncoder().encode(value), MACHINE);
        written.push(value);
      }
    };
    await write(1, 5);
    await stop(2);
    await write(1, 20);
    const made = await of(1).node.checkpoint(0);
    await until('the log to be deleted', () => of(1).node.getMinChosenInstanceId(0) > 20);
    await write(1, 3);
    await Promise.all([1, 3, 4, 5].map(stop));

    const folders = [1, 2].map(folderOf);
    const plan = await gaios(['repair', 'plan', ...folders]);
    expect(plan.out).toContain(`its log begins at instance ${made.instanceId + 1} then`);
    const hash = /--plan-hash ([0-9a-f]{32})/.exec(plan.out)?.[1] ?? '';
    expect(await gaios(['repair', 'apply', '--plan-hash', hash, ...folders])).toMatchObject({ code: 0 });

    await Promise.all([1, 2].map(boot));
    await until('node 2 to have it', () => installed.includes(2));
    // Both are needed for each.
    await write(2, 3);
    await write(1, 3);
    await until('both to have all', () =>
      [1, 2].every((id) => of(id).machine.items.length === written.length),
    );
    for (const nodeId of [1, 2]) expect(of(nodeId).machine.items).toEqual(written);
    await stop(2);
    await boot(2);
    await until('node 2 to have all again', () => of(2).machine.items.length === written.length);
    expect(of(2).machine.items).toEqual(written);
  },
  LONG_MS,
);

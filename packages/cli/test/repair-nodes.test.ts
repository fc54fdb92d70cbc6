/** Nodes before and after an offline repair: real sockets, real folders, all in this process. */

import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GaiosError, Node, StateMachine, type GroupStatus, type NodeAddress } from 'gaios';
import { SocketNodes } from '../../node/test/socket-nodes.ts';
import { gaios } from './support.ts';

const LONG_MS = 120_000;
const MACHINE = 1;

class List extends StateMachine<number> {
  readonly smId = MACHINE;
  readonly items: string[] = [];
  execute(value: Uint8Array): number {
    return this.items.push(new TextDecoder().decode(value));
  }
  override query(): readonly string[] {
    return [...this.items];
  }
}

let nodes: SocketNodes<Node>;

const folderOf = (nodeId: number): string => nodes.folder(`${nodeId}`);
const addressOf = (nodeId: number): string => nodes.addresses[nodeId - 1]?.address ?? '';

const boot = async (nodeId: number, members: readonly NodeAddress[]): Promise<Node> => {
  const node = await Node.run({
    nodeId,
    nodes: members,
    dataDir: folderOf(nodeId),
    synchronous: 'off',
    // Nobody is to lose what it leads because this machine is busy.
    tuning: { electionTimeoutMs: 5_000 },
    timeoutMs: 20_000,
    stateMachines: () => [new List()],
  });
  nodes.running.set(`${nodeId}`, node);
  return node;
};

const voters = (count: number): NodeAddress[] => nodes.addresses.slice(0, count);

const nodeOf = (nodeId: number): Node => nodes.of(`${nodeId}`);
const stop = (nodeId: number): Promise<void> => nodes.stop(`${nodeId}`);
const until = (what: string, condition: () => boolean): Promise<void> => nodes.until(what, condition);

const groupAt = (nodeId: number): GroupStatus => {
  const [group] = nodeOf(nodeId).status().groups;
  if (group === undefined) throw new Error('no group');
  return group;
};

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** As people do it: look at the plan, then name its hash. */
const repair = async (...nodeIds: number[]): Promise<string> => {
  const folders = nodeIds.map(folderOf);
  const plan = await gaios(['repair', 'plan', ...folders]);
  const hash = /--plan-hash ([0-9a-f]{32})/.exec(plan.out)?.[1] ?? '';
  const applied = await gaios(['repair', 'apply', '--plan-hash', hash, ...folders]);
  expect(applied).toMatchObject({ code: 0 });
  return plan.out;
};

const itemsAt = async (nodeId: number): Promise<readonly string[]> =>
  (await nodeOf(nodeId).read<string[]>(0, MACHINE, undefined)).result;

beforeEach(async () => {
  nodes = await SocketNodes.make<Node>('repair', [1, 2, 3, 4, 5, 6]);
});

afterEach(() => nodes.end(), LONG_MS);

describe('a repaired cluster', () => {
  test(
    'serves with all that a survivor had, executes nothing twice, lets new nodes in and the dead not',
    async () => {
      const five = voters(5);
      await Promise.all([1, 2, 3, 4, 5].map((nodeId) => boot(nodeId, five)));
      const first = nodeOf(3);
      for (let i = 0; i < 10; i++) await first.propose(0, bytes(`a${i}`), MACHINE);
      await stop(2);
      for (let i = 0; i < 10; i++) await first.propose(0, bytes(`b${i}`), MACHINE);
      await until('node 1 has all', () => {
        const [one, three] = [1, 3].map((nodeId) => groupAt(nodeId).executedUpTo);
        return one === three;
      });
      const gid = groupAt(3).gid;
      // A client that did not get its answer will ask again, of whoever is left.
      const requestId = { clientId: 'shop', number: 1 };
      const counted = await first.propose(0, bytes('once'), MACHINE, { requestId });
      await until('node 1 has that, too', () => groupAt(1).executedUpTo >= counted.instanceId);
      await Promise.all([1, 3, 4, 5].map(stop));

      const told = await repair(1, 2);
      expect(told).toContain('2 of 5 voters are left');
      await Promise.all([1, 2].map((nodeId) => boot(nodeId, five)));
      const acknowledged = ['a', 'b']
        .flatMap((letter) => Array.from({ length: 10 }, (_, i) => `${letter}${i}`))
        .concat('once');
      const again = await nodeOf(2).propose(0, bytes('once'), MACHINE, { requestId });
      expect(again).toMatchObject({ instanceId: counted.instanceId, result: counted.result });
      await nodeOf(2).propose(0, bytes('after'), MACHINE);
      for (const nodeId of [1, 2]) expect(await itemsAt(nodeId)).toEqual([...acknowledged, 'after']);
      expect(groupAt(1).gid).not.toBe(gid);

      // One of the dead comes back with its old folder.
      const leader = groupAt(1).leader;
      const dead = await boot(5, five);
      await until('node 5 is told', () => dead.status().notices.length === 2);
      for (const notice of dead.status().notices) {
        expect(notice).toContain(
          'node 5 is removed, its disk never votes again: start it with an empty folder',
        );
      }
      await expect(dead.propose(0, bytes('ghost'), MACHINE, { timeoutMs: 2_000 })).rejects.toThrow(
        GaiosError,
      );
      await nodeOf(1).propose(0, bytes('still'), MACHINE);
      expect(groupAt(1).leader).toBe(leader);
      await stop(5);

      // A new node learns the log from its beginning, through both eras.
      const joins = boot(6, [...voters(2), { nodeId: 6, address: addressOf(6), role: 'learner' }]);
      await nodeOf(1).addMember(0, 6, addressOf(6), { timeoutMs: 30_000 });
      await joins;
      await nodeOf(6).propose(0, bytes('six'), MACHINE);
      expect(await itemsAt(6)).toEqual([...acknowledged, 'after', 'still', 'six']);
    },
    LONG_MS,
  );

  test(
    'one of three goes on alone, and grows again with empty folders',
    async () => {
      const three = voters(3);
      await Promise.all([1, 2, 3].map((nodeId) => boot(nodeId, three)));
      await nodeOf(1).propose(0, bytes('a'), MACHINE);
      await Promise.all([1, 2, 3].map(stop));
      await repair(3);
      await boot(3, three);
      await nodeOf(3).propose(0, bytes('b'), MACHINE);
      expect(await itemsAt(3)).toEqual(['a', 'b']);
      rmSync(folderOf(1), { recursive: true });
      const joins = boot(1, [
        { nodeId: 3, address: addressOf(3) },
        { nodeId: 1, address: addressOf(1), role: 'learner' },
      ]);
      await nodeOf(3).addMember(0, 1, addressOf(1), { timeoutMs: 30_000 });
      await joins;
      await nodeOf(1).propose(0, bytes('c'), MACHINE);
      expect(await itemsAt(1)).toEqual(['a', 'b', 'c']);
    },
    LONG_MS,
  );

  test(
    'a folder that the repair did not come to cannot go on, nor can the one that it came to',
    async () => {
      const five = voters(5);
      await Promise.all([1, 2, 3, 4, 5].map((nodeId) => boot(nodeId, five)));
      await nodeOf(1).propose(0, bytes('a'), MACHINE);
      await Promise.all([1, 2, 3, 4, 5].map(stop));
      rmSync(folderOf(6), { recursive: true, force: true });
      const { applyRepair } = await import('../src/repair/apply.ts');
      const plan = await gaios(['repair', 'plan', '--json', folderOf(1), folderOf(2)]);
      const { hash } = JSON.parse(plan.out) as { hash: string };
      const onFolder = (nodeId: number, what: string): void => {
        if (nodeId === 1 && what === 'ends') throw new Error('cut off');
      };
      await expect(applyRepair([folderOf(1), folderOf(2)], hash, { onFolder })).rejects.toThrow('cut off');
      await Promise.all([1, 2].map((nodeId) => boot(nodeId, five)));
      const tries = [1, 2].map((nodeId) =>
        nodeOf(nodeId).propose(0, bytes(`x${nodeId}`), MACHINE, { timeoutMs: 3_000 }),
      );
      const fates = await Promise.allSettled(tries);
      expect(fates.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      await Promise.all([1, 2].map(stop));
      const again = await gaios(['repair', 'apply', '--plan-hash', hash, folderOf(1), folderOf(2)]);
      expect(again.code).toBe(0);
      await Promise.all([1, 2].map((nodeId) => boot(nodeId, five)));
      await nodeOf(1).propose(0, bytes('b'), MACHINE);
      const [one, two] = await Promise.all([itemsAt(1), itemsAt(2)]);
      expect(one).toEqual(two);
      expect(one.at(-1)).toBe('b');
      expect(new Set(one).size).toBe(one.length);
    },
    LONG_MS,
  );
});

/** Groups that were created at run time, after an offline repair: real sockets, real folders, all in this process. */

import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Node, StateMachine, type NodeAddress } from 'gaios';
import { SocketNodes } from '../../node/test/socket-nodes.ts';
import { planRepair } from '../src/repair/plan.ts';
import { applyRepair } from '../src/repair/apply.ts';
import { withSurvivors } from '../src/repair/survey.ts';

const LONG_MS = 120_000;
const MACHINE = 1;
const GROUP = 7;

class Count extends StateMachine<number> {
  readonly smId = MACHINE;
  #count = 0;
  execute(): number {
    return ++this.#count;
  }
}

let nodes: SocketNodes<Node>;

const folderOf = (nodeId: number): string => nodes.folder(`${nodeId}`);
const voters = (count: number): NodeAddress[] => nodes.addresses.slice(0, count);

const boot = async (nodeId: number, members: readonly NodeAddress[]): Promise<Node> => {
  const node = await Node.run({
    nodeId,
    nodes: members,
    dataDir: folderOf(nodeId),
    synchronous: 'off',
    // Nobody is to lose what it leads because this machine is busy.
    tuning: { electionTimeoutMs: 5_000 },
    timeoutMs: 30_000,
    stateMachines: () => [new Count()],
  });
  nodes.running.set(`${nodeId}`, node);
  return node;
};

const stop = (nodeId: number): Promise<void> => nodes.stop(`${nodeId}`);

beforeEach(async () => {
  nodes = await SocketNodes.make<Node>('repair', [1, 2, 3, 4]);
});

afterEach(() => nodes.end(), LONG_MS);

test(
  'the directory hears of who is left in a repaired group; nodes that come join it, and it can be destroyed and made again',
  async () => {
    const three = voters(3);
    const [first] = await Promise.all(three.map(({ nodeId }) => boot(nodeId, three)));
    if (first === undefined) throw new Error('nobody runs');
    const { gid } = await first.createGroup({ groupIdx: GROUP, members: [1, 2, 3], kind: 'count' });
    await first.propose(GROUP, new Uint8Array(1), MACHINE);
    await Promise.all([1, 2, 3].map(stop));
    const folders = [folderOf(1)];
    const { hash } = withSurvivors(folders, planRepair);
    await applyRepair(folders, hash);

    const left = await boot(1, three);
    const group = () => left.showGroups().find(({ groupIdx }) => groupIdx === GROUP);
    await nodes.until('the directory has who is left', () => group()?.members.length === 1);
    expect(group()?.gid).not.toBe(gid);
    expect(group()?.gid).toBe(left.showMembership(GROUP).gid);
    // Nothing is said again and again.
    const { instanceId } = await left.propose(0, new Uint8Array(0), 0);
    expect((await left.propose(0, new Uint8Array(0), 0)).instanceId).toBe(instanceId + 1);

    const address = nodes.addresses[3]?.address ?? '';
    const joins = boot(4, [...voters(1), { nodeId: 4, address, role: 'learner' }]);
    await left.addMember(0, 4, address);
    await left.addMember(GROUP, 4, address);
    const joined = await joins;
    expect((await joined.propose(GROUP, new Uint8Array(1), MACHINE)).result).toBe(2);

    await left.destroyGroup(GROUP);
    await joined.createGroup({ groupIdx: GROUP, members: [1, 4], kind: 'count' });
    expect((await joined.propose(GROUP, new Uint8Array(1), MACHINE)).result).toBe(1);
  },
  LONG_MS,
);

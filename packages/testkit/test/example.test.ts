import { describe, expect, it } from '@jest/globals';
import { checkDeterminism, stateMachineConformance } from '@gaios/testkit';
import { TestCluster } from '@gaios/testkit/cluster';
import { StateMachine } from 'gaios';

const BANK_ID = 1;

interface Transfer {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
}

const transfer = (from: string, to: string, amount: number): Uint8Array =>
  Buffer.from(JSON.stringify({ from, to, amount } satisfies Transfer));

/** Everybody starts with 100. What is not there cannot be sent: that is a result, the same on every replica. */
class Bank extends StateMachine<boolean> {
  readonly smId = BANK_ID;
  readonly #balances = new Map<string, number>();

  override execute(value: Uint8Array): boolean {
    const { from, to, amount } = JSON.parse(Buffer.from(value).toString()) as Transfer;
    if (this.#balance(from) < amount) return false;
    this.#balances.set(from, this.#balance(from) - amount);
    this.#balances.set(to, this.#balance(to) + amount);
    return true;
  }

  override query(name: unknown): number {
    return this.#balance(name as string);
  }

  override stateHash(): Uint8Array {
    return Buffer.from(
      JSON.stringify([...this.#balances.keys()].toSorted().map((name) => [name, this.#balance(name)])),
    );
  }

  #balance(name: string): number {
    return this.#balances.get(name) ?? 100;
  }
}

const operations = [transfer('ann', 'bob', 30), transfer('bob', 'cat', 500), transfer('cat', 'ann', 100)];

stateMachineConformance(
  'bank',
  { describe, it },
  {
    make: () => new Bank(),
    operations,
    queries: ['ann', 'bob', 'cat'],
  },
);

describe('bank', () => {
  it('depends on nothing but its operations', async () => {
    await expect(checkDeterminism(() => new Bank(), operations)).resolves.toBeUndefined();
  });

  it('loses nothing through crashes and partitions', async () => {
    const cluster = await TestCluster.start({ seed: 7, voters: 3, stateMachines: () => [new Bank()] });
    const send = (nodeId: number, from: string, to: string): Promise<unknown> =>
      cluster.node(nodeId).propose(0, transfer(from, to, 10), BANK_ID, { timeoutMs: 30_000 });

    await cluster.complete(send(1, 'ann', 'bob'));

    // A process dies with all that was not on its disk; the other two go on.
    cluster.crash(1);
    await cluster.complete(send(2, 'ann', 'bob'));
    await cluster.restart(1);

    // Node 3 is cut off. What is proposed there waits until it is heard again.
    cluster.partition([[1, 2], [3]]);
    const waiting = send(3, 'ann', 'bob');
    await cluster.complete(send(1, 'ann', 'bob'));
    cluster.heal();
    await cluster.complete(waiting);

    // Power fails everywhere at once.
    for (const nodeId of cluster.nodeIds) cluster.crash(nodeId);
    await cluster.startAll();
    await cluster.waitForLeaders();

    for (const node of cluster.nodes) {
      const { result } = await cluster.complete(node.read(0, BANK_ID, 'bob'));
      expect(result).toBe(140);
    }
    await cluster.close();
  });
});

/** What is wrong with a user's machine, the simulator finds. */

import { expect, test } from '@jest/globals';
import { StateMachine } from '@gaios/sm-base';
import { KvMachine, simulate, type Workload } from '@gaios/testkit/sim';

const options = { seed: 2, nodes: 3, simulatedMs: 4_000, operationsPerSecond: 10, faults: false } as const;

test('a machine that depends on its replica', async () => {
  class Local extends KvMachine {
    readonly #nodeId: number;
    constructor(nodeId: number) {
      super();
      this.#nodeId = nodeId;
    }
    override execute(value: Uint8Array): string {
      return `${super.execute(value)}${this.#nodeId === 3 ? '!' : ''}`;
    }
  }
  const { failure } = await simulate({ ...options, stateMachine: (_, nodeId) => new Local(nodeId) });
  expect(failure).toMatchObject({ check: 'state' });
});

test('a machine whose state is not its results', async () => {
  let made = 0;
  class Other extends KvMachine {
    readonly #salt = made++;
    override stateHash(): Uint8Array {
      return Uint8Array.of(this.#salt);
    }
  }
  const { failure } = await simulate({ ...options, stateMachine: () => new Other() });
  expect(failure).toMatchObject({ check: 'state' });
});

test('a machine that throws', async () => {
  class Broken extends KvMachine {
    override execute(): string {
      throw new Error('cannot');
    }
  }
  const { failure } = await simulate({ ...options, stateMachine: () => new Broken() });
  expect(failure).toMatchObject({ check: 'stalled' });
});

test('a machine that answers reads from the past', async () => {
  class Stale extends KvMachine {
    override query(): string {
      return '';
    }
  }
  const { failure } = await simulate({ ...options, stateMachine: () => new Stale() });
  expect(failure).toMatchObject({ check: 'reads' });
});

test('a machine and a workload of its user, asynchronous, several machines a group, batches', async () => {
  class Sum extends StateMachine<number> {
    readonly smId: number;
    #sum = 0;
    constructor(smId: number) {
      super();
      this.smId = smId;
    }
    async execute(value: Uint8Array): Promise<number> {
      await Promise.resolve();
      this.#sum += value[0] ?? 0;
      return this.#sum;
    }
    override executeBatch(values: readonly Uint8Array[]): number[] {
      return values.map((value) => (this.#sum += value[0] ?? 0));
    }
  }
  class SlowSum extends Sum {
    override executeBatch = undefined as unknown as Sum['executeBatch'];
  }
  const workload: Workload = {
    operation: (index, random) => ({
      kind: 'propose',
      smId: 1 + random.below(2),
      values: [Uint8Array.of(index & 255, index >> 8)],
    }),
  };
  const report = await simulate({
    seed: 6,
    nodes: 3,
    simulatedMs: 5_000,
    operationsPerSecond: 20,
    faults: { kinds: ['crash', 'loss', 'partition'] },
    stateMachine: () => [new Sum(1), new SlowSum(2)],
    workload,
  });
  expect(report.failure).toBeUndefined();
  expect(report.executed).toBeGreaterThan(30);
});

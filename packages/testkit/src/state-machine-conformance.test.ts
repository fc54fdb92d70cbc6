/** The suite passes for a machine that does everything right, and finds each thing that one may do wrong. */

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StateMachine, type CheckpointFiles, type ExecuteContext } from '@gaios/sm-base';
import { afterAll, describe, expect, it, test } from '@jest/globals';
import { stateMachineConformance, type StateMachineFixture } from './state-machine-conformance.ts';

const root = join(tmpdir(), `gaios-ledger-${process.pid}`);
let ledgers = 0;

/** Appends, with everything that a machine may offer. Its checkpoint is one file, written at every operation. */
class Ledger extends StateMachine<number> {
  readonly smId: number = 7;
  readonly directory = join(root, String(++ledgers));
  lines: string[] = [];
  shadow: string[] = [];

  override execute(value: Uint8Array, _context?: ExecuteContext): number | Promise<number> {
    return this.lines.push(Buffer.from(value).toString());
  }

  override executeBatch(values: readonly Uint8Array[], contexts: readonly ExecuteContext[]): number[] {
    return values.map((value, i) => this.execute(value, contexts[i]) as number);
  }

  override executeForCheckpoint(value: Uint8Array): void {
    this.shadow.push(Buffer.from(value).toString());
  }

  override executeBatchForCheckpoint(values: readonly Uint8Array[]): void {
    for (const value of values) this.executeForCheckpoint(value);
  }

  override query(): unknown {
    return this.lines.length;
  }

  override getCheckpointInstanceId(): number {
    return this.lines.length;
  }

  override async getCheckpointState(): Promise<CheckpointFiles> {
    await mkdir(this.directory, { recursive: true });
    await writeFile(join(this.directory, 'lines.json'), JSON.stringify(this.lines));
    return { directory: this.directory, files: ['lines.json'] };
  }

  override async loadCheckpointState(_groupIdx: number, directory: string): Promise<void> {
    this.lines = JSON.parse(await readFile(join(directory, 'lines.json'), 'utf8')) as string[];
  }

  override stateHash(): Uint8Array {
    return new TextEncoder().encode(this.lines.join());
  }
}

const fixtureOf = (make: () => StateMachine): StateMachineFixture => ({
  make,
  operations: ['a', 'b', 'c', 'd', 'e'].map((text) => new TextEncoder().encode(text)),
  queries: ['length'],
});

/** Titles of the tests that fail. */
const failuresOf = async (make: () => StateMachine): Promise<string[]> => {
  const failed: string[] = [];
  const tests: [string, () => Promise<void>][] = [];
  const framework = {
    describe: (_name: string, body: () => void): void => body(),
    it: (name: string, body: () => Promise<void>): void => void tests.push([name, body]),
  };
  stateMachineConformance('subject', framework, fixtureOf(make));
  for (const [name, body] of tests) {
    try {
      await body();
    } catch {
      failed.push(name);
    }
  }
  return failed;
};

afterAll(() => rm(root, { recursive: true, force: true }));

stateMachineConformance(
  'ledger',
  { describe, it },
  fixtureOf(() => new Ledger()),
);

describe('the suite finds', () => {
  test.each<readonly [string, string, () => StateMachine]>([
    [
      'a reserved id',
      'has an id that machines of users may have, and keeps it',
      () =>
        new (class extends Ledger {
          override readonly smId = 100_000_000;
        })(),
    ],
    [
      'dice',
      'depends on nothing but state, value and context',
      () =>
        new (class extends Ledger {
          override execute(): number {
            return Math.random();
          }
        })(),
    ],
    [
      'a batch in another order',
      'gives the same results and state in batches as one by one',
      () =>
        new (class extends Ledger {
          override executeBatch(
            values: readonly Uint8Array[],
            contexts: readonly ExecuteContext[],
          ): number[] {
            return super.executeBatch(values.toReversed(), contexts);
          }
        })(),
    ],
    [
      'a state that depends on what was made before',
      'replays to the same results and the same state',
      () =>
        new (class extends Ledger {
          override stateHash(): Uint8Array {
            return new TextEncoder().encode(this.directory);
          }
        })(),
    ],
    [
      'a query that writes',
      'answers queries without changing anything',
      () =>
        new (class extends Ledger {
          override query(): unknown {
            return this.lines.push('asked');
          }
        })(),
    ],
    [
      'a replay for the checkpoint that reaches the active state',
      'builds a checkpoint by replay without touching the active state',
      () =>
        new (class extends Ledger {
          override executeForCheckpoint(): void {
            this.lines.push('replayed');
          }
        })(),
    ],
    [
      'a checkpoint that leaves something out',
      'gives a checkpoint from which another machine goes on',
      () =>
        new (class extends Ledger {
          override async loadCheckpointState(groupIdx: number, directory: string): Promise<void> {
            await super.loadCheckpointState(groupIdx, directory);
            this.lines[0] = '';
          }
        })(),
    ],
    [
      'a file outside of the checkpoint',
      'gives a checkpoint from which another machine goes on',
      () =>
        new (class extends Ledger {
          override async getCheckpointState(): Promise<CheckpointFiles> {
            const { directory } = await super.getCheckpointState();
            return { directory, files: ['../lines.json'] };
          }
        })(),
    ],
  ])('%s', async (_what, title, make) => {
    expect(await failuresOf(make)).toContain(title);
  });

  test('nothing in a machine that has nothing to offer', async () => {
    class Bare extends StateMachine {
      readonly smId = 1;
      override execute(): number {
        return 1;
      }
    }
    expect(await failuresOf(() => new Bare())).toEqual([]);
  });
});

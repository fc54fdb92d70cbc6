/** A node of its own whose machine is on SQLite and counts what it executes: for what a restart executes again. */

import { join } from 'node:path';
import { SqliteStateMachine, type MachineDatabase } from '@gaios/sm-sqlite';
import { Node } from 'gaios';
import { serveChild } from './serve-child.ts';

export interface RestartOptions {
  readonly folder: string;
  readonly address: string;
}

const MACHINE_ID = 1;
const CALL_TIMEOUT_MS = 60_000;
/** Values of one proposal, and proposals at a time. */
const BATCH = 500;
const AT_ONCE = 8;

class Counting extends SqliteStateMachine<undefined> {
  readonly smId = MACHINE_ID;
  readonly migrations = ['CREATE TABLE sums (id INTEGER PRIMARY KEY, count INTEGER NOT NULL) STRICT'];
  executed = 0;

  protected override apply(database: MachineDatabase, value: Uint8Array): undefined {
    this.executed++;
    const id = value[0] ?? 0;
    database.run('INSERT INTO sums VALUES (?, 1) ON CONFLICT DO UPDATE SET count = count + 1', id);
    return undefined;
  }

  override query(_query: unknown, { groupIdx }: { readonly groupIdx: number }): number {
    return this.read(groupIdx, (database) => Number(database.value('SELECT sum(count) FROM sums') ?? 0));
  }
}

let node: Node | undefined;
let machine: Counting | undefined;

const started = (): { readonly node: Node; readonly machine: Counting } => {
  if (node === undefined || machine === undefined) throw new Error('not started');
  return { node, machine };
};

serveChild(
  {
    start: async ({ folder, address }: RestartOptions) => {
      const made = new Counting({ directory: join(folder, 'machine') });
      machine = made;
      node = await Node.run({
        nodeId: 1,
        nodes: [{ nodeId: 1, address }],
        dataDir: join(folder, 'log'),
        clusterName: 'bench',
        timeoutMs: CALL_TIMEOUT_MS,
        stateMachines: () => [made],
      });
    },
    propose: async (operations: number): Promise<void> => {
      let left = operations;
      const loop = async (): Promise<void> => {
        while (left > 0) {
          const values = Array.from({ length: Math.min(BATCH, left) }, (_, at) => new Uint8Array([at % 256]));
          left -= values.length;
          await started().node.batchPropose(0, values, MACHINE_ID);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, loop));
    },
    /** What was executed in this process, and what the state holds, once it has caught up. */
    look: async (): Promise<{ readonly executed: number; readonly held: number }> => {
      const { result } = await started().node.read<number>(0, MACHINE_ID, undefined);
      return { executed: started().machine.executed, held: result };
    },
  },
  async () => {
    await node?.close();
    machine?.close();
  },
);

/** A real node with a machine on SQLite, as a process of its own that may be killed. Tells its parent what it counted. */

import { join } from 'node:path';
import { Node } from 'gaios';
import { bytes, Numbers, SM_ID } from './numbers.ts';

export interface Job {
  readonly directory: string;
  readonly port: number;
  /** To propose after the start. */
  readonly operations: number;
}

export interface Counts {
  /** `writing`: some of the operations are acknowledged. */
  readonly phase: 'started' | 'writing' | 'written';
  /** Calls of `apply` in the life of this process. */
  readonly applied: number;
  /** Operations that the database holds. */
  readonly held: number;
  readonly tookMs: number;
}

/** Proposals ahead of their results. */
const AHEAD = 1000;
const KEYS = 1000;
const SOME = 2000;

const run = async ({ directory, port, operations }: Job): Promise<void> => {
  const began = performance.now();
  const machine = new Numbers({ directory: join(directory, 'machines') });
  const node = await Node.run({
    nodeId: 1,
    nodes: [{ nodeId: 1, address: `127.0.0.1:${port}` }],
    dataDir: join(directory, 'data'),
    synchronous: 'off',
    stateMachines: () => [machine],
    timeoutMs: 600_000,
  });
  const tell = (phase: Counts['phase'], since: number): void => {
    const tookMs = Math.round(performance.now() - since);
    process.send?.({ phase, applied: machine.applied, held: machine.count(), tookMs } satisfies Counts);
  };
  const end = async (): Promise<void> => {
    await node.close();
    machine.close();
    process.disconnect();
  };
  process.on('message', () => {
    void end();
  });
  await node.readBarrier(0, { timeoutMs: 600_000 });
  tell('started', began);
  const writing = performance.now();
  let next = 0;
  let done = 0;
  const write = async (): Promise<void> => {
    while (next < operations) {
      await node.propose(0, bytes(`add key-${next++ % KEYS} 1`), SM_ID);
      if (++done === SOME) tell('writing', writing);
    }
  };
  await Promise.all(Array.from({ length: AHEAD }, write));
  tell('written', writing);
};

await run(JSON.parse(process.argv[2] ?? '') as Job);

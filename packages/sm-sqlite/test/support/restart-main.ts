/** `pnpm --filter @gaios/sm-sqlite run restart -- 1000000`: how long a restart takes, and what it executes again. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Counts } from './node-process.ts';
import { freePort } from '../../../node/test/sockets.ts';
import { NodeProcess } from './restarts.ts';

const operations = Number(process.argv.findLast((each) => /^\d+$/.test(each)) ?? 1_000_000);
const directory = mkdtempSync(join(tmpdir(), 'gaios-restart-'));
const running: NodeProcess[] = [];

const start = async (job: { operations: number }): Promise<NodeProcess> => {
  const node = new NodeProcess({ directory, port: await freePort(), ...job });
  running.push(node);
  return node;
};

const say = (what: string, { applied, held, tookMs }: Counts): void => {
  process.stdout.write(`${what}: ${tookMs} ms, ${held} operations held, ${applied} applied in this life\n`);
};

try {
  const first = await start({ operations });
  const written = await first.until('written');
  say(`wrote ${operations}`, written);
  await first.kill();
  const second = await start({ operations: 0 });
  const started = await second.until('started');
  say('started again', started);
  await second.close();
  const isRight = started.applied === 0 && started.held === operations;
  process.stdout.write(isRight ? 'nothing was executed again\n' : 'FAILED\n');
  process.exitCode = isRight ? 0 : 1;
} finally {
  for (const node of running) await node.kill();
  rmSync(directory, { recursive: true, force: true });
}

/** Reads lines, sends each through one of the nodes in turn, and prints what comes back. Ends with the input. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { echo, startNodes } from './echo.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const firstPort = Number(process.argv[2] ?? 7201);
const dataDir = await mkdtemp(join(tmpdir(), 'gaios-echo-'));
const nodes = await startNodes({ firstPort, dataDir, say });
say('Three nodes are ready. Type something; end with Ctrl-D.');
let turn = 0;
try {
  for await (const line of createInterface({ input: process.stdin })) {
    const node = nodes[turn++ % nodes.length];
    if (node === undefined || line === '') continue;
    const { ctx, result } = await echo(node, line);
    const tookMs = ((ctx.executedAtMs ?? Number.NaN) - ctx.askedAtMs).toFixed(2);
    say(`node ${node.nodeId} answers "${result}" after ${tookMs} ms`);
  }
} finally {
  await Promise.all(nodes.map((node) => node.close()));
  await rm(dataDir, { recursive: true, force: true });
}

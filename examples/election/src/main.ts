/** `main.js <nodeId> [folder] [first port]`: one of the three. Reads commands; ends, and hands over first, with its input. */

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { obey, startNode } from './election.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const nodeId = Number(process.argv[2]);
const folder = process.argv[3] ?? join(tmpdir(), 'gaios-election');
const firstPort = Number(process.argv[4] ?? 7301);
const node = await startNode({ nodeId, firstPort, dataDir: join(folder, `node-${nodeId}`), say });
say(`node ${nodeId} is up`);
for await (const line of createInterface({ input: process.stdin })) await obey(node, line, say);
await node.close();

/** `--secret-file` on real processes: with the same secret they are a cluster, with another one a node is refused. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';

import { TestCluster, until } from './support/cluster.ts';
import { TestProcess } from './support/process.ts';
import { RawClient } from './support/raw-client.ts';

const LONG_MS = 90_000;
const directory = mkdtempSync(join(tmpdir(), 'gaios-secret-'));

const secretFile = (name: string, secret: string): string => {
  const path = join(directory, name);
  writeFileSync(path, `${secret}\n`);
  return path;
};

const ask = async (port: number, command: string): Promise<string> => {
  const client = await RawClient.open(port);
  const reply = await client.line(command);
  client.close();
  return reply;
};

afterAll(() => rmSync(directory, { recursive: true, force: true }));

test(
  'three nodes with one secret serve; one that comes back with another is refused by both',
  async () => {
    const right = secretFile('right', 'a secret of enough bytes');
    const wrong = secretFile('wrong', 'another one, long enough');
    const cluster = await TestCluster.start({ flags: ['--secret-file', right] });
    let stranger: TestProcess | undefined;
    try {
      expect(await ask(cluster.respPort(1), 'SET key value')).toBe('+OK');
      await cluster.terminate(3);
      const args = cluster.args(3).map((arg) => (arg === right ? wrong : arg));
      stranger = new TestProcess(args);
      await until('both refuse the stranger', async () => {
        const states = await Promise.all(
          [1, 2].map(
            async (id) => (await cluster.status(id)).peers.find(({ nodeId }) => nodeId === 3)?.state,
          ),
        );
        return states.every((state) => state === 'refused');
      });
      expect(await ask(cluster.respPort(2), 'STRLEN key')).toBe(':5');
      expect(await ask(cluster.respPort(1), 'SET key longer')).toBe('+OK');
    } finally {
      await stranger?.end(25_000);
      await cluster.close();
    }
  },
  LONG_MS,
);

test('a secret file that is missing, or too short, is said plainly, without a stack', async () => {
  const base = ['serve', '--node-id', 1, '--nodes', '1=127.0.0.1:1', '--resp-port', 2, '--admin-port', 3];
  const rest = ['--data-dir', join(directory, 'data'), '--groups', 1];
  for (const file of [join(directory, 'none'), secretFile('short', 'x')]) {
    const process = new TestProcess([...base, ...rest, '--secret-file', file]);
    const { code } = await process.exited;
    expect(code).not.toBe(0);
    expect(process.stderr).toMatch(/^error: .*(\n {2})?.*secret/);
    expect(process.stderr).not.toMatch(/^ {4}at /m);
  }
});

/** `cluster`, which `npm start` runs: three children, one life. */

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { until } from './support/cluster.ts';
import { freePorts } from './support/ports.ts';
import { TestProcess, type Exit } from './support/process.ts';
import { RawClient } from './support/raw-client.ts';

const LONG_MS = 120_000;

let directory: string;
let firstPort: number;
let running: TestProcess | undefined;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'gaios-kv-cluster-'));
  firstPort = await freePorts(12);
});

afterEach(async () => {
  if (running?.running === true) await running.end(25_000);
  rmSync(directory, { recursive: true, force: true });
}, LONG_MS);

const create = (...flags: string[]): TestProcess => {
  const ports = ['--resp-port', firstPort, '--admin-port', firstPort + 3, '--peer-port', firstPort + 6];
  return new TestProcess(['cluster', '--data-dir', directory, ...ports, ...flags]);
};

const launch = (...flags: string[]): TestProcess => {
  running = create(...flags);
  return running;
};

const start = async (...flags: string[]): Promise<TestProcess> => {
  const started = launch(...flags);
  await until('three nodes serve', () => {
    if (!started.running) throw new Error(`it ended: ${started.stderr}`);
    return Promise.resolve(started.stdout.includes('Three nodes are serving'));
  });
  return started;
};

const stop = async (started: TestProcess, signal: NodeJS.Signals): Promise<Exit> => {
  const from = performance.now();
  started.signal(signal);
  const exit = await started.exited;
  expect(performance.now() - from).toBeLessThan(20_000);
  return exit;
};

const ask = async (nodeId: number, command: string): Promise<string> => {
  const client = await RawClient.open(firstPort + nodeId - 1);
  const reply = await client.line(command);
  client.close();
  return reply;
};

test(
  'a second start continues with the data of the first, and --fresh begins anew',
  async () => {
    const first = await start();
    expect(first.stdout).toContain(`redis-cli -p ${firstPort}`);
    expect(await ask(1, 'INCR starts')).toBe(':1');
    expect(await ask(3, 'INCR starts')).toBe(':2');
    expect(await stop(first, 'SIGINT')).toEqual({ code: 0, signal: null });
    await expect(RawClient.open(firstPort)).rejects.toThrow('ECONNREFUSED');
    const second = await start();
    expect(await ask(2, 'INCR starts')).toBe(':3');
    expect(await stop(second, 'SIGTERM')).toEqual({ code: 0, signal: null });
    const third = await start('--fresh');
    expect(await ask(2, 'INCR starts')).toBe(':1');
    expect(await stop(third, 'SIGINT')).toEqual({ code: 0, signal: null });
  },
  LONG_MS,
);

test(
  'a node that dies is named and not restarted; the others serve on',
  async () => {
    const started = await start();
    const response = await fetch(`http://127.0.0.1:${firstPort + 3}/metrics`);
    expect(response.ok).toBe(true);
    const client = await RawClient.open(firstPort);
    client.send('INFO server\r\n');
    await client.contains('process_id');
    const pid = Number(/process_id:(\d+)/.exec(client.received)?.[1]);
    process.kill(pid, 'SIGKILL');
    await client.end();
    client.close();
    await until('it is named', () => Promise.resolve(started.stdout.includes('node 1 was ended by SIGKILL')));
    await until('the others serve', async () => (await ask(2, 'SET k v')) === '+OK');
    await expect(RawClient.open(firstPort)).rejects.toThrow('ECONNREFUSED');
    expect(await stop(started, 'SIGINT')).toEqual({ code: 0, signal: null });
  },
  LONG_MS,
);

test(
  'with --control-port it draws a secret once, and is administered by it',
  async () => {
    const started = await start('--control-port', String(firstPort + 9));
    const secret = join(directory, 'secret');
    expect(statSync(secret).mode & 0o777).toBe(0o600);
    expect(started.stdout).toContain(`--admin 127.0.0.1:${firstPort + 9} --secret-file ${secret}`);
    const response = await fetch(`http://127.0.0.1:${firstPort + 11}/membership?group=0`);
    expect(await response.json()).toMatchObject({ nodeId: 3, groups: [{ groupIdx: 0 }] });
    await stop(started, 'SIGTERM');
  },
  LONG_MS,
);

test(
  'its children stop when it is killed',
  async () => {
    const started = await start();
    started.signal('SIGKILL');
    const closed = await until('all ports are closed', async () => {
      const open = await Promise.allSettled(
        [1, 2, 3].map((nodeId) => RawClient.open(firstPort + nodeId - 1)),
      );
      for (const each of open) if (each.status === 'fulfilled') each.value.close();
      return open.every(({ status }) => status === 'rejected');
    });
    expect(closed).toBe(true);
  },
  LONG_MS,
);

test(
  'a busy port is named in one line, nothing is left running, and no data is removed',
  async () => {
    const first = await start();
    expect(await ask(1, 'SET kept yes')).toBe('+OK');
    const again = create('--fresh');
    expect(await again.exited).toEqual({ code: 1, signal: null });
    expect(again.stderr).toBe(`error: RESP port ${firstPort} on 127.0.0.1 is already in use\n`);
    expect(await ask(2, 'STRLEN kept')).toBe(':3');
    await stop(first, 'SIGTERM');
    const blocker = createServer();
    await new Promise<void>((resolve) => {
      blocker.listen(firstPort + 8, '127.0.0.1', () => resolve());
    });
    const blocked = launch();
    expect(await blocked.exited).toEqual({ code: 1, signal: null });
    expect(blocked.stderr).toBe(`error: peer port ${firstPort + 8} on 127.0.0.1 is already in use\n`);
    blocker.close();
  },
  LONG_MS,
);

/** `serve` as real processes: the contract of its flags, its answers without a quorum, its end. */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { clientSuite } from './support/client-suite.ts';
import { TestCluster, until } from './support/cluster.ts';
import { TestProcess } from './support/process.ts';
import { RawClient, request } from './support/raw-client.ts';

/** Everything ends within 20 s by contract; starting processes on a slow machine takes some more. */
const LONG_MS = 90_000;

/** One command on a connection of its own; the first line of the reply. */
const ask = async (port: number, command: string): Promise<string> => {
  const client = await RawClient.open(port);
  const reply = await client.line(command);
  client.close();
  return reply;
};

describe('three nodes', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await TestCluster.start();
  }, LONG_MS);

  afterAll(async () => {
    await cluster?.close();
  }, LONG_MS);

  clientSuite('three nodes', () => cluster.respPort(2));

  test('each says in one line where it serves', () => {
    for (const id of cluster.ids) {
      const lines = cluster.process(id).stdout.trim().split('\n');
      expect(lines).toHaveLength(1);
      expect(lines[0]).toContain(`node ${id} is serving: RESP on 127.0.0.1:${cluster.respPort(id)}`);
    }
  });

  test('what one node has acknowledged, every node returns', async () => {
    for (let round = 0; round < 20; round++) {
      for (const id of cluster.ids) {
        expect(await ask(cluster.respPort(id), `SET shared ${round}-${id}`)).toBe('+OK');
        for (const other of cluster.ids) {
          expect(await ask(cluster.respPort(other), `STRLEN shared`)).toBe(`:${`${round}-${id}`.length}`);
        }
      }
    }
    await cluster.untilConverged();
  }, 30_000);

  test('a value of full size', async () => {
    const value = Buffer.alloc(10 * 1024 * 1024, 'x');
    const client = await RawClient.open(cluster.respPort(1));
    client.send(request('SET', 'large', value));
    await client.expect('+OK\r\n');
    client.close();
    expect(await ask(cluster.respPort(3), 'STRLEN large')).toBe(`:${value.length}`);
  }, 30_000);

  test('/metrics and /status', async () => {
    const metrics = await fetch(`http://127.0.0.1:${cluster.adminPort(1)}/metrics`);
    const text = await metrics.text();
    expect(text).toContain('gaios_kv_commands_total');
    expect(text).toContain('process_cpu_seconds_total');
    const status = await cluster.status(1);
    expect(Object.keys(status)).toEqual(['nodeId', 'boot', 'version', 'peers', 'groups']);
    expect(status.groups).toHaveLength(16);
    expect(status.peers.map(({ state }) => state)).toEqual(['up', 'up']);
  });

  test(
    'without a quorum: definite or unknown errors within the timeout, and service again with it',
    async () => {
      await ask(cluster.respPort(1), 'SET counter 0');
      await Promise.all([cluster.kill(2), cluster.kill(3)]);
      const commands = ['GET counter', 'INCR counter', 'MGET a b c d', 'DBSIZE', 'SET counter x'];
      await Promise.all(
        commands.map(async (command) => {
          const started = performance.now();
          const reply = await ask(cluster.respPort(1), command);
          expect(performance.now() - started).toBeLessThan(6_000);
          const definite = /^-CLUSTERDOWN .*nothing was executed$/;
          expect(reply).toMatch(
            /INCR|SET/.test(command) ? /^-CLUSTERDOWN |^-TIMEOUT .*outcome unknown$/ : definite,
          );
        }),
      );
      const health = await until('node 1 notices', async () => {
        const response = await fetch(`http://127.0.0.1:${cluster.adminPort(1)}/healthz`);
        return response.status === 503 && response.text();
      });
      expect(health).toContain('unavailable');
      cluster.launch(2);
      cluster.launch(3);
      await cluster.untilServing();
      expect(await ask(cluster.respPort(2), 'GET counter')).toBe('$1');
      await cluster.untilConverged();
    },
    LONG_MS,
  );

  test(
    'SIGTERM and SIGINT end a node with 0 within 20 s, under load too',
    async () => {
      const client = await RawClient.open(cluster.respPort(3));
      client.send('INCR load\r\n'.repeat(2_000));
      await client.bytes(1);
      const started = performance.now();
      const exit = cluster.process(3).exited;
      cluster.process(3).signal('SIGINT');
      cluster.process(3).signal('SIGINT');
      expect(await exit).toEqual({ code: 0, signal: null });
      expect(performance.now() - started).toBeLessThan(20_000);
      expect(await cluster.terminate(2)).toEqual({ code: 0, signal: null });
      // Alone it has no quorum to drain with, and ends all the same.
      expect(await cluster.terminate(1)).toEqual({ code: 0, signal: null });
      client.close();
    },
    LONG_MS,
  );
});

describe('refusals', () => {
  const fails = async (args: readonly (string | number)[]): Promise<string> => {
    const started = new TestProcess(args);
    const { code } = await started.exited;
    expect(code).toBe(1);
    return started.stderr;
  };

  test('flags that are missing or wrong are named', async () => {
    expect(await fails(['serve'])).toMatch(/required option '--node-id/);
    const flags = [
      '--nodes',
      '1=127.0.0.1:1',
      '--resp-port',
      1,
      '--admin-port',
      2,
      '--data-dir',
      '/nonexistent',
    ];
    expect(await fails(['serve', '--node-id', 'x', ...flags])).toMatch(/--node-id.*integer from 1 to 65535/);
    const serve = ['serve', '--node-id', '1', ...flags];
    expect(await fails([...serve, '--nodes', 'nonsense'])).toMatch(/id=host:port/);
    for (const level of ['strong', 'bounded', 'bounded:x', 'bounded:3600001', 'local:5']) {
      expect(await fails([...serve, '--read-level', level])).toMatch(
        /--read-level.*must be linearizable, lease, bounded:<0 to 3600000 ms>, session or local/,
      );
    }
    expect(await fails([...serve, '--read-level', 'lease', '--no-lease-reads'])).toBe(
      'error: --read-level lease contradicts --no-lease-reads\n',
    );
    expect(await fails([...serve, '--control-port', 3])).toMatch(
      /^error: --control-port needs --secret-file/,
    );
  });

  test(
    'a busy port is named in one line',
    async () => {
      const cluster = await TestCluster.start({ nodeCount: 1, groups: 1 });
      try {
        const args = cluster.args(1).map((arg) => (arg === cluster.dataDir(1) ? `${arg}-other` : arg));
        const stderr = await fails(args);
        expect(stderr).toMatch(new RegExp(`^error: peer port ${cluster.peerPort(1)} .*in use\n$`));
      } finally {
        await cluster.close();
      }
    },
    LONG_MS,
  );
});

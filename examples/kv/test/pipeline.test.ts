/** One connection: order, concurrency, bounds, deadlines, and what becomes of it when things fail. */

import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GaiosError } from 'gaios';

import { PIPELINE_MAX } from '../src/limits.ts';
import { startFake, type FakeService } from './support/fake-service.ts';
import { RawClient, request } from './support/raw-client.ts';

let service: FakeService;
let client: RawClient;

const restart = async (options: Parameters<typeof startFake>[0]): Promise<void> => {
  client.close();
  await service.stop();
  service = await startFake(options);
  client = await RawClient.open(service.respPort);
};

beforeEach(async () => {
  service = await startFake();
  client = await RawClient.open(service.respPort);
});

afterEach(async () => {
  client.close();
  await service.stop();
});

describe('order', () => {
  test('a GET sees the SET before it and not the one behind it', async () => {
    service.node.delayMs = 5;
    const commands: Buffer[] = [];
    let expected = '';
    for (let round = 0; round < 20; round++) {
      commands.push(request('SET', 'k', String(round)), request('GET', 'k'));
      expected += `+OK\r\n$${String(round).length}\r\n${round}\r\n`;
    }
    client.send(Buffer.concat(commands));
    await client.expect(expected);
  });

  test('a slow GET does not see a SET that comes later', async () => {
    service.node.readDelayMs = 30;
    client.send('SET k 1\r\nGET k\r\nSET k 2\r\nGET k\r\n');
    await client.expect('+OK\r\n$1\r\n1\r\n+OK\r\n$1\r\n2\r\n');
  });

  test('commands over all groups stand in the same order', async () => {
    service.node.delayMs = 3;
    client.send(
      'MSET a 1 b 2 c 3\r\nDBSIZE\r\nDEL a b\r\nMGET a b c\r\nEXISTS a c\r\nFLUSHALL\r\nDBSIZE\r\nSET a 1\r\nDBSIZE\r\n',
    );
    await client.expect('+OK\r\n:3\r\n:2\r\n*3\r\n$-1\r\n$-1\r\n$1\r\n3\r\n:1\r\n+OK\r\n:0\r\n+OK\r\n:1\r\n');
  });

  test('answers are in order though later commands are done first', async () => {
    service.node.delayMs = 50;
    client.send('SET k 1\r\nPING\r\nGET other\r\nPING\r\n');
    await client.expect('+OK\r\n+PONG\r\n$-1\r\n+PONG\r\n');
  });

  test('a thousand increments of one key, one after the other', async () => {
    client.send('INCR n\r\n'.repeat(1_000));
    await client.expect(Array.from({ length: 1_000 }, (_, index) => `:${index + 1}\r\n`).join(''));
  });
});

describe('concurrency', () => {
  test('writes to different groups run at the same time', async () => {
    service.node.delayMs = 50;
    const started = performance.now();
    client.send(Array.from({ length: 16 }, (_, index) => `SET k${index * 7} x\r\n`).join(''));
    await client.expect('+OK\r\n'.repeat(16));
    // One after the other they would take 800 ms.
    expect(performance.now() - started).toBeLessThan(600);
  });

  test('GETs of one turn share a read of their group', async () => {
    await restart({ groupCount: 1 });
    const other = await RawClient.open(service.respPort);
    const gets = Buffer.concat(Array.from({ length: 50 }, (_, index) => request('GET', `k${index}`)));
    client.send(gets);
    other.send(gets);
    await client.expect('$-1\r\n'.repeat(50));
    await other.expect('$-1\r\n'.repeat(50));
    expect(service.node.reads.reduce((sum, { queries }) => sum + queries, 0)).toBe(100);
    expect(service.node.reads.length).toBeLessThanOrEqual(6);
    other.close();
  });

  test('no more than the pipeline’s bound at once, and all are answered', async () => {
    service.node.delayMs = 20;
    const count = 3 * PIPELINE_MAX;
    client.send(Array.from({ length: count }, (_, index) => `SET key:${index} x\r\n`).join(''));
    await sleep(10);
    expect(service.node.proposed.length).toBeLessThanOrEqual(PIPELINE_MAX);
    service.node.delayMs = 0;
    await client.expect('+OK\r\n'.repeat(count));
    expect(service.node.concurrentMax).toBeLessThanOrEqual(PIPELINE_MAX);
    expect(service.node.concurrentMax).toBeGreaterThan(50);
  });

  test('a client that does not read its answers stops being served, and gets them all later', async () => {
    const value = Buffer.alloc(100_000, 'v');
    client.send(request('SET', 'k', value));
    await client.expect('+OK\r\n');
    client.socket.pause();
    const count = 2_000;
    client.send(Buffer.concat(Array.from({ length: count }, () => request('GET', 'k'))));
    await sleep(300);
    const served = service.node.reads.reduce((sum, { queries }) => sum + queries, 0);
    expect(served).toBeLessThanOrEqual(2 * PIPELINE_MAX);
    // The others are served as ever.
    const other = await RawClient.open(service.respPort);
    other.send('SET x 1\r\nGET x\r\n');
    await other.expect('+OK\r\n$1\r\n1\r\n');
    other.close();
    const all = count * (value.length + '$100000\r\n\r\n'.length);
    let bytes = 0;
    client.socket.removeAllListeners('data');
    await new Promise<void>((resolve) => {
      client.socket.on('data', (chunk) => {
        bytes += chunk.length;
        if (bytes >= all) resolve();
      });
      client.socket.resume();
    });
    expect(bytes).toBe(all);
  }, 20_000);
});

describe('connections', () => {
  test('half a command, then the rest', async () => {
    const bytes = request('SET', 'k', 'value');
    for (const byte of bytes) {
      client.send(Buffer.from([byte]));
      await new Promise(setImmediate);
    }
    await client.expect('+OK\r\n');
  });

  test('a client that closes its side behind its last command gets its answers', async () => {
    service.node.delayMs = 20;
    client.socket.end('SET k 1\r\nGET k\r\n');
    await client.expect('+OK\r\n$1\r\n1\r\n');
    await client.end();
  });

  test('QUIT answers what came before it and forgets what comes after', async () => {
    service.node.delayMs = 20;
    client.send('SET k 1\r\nQUIT\r\nSET k 2\r\n');
    await client.expect('+OK\r\n+OK\r\n');
    await client.end();
    const other = await RawClient.open(service.respPort);
    other.send('GET k\r\n');
    await other.expect('$1\r\n1\r\n');
    other.close();
  });

  test('a protocol error is said behind the answers before it, and ends the connection', async () => {
    service.node.delayMs = 20;
    client.send('SET k 1\r\n*1\r\n$-5\r\nSET k 2\r\n');
    await client.expect('+OK\r\n-ERR Protocol error: invalid bulk length\r\n');
    await client.end();
    expect(client.received).toBe('');
    expect(service.node.proposed.length).toBe(1);
  });

  test('clients that vanish in the middle leave nothing behind', async () => {
    service.node.delayMs = 1;
    const clients = await Promise.all(Array.from({ length: 20 }, () => RawClient.open(service.respPort)));
    for (const each of clients) {
      each.send('SET k 1\r\n'.repeat(20));
      each.send('*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$100\r\nhalf');
    }
    await sleep(5);
    for (const each of clients) each.close();
    client.send('PING\r\n');
    await client.expect('+PONG\r\n');
    const until = performance.now() + 5_000;
    while (service.resp.clients.size > 1 && performance.now() < until) {
      await sleep(10);
    }
    expect(service.resp.clients.size).toBe(1);
  });

  test('requests of all connections together are bounded; who goes beyond is refused, and the room comes back', async () => {
    await restart({ requestsBytesMax: 1_000_000 });
    const half = `*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$900000\r\n${'x'.repeat(600_000)}`;
    client.send(half);
    client.send('');
    await sleep(50);
    const other = await RawClient.open(service.respPort);
    other.send(half);
    await other.expect('-ERR the server holds too many bytes of requests, try again later\r\n');
    await other.end();
    client.close();
    await sleep(50);
    const third = await RawClient.open(service.respPort);
    third.send(`${half}${'x'.repeat(300_000)}\r\n`);
    await third.expect('+OK\r\n');
    third.close();
    other.close();
  });

  test('random bytes do no harm', async () => {
    let seed = 12_345;
    const next = (): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed;
    };
    for (let round = 0; round < 50; round++) {
      const fuzzer = await RawClient.open(service.respPort);
      fuzzer.send(Buffer.from(Array.from({ length: 500 }, () => (next() >> 8) % 256)));
      fuzzer.socket.end('\r\n');
      await fuzzer.end();
      fuzzer.close();
    }
    client.send('PING\r\n');
    await client.expect('+PONG\r\n');
  });

  test('stopping answers what is under way, takes nothing new, and ends every connection', async () => {
    service.node.delayMs = 100;
    const idle = await RawClient.open(service.respPort);
    client.send('SET k 1\r\nGET k\r\n');
    await sleep(20);
    const stopped = service.stop();
    await client.expect('+OK\r\n$1\r\n1\r\n');
    await client.end();
    await idle.end();
    client.close();
    idle.close();
    await stopped;
    await expect(RawClient.open(service.respPort)).rejects.toThrow('ECONNREFUSED');
    await restart({});
  });
});

describe('failures', () => {
  const fail = (
    code: ConstructorParameters<typeof GaiosError>[0],
    outcome?: 'not-executed' | 'unknown' | 'executed',
  ): void => {
    const error = new GaiosError(code, undefined, outcome === undefined ? {} : { outcome });
    service.node.proposalFault = () => ({ error, executes: outcome !== 'not-executed' });
  };

  test('what was not executed is CLUSTERDOWN, what may have been is TIMEOUT', async () => {
    fail('NO_QUORUM', 'not-executed');
    expect(await client.line('SET k 1')).toBe('-CLUSTERDOWN no quorum answers; nothing was executed');
    fail('TIMEOUT', 'not-executed');
    expect(await client.line('SET k 1')).toMatch(/^-CLUSTERDOWN /);
    fail('TIMEOUT', 'unknown');
    expect(await client.line('INCR n')).toMatch(/^-TIMEOUT .*outcome unknown$/);
    fail('CLOSED');
    expect(await client.line('INCR n')).toMatch(/^-TIMEOUT .*outcome unknown$/);
    fail('OVERLOADED', 'not-executed');
    expect(await client.line('SET k 1')).toMatch(/^-BUSY .*nothing was executed/);
    fail('VALUE_TOO_LARGE', 'not-executed');
    expect(await client.line('SET k 1')).toMatch(/^-ERR the value is too large; nothing was executed/);
  });

  test('a lost result is lost only where it depends on the state', async () => {
    fail('RESULT_LOST', 'executed');
    expect(await client.line('SET k 1')).toBe('+OK');
    expect(await client.line('MSET a 1 b 2')).toBe('+OK');
    expect(await client.line('INCR n')).toMatch(/^-TIMEOUT executed, .*outcome unknown$/);
    expect(await client.line('SET k 1 NX')).toMatch(/^-TIMEOUT /);
  });

  test('an error that is no GaiosError is an unknown outcome, and ends nothing', async () => {
    service.node.proposalFault = () => ({ error: new Error('a bug\r\nin two lines'), executes: true });
    expect(await client.line('SET k 1')).toBe(
      '-TIMEOUT internal error: a bug  in two lines; outcome unknown',
    );
    service.node.readFault = () => new TypeError('another');
    expect(await client.line('GET k')).toBe('-ERR internal error: another');
    expect(await client.line('PING')).toBe('+PONG');
  });

  test('part done and part refused is an unknown outcome', async () => {
    const error = new GaiosError('NO_QUORUM', undefined, { outcome: 'not-executed' });
    const refused = new Set([0, 1, 2, 3, 4, 5, 6, 7]);
    service.node.proposalFault = (groupIdx) =>
      refused.has(groupIdx) ? { error, executes: false } : undefined;
    const keys = Array.from({ length: 40 }, (_, index) => `k${index}`);
    expect(await client.line(`DEL ${keys.join(' ')}`)).toMatch(/^-TIMEOUT some groups .*outcome unknown$/);
    expect(await client.line('FLUSHALL')).toMatch(/^-TIMEOUT some groups .*outcome unknown$/);
    for (let groupIdx = 8; groupIdx < 16; groupIdx++) refused.add(groupIdx);
    expect(await client.line(`DEL ${keys.join(' ')}`)).toMatch(/^-CLUSTERDOWN /);
  });

  test('a failed read is CLUSTERDOWN: it executes nothing', async () => {
    service.node.readFault = () => new GaiosError('NO_QUORUM');
    for (const command of ['GET k', 'MGET a b c d e', 'DBSIZE', 'KEYS *', 'EXISTS a', 'STRLEN a']) {
      expect(await client.line(command)).toBe('-CLUSTERDOWN no quorum answers; nothing was executed');
    }
  });

  test('without a quorum everything is answered within the timeout, also what waited behind something else', async () => {
    await restart({ timeoutMs: 300 });
    service.node.quorum = false;
    const started = performance.now();
    client.send('SET k 1\r\nGET k\r\nSET k 2\r\nMGET k j\r\nPING\r\nDBSIZE\r\n');
    await client.contains('+PONG\r\n-');
    expect(performance.now() - started).toBeGreaterThan(250);
    expect(performance.now() - started).toBeLessThan(800);
    const kinds = client.received.split('\r\n').map((line) => line.split(' ')[0]);
    expect(kinds).toEqual([...Array.from({ length: 4 }, () => '-CLUSTERDOWN'), '+PONG', '-CLUSTERDOWN', '']);
    // What had to wait for the SET was never sent.
    expect(service.node.proposed.length).toBe(1);
  });

  test('a pipeline that takes longer than the timeout fails nothing while it moves', async () => {
    await restart({ timeoutMs: 200 });
    service.node.delayMs = 10;
    const rounds = 40;
    const started = performance.now();
    client.send('INCR n\r\nGET other{n}\r\n'.repeat(rounds));
    await client.expect(Array.from({ length: rounds }, (_, index) => `:${index + 1}\r\n$-1\r\n`).join(''));
    expect(performance.now() - started).toBeGreaterThan(400);
  });

  test('a group that fails does not hold up another', async () => {
    await restart({ timeoutMs: 2_000 });
    const slow = service.node.proposed.length;
    service.node.proposalFault = () => undefined;
    service.node.delayMs = 300;
    client.send('SET {slow} 1\r\n');
    await sleep(20);
    service.node.delayMs = 0;
    const other = await RawClient.open(service.respPort);
    const started = performance.now();
    other.send('SET other 1\r\nGET other\r\n');
    await other.expect('+OK\r\n$1\r\n1\r\n');
    expect(performance.now() - started).toBeLessThan(250);
    expect(service.node.proposed.length - slow).toBe(2);
    other.close();
    await client.expect('+OK\r\n');
  });
});

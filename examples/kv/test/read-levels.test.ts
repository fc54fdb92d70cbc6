/** What reads see: the server's level, the connection's, and what of it is refused. */

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GaiosError } from 'gaios';

import { LINEARIZABLE, parseLevel, ReadMode } from '../src/read-level.ts';
import { startFake, type FakeService } from './support/fake-service.ts';
import { RawClient } from './support/raw-client.ts';

let service: FakeService;
let client: RawClient;

const start = async (options: Parameters<typeof startFake>[0] = {}): Promise<void> => {
  service = await startFake(options);
  client = await RawClient.open(service.respPort);
};

/** One command and exactly its reply. */
const says = async (command: string, reply: string, on = client): Promise<boolean> => {
  on.send(`${command}\r\n`);
  await on.expect(`${reply}\r\n`);
  return true;
};

const levels = (): unknown[] => service.node.reads.map(({ consistency }) => consistency);

beforeEach(() => start({ groupCount: 1 }));

afterEach(async () => {
  client.close();
  await service.stop();
});

describe('GAIOS.READLEVEL', () => {
  test('reads are linearizable unless told otherwise, and each connection by itself', async () => {
    const other = await RawClient.open(service.respPort);
    await says('GAIOS.READLEVEL', '$12\r\nlinearizable');
    await says('GET k', '$-1');
    await says('GAIOS.READLEVEL bounded 500', '+OK');
    await says('GAIOS.READLEVEL', '$11\r\nbounded 500');
    await says('GET k', '$-1');
    await says('STRLEN k', ':0');
    await says('gaios.readlevel LEASE', '+OK');
    await says('MGET k l', '*2\r\n$-1\r\n$-1');
    await says('GET k', '$-1', other);
    await says('GAIOS.READLEVEL default', '+OK');
    await says('GET k', '$-1');
    const bound = { level: 'bounded', ms: 500 };
    expect(levels()).toEqual(['linearizable', bound, bound, 'lease', 'linearizable', 'linearizable']);
    await says('GAIOS.READLEVEL local', '+OK');
    await says('GET k', '$-1');
    expect(levels()).toHaveLength(6);
    other.close();
  });

  test('a command that follows in the pipeline does not change how the ones before it read', async () => {
    service.node.delayMs = 20;
    client.send('SET k v\r\nGET k\r\nGAIOS.READLEVEL bounded 9\r\nGET k\r\n');
    await client.expect('+OK\r\n$1\r\nv\r\n+OK\r\n$1\r\nv\r\n');
    expect(levels()).toEqual(['linearizable', { level: 'bounded', ms: 9 }]);
  });

  test.each([
    'GAIOS.READLEVEL strong',
    'GAIOS.READLEVEL bounded',
    'GAIOS.READLEVEL bounded x',
    'GAIOS.READLEVEL bounded -1',
    'GAIOS.READLEVEL bounded 3600001',
    'GAIOS.READLEVEL bounded 5 5',
    'GAIOS.READLEVEL local 5',
    'GAIOS.READLEVEL constructor',
    'GAIOS.READLEVEL default 1',
    'GAIOS.READLEVEL session 0=1:1 x',
    'GAIOS.READLEVEL ""',
  ])('%s is refused, and says what is allowed', async (command) => {
    await says('GAIOS.READLEVEL bounded 7', '+OK');
    client.send(`${command}\r\n`);
    expect(await client.line('PING')).toBe(
      '-ERR the read level must be linearizable, lease, bounded <0 to 3600000 ms>, session or local, or default',
    );
    expect(await client.line('')).toBe('+PONG');
    await says('GAIOS.READLEVEL', '$9\r\nbounded 7');
  });

  test('without the lease a read is refused, and nothing else happens', async () => {
    await says('GAIOS.READLEVEL lease', '+OK');
    service.node.readFault = () => new GaiosError('NO_LEASE', 'this node does not hold the lease');
    const text = '-NOLEASE this node does not hold the lease; nothing was executed';
    expect(await says('GET k', text)).toBe(true);
  });
});

describe('a session', () => {
  test('is told in a token, and goes on from it on another connection', async () => {
    await says('SET k v', '+OK');
    await says('SET k w', '+OK');
    await says('GAIOS.SESSION', '$5\r\n0=1:2');
    const other = await RawClient.open(service.respPort);
    await says('GAIOS.SESSION', '$0\r\n', other);
    await says('GAIOS.READLEVEL session 0=1:2', '+OK', other);
    await says('GET k', '$1\r\nw', other);
    await says('SET k x', '+OK', other);
    await says('GET k', '$1\r\nx', other);
    expect(levels()).toEqual([
      { level: 'session', gid: 1, groupIdx: 0, instanceId: 2 },
      { level: 'session', gid: 1, groupIdx: 0, instanceId: 3 },
    ]);
    await says('GAIOS.SESSION', '$5\r\n0=1:3', other);
    other.close();
  });

  test.each(['0=1', '1=1:1', '0=99999999999999999:1', 'x', '0=1:1,', '0=1:1;0=1:2', '0=-1:1'])(
    'the token %s is refused',
    async (token) => {
      await says(`GAIOS.READLEVEL session ${token}`, '-ERR that is no token of GAIOS.SESSION');
      expect(await says('GAIOS.READLEVEL', '$12\r\nlinearizable')).toBe(true);
    },
  );

  test('of another life of the group is refused when it reads', async () => {
    service.node.readFault = () => new GaiosError('FOREIGN_SESSION', 'another life of the group');
    await says('GAIOS.READLEVEL session 0=7:1', '+OK');
    await says('GET k', '-ERR another life of the group; nothing was executed');
    expect(levels()).toEqual([{ level: 'session', gid: 7, groupIdx: 0, instanceId: 1 }]);
  });

  test('never goes back, whatever it is told', () => {
    const mode = new ReadMode(LINEARIZABLE, () => 1);
    mode.saw(0, 5);
    mode.saw(0, 3);
    expect(mode.resume('0=1:4,3=1:9', 4)).toBe(true);
    expect(mode.token).toBe('0=1:5,3=1:9');
    expect(mode.resume('4=1:1', 4)).toBe(false);
  });
});

describe('the server', () => {
  test('has a level of its own, and no leases if it was told', async () => {
    client.close();
    await service.stop();
    await start({ groupCount: 1, readLevel: { kind: 'bounded', ms: 5 }, leaseReads: false });
    await says('GET k', '$-1');
    await says('GAIOS.READLEVEL linearizable', '+OK');
    await says('GAIOS.READLEVEL default', '+OK');
    await says('GET k', '$-1');
    expect(levels()).toEqual([
      { level: 'bounded', ms: 5 },
      { level: 'bounded', ms: 5 },
    ]);
    client.send('GAIOS.READLEVEL lease\r\n');
    expect(await client.line('PING')).toMatch(
      /^-ERR this server does not read by leases \(--no-lease-reads\)/,
    );
  });

  test.each([
    [['linearizable'], { kind: 'linearizable' }],
    [['bounded', '0'], { kind: 'bounded', ms: 0 }],
    [['session'], { kind: 'session' }],
    [['bounded', '1e3'], undefined],
    [['bounded', '0x10'], undefined],
    [[], undefined],
  ])('reads %j', (words, level) => {
    expect(parseLevel(words)).toEqual(level);
  });
});

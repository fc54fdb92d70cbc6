/** What clients read, byte by byte: the replies and error texts are those of Redis 7.0 where Redis has the command. */

import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';

import { BULK_BYTES_MAX } from '../src/limits.ts';
import { startFake, type FakeService } from './support/fake-service.ts';
import { RawClient, request } from './support/raw-client.ts';

let service: FakeService;
let client: RawClient;

beforeAll(async () => {
  service = await startFake();
});

beforeEach(async () => {
  client = await RawClient.open(service.respPort);
  client.send('FLUSHALL\r\n');
  await client.expect('+OK\r\n');
});

afterAll(async () => {
  await service.stop();
});

type Script = readonly (readonly [command: string, reply: string])[];

/** Sends inline commands one after the other and waits for exactly each raw reply. */
const talk = async (script: Script): Promise<boolean> => {
  for (const [command, reply] of script) {
    client.send(`${command}\r\n`);
    await client.expect(`${reply}\r\n`);
  }
  client.close();
  return true;
};

test('strings', async () => {
  const script: Script = [
    ['GET k', '$-1'],
    ['SET k v', '+OK'],
    ['get k', '$1\r\nv'],
    ['SET k w NX', '$-1'],
    ['SET k w XX', '+OK'],
    ['SET none w XX', '$-1'],
    ['SET k x GET', '$1\r\nw'],
    ['SET k y NX GET', '$1\r\nx'],
    ['SET fresh y nx get', '$-1'],
    ['GET fresh', '$1\r\ny'],
    ['SETNX k z', ':0'],
    ['SETNX k2 z', ':1'],
    ['GETSET k 5', '$1\r\nx'],
    ['GETSET none2 5', '$-1'],
    ['GETDEL none2', '$1\r\n5'],
    ['GETDEL none2', '$-1'],
    ['APPEND k abc', ':4'],
    ['STRLEN k', ':4'],
    ['STRLEN none', ':0'],
    ['GAIOS.CAS k 5abc 6', ':1'],
    ['gaios.cas k 5abc 7', ':0'],
    ['GAIOS.CAS none "" 7', ':0'],
    ['GET k', '$1\r\n6'],
  ];
  expect(await talk(script)).toBe(true);
});

test('counters', async () => {
  const script: Script = [
    ['INCR n', ':1'],
    ['INCRBY n 41', ':42'],
    ['DECR n', ':41'],
    ['DECRBY n 50', ':-9'],
    ['GET n', '$2\r\n-9'],
    ['INCRBY n -1', ':-10'],
    ['INCRBY n x', '-ERR value is not an integer or out of range'],
    ['INCRBY n 99999999999999999999', '-ERR value is not an integer or out of range'],
    ['INCRBY n 01', '-ERR value is not an integer or out of range'],
    ['DECRBY n -9223372036854775808', '-ERR decrement would overflow'],
    ['SET n 9223372036854775807', '+OK'],
    ['INCR n', '-ERR increment or decrement would overflow'],
    ['SET n " 1"', '+OK'],
    ['INCR n', '-ERR value is not an integer or out of range'],
    ['DECR n', '-ERR value is not an integer or out of range'],
  ];
  expect(await talk(script)).toBe(true);
});

test('several keys, over several groups', async () => {
  const keys = Array.from({ length: 40 }, (_, index) => `k${index}`);
  const pairs = keys.map((key, index) => `${key} ${index}`).join(' ');
  const values = keys.map((_, index) => `$${String(index).length}\r\n${index}`).join('\r\n');
  const script: Script = [
    [`MSET ${pairs}`, '+OK'],
    [`MGET ${keys.join(' ')} none k0`, `*42\r\n${values}\r\n$-1\r\n$1\r\n0`],
    ['DBSIZE', ':40'],
    ['EXISTS k1 k1 k2 none', ':3'],
    ['DEL k1 k1 k2 none', ':2'],
    ['DBSIZE', ':38'],
    ['MSET a 1 a 2', '+OK'],
    ['GET a', '$1\r\n2'],
    ['KEYS a', '*1\r\n$1\r\na'],
    ['KEYS nothing*', '*0'],
    ['FLUSHALL ASYNC', '+OK'],
    ['FLUSHALL sync', '+OK'],
    ['DBSIZE', ':0'],
  ];
  expect(await talk(script)).toBe(true);
  // A tag keeps keys in one group, and so in one proposal.
  const before = service.node.proposed.length;
  const tagged = await RawClient.open(service.respPort);
  tagged.send('MSET {t}a 1 {t}b 2 {t}c 3\r\n');
  await tagged.expect('+OK\r\n');
  expect(service.node.proposed.length - before).toBe(1);
  tagged.close();
});

test('KEYS lists the keys of all groups', async () => {
  const keys = Array.from({ length: 30 }, (_, index) => `user:${index}`);
  client.send(`MSET ${keys.map((key) => `${key} x`).join(' ')} other x\r\nKEYS user:*\r\n`);
  await client.expect('+OK\r\n*30\r\n');
  await client.bytes(keys.reduce((sum, key) => sum + key.length + 6, 0));
  const listed = client.received.split('\r\n').filter((line) => line.startsWith('user:'));
  expect(listed.toSorted()).toEqual(keys.toSorted());
  client.close();
});

test('errors are Redis’s', async () => {
  const script: Script = [
    ['FOO', "-ERR unknown command 'FOO', with args beginning with: "],
    ['FOO a b', "-ERR unknown command 'FOO', with args beginning with: 'a' 'b' "],
    [String.raw`FOO "c\nd"`, "-ERR unknown command 'FOO', with args beginning with: 'c d' "],
    [`${'x'.repeat(300)} a`, `-ERR unknown command '${'x'.repeat(128)}', with args beginning with: 'a' `],
    [
      `FOO ${'y'.repeat(100)} ${'z'.repeat(100)} b`,
      `-ERR unknown command 'FOO', with args beginning with: '${'y'.repeat(100)}' '${'z'.repeat(25)}' `,
    ],
    ['""', "-ERR unknown command '', with args beginning with: "],
    ['constructor', "-ERR unknown command 'constructor', with args beginning with: "],
    ['GET', "-ERR wrong number of arguments for 'get' command"],
    ['GET a b', "-ERR wrong number of arguments for 'get' command"],
    ['set k', "-ERR wrong number of arguments for 'set' command"],
    ['MSET a', "-ERR wrong number of arguments for 'mset' command"],
    ['MSET a b c', "-ERR wrong number of arguments for 'mset' command"],
    ['PING a b', "-ERR wrong number of arguments for 'ping' command"],
    ['GAIOS.CAS a b', "-ERR wrong number of arguments for 'gaios.cas' command"],
    ['SET a b NX XX', '-ERR syntax error'],
    ['SET a b EX 10', '-ERR syntax error'],
    ['SET a b constructor', '-ERR syntax error'],
    ['FLUSHALL x', '-ERR syntax error'],
    ['SELECT 0', '+OK'],
    ['SELECT 1', '-ERR DB index is out of range'],
    ['SELECT -1', '-ERR DB index is out of range'],
    ['SELECT x', '-ERR value is not an integer or out of range'],
    ['CLIENT', "-ERR wrong number of arguments for 'client' command"],
    ['CLIENT FOO', "-ERR unknown subcommand 'FOO'. Try CLIENT HELP."],
    ['CLIENT constructor', "-ERR unknown subcommand 'constructor'. Try CLIENT HELP."],
    ['CLIENT SETNAME', "-ERR wrong number of arguments for 'client|setname' command"],
    ['CONFIG GET', "-ERR wrong number of arguments for 'config|get' command"],
    ['CONFIG SET a b', "-ERR unknown subcommand 'SET'. Try CONFIG HELP."],
    ['COMMAND FOO', "-ERR unknown subcommand 'FOO'. Try COMMAND HELP."],
    ['COMMAND COUNT x', "-ERR wrong number of arguments for 'command|count' command"],
  ];
  expect(await talk(script)).toBe(true);
});

test('the connection', async () => {
  const hello = (id: string): string =>
    `*14\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$6\r\n7.0.15\r\n$5\r\nproto\r\n:2\r\n$2\r\nid\r\n:${id}\r\n` +
    '$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$6\r\nmaster\r\n$7\r\nmodules\r\n*0';
  const id = (await client.line('CLIENT ID')).slice(1);
  const script: Script = [
    ['PING', '+PONG'],
    ['PING hello', '$5\r\nhello'],
    ['ECHO hello', '$5\r\nhello'],
    ['HELLO', hello(id)],
    ['HELLO 2', hello(id)],
    ['HELLO 3', '-NOPROTO unsupported protocol version'],
    ['HELLO 1', '-NOPROTO unsupported protocol version'],
    ['HELLO x', '-ERR Protocol version is not an integer or out of range'],
    ['HELLO 2 foo', "-ERR Syntax error in HELLO option 'foo'"],
    ['HELLO 2 AUTH x', "-ERR Syntax error in HELLO option 'AUTH'"],
    ['HELLO 2 AUTH bob x', '-WRONGPASS invalid username-password pair or user is disabled.'],
    ['HELLO 2 AUTH default x SETNAME me', hello(id)],
    ['CLIENT GETNAME', '$2\r\nme'],
    ['CLIENT SETNAME "a b"', '-ERR Client names cannot contain spaces, newlines or special characters.'],
    ['CLIENT SETNAME ""', '+OK'],
    ['CLIENT GETNAME', '$-1'],
    ['CLIENT SETINFO LIB-NAME lib', '+OK'],
    ['CLIENT NO-EVICT on', '+OK'],
    ['CLIENT NO-EVICT maybe', '-ERR syntax error'],
    ['CLIENT LIST ID x', '-ERR Invalid client ID'],
    ['CLIENT LIST TYPE pubsub', '$0\r\n'],
  ];
  expect(await talk(script)).toBe(true);
});

test('CLIENT LIST and INFO name the connections', async () => {
  await client.line('CLIENT SETNAME finder');
  const other = await RawClient.open(service.respPort);
  other.send('CLIENT LIST\r\n');
  await other.bytes(50);
  const lines = other.received.split('\n').filter((line) => line.startsWith('id='));
  expect(lines.filter((line) => line.includes(' name=finder ')).length).toBe(1);
  expect(lines.find((line) => line.includes(' cmd=client|list '))).toMatch(
    / addr=127\.0\.0\.1:\d+ .* resp=2$/,
  );
  other.close();
  client.close();
});

describe('what tools ask for', () => {
  const bulkOf = async (command: string): Promise<string> => {
    const [, length] = /^\$(\d+)$/.exec(await client.line(command)) ?? [];
    await client.bytes(Number(length) + 2);
    return client.received.slice(0, Number(length));
  };

  test('INFO', async () => {
    const all = await bulkOf('INFO');
    for (const line of [
      'redis_version:7.0.15',
      'loading:0',
      'role:master',
      'gaios_node_id:1',
      'gaios_group15:leader=1',
    ]) {
      expect(all).toContain(line);
    }
    expect(all).toContain(`tcp_port:${service.respPort}\r\n`);
    client.close();
  });

  test('INFO with sections', async () => {
    client.send('SET a 1\r\nSET b 2\r\n');
    await client.expect('+OK\r\n+OK\r\n');
    const some = await bulkOf('INFO keyspace nonsense');
    expect(some).toBe('# Keyspace\r\ndb0:keys=2,expires=0,avg_ttl=0\r\n');
    client.close();
  });

  test('CONFIG GET', async () => {
    const script: Script = [
      ['CONFIG GET save', '*2\r\n$4\r\nsave\r\n$0\r\n'],
      ['CONFIG GET appendonly', '*2\r\n$10\r\nappendonly\r\n$3\r\nyes'],
      ['CONFIG GET nosuch', '*0'],
      [
        'CONFIG GET MAXMEM*',
        '*4\r\n$9\r\nmaxmemory\r\n$1\r\n0\r\n$16\r\nmaxmemory-policy\r\n$10\r\nnoeviction',
      ],
    ];
    expect(await talk(script)).toBe(true);
  });

  test('COMMAND', async () => {
    const count = Number((await client.line('COMMAND COUNT')).slice(1));
    expect(count).toBeGreaterThanOrEqual(28);
    const script: Script = [
      ['COMMAND GETKEYS mset a b c d', '*2\r\n$1\r\na\r\n$1\r\nc'],
      ['COMMAND GETKEYS get', '-ERR Invalid number of arguments specified for command'],
      ['COMMAND GETKEYS ping', '-ERR The command has no key arguments'],
      ['COMMAND LIST FILTERBY PATTERN incr*', '*2\r\n$4\r\nincr\r\n$6\r\nincrby'],
      ['COMMAND INFO nosuch', '*1\r\n$-1'],
      [
        'COMMAND INFO get',
        '*1\r\n*10\r\n$3\r\nget\r\n:2\r\n*2\r\n+readonly\r\n+fast\r\n:1\r\n:1\r\n:1\r\n*3\r\n+@string\r\n+@read\r\n+@fast\r\n*0\r\n*0\r\n*0',
      ],
      [
        'COMMAND DOCS get nosuch',
        '*2\r\n$3\r\nget\r\n*6\r\n$7\r\nsummary\r\n$22\r\nGet the value of a key\r\n$5\r\nsince\r\n$5\r\n1.0.0\r\n$5\r\ngroup\r\n$6\r\nstring',
      ],
    ];
    expect(await talk(script)).toBe(true);
    const other = await RawClient.open(service.respPort);
    expect(await other.line('COMMAND')).toBe(`*${count}`);
    other.close();
  });
});

test('binary keys and values come back as they went', async () => {
  const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  client.send(request('SET', all, all));
  client.send(request('GET', all));
  await client.expect(`+OK\r\n$256\r\n${all.toString('latin1')}\r\n`);
  client.send(Buffer.concat([Buffer.from('\xff"', 'latin1'), Buffer.from('x\r\n')]));
  await client.expect('-ERR Protocol error: unbalanced quotes in request\r\n');
  client.close();
});

test('the largest value goes in and out; a bulk string above the limit ends the connection', async () => {
  const value = Buffer.alloc(BULK_BYTES_MAX, 'x');
  client.send(request('SET', 'large', value));
  client.send(request('STRLEN', 'large'));
  await client.expect(`+OK\r\n:${BULK_BYTES_MAX}\r\n`);
  client.send(request('GET', 'large'));
  await client.expect(`$${BULK_BYTES_MAX}\r\n`);
  await client.bytes(BULK_BYTES_MAX + 2);
  expect(client.received.length).toBe(BULK_BYTES_MAX + 2);
  const other = await RawClient.open(service.respPort);
  other.send(`*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$${BULK_BYTES_MAX + 1}\r\n`);
  await other.expect('-ERR Protocol error: invalid bulk length\r\n');
  await other.end();
  client.close();
});

test('a part for one group that no node would take is refused before any part is proposed', async () => {
  const proposed = service.node.proposed.length;
  const half = Buffer.alloc(BULK_BYTES_MAX - 100);
  client.send(request('MSET', '{a}1', half, '{a}2', half, 'b', 'x', 'c', 'x', 'd', 'x'));
  await client.bytes(10);
  expect(client.received).toMatch(/^-ERR the command is too large: .* nothing was executed\r\n$/);
  expect(service.node.proposed.length).toBe(proposed);
  client.close();
});

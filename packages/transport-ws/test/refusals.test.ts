/** Who is turned away, with what reason, and that it shows on both sides. */

import { afterEach, expect, test } from '@jest/globals';
import { connect } from 'node:net';
import type { Identity } from '@gaios/sm-base';
import { WebSocket } from 'ws';
import { closeCodes, WebSocketTransport } from '../src/index.ts';
import { Authority } from './certificates.ts';
import { connectRaw } from './raw-peer.ts';
import {
  addressOf,
  closeAll,
  eventually,
  identity,
  isUp,
  introduce,
  pause,
  realClock,
  realRandom,
  secret,
  startNode,
  startPair,
  type NodeSetup,
  type TestNode,
} from './support.ts';

afterEach(closeAll);

/** Both sides see the other as refused, for this reason, and never up. */
async function expectRefused(one: TestNode, two: TestNode, reason: string): Promise<void> {
  for (const [node, other] of [
    [one, two],
    [two, one],
  ] as const) {
    await eventually(() => node.transport.peers()[0]?.state === 'refused', `refused: ${reason}`);
    expect(node.transport.peers()[0]).toMatchObject({ nodeId: other.identity.nodeId, state: 'refused' });
    expect(node.transport.peers().at(0)!.reason).toContain(reason);
    expect(node.metrics.get('refused_total')).toBeGreaterThan(0);
    node.transport.send(other.identity.nodeId, 'consensus', Buffer.from('must not arrive'));
  }
  await pause(50);
  expect([one.log.ups, two.log.ups, one.log.messages, two.log.messages]).toEqual([[], [], [], []]);
}

const refusals: [string, Partial<NodeSetup>, string][] = [
  ['another secret', { secret: 'another secret, as long' }, 'the shared secrets differ'],
  ['no secret', {}, 'uses auth'],
  ['another cluster', { secret, clusterName: 'production' }, 'this is cluster'],
];

test.each(refusals)('%s', async (_name, setup, reason) => {
  const one = await startNode({ identity: identity(1), secret });
  const two = await startNode({ identity: identity(2), ...setup });
  introduce(one, two);
  await expectRefused(one, two, reason);
});

test('a node that is not among the peers', async () => {
  const one = await startNode({ identity: identity(1), secret });
  const two = await startNode({ identity: identity(2), secret, peers: [addressOf(one)] });
  await eventually(() => two.transport.peers()[0]?.state === 'refused');
  expect(two.transport.peers().at(0)!.reason).toBe('node 2 is not among the peers of node 1');
  expect(one.metrics.get('refused_total by=self')).toBeGreaterThan(0);
  // A refusal is retried slowly, and heals by itself.
  one.transport.setPeers([{ nodeId: 2, address: 'localhost:1' }]);
  await eventually(() => isUp(one, 2) && isUp(two, 1));
});

test('an address that another node answers', async () => {
  const one = await startNode({ identity: identity(1), secret });
  const three = await startNode({ identity: identity(3), secret, peers: [addressOf(one)] });
  one.transport.setPeers([{ nodeId: 2, address: addressOf(three).address }]);
  await eventually(() => one.transport.peers()[0]?.state === 'refused');
  expect(one.transport.peers().at(0)!.reason).toBe('this is node 3, not 2');
});

test('an older boot of a disk seen before, but not of another disk', async () => {
  const [one, two] = await startPair({}, { identity: identity(2, 7) });
  await eventually(() => isUp(one, 2));
  const { address } = addressOf(two);
  await two.transport.close();
  const setup = { secret, listenAddress: address, peers: [addressOf(one)] };
  const older = await startNode({ ...setup, identity: identity(2, 6) });
  await eventually(() => older.transport.peers()[0]?.state === 'refused');
  expect(older.transport.peers().at(0)!.reason).toBe(
    'boot 6 of this disk is older than boot 7: a restored copy?',
  );
  await older.transport.close();
  // Restored to what it was before its last start, and started: it counts the same boot again, in another process.
  const restored = await startNode({ ...setup, identity: identity(2, 7) });
  await eventually(() => restored.transport.peers()[0]?.state === 'refused');
  expect(restored.transport.peers().at(0)!.reason).toBe(
    'boot 7 of this disk was another process: a restored copy?',
  );
  await restored.transport.close();
  await startNode({ ...setup, identity: identity(2, 1, 99) });
  await eventually(() => one.log.ups.length === 2);
  expect(one.log.ups[1]).toEqual(identity(2, 1, 99));
});

test('what a node remembers of a disk decides, with what the disk says it has by then', async () => {
  const asked: [Identity, number][] = [];
  const refusedBy: [number, string, string][] = [];
  const [one, two] = [
    await startNode({ identity: identity(1), secret }),
    await startNode({ identity: identity(2, 3), secret }),
  ];
  let reason: string | undefined = 'a restored copy? boot 3';
  Object.assign(one.log, {
    refuses: (peer: Identity, commits: number) => {
      asked.push([{ nodeId: peer.nodeId, storageId: peer.storageId, boot: peer.boot }, commits]);
      return reason;
    },
  });
  Object.assign(two.log, {
    commits: () => 77,
    onPeerRefused: (...refusal: [number, string, string]) => refusedBy.push(refusal),
  });
  introduce(one, two);
  await expectRefused(one, two, 'a restored copy? boot 3');
  expect(asked[0]).toEqual([identity(2, 3), 77]);
  expect(refusedBy[0]).toEqual([1, 'a restored copy? boot 3', 'restored-copy']);
  reason = undefined;
  two.transport.setPeers([]);
  two.transport.setPeers([addressOf(one)]);
  await eventually(() => isUp(one, 2) && isUp(two, 1));
});

test('a process that was let in has said more since than a greeting of its that comes late', async () => {
  const one = await startNode({
    identity: identity(1),
    secret,
    peers: [{ nodeId: 2, address: '127.0.0.1:1' }],
  });
  let reason: string | undefined;
  Object.assign(one.log, { refuses: () => reason });
  const process = {
    address: addressOf(one).address,
    self: identity(2, 3),
    to: 1,
    secret,
    session: 'a'.repeat(32),
  };
  const consensus = await connectRaw(process);
  reason = 'fewer commits than were seen';
  const bulk = await connectRaw({ ...process, channel: 'bulk' });
  for (const { ws } of [bulk, consensus]) ws.close();
  await Promise.all([bulk.closed, consensus.closed]);
  await expect(connectRaw({ ...process, self: identity(2, 4), session: 'b'.repeat(32) })).rejects.toThrow(
    reason,
  );
});

test('a second live process with the same node id, until the first is gone', async () => {
  const [one, two] = await startPair();
  await eventually(() => isUp(one, 2));
  const second = await startNode({ identity: identity(2, 2), secret, peers: [addressOf(one)] });
  await eventually(() => second.transport.peers()[0]?.state === 'refused');
  expect(second.transport.peers().at(0)!.reason).toMatch(
    /^node 2 is connected already from 127\.0\.0\.1 port \d+, boot 1: only one process may be it$/,
  );
  await pause(100);
  expect(isUp(one, 2)).toBe(true);
  expect(one.log.downs).toEqual([]);
  await two.transport.close();
  await eventually(() => isUp(second, 1));
  expect(one.log.ups.at(-1)).toEqual(identity(2, 2));
});

test('a process with our own node id', async () => {
  const one = await startNode({ identity: identity(1), secret });
  const twin = await startNode({ identity: identity(1, 2), secret });
  const bad = new WebSocketTransport(
    {
      clusterName: 'test',
      listenAddress: '127.0.0.1:0',
      secret,
      peers: [{ nodeId: 2, address: addressOf(one).address }],
    },
    { clock: realClock, random: realRandom },
  );
  await bad.start(twin.identity, twin.log);
  await eventually(() => bad.peers()[0]?.state === 'refused');
  expect(bad.peers().at(0)!.reason).toMatch(/not 2|runs here already/);
  await bad.close();
});

test('without secret and TLS only loopback is listened on and dialled', async () => {
  const insecure = { identity: identity(1) };
  for (const listenAddress of ['0.0.0.0:0', '[::]:0', '192.0.2.1:7101']) {
    await expect(startNode({ ...insecure, listenAddress })).rejects.toMatchObject({
      code: 'TRANSPORT_INSECURE',
    });
  }
  const peers = [{ nodeId: 2, address: '192.0.2.1:7101' }];
  await expect(startNode({ ...insecure, peers })).rejects.toMatchObject({ code: 'TRANSPORT_INSECURE' });
  const one = await startNode({ ...insecure, listenAddress: 'localhost:0' });
  const two = await startNode({ identity: identity(2) });
  introduce(one, two);
  await eventually(() => isUp(one, 2) && isUp(two, 1));
  expect(() => one.transport.setPeers(peers)).toThrow('not on loopback');
});

test('every violation of the options is reported', () => {
  const tuning = { flushMs: -1, chunkBytes: 0.5, nonsense: 1 };
  const make = (): unknown =>
    new WebSocketTransport(
      {
        clusterName: '',
        listenAddress: 'nowhere',
        secret: 'short',
        peers: [
          { nodeId: 0, address: '1.2.3:4' },
          { nodeId: 0, address: 'ok:1' },
        ],
        tuning,
      },
      { clock: realClock, random: realRandom },
    );
  let violations: unknown;
  try {
    make();
  } catch (error) {
    violations = (error as { facts: { violations: string[] } }).facts.violations;
  }
  expect(violations).toHaveLength(10);
});

test('mutual TLS, without and with a secret', async () => {
  const authority = new Authority();
  for (const extra of [{}, { secret }]) {
    const one = await startNode({ identity: identity(1), tls: authority.node(1), ...extra });
    const two = await startNode({ identity: identity(2), tls: authority.node(2), ...extra });
    introduce(one, two);
    await eventually(() => isUp(one, 2) && isUp(two, 1));
    const big = Buffer.alloc(3 << 20, 5);
    one.transport.send(2, 'bulk', big);
    two.transport.send(1, 'consensus', Buffer.from('hello'));
    await eventually(() => one.log.messages.length === 1 && two.log.messages.length === 1);
    expect(big.equals(two.log.messages.at(0)!.payload)).toBe(true);
    await closeAll();
  }
});

test('TLS: a certificate of another authority, of another node, none at all', async () => {
  const [authority, other] = [new Authority(), new Authority('other')];
  const one = await startNode({ identity: identity(1), tls: authority.node(1) });
  const stranger = await startNode({
    identity: identity(2),
    tls: { ...other.node(2), ca: authority.pem },
    peers: [addressOf(one)],
  });
  // The listening side drops the stranger; the dialling side can tell why, and refuses.
  await eventually(() => stranger.transport.peers()[0]?.reason?.includes('does it accept') === true);
  one.transport.setPeers([addressOf(stranger)]);
  await eventually(() => one.transport.peers()[0]?.state === 'refused');
  expect(one.transport.peers().at(0)!.reason).toBe('unable to verify the first certificate');

  const liar = await startNode({ identity: identity(2), tls: authority.node(3), peers: [addressOf(one)] });
  one.transport.setPeers([addressOf(liar)]);
  await eventually(() => liar.transport.peers()[0]?.state === 'refused');
  expect(liar.transport.peers().at(0)!.reason).toBe('the certificate does not name node 2');
  await eventually(() => one.transport.peers()[0]?.state === 'refused');
  expect(one.transport.peers().at(0)!.reason).toBe('the certificate does not name node 2');

  const hidden = authority.node(4, ['x:a, URI:gaios://node/2, b']);
  const smuggler = await startNode({ identity: identity(2), tls: hidden, peers: [addressOf(one)] });
  await eventually(() => smuggler.transport.peers()[0]?.state === 'refused');

  const plain = await startNode({ identity: identity(2), peers: [addressOf(one)] });
  const bare = new WebSocket(`wss://${addressOf(one).address}/gaios`, {
    ca: authority.pem,
    checkServerIdentity: never,
  });
  const failed = await new Promise((resolve) => void bare.on('error', resolve).on('open', () => {}));
  expect(String(failed)).toMatch(/certificate required|CERTIFICATE_REQUIRED|socket hang up|ECONNRESET/);
  await eventually(() => plain.transport.peers()[0]?.state === 'down');
  expect(one.log.ups).toEqual([]);
});

const never = (() => undefined) as never;

test('a peer of another protocol version, and one that speaks nonsense, slowly, too much or not at all', async () => {
  const tuning = { handshakeTimeoutMs: 200, handshakesMax: 4 };
  const one = await startNode({ identity: identity(1), secret, tuning });
  const url = `ws://${addressOf(one).address}/gaios`;
  const say = (bytes: Buffer | undefined): Promise<[number, string]> =>
    new Promise((resolve) => {
      const ws = new WebSocket(url, { perMessageDeflate: false });
      ws.on('error', () => {});
      ws.on('open', () => bytes && ws.send(bytes));
      ws.on('close', (code, reason) => resolve([code, reason.toString()]));
    });
  const hello = {
    versions: [2, 9],
    cluster: 'test',
    kind: 'node',
    role: 'dialler',
    nodeId: 2,
    storageId: '2'.repeat(32),
    boot: 1,
    commits: 0,
    session: 'f'.repeat(32),
    channel: 'consensus',
    to: 1,
    auth: 'secret',
    nonce: 'e'.repeat(64),
  };
  const helloBytes = (fields: object): Buffer =>
    Buffer.concat([Buffer.of(1), Buffer.from(JSON.stringify({ ...hello, ...fields }))]);
  expect(await say(helloBytes({}))).toEqual([
    closeCodes.version,
    'no common protocol version: 1-1 here, 2-9 there',
  ]);
  expect(await say(helloBytes({ versions: [1, 9], nodeId: 70_000 }))).toEqual([
    closeCodes.badHandshake,
    'not a valid hello',
  ]);
  expect(await say(Buffer.from([2, 1, 2]))).toEqual([
    closeCodes.badHandshake,
    'not the message that was due',
  ]);
  expect(await say(Buffer.from('{{{'))).toEqual([closeCodes.badHandshake, 'not the message that was due']);
  expect(await say(undefined)).toEqual([closeCodes.handshakeTimeout, 'the handshake took too long']);
  expect((await say(Buffer.alloc(1 << 20)))[0]).not.toBe(1000);

  const hanging = Array.from({ length: 8 }, () => say(undefined));
  const codes = (await Promise.all(hanging)).map(([code]) => code);
  expect(codes.filter((code) => code === closeCodes.handshakeTimeout)).toHaveLength(4);
  expect(one.metrics.get('turned_away_total why=too-many')).toBe(4);

  // Not even HTTP.
  const { address } = addressOf(one);
  const raw = connect(Number(address.split(':')[1]), '127.0.0.1');
  raw.on('error', () => {});
  raw.write('\x00\x01garbage\r\n\r\n');
  await new Promise((resolve) => void raw.on('close', resolve).resume());
  expect(one.metrics.get('turned_away_total why=http')).toBe(1);
});

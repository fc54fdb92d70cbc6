/** The transport over real sockets: coming up, sending, losing, coming back, closing. */

import { afterEach, expect, test } from '@jest/globals';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { WebSocketTransport } from '../src/index.ts';
import {
  addressOf,
  closeAll,
  eventually,
  identity,
  introduce,
  isUp,
  Log,
  pause,
  realClock,
  realRandom,
  secret,
  startNode,
  startPair,
} from './support.ts';

afterEach(closeAll);

test('both dial at once and settle on one connection a channel, without flapping', async () => {
  for (let round = 0; round < 10; round++) {
    const [one, two] = await startPair(
      { identity: identity(1, round + 1) },
      { identity: identity(2, round + 1) },
    );
    await eventually(() => isUp(one, 2) && isUp(two, 1));
    await pause(30);
    expect(one.log.ups).toEqual([two.identity]);
    expect(two.log.ups).toEqual([one.identity]);
    expect([one.log.downs, two.log.downs]).toEqual([[], []]);
    one.transport.send(2, 'consensus', Buffer.from('a'));
    two.transport.send(1, 'consensus', Buffer.from('b'));
    await eventually(() => one.log.messages.length === 1 && two.log.messages.length === 1);
    await closeAll();
  }
});

test.each([{ dialler: 1 }, { dialler: 2 }])('it is enough that node $dialler dials', async ({ dialler }) => {
  const nobody = 'localhost:1';
  const one = await startNode({ identity: identity(1), secret, peers: [{ nodeId: 2, address: nobody }] });
  const two = await startNode({ identity: identity(2), secret, peers: [{ nodeId: 1, address: nobody }] });
  const [from, to] = dialler === 1 ? [one, two] : [two, one];
  from.transport.setPeers([addressOf(to)]);
  await eventually(() => isUp(one, 2) && isUp(two, 1));
  from.transport.send(to.identity.nodeId, 'bulk', Buffer.from('x'));
  to.transport.send(from.identity.nodeId, 'bulk', Buffer.from('y'));
  await eventually(() => to.log.messages.length === 1 && from.log.messages.length === 1);
  expect(to.log.messages[0]).toMatchObject({ from: from.identity, channel: 'bulk' });
});

test('what is sent before a connection is there is sent when it comes up', async () => {
  const one = await startNode({ identity: identity(1), secret });
  const two = await startNode({ identity: identity(2), secret });
  one.transport.setPeers([addressOf(two)]);
  one.transport.send(2, 'consensus', Buffer.from('early'));
  one.transport.send(2, 'bulk', Buffer.from('early too'));
  introduce(one, two);
  await eventually(() => two.log.messages.length === 2);
  expect(two.log.texts().toSorted()).toEqual(['early', 'early too']);
});

test('a peer that goes is reported with its reason, and found again when it is back', async () => {
  const [one, two] = await startPair();
  await eventually(() => isUp(one, 2));
  const { address } = addressOf(two);
  await two.transport.close();
  await eventually(() => one.log.downs.length === 1);
  expect(one.log.downs[0]).toEqual({ nodeId: 2, reason: 'closing' });
  expect(one.transport.peers()[0]).toMatchObject({
    nodeId: 2,
    address,
    state: expect.not.stringMatching('up'),
  });

  const setup = { secret, listenAddress: address, peers: [addressOf(one)] };
  const again = await startNode({ ...setup, identity: identity(2, 2) });
  await eventually(() => isUp(one, 2));
  expect(one.log.ups.map(({ boot }) => boot)).toEqual([1, 2]);
  one.transport.send(2, 'consensus', Buffer.from('welcome'));
  await eventually(() => again.log.messages.length === 1);
});

test('a peer that vanished without closing is noticed by its silence', async () => {
  const sockets: Socket[] = [];
  const [one, two] = await startPair();
  const proxy = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  try {
    // Node 2 is reached through a proxy that will stop forwarding without closing.
    await eventually(() => proxy.listening);
    const port = Number(addressOf(two).address.split(':')[1]);
    proxy.on('connection', (socket) => {
      const upstream = connect(port, '127.0.0.1');
      sockets.push(upstream);
      socket
        .on('error', () => {})
        .pipe(upstream.on('error', () => {}))
        .pipe(socket);
    });
    await one.transport.close();
    const tuning = { pingIntervalMs: 30, silenceMaxMs: 150 };
    two.transport.setPeers([{ nodeId: 3, address: 'localhost:1' }]);
    const three = await startNode({
      identity: identity(3),
      secret,
      tuning,
      peers: [{ nodeId: 2, address: `127.0.0.1:${(proxy.address() as AddressInfo).port}` }],
    });
    await eventually(() => isUp(three, 2));
    for (const socket of sockets) socket.unpipe().pause();
    await eventually(() => three.log.downs.length === 1);
    expect(three.log.downs.at(0)!.reason).toContain('nothing came for 150 ms');
  } finally {
    proxy.close();
    for (const socket of sockets) socket.destroy();
  }
});

test('a busy port, a foreign address and an unknown host are named in one line', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await eventually(() => server.listening);
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  await expect(startNode({ identity: identity(1), secret, listenAddress: address })).rejects.toMatchObject({
    code: 'TRANSPORT_ADDRESS',
    message: `${address} is in use`,
  });
  server.close();
  await expect(
    startNode({ identity: identity(1), secret, listenAddress: '192.0.2.1:7101' }),
  ).rejects.toMatchObject({
    code: 'TRANSPORT_ADDRESS',
    message: '192.0.2.1:7101 is no address of this machine',
  });
  await expect(
    startNode({ identity: identity(1), secret, listenAddress: 'no.such.invalid:1' }),
  ).rejects.toMatchObject({
    code: 'TRANSPORT_ADDRESS',
    message: 'no.such.invalid:1: the host is unknown',
  });
});

/** False on a machine without IPv6. */
const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((each) => each?.address === '::1');

test.each(hasIpv6 ? ['[::1]', 'localhost'] : ['localhost'])('listens on %s too', async (host) => {
  const one = await startNode({ identity: identity(1), listenAddress: `${host}:0` });
  const two = await startNode({ identity: identity(2), listenAddress: `${host}:0` });
  introduce(one, two);
  await eventually(() => isUp(one, 2) && isUp(two, 1));
  expect(addressOf(one).address).toMatch(/^(\[::1\]|localhost):[1-9]\d*$/);
});

test('closes at once, twice, before start, and while dialling; sends what is queued first', async () => {
  const [one, two] = await startPair();
  await eventually(() => isUp(one, 2) && isUp(two, 1));
  one.transport.send(2, 'bulk', Buffer.from('the bulk connection is there'));
  await eventually(() => two.log.messages.length === 1);
  const big = Buffer.alloc(8 << 20, 7);
  one.transport.send(2, 'bulk', big);
  for (let i = 0; i < 100; i++) one.transport.send(2, 'consensus', Buffer.from(`${i}`));
  const [first, second] = [one.transport.close(), one.transport.close()];
  expect(first).toBe(second);
  await first;
  await eventually(() => two.log.messages.length === 102);
  one.transport.send(2, 'consensus', big);
  one.transport.sendUrgent(2, big);
  expect(one.log.downs).toEqual([]);
  await expect(one.transport.start(one.identity, one.log)).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
  });

  const options = { clusterName: 'test', listenAddress: '127.0.0.1:0', peers: [], secret };
  await new WebSocketTransport(options, { clock: realClock, random: realRandom }).close();
  const three = await startNode({
    identity: identity(3),
    secret,
    peers: [{ nodeId: 9, address: '192.0.2.1:9' }],
  });
  await pause(20);
  const began = Date.now();
  await three.transport.close();
  expect(Date.now() - began).toBeLessThan(2_000);
});

test('a close while starting leaves nothing behind', async () => {
  const options = { clusterName: 'test', listenAddress: 'localhost:0', peers: [], secret };
  const transport = new WebSocketTransport(options, { clock: realClock, random: realRandom });
  const started = transport.start(identity(1), new Log());
  await transport.close();
  await started.catch(() => {});
  // Whether or not it came to listen: it does not any more.
  const port = Number(transport.address?.split(':')[1] ?? 1);
  const reached = await new Promise((resolve) => {
    const socket = connect(port, 'localhost');
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
  });
  expect(reached).toBe(false);
});

test('a handler that throws does no harm', async () => {
  const [one, two] = await startPair();
  await eventually(() => isUp(one, 2) && isUp(two, 1));
  const seen: string[] = [];
  two.log.onMessage = (_from, payload) => {
    seen.push(Buffer.from(payload).toString());
    throw new Error('a bug of the receiver');
  };
  for (const text of ['a', 'b']) one.transport.send(2, 'consensus', Buffer.from(text));
  await eventually(() => seen.length === 2);
  expect(two.metrics.get('handler_errors_total')).toBe(2);
  expect(one.log.downs).toEqual([]);
});

/** Slow peers, full queues, and large payloads that must not stand in the way. */

import { afterEach, expect, test } from '@jest/globals';
import { connectRaw } from './raw-peer.ts';
import {
  addressOf,
  closeAll,
  eventually,
  identity,
  isUp,
  pause,
  secret,
  startNode,
  startPair,
} from './support.ts';

afterEach(closeAll);

const kib = 1024;

function numbered(value: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeUInt32BE(value);
  return bytes;
}

test('a slow peer: the oldest consensus payloads are dropped and counted, urgent ones go ahead, memory is bounded', async () => {
  const queueBytes = 1024 * kib;
  const tuning = { consensusQueueBytesMax: queueBytes, socketBytesMax: 64 * kib };
  const node = await startNode({
    identity: identity(1),
    secret,
    tuning,
    peers: [{ nodeId: 2, address: 'localhost:1' }],
  });
  const slow = await connectRaw({ address: addressOf(node).address, self: identity(2), to: 1, secret });
  await eventually(() => isUp(node, 2));
  slow.ws.pause();
  const status = (): { queuedBytes: number; dropped: number } => node.transport.peers().at(0)!;
  // The system's own buffers take some megabytes first.
  const [size, count] = [64 * kib, 400];
  for (let value = 0; value < count; value++) {
    node.transport.send(2, 'consensus', numbered(value, size));
    expect(status().queuedBytes).toBeLessThanOrEqual(queueBytes + 64 * kib + size * 2);
    if (value % 20 === 0) await pause(1);
  }
  expect(status().dropped).toBeGreaterThan(0);
  node.transport.sendUrgent(2, numbered(1_000_000, 100));
  const seen: number[] = [];
  slow.ws.on('message', (data: Buffer) => seen.push(data.readUInt32BE(28)));
  slow.ws.resume();
  await eventually(() => seen.length === count + 1 - status().dropped);
  const ordinary = seen.filter((value) => value < count);
  expect(ordinary).toEqual(ordinary.toSorted((a, b) => a - b));
  expect(ordinary.at(-1)).toBe(count - 1);
  // Everything that still waited in the queue came after the urgent one.
  const waited = queueBytes / size;
  expect(seen.length - 1 - seen.indexOf(1_000_000)).toBeGreaterThanOrEqual(waited - 1);
  expect(node.metrics.get('dropped_total why=queue-full')).toBe(status().dropped);
});

test('a slow peer: bulk keeps what it has and drops the newest', async () => {
  const tuning = { bulkQueueBytesMax: 512 * kib, socketBytesMax: 64 * kib, chunkBytes: 64 * kib };
  const node = await startNode({
    identity: identity(1),
    secret,
    tuning,
    peers: [{ nodeId: 2, address: 'localhost:1' }],
  });
  const { address } = addressOf(node);
  const slow = await connectRaw({ address, self: identity(2), to: 1, secret, channel: 'bulk' });
  slow.ws.pause();
  const [size, count] = [64 * kib, 400];
  for (let value = 0; value < count; value++) {
    node.transport.send(2, 'bulk', numbered(value, size));
    if (value % 20 === 0) await pause(1);
  }
  const { dropped } = node.transport.peers().at(0)!;
  expect(dropped).toBeGreaterThan(0);
  const seen: number[] = [];
  slow.ws.on('message', (data: Buffer) => seen.push(data.readUInt32BE(28)));
  slow.ws.resume();
  await eventually(() => seen.length === count - dropped);
  expect(seen.slice(0, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(seen).not.toContain(count - 1);
});

test('while a peer is down little is queued for it; urgent payloads not at all', async () => {
  const tuning = { downQueueBytesMax: 10 * kib, queuePayloadsMax: 50 };
  const peers = [{ nodeId: 2, address: 'localhost:1' }];
  const node = await startNode({ identity: identity(1), secret, tuning, peers });
  for (let value = 0; value < 100; value++) {
    node.transport.send(2, 'consensus', numbered(value, kib));
    node.transport.send(2, 'bulk', Buffer.alloc(0));
  }
  node.transport.sendUrgent(2, Buffer.from('beat'));
  expect(node.transport.peers()[0]).toMatchObject({ queuedBytes: 10 * kib, dropped: 90 + 50 + 1 });
});

test('too large a payload is refused at the sender and counted', async () => {
  const tuning = { consensusPayloadBytesMax: 4 * kib, bulkPayloadBytesMax: 16 * kib, chunkBytes: 4 * kib };
  const [one, two] = await startPair({ tuning });
  await eventually(() => isUp(one, 2) && isUp(two, 1));
  one.transport.send(2, 'consensus', Buffer.alloc(4 * kib + 1));
  one.transport.sendUrgent(2, Buffer.alloc(4 * kib + 1));
  one.transport.send(2, 'bulk', Buffer.alloc(16 * kib + 1));
  one.transport.send(2, 'bulk', Buffer.alloc(16 * kib));
  one.transport.send(2, 'consensus', Buffer.alloc(4 * kib));
  await eventually(() => two.log.messages.length === 2);
  expect(one.transport.peers().at(0)!.dropped).toBe(3);
  expect(one.metrics.get('dropped_total why=too-large')).toBe(3);
  expect([one.log.downs, two.log.downs]).toEqual([[], []]);
});

test('a payload of 64 MiB passes in chunks, and urgent and consensus payloads do not wait for it', async () => {
  const [one, two] = await startPair();
  one.transport.send(2, 'bulk', Buffer.from('open'));
  await eventually(() => isUp(one, 2) && two.log.messages.length === 1);
  const large = Buffer.alloc(64 * kib * kib);
  for (let at = 0; at < large.length; at += 4096) large.writeUInt32BE(at, at);
  one.transport.send(2, 'bulk', large);
  for (let value = 0; value < 20; value++) {
    one.transport.sendUrgent(2, Buffer.from(`urgent ${value}`));
    one.transport.send(2, 'consensus', Buffer.from(`ordinary ${value}`));
    await pause(1);
  }
  await eventually(() => two.log.messages.length === 42);
  const order = two.log.messages.slice(1).map(({ payload }) => payload.length);
  expect(order.findIndex((length) => length === large.length)).toBeGreaterThanOrEqual(20);
  const arrived = two.log.messages.find(({ payload }) => payload.length === large.length)!;
  expect([arrived.channel, large.equals(arrived.payload)]).toEqual(['bulk', true]);
});

test('a connection that breaks in the middle of a large payload: it is sent again, whole, and once', async () => {
  const [one, two] = await startPair({ tuning: { chunkBytes: 16 * kib, socketBytesMax: 64 * kib } });
  one.transport.send(2, 'bulk', Buffer.from('open'));
  await eventually(() => two.log.messages.length === 1);
  const large = Buffer.alloc(8 * kib * kib, 3);
  one.transport.send(2, 'bulk', large);
  const { address } = addressOf(two);
  await pause(1);
  await two.transport.close();
  const again = await startNode({
    identity: identity(2, 2),
    secret,
    listenAddress: address,
    peers: [addressOf(one)],
  });
  one.transport.send(2, 'bulk', Buffer.from('after'));
  await eventually(() => again.log.messages.length > 0);
  // What was under way may be lost with the connection; it must not arrive in part.
  for (const { payload } of again.log.messages) {
    expect(large.equals(payload) || Buffer.from('after').equals(payload)).toBe(true);
  }
});

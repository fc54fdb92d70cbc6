/**
 * Bad frames: mutated after sealing, sealed with fields out of range, replayed. None may be delivered, none may throw,
 * and each must end its connection. Most go straight into the receiver, which is where the decisions are; some
 * go through real sockets. A failure prints the round, which replays it: everything comes from `seed`.
 */

import { createSecretKey, randomBytes } from 'node:crypto';
import { afterEach, expect, test } from '@jest/globals';
import type { Channel } from '@gaios/sm-base';
import {
  chunkHeader,
  closeCodes,
  FrameReceiver,
  frameTypes,
  sealFrame,
  type FrameFields,
} from '../src/index.ts';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { connectRaw, type RawPeer } from './raw-peer.ts';
import { addressOf, closeAll, eventually, identity, isUp, secret, startNode } from './support.ts';

afterEach(closeAll);

const seed = 20_261_101;
const rounds = 120_000;
const socketRounds = 300;

// Globals are slow to reach from within a test.
const { floor, imul } = Math;

/** mulberry32 */
class Dice {
  #state: number;

  constructor(start: number) {
    this.#state = start >>> 0;
  }

  below(count: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = imul(t ^ (t >>> 15), t | 1);
    t ^= t + imul(t ^ (t >>> 7), t | 61);
    return floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * count);
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    for (let at = 0; at < length; at++) bytes[at] = this.below(256);
    return bytes;
  }

  pick<T>(items: readonly T[]): T {
    return items.at(this.below(items.length))!;
  }
}

const key = createSecretKey(randomBytes(32));
const otherKey = createSecretKey(randomBytes(32));
const bounds = { frameBytesMax: 512, payloadBytesMax: 2_048 };
/** Around every boundary that a field could have. */
const odd = [0, 1, 2, 7, 8, 9, 255, 256, 511, 512, 513, 2_047, 2_048, 2_049, 2 ** 31, 2 ** 32 - 1];

function flipBit(bytes: Buffer, bit: number): void {
  bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
}

/** Changes a sealed frame in a way that its seal must show. Never returns it unchanged. */
function mutate(dice: Dice, frame: Buffer): Buffer {
  const copy = Buffer.from(frame);
  switch (dice.below(5)) {
    case 0:
      flipBit(copy, dice.below(copy.length * 8));
      return copy;
    case 1:
      return copy.subarray(0, dice.below(copy.length));
    case 2:
      return Buffer.concat([copy, dice.bytes(1 + dice.below(20))]);
    case 3: {
      const at = dice.below(copy.length);
      dice.bytes(1 + dice.below(12)).copy(copy, at);
      return copy.equals(frame) ? Buffer.alloc(0) : copy;
    }
    default: {
      const at = dice.below(copy.length);
      return Buffer.concat([copy.subarray(0, at), dice.bytes(1 + dice.below(4)), copy.subarray(at)]);
    }
  }
}

type Unsealed = Omit<FrameFields, 'key'>;

/** A frame that is wrong although its seal is right. */
function outOfRange(dice: Dice, sequence: number, channel: Channel): Unsealed {
  const body = dice.bytes(dice.below(40));
  switch (dice.below(6)) {
    case 0:
      return { type: frameTypes.payload, sequence, version: dice.pick([0, 2, 3, 127, 255]), body };
    case 1:
      return {
        type: frameTypes.payload,
        sequence: dice.pick([sequence + 1, sequence + 2, 2 ** 48 - 1]),
        body,
      };
    case 2:
      return { type: dice.pick([0, 4, 5, 128, 255]), sequence, body };
    case 3:
      return {
        type: frameTypes.payload,
        sequence,
        body: dice.bytes(bounds.frameBytesMax + 1 + dice.below(9)),
      };
    case 4:
      return { type: frameTypes.chunk, sequence, body: dice.bytes(dice.below(9)) };
    default: {
      // A first chunk that starts late, ends early, is too large, or on the channel that has none.
      const total = dice.pick(odd);
      const offset = channel === 'bulk' ? dice.pick(odd.filter((value) => value > 0)) : dice.pick(odd);
      return { type: frameTypes.chunk, sequence, prefix: chunkHeader(total, offset), body };
    }
  }
}

test(`${rounds} bad frames into the receiver`, () => {
  const dice = new Dice(seed);
  const faults = new Map<string, number>();
  // Sealing is most of the work, so good frames are taken from a pool: by sequence number, 100 of each.
  const pooled = (use: typeof key | undefined): Buffer[][] =>
    [0, 1, 2].map((sequence) =>
      Array.from({ length: 100 }, () =>
        sealFrame({ type: frameTypes.payload, sequence, body: dice.bytes(dice.below(40)), key: use }),
      ),
    );
  const sealed = { keyed: pooled(key), plain: pooled(undefined) };
  for (let round = 0; round < rounds; round++) {
    const keyed = dice.below(4) > 0;
    const channel: Channel = dice.pick(['consensus', 'bulk']);
    const receiver = new FrameReceiver({ ...bounds, channel, key: keyed ? key : undefined });
    const seal = (fields: Unsealed): Buffer => sealFrame({ ...fields, key: keyed ? key : undefined });
    const sequence = dice.below(3);
    const pool = keyed ? sealed.keyed : sealed.plain;
    const good = pool.slice(0, sequence).map((frames) => dice.pick(frames));
    const next = dice.pick(pool.at(sequence)!);
    const kind = dice.below(10);
    let bad = mutate(dice, next);
    if (kind < 3) bad = seal(outOfRange(dice, sequence, channel));
    else if (kind === 3 && good.length > 0) bad = dice.pick(good);
    else if (kind === 4 && keyed) {
      const body = dice.bytes(20);
      bad = sealFrame({ type: frameTypes.payload, sequence, body, key: dice.pick([otherKey, undefined]) });
    }
    const outcomes = [...good, bad].map((frame) => receiver.receive(frame));
    const last = outcomes.at(-1)!;
    const where = `seed ${seed}, round ${round}`;
    if (outcomes.slice(0, -1).some((outcome) => outcome.kind !== 'payload'))
      throw new Error(`good refused: ${where}`);
    if (last.kind === 'payload') throw new Error(`bad delivered: ${where}`);
    const name = last.kind === 'fault' ? last.fault : `ignored`;
    faults.set(name, (faults.get(name) ?? 0) + 1);
    // A faulty connection stays faulty: nothing that follows is delivered.
    if (last.kind === 'fault' && receiver.receive(next).kind !== 'fault')
      throw new Error(`went on: ${where}`);
  }
  // Every kind of fault was met, so that no check hides behind another.
  expect([...faults.keys()].toSorted()).toEqual(
    ['chunk', 'crc', 'ignored', 'mac', 'sequence', 'size', 'truncated', 'type', 'version'].toSorted(),
  );
});

test('20000 streams of chunks with one thing wrong', () => {
  const dice = new Dice(seed + 1);
  let most = 0;
  for (let round = 0; round < 20_000; round++) {
    const receiver = new FrameReceiver({ ...bounds, channel: 'bulk' });
    const payload = dice.bytes(100 + dice.below(100));
    const size = 10 + dice.below(40);
    const chunks: { offset: number; total: number; bytes: Buffer }[] = [];
    for (let offset = 0; offset < payload.length; offset += size) {
      chunks.push({ offset, total: payload.length, bytes: payload.subarray(offset, offset + size) });
    }
    const at = dice.below(chunks.length);
    const wrong = chunks.at(at)!;
    let interloper = false;
    switch (dice.below(5)) {
      case 0:
        chunks.splice(at, 1);
        break;
      case 1:
        chunks.splice(at, 0, wrong);
        break;
      case 2:
        wrong.offset = dice.pick(odd.filter((value) => value !== wrong.offset));
        break;
      case 3:
        wrong.total = dice.pick(odd.filter((value) => value !== wrong.total));
        break;
      default:
        interloper = at > 0;
        if (!interloper) wrong.bytes = Buffer.alloc(0);
    }
    let delivered = 0;
    let sequence = 0;
    for (const [index, { offset, total, bytes }] of chunks.entries()) {
      if (interloper && index === at) {
        receiver.receive(sealFrame({ type: frameTypes.payload, sequence: sequence++, body: bytes }));
      }
      const prefix = chunkHeader(total, offset);
      const frame = sealFrame({ type: frameTypes.chunk, sequence: sequence++, prefix, body: bytes });
      const outcome = receiver.receive(frame);
      if (outcome.kind !== 'payload') continue;
      delivered++;
      // A chunk repeated after the last one comes too late to matter; what was delivered is whole.
      if (!outcome.payload.equals(payload)) throw new Error(`altered: seed ${seed + 1}, round ${round}`);
    }
    most = Math.max(most, delivered);
  }
  expect(most).toBe(1);
});

test(`${socketRounds} bad frames through real sockets: each ends its connection with a reason, none is delivered`, async () => {
  const dice = new Dice(seed + 2);
  const tuning = { consensusPayloadBytesMax: 1_024, bulkPayloadBytesMax: 2_048 };
  const node = await startNode({
    identity: identity(1),
    secret,
    tuning,
    peers: [{ nodeId: 2, address: 'localhost:1' }],
  });
  const { address } = addressOf(node);
  const session = 'cd'.repeat(16);
  const connect = (channel: Channel): Promise<RawPeer> =>
    connectRaw({ address, self: identity(2), to: 1, secret, channel, session });
  for (let round = 0; round < socketRounds; round++) {
    const channel: Channel = dice.pick(['consensus', 'bulk']);
    const peer = await connect(channel);
    const good = peer.seal({ type: frameTypes.payload, sequence: 0, body: Buffer.from('good') });
    peer.ws.send(good);
    const next = peer.seal({ type: frameTypes.payload, sequence: 1, body: Buffer.from('bad') });
    const kind = dice.below(4);
    if (kind === 0) peer.ws.send(good);
    else if (kind === 1) {
      const unknown = (fields: Unsealed): boolean => ![1, 2, 3].includes(fields.type);
      let fields = outOfRange(dice, 1, channel);
      while (unknown(fields) || fields.body.length > bounds.frameBytesMax)
        fields = outOfRange(dice, 1, channel);
      peer.ws.send(peer.seal(fields));
    } else peer.ws.send(mutate(dice, next));
    peer.ws.send(peer.seal({ type: frameTypes.payload, sequence: 2, body: Buffer.from('after') }));
    const { code, reason } = await peer.closed;
    expect([code, reason]).toEqual([closeCodes.badFrame, expect.stringMatching(/^bad frame: [a-z]+$/)]);
  }
  expect(node.log.texts()).toEqual(Array.from({ length: socketRounds }, () => 'good'));
  expect(node.metrics.get('bad_frames_total')).toBe(socketRounds);
});

/** Below the WebSocket; private to `ws`, so by name. */
function socketOf(ws: WebSocket): Socket {
  return (ws as unknown as Record<'_socket', Socket>)['_socket'];
}

test('garbage instead of WebSocket frames, frames that are too large, text, and in too many fragments', async () => {
  const tuning = { consensusPayloadBytesMax: 1_024 };
  const node = await startNode({
    identity: identity(1),
    secret,
    tuning,
    peers: [{ nodeId: 2, address: 'localhost:1' }],
  });
  const dice = new Dice(seed + 3);
  const { address } = addressOf(node);
  const abuses: ((peer: RawPeer) => void)[] = [
    ({ ws }) => ws.send(Buffer.alloc(5 << 20)),
    ({ ws }) => ws.send('text'),
    ({ ws }) => {
      for (let i = 0; i < 10; i++) ws.send(Buffer.of(1), { fin: false });
    },
    ...Array.from({ length: 20 }, () => ({ ws }: RawPeer) => {
      socketOf(ws).write(dice.bytes(200));
    }),
  ];
  for (const abuse of abuses) {
    const peer = await connectRaw({ address, self: identity(2), to: 1, secret, session: 'cd'.repeat(16) });
    abuse(peer);
    // Random bytes may be the beginning of a frame whose rest is never sent: then hanging up is ours.
    const timer = setTimeout(() => peer.ws.terminate(), 300);
    await peer.closed;
    clearTimeout(timer);
  }
  expect(node.log.messages).toEqual([]);
  // It still serves.
  const two = await startNode({ identity: identity(2, 2), secret, peers: [addressOf(node)] });
  await eventually(() => isUp(two, 1));
});

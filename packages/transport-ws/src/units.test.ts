/** Small parts on their own: loopback, queues, frames, certificates' names. */

import { createSecretKey } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { cleanReason } from './close-codes.ts';
import { FrameOpener, frameTypes, plainHeaderBytes, sealFrame } from './frame.ts';
import { isLoopbackIp } from './loopback.ts';
import { SendQueue } from './queue.ts';
import { nodesNamed } from './tls.ts';

test('loopback', () => {
  for (const ip of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) expect(isLoopbackIp(ip)).toBe(true);
  for (const ip of ['0.0.0.0', '::', '10.0.0.1', '::ffff:10.0.0.1', '1270.0.0.1', '']) {
    expect(isLoopbackIp(ip)).toBe(false);
  }
});

test('reasons fit a close frame whatever they quote', () => {
  expect(cleanReason(`a\nb\u{1f600}${'x'.repeat(500)}`)).toMatch(/^a\?b\?\?x{118}$/);
});

test('a queue agrees with a naive one over random pushes, shifts and rebounds', () => {
  for (const dropOldest of [true, false]) {
    let seed = 7;
    const random = (count: number): number => (seed = (seed * 48_271) % 2_147_483_647) % count;
    let bounds = { bytesMax: 300, payloadsMax: 12 };
    const queue = new SendQueue(dropOldest, bounds);
    let twin: Uint8Array[] = [];
    let dropped = 0;
    const bytes = (): number => twin.reduce((sum, item) => sum + item.length, 0);
    for (let step = 0; step < 1_000; step++) {
      const dice = random(10);
      if (dice < 6) {
        const payload = new Uint8Array(random(90));
        const full = (): boolean =>
          twin.length > 0 &&
          (bytes() + payload.length > bounds.bytesMax || twin.length >= bounds.payloadsMax);
        if (!dropOldest && full()) dropped++;
        else {
          while (full()) dropped += twin.shift() ? 1 : 0;
          twin.push(payload);
        }
        queue.push(payload);
      } else if (dice < 9) {
        if (queue.shift() !== twin.shift()) throw new Error(`another payload at step ${step}`);
      } else {
        bounds = { bytesMax: 50 + random(400), payloadsMax: 1 + random(20) };
        while (twin.length > 0 && (bytes() > bounds.bytesMax || twin.length > bounds.payloadsMax)) {
          twin = dropOldest ? twin.slice(1) : twin.slice(0, -1);
          dropped++;
        }
        queue.rebound(bounds);
      }
      expect([queue.length, queue.bytes, queue.dropped, queue.peek()]).toEqual([
        twin.length,
        bytes(),
        dropped,
        twin[0],
      ]);
    }
  }
});

test('the wire format stays what it is (computed elsewhere, from the description in frame.ts)', () => {
  const key = createSecretKey(Buffer.alloc(32, 1));
  const fields = { type: frameTypes.payload, sequence: 0x0102_0304_0506, body: Buffer.from('body') };
  expect(sealFrame(fields).toString('hex')).toBe('0101010203040506bf6b8535626f6479');
  expect(sealFrame({ ...fields, key }).toString('hex')).toBe(
    '0101010203040506bf6b853543632a961a59c489e4aaceea7a142019626f6479',
  );
});

test('frames open in order, once', () => {
  const opener = new FrameOpener();
  const frames = [0, 1].map((sequence) => sealFrame({ type: 1, sequence, body: Buffer.from(`${sequence}`) }));
  expect(opener.open(frames.at(0)!)).toMatchObject({ ok: true, body: Buffer.from('0') });
  expect(opener.open(frames.at(0)!)).toEqual({ ok: false, fault: 'sequence' });
  expect(opener.open(frames.at(1)!)).toMatchObject({ ok: true });
  expect(opener.open(Buffer.alloc(plainHeaderBytes - 1))).toEqual({ ok: false, fault: 'truncated' });
});

test('frames that come in two pieces open as whole ones do, wherever they are cut, with a key too', () => {
  const key = createSecretKey(Buffer.alloc(32, 1));
  const body = Buffer.from('a body');
  for (const secret of [{ key: undefined }, { key }]) {
    const frame = sealFrame({ type: 1, sequence: 0, body, ...secret });
    for (let cut = 0; cut <= frame.length; cut++) {
      const opened = new FrameOpener(secret.key).open(frame.subarray(0, cut), frame.subarray(cut));
      expect(opened).toEqual({ ok: true, type: 1, body });
    }
    const damaged = Buffer.from(frame);
    damaged[frame.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
    const cut = frame.length - body.length;
    const opened = new FrameOpener(secret.key).open(damaged.subarray(0, cut), damaged.subarray(cut));
    expect(opened).toEqual({ ok: false, fault: 'crc' });
  }
});

test.each([
  [undefined, []],
  ['URI:gaios://node/7', [7]],
  ['DNS:a.b, URI:gaios://node/7, IP Address:127.0.0.1, URI:gaios://node/65535', [7, 65_535]],
  ['URI:"x, URI:gaios://node/7, y"', []],
  ['URI:gaios://node/07, URI:gaios://node/7x, DNS:gaios://node/7', []],
])('%s names nodes %j', (names, nodes) => expect(nodesNamed(names)).toEqual(nodes));

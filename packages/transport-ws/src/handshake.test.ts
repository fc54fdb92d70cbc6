/** The handshake without sockets: what proves what, and what does not. */

import { createSecretKey } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { Handshake, type HandshakeOptions, type HandshakeStep } from './handshake.ts';
import { commonVersion, type Hello, type Role } from './hello.ts';

const key = createSecretKey(Buffer.from('a secret of the tests'));

function side(
  role: Role,
  options: Partial<Omit<HandshakeOptions, 'own'>> & { own?: Partial<Hello> } = {},
): Handshake {
  const { own, ...rest } = options;
  const nodeId = role === 'dialler' ? 1 : 2;
  return new Handshake({
    secret: key,
    authenticateFrames: true,
    messageBytesMax: 8192,
    judge: () => undefined,
    admit: () => undefined,
    ...(role === 'dialler' && { target: { to: 2, channel: 'consensus' as const } }),
    ...rest,
    own: {
      versions: [1, 1],
      cluster: 'c',
      kind: 'node',
      role,
      nodeId,
      storageId: `${nodeId}`.repeat(32),
      boot: 1,
      commits: 0,
      session: 'ab'.repeat(16),
      auth: 'secret',
      nonce: Buffer.alloc(32, Math.floor(Math.random() * 256)).toString('hex'),
      ...own,
    },
  });
}

function sent(step: HandshakeStep): Buffer {
  if (step.kind === 'refuse') throw new Error(step.refusal.reason);
  return step.message!;
}

function result(step: HandshakeStep): Extract<HandshakeStep, { kind: 'done' }>['result'] {
  if (step.kind !== 'done') throw new Error(JSON.stringify(step));
  return step.result;
}

test('both prove themselves and get the same two keys, crosswise', () => {
  const [dialler, acceptor] = [side('dialler'), side('acceptor')];
  const proof = sent(dialler.receive(sent(acceptor.receive(dialler.begin()))));
  const accepted = acceptor.receive(proof);
  const [there, here] = [result(accepted), result(dialler.receive(sent(accepted)))];
  expect(there.peer).toMatchObject({ nodeId: 1, role: 'dialler', channel: 'consensus' });
  expect(here.peer).toMatchObject({ nodeId: 2, role: 'acceptor', channel: 'consensus' });
  expect(here.sendKey!.equals(there.receiveKey!)).toBe(true);
  expect(here.receiveKey!.equals(there.sendKey!)).toBe(true);
  expect(here.sendKey!.equals(here.receiveKey!)).toBe(false);
});

test('a changed byte of a hello breaks the proof', () => {
  const [dialler, acceptor] = [side('dialler'), side('acceptor')];
  const hello = Buffer.from(dialler.begin().toString('latin1').replace('"boot":1', '"boot":9'), 'latin1');
  const proof = sent(dialler.receive(sent(acceptor.receive(hello))));
  expect(acceptor.receive(proof)).toMatchObject({ kind: 'refuse', refusal: { code: 'auth' } });
});

test('a proof is of no use in the other direction or on another connection', () => {
  const [dialler, acceptor] = [side('dialler'), side('acceptor')];
  const hello = dialler.begin();
  const proof = sent(dialler.receive(sent(acceptor.receive(hello))));
  expect(dialler.receive(proof)).toMatchObject({ kind: 'refuse', refusal: { code: 'auth' } });
  const replayed = side('acceptor');
  replayed.receive(hello);
  expect(replayed.receive(proof)).toMatchObject({ kind: 'refuse', refusal: { code: 'auth' } });
});

test('a reflected hello is refused', () => {
  const dialler = side('dialler');
  expect(dialler.receive(dialler.begin())).toMatchObject({
    kind: 'refuse',
    refusal: { code: 'badHandshake' },
  });
});

test('nothing is admitted before its proof, and nobody who is judged unfit', () => {
  const calls: string[] = [];
  const spy = { judge: () => void calls.push('judge'), admit: () => void calls.push('admit') };
  const acceptor = side('acceptor', spy);
  const liar = side('dialler', { secret: createSecretKey(Buffer.from('something else')) });
  const proof = sent(liar.receive(sent(acceptor.receive(liar.begin()))));
  acceptor.receive(proof);
  expect(calls).toEqual(['judge']);
  const refusal = { code: 'unknownNode', reason: 'no' } as const;
  expect(side('acceptor', { judge: () => refusal }).receive(side('dialler').begin())).toEqual({
    kind: 'refuse',
    refusal,
  });
});

test('messages out of order, repeated, too long', () => {
  const acceptor = side('acceptor');
  const hello = side('dialler').begin();
  acceptor.receive(hello);
  expect(acceptor.receive(hello)).toMatchObject({ kind: 'refuse', refusal: { code: 'badHandshake' } });
  expect(side('acceptor', { messageBytesMax: 10 }).receive(hello)).toMatchObject({ kind: 'refuse' });
  expect(side('acceptor').receive(Buffer.alloc(0))).toMatchObject({ kind: 'refuse' });
});

test('the highest common version is picked', () => {
  expect(commonVersion([1, 3], [2, 5])).toBe(3);
  expect(commonVersion([2, 2], [1, 9])).toBe(2);
  expect(commonVersion([1, 1], [2, 3])).toBeUndefined();
  const dialler = side('dialler', { own: { versions: [1, 4] } });
  const acceptor = side('acceptor', { own: { versions: [2, 3] } });
  const proof = sent(dialler.receive(sent(acceptor.receive(dialler.begin()))));
  expect(result(acceptor.receive(proof)).version).toBe(3);
});

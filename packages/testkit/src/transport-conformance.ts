/**
 * What every `Transport` must do while nothing is made to go wrong, as one suite. An implementation calls it once
 * from its own tests:
 *
 *   transportConformance('memory', { describe, it }, makeFixture);
 *
 * The test framework is handed in, so that this file runs under any that has `describe` and `it`. What the port leaves
 * open is not asked for: whether a payload that is sent while there is no connection arrives, and when.
 */

import assert from 'node:assert/strict';
import type { Channel, Identity, Transport, TransportHandlers } from '@gaios/sm-base';
import type { TestFramework } from './storage-conformance.ts';

/** One cluster of nodes 1, 2 and 3, none started at first. */
export interface TransportFixture {
  /**
   * Starts a transport that can reach, and be reached by, all that were started. Called again for a node whose
   * transport was closed, with a higher boot.
   */
  start(self: Identity, handlers: TransportHandlers): Promise<Transport>;
  /** A transport that is not started. */
  make(nodeId: number): Transport;
  /** Lets time pass until the condition holds, or long enough to be sure that it never will: then false. */
  until(condition: () => boolean): Promise<boolean>;
  /** Lets time pass, so that what is under way arrives. */
  settle(): Promise<void>;
  /** Awaits something that needs time to pass. */
  complete<T>(promise: Promise<T>): Promise<T>;
  dispose(): Promise<void>;
}

type Body = (fixture: TransportFixture) => Promise<void>;

const channels: readonly Channel[] = ['consensus', 'bulk'];

export function transportConformance(
  name: string,
  framework: TestFramework,
  makeFixture: () => Promise<TransportFixture>,
): void {
  const test = (title: string, body: Body): void => framework.it(title, () => inFixture(makeFixture, body));
  framework.describe(`transport conformance: ${name}`, () => {
    test('tells both sides once that the other is up, and who it is', tellsUp);
    test('carries payloads of all sizes unaltered, with sender and channel', carries);
    test('delivers each payload once and, per peer and channel, in order', inOrder);
    test('delivers to whom it was sent and to nobody else', addressed);
    test('delivers bytes that may be kept and changed', bytesBelongToReceiver);
    test('delivers urgent payloads as consensus', urgent);
    test('never throws from send', neverThrows);
    test('delivers what was sent before a close, and tells the peer once', closes);
    test('calls no handler after a close', silentAfterClose);
    test('knows a node that was started anew', startedAnew);
    test('can be used from within its handlers', reentrant);
    test('lists its peers', listsPeers);
    test('talks with those that it is told are its peers', changesPeers);
  });
}

async function inFixture(makeFixture: () => Promise<TransportFixture>, body: Body): Promise<void> {
  const fixture = await makeFixture();
  try {
    await body(fixture);
  } finally {
    await fixture.dispose();
  }
}

function identity(nodeId: number, boot = 1): Identity {
  return { nodeId, storageId: `${nodeId}`.repeat(32), boot };
}

interface Message {
  readonly from: Identity;
  readonly payload: Uint8Array;
  readonly channel: Channel;
}

/** One started transport and what it told. */
class Member implements TransportHandlers {
  readonly self: Identity;
  readonly messages: Message[] = [];
  readonly ups: Identity[] = [];
  readonly downs: number[] = [];
  transport!: Transport;
  /** Runs after a call was noted. */
  react: (event: 'message' | 'up' | 'down') => void = () => {};

  constructor(self: Identity) {
    this.self = self;
  }

  onMessage(from: Identity, payload: Uint8Array, channel: Channel): void {
    this.messages.push({ from, payload, channel });
    this.react('message');
  }

  onPeerUp(peer: Identity): void {
    this.ups.push(peer);
    this.react('up');
  }

  onPeerDown(nodeId: number): void {
    this.downs.push(nodeId);
    this.react('down');
  }

  get calls(): number {
    return this.messages.length + this.ups.length + this.downs.length;
  }

  numbers(channel: Channel, from?: number): number[] {
    return this.messages
      .filter(
        (message) => message.channel === channel && (from ?? message.from.nodeId) === message.from.nodeId,
      )
      .map(({ payload }) => numberOf(payload));
  }
}

async function start(fixture: TransportFixture, self: Identity): Promise<Member> {
  const member = new Member(self);
  member.transport = await fixture.start(self, member);
  return member;
}

/** Starts nodes 1 … count, connected on both channels. */
async function cluster(fixture: TransportFixture, count: number): Promise<Member[]> {
  const members: Member[] = [];
  for (let nodeId = 1; nodeId <= count; nodeId++) members.push(await start(fixture, identity(nodeId)));
  for (const member of members)
    await reaches(fixture, () => member.ups.length === count - 1, 'all peers are up');
  // The bulk channel may come up later, and tells nobody: a payload that arrives shows it.
  for (const from of members) {
    for (const to of members) if (from !== to) await opensBulk(fixture, from, to);
  }
  return members;
}

async function opensBulk(fixture: TransportFixture, from: Member, to: Member): Promise<void> {
  const arrived = (): boolean => to.numbers('bulk', from.self.nodeId).length > 0;
  for (let tries = 0; !arrived() && tries < 10; tries++) {
    from.transport.send(to.self.nodeId, 'bulk', numbered(0));
    await fixture.until(arrived);
  }
  await fixture.settle();
  to.messages.length = 0;
}

async function reaches(fixture: TransportFixture, condition: () => boolean, what: string): Promise<void> {
  assert.ok(await fixture.until(condition), `expected: ${what}`);
}

function numbered(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 255);
}

/** Bytes that differ from their neighbours, and from those one block further. */
function patterned(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => index * 31 + (index >> 8));
}

function numberOf(payload: Uint8Array): number {
  return payload[0]! * 256 + payload[1]!;
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

async function tellsUp(fixture: TransportFixture): Promise<void> {
  const [one, two, three] = (await cluster(fixture, 3)) as [Member, Member, Member];
  await fixture.settle();
  const byId = (member: Member): Identity[] => member.ups.toSorted((a, b) => a.nodeId - b.nodeId);
  assert.deepEqual(byId(one), [two.self, three.self]);
  assert.deepEqual(byId(two), [one.self, three.self]);
  assert.deepEqual(byId(three), [one.self, two.self]);
  assert.deepEqual([one.downs, two.downs, three.downs], [[], [], []]);
}

async function carries(fixture: TransportFixture): Promise<void> {
  const [one, two] = (await cluster(fixture, 2)) as [Member, Member];
  const sizes = [0, 1, 125, 126, 16_383, 16_384, 65_535, 65_536, 300_000];
  for (const channel of channels) {
    const payloads = (channel === 'bulk' ? [...sizes, 2_000_000] : sizes).map(patterned);
    for (const payload of payloads) two.transport.send(1, channel, payload.slice());
    await reaches(fixture, () => one.messages.length >= payloads.length, `${channel} payloads arrive`);
    for (const [index, message] of one.messages.entries()) {
      assert.deepEqual([message.from, message.channel], [two.self, channel]);
      // Not deepEqual: it takes seconds for megabytes.
      assert.equal(Buffer.compare(message.payload, payloads[index]!), 0, `payload ${index} is the same`);
    }
    one.messages.length = 0;
  }
}

async function inOrder(fixture: TransportFixture): Promise<void> {
  const [one, two] = (await cluster(fixture, 2)) as [Member, Member];
  const count = 2_000;
  for (const value of upTo(count)) {
    for (const channel of channels) {
      one.transport.send(2, channel, numbered(value));
      two.transport.send(1, channel, numbered(value));
    }
  }
  for (const member of [one, two]) {
    await reaches(fixture, () => member.messages.length >= count * 2, 'all arrive');
    await fixture.settle();
    for (const channel of channels) assert.deepEqual(member.numbers(channel), upTo(count));
  }
}

async function addressed(fixture: TransportFixture): Promise<void> {
  const members = await cluster(fixture, 3);
  const value = (from: Member, to: Member): number => from.self.nodeId * 10 + to.self.nodeId;
  for (const from of members) {
    for (const to of members) {
      if (from !== to) from.transport.send(to.self.nodeId, 'consensus', numbered(value(from, to)));
    }
  }
  for (const to of members) {
    await reaches(fixture, () => to.messages.length >= 2, 'both arrive');
    await fixture.settle();
    const expected = members.filter((from) => from !== to).map((from) => value(from, to));
    assert.deepEqual(new Set(to.numbers('consensus')), new Set(expected));
    assert.equal(to.messages.length, 2);
    for (const { from, payload } of to.messages)
      assert.equal(from.nodeId, Math.floor(numberOf(payload) / 10));
  }
}

async function bytesBelongToReceiver(fixture: TransportFixture): Promise<void> {
  const [one, two] = (await cluster(fixture, 2)) as [Member, Member];
  two.react = (event) => {
    // The receiver scribbles over all but the first two bytes of what it got.
    if (event === 'message') two.messages.at(-1)!.payload.fill(0xff, 2);
  };
  const count = 300;
  const payload = (value: number): Uint8Array => {
    const bytes = new Uint8Array(200);
    bytes.set(numbered(value));
    return bytes;
  };
  const sent = upTo(count).map(payload);
  for (const bytes of sent) one.transport.send(2, 'consensus', bytes);
  await reaches(fixture, () => two.messages.length >= count, 'all arrive');
  assert.deepEqual(two.numbers('consensus'), upTo(count));
  assert.deepEqual(sent, upTo(count).map(payload), 'the sender keeps its own bytes');
}

async function urgent(fixture: TransportFixture): Promise<void> {
  const [one, two] = (await cluster(fixture, 2)) as [Member, Member];
  one.transport.sendUrgent(2, numbered(7));
  await reaches(fixture, () => two.messages.length === 1, 'it arrives');
  assert.deepEqual([two.messages[0]!.from, two.messages[0]!.channel], [one.self, 'consensus']);
  assert.deepEqual(two.numbers('consensus'), [7]);
}

async function neverThrows(fixture: TransportFixture): Promise<void> {
  const unstarted = fixture.make(3);
  const one = await start(fixture, identity(1));
  const closed = await start(fixture, identity(2));
  await fixture.complete(closed.transport.close());
  for (const transport of [unstarted, one.transport, closed.transport]) {
    for (const to of [1, 2, 3, 65_535, 0, -1, Number.NaN]) {
      for (const channel of channels) transport.send(to, channel, numbered(1));
      transport.sendUrgent(to, numbered(1));
    }
    transport.peers();
  }
  await fixture.settle();
  assert.deepEqual([one.messages, closed.messages], [[], []]);
  await fixture.complete(unstarted.close());
}

async function closes(fixture: TransportFixture): Promise<void> {
  const [one, two] = (await cluster(fixture, 2)) as [Member, Member];
  const count = 500;
  for (const value of upTo(count))
    for (const channel of channels) one.transport.send(2, channel, numbered(value));
  await fixture.complete(Promise.all([one.transport.close(), one.transport.close()]));
  await fixture.complete(one.transport.close());
  await reaches(fixture, () => two.downs.length > 0, 'the peer is told');
  await fixture.settle();
  assert.deepEqual(two.downs, [1]);
  for (const channel of channels) assert.deepEqual(two.numbers(channel), upTo(count));
}

async function silentAfterClose(fixture: TransportFixture): Promise<void> {
  const [one, two] = (await cluster(fixture, 2)) as [Member, Member];
  for (const value of upTo(100)) two.transport.send(1, 'consensus', numbered(value));
  const closed = one.transport.close();
  await fixture.complete(closed);
  const { calls } = one;
  await fixture.complete(two.transport.close());
  await fixture.settle();
  assert.equal(one.calls, calls);
  assert.ok(one.transport.peers().every(({ state }) => state !== 'up'));
}

async function startedAnew(fixture: TransportFixture): Promise<void> {
  const [one, two] = (await cluster(fixture, 2)) as [Member, Member];
  await fixture.complete(two.transport.close());
  await reaches(fixture, () => one.downs.length === 1, 'it is told down');
  const again = await start(fixture, identity(2, 2));
  await reaches(fixture, () => one.ups.length === 2 && again.ups.length === 1, 'it is told up');
  assert.deepEqual(one.ups, [two.self, again.self]);
  again.transport.send(1, 'consensus', numbered(2));
  one.transport.send(2, 'consensus', numbered(1));
  await reaches(fixture, () => one.messages.length > 0 && again.messages.length > 0, 'payloads arrive');
  assert.deepEqual([one.messages[0]!.from, again.messages[0]!.from], [again.self, one.self]);
}

async function reentrant(fixture: TransportFixture): Promise<void> {
  const [one, two] = (await cluster(fixture, 2)) as [Member, Member];
  const volley = 50;
  for (const [member, other] of [
    [one, two],
    [two, one],
  ] as const) {
    member.react = (event) => {
      if (event !== 'message') return;
      const value = numberOf(member.messages.at(-1)!.payload);
      if (value < volley) member.transport.send(other.self.nodeId, 'consensus', numbered(value + 1));
      else void member.transport.close();
    };
  }
  one.transport.send(2, 'consensus', numbered(0));
  await reaches(fixture, () => one.messages.length + two.messages.length === volley + 1, 'the ball flies');
  await reaches(fixture, () => one.downs.length + two.downs.length === 1, 'closed from within a handler');
}

async function listsPeers(fixture: TransportFixture): Promise<void> {
  const [one, two, three] = (await cluster(fixture, 3)) as [Member, Member, Member];
  const states = (): unknown => one.transport.peers().map(({ nodeId, state }) => [nodeId, state]);
  assert.deepEqual(states(), [
    [2, 'up'],
    [3, 'up'],
  ]);
  for (const { address, queuedBytes, dropped } of one.transport.peers()) {
    assert.ok(address.length > 0);
    assert.ok(queuedBytes >= 0);
    assert.ok(dropped >= 0);
  }
  await fixture.complete(three.transport.close());
  await reaches(fixture, () => one.downs.length === 1 && two.downs.length === 1, 'both are told');
  const status = one.transport.peers().find(({ nodeId }) => nodeId === 3);
  assert.ok(status === undefined || status.state !== 'up');
  assert.ok(one.transport.peers().some(({ nodeId, state }) => nodeId === 2 && state === 'up'));
}

async function changesPeers(fixture: TransportFixture): Promise<void> {
  const [one, two, three] = (await cluster(fixture, 3)) as [Member, Member, Member];
  const all = one.transport.peers().map(({ nodeId, address }) => ({ nodeId, address }));
  one.transport.setPeers(all.filter(({ nodeId }) => nodeId !== 3));
  await reaches(fixture, () => three.downs.includes(1), 'who is no peer any more is cut off');
  await fixture.settle();
  assert.ok(one.transport.peers().every(({ nodeId, state }) => nodeId !== 3 || state !== 'up'));
  assert.deepEqual(two.downs, []);
  const [calls, before] = [one.messages.length, three.messages.length];
  one.transport.send(3, 'consensus', numbered(1));
  three.transport.send(1, 'consensus', numbered(2));
  await fixture.settle();
  assert.deepEqual([one.messages.length, three.messages.length], [calls, before]);
  one.transport.setPeers(all);
  await reaches(fixture, () => one.ups.length === 3 && three.ups.length === 3, 'it is a peer again');
  one.transport.send(3, 'consensus', numbered(4));
  await reaches(fixture, () => three.messages.length > before, 'and is reached');
}

import { describe, expect, test } from '@jest/globals';
import { EventEmitter } from 'eventemitter3';
import type { Identity, PeerStatus, Transport } from '@gaios/sm-base';
import { decodeNodeRecord, type NodeRecord, type PairMessage, type PairMessageOf } from '@gaios/master';
import { decodePayload } from '@gaios/proto';
import { VirtualClock } from '@gaios/testkit';
import type { NodeEvents } from './api.ts';
import { Deadlines } from './deadlines.ts';
import { Pairs } from './pairs.ts';
import { Telemetry } from './telemetry.ts';

const limits = { heartbeatIntervalMs: 100, electionTimeoutMs: 1000, maxClockDriftPpm: 1000 };
const self: Identity = { nodeId: 1, storageId: 'a'.repeat(32), boot: 3 };
const peer: Identity = { nodeId: 2, storageId: 'b'.repeat(32), boot: 1 };

interface Rig {
  readonly clock: VirtualClock & { uptimeMs?(): number };
  readonly pairs: Pairs;
  /** What the node is told. */
  readonly said: string[];
  readonly sent: PairMessage[];
  readonly records: Uint8Array[];
  readonly events: EventEmitter<NodeEvents>;
  readonly writing: { sinceMs: number | undefined };
  readonly sleep: { ms: number };
}

const setUp = (record: NodeRecord = { longestMs: 1000, cleanBoot: 2 }): Rig => {
  const sleep = { ms: 0 };
  const virtual = new VirtualClock();
  const clock = Object.assign(virtual, { uptimeMs: () => virtual.monotonicMs() + sleep.ms });
  const said: string[] = [];
  const sent: PairMessage[] = [];
  const records: Uint8Array[] = [];
  const writing: { sinceMs: number | undefined } = { sinceMs: undefined };
  const transport: Transport = {
    start: () => Promise.resolve(),
    send: () => {},
    sendUrgent: (_to, payload) => {
      const decoded = decodePayload(payload);
      if (decoded.kind === 'pair') sent.push(decoded.message);
    },
    setPeers: () => {},
    peers: (): PeerStatus[] => [],
    close: () => Promise.resolve(),
  };
  const events = new EventEmitter<NodeEvents>();
  const pairs = new Pairs({
    self,
    clock,
    deadlines: new Deadlines(clock),
    transport,
    telemetry: new Telemetry(events),
    limits,
    record,
    store: (bytes, done) => {
      records.push(bytes);
      clock.defer(done);
    },
    commits: () => 0,
    heardCommits: () => {},
    writingSinceMs: () => writing.sinceMs,
    up: ({ nodeId }) => said.push(`up ${nodeId}`),
    down: (nodeId) => said.push(`down ${nodeId}`),
    supportChanged: (nodeId) => said.push(`support of ${nodeId}`),
    supportersChanged: () => said.push('supporters'),
  });
  pairs.setPeers([2]);
  pairs.start();
  return { clock, pairs, said, sent, records, events, writing, sleep };
};

const heartbeat = (seq: number, echo: number): PairMessage => ({
  kind: 'Heartbeat',
  seq,
  echo,
  supports: [],
  commits: 0,
});
const beats = ({ sent }: Rig): PairMessageOf<'Heartbeat'>[] =>
  sent.filter((message): message is PairMessageOf<'Heartbeat'> => message.kind === 'Heartbeat');
const ups = ({ said }: Rig): string[] => said.filter((word) => /up \d|down/.test(word));

/** The peer shows that it heard the answer to its first heartbeat. */
const meet = ({ pairs }: Rig, from = peer): void => {
  pairs.connected(from);
  pairs.received(from, heartbeat(1, 0));
  pairs.received(from, heartbeat(2, 1));
};

describe('a peer', () => {
  test('is up once it shows that it hears this node, and down when it is not heard for the duration', async () => {
    const rig = setUp();
    rig.pairs.connected(peer);
    rig.pairs.received(peer, heartbeat(1, 0));
    expect(ups(rig)).toEqual([]);
    rig.pairs.received(peer, heartbeat(2, 1));
    expect(ups(rig)).toEqual(['up 2']);
    await rig.clock.advance(999);
    expect(rig.pairs.support.granted(peer)).toBe(1);
    await rig.clock.advance(2);
    expect(rig.pairs.support.granted(peer)).toBe(0);
    expect(ups(rig)).toEqual(['up 2', 'down 2']);
    expect(rig.pairs.isUp(2)).toBe(false);
  });

  test('gets a heartbeat once an interval while it is connected', async () => {
    const rig = setUp();
    await rig.clock.advance(500);
    expect(beats(rig)).toEqual([]);
    rig.pairs.connected(peer);
    await rig.clock.advance(1000);
    expect(beats(rig)).toHaveLength(11);
    const seqs = beats(rig).map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  });

  test('is told at once that its answer was heard', () => {
    const rig = setUp();
    rig.pairs.connected(peer);
    const answer = { kind: 'HeartbeatAnswer', boot: 3, seq: 1, epoch: 0, durationMs: 0 } as const;
    rig.pairs.received(peer, answer);
    expect(beats(rig).map(({ echo }) => echo)).toEqual([0, 1]);
    rig.pairs.received(peer, { ...answer, seq: 2 });
    expect(beats(rig)).toHaveLength(2);
  });

  test('whose connection breaks is down at once, but supported until that expires', () => {
    const rig = setUp();
    meet(rig);
    rig.pairs.disconnected(2, 'gone');
    expect(ups(rig)).toEqual(['up 2', 'down 2']);
    expect(rig.pairs.support.granted(peer)).toBe(1);
    // Of the connection before.
    rig.pairs.received(peer, heartbeat(3, 1));
    expect(ups(rig)).toHaveLength(2);
    rig.pairs.connected(peer);
    rig.pairs.received(peer, heartbeat(4, 1));
    expect(ups(rig)).toEqual(['up 2', 'down 2', 'up 2']);
    expect(rig.pairs.support.granted(peer)).toBe(1);
  });

  test('that was started anew is another one', () => {
    const rig = setUp();
    meet(rig);
    rig.pairs.connected({ ...peer, boot: 2 });
    expect(ups(rig)).toEqual(['up 2', 'down 2']);
    rig.pairs.received(peer, heartbeat(8, 2));
    expect(ups(rig)).toHaveLength(2);
  });

  test('whose support is held, or runs out, is told of', async () => {
    const rig = setUp();
    meet(rig);
    rig.pairs.received(peer, { kind: 'HeartbeatAnswer', boot: 3, seq: 1, epoch: 7, durationMs: 1000 });
    expect(rig.pairs.support.held(2)?.epoch).toBe(7);
    expect(rig.said.at(-1)).toBe('support of 2');
    const before = rig.said.length;
    await rig.clock.advance(1000);
    expect(rig.said.slice(before)).toContain('support of 2');
  });
});

test('lends no life while a write is outstanding too long, nor after a storage error', async () => {
  const rig = setUp();
  rig.pairs.connected(peer);
  rig.writing.sinceMs = rig.clock.monotonicMs();
  await rig.clock.advance(499);
  const before = beats(rig).length;
  expect(before).toBeGreaterThan(3);
  await rig.clock.advance(1000);
  expect(beats(rig).length).toBeLessThanOrEqual(before + 1);
  rig.writing.sinceMs = undefined;
  await rig.clock.advance(200);
  const again = beats(rig).length;
  expect(again).toBeGreaterThan(before);
  rig.pairs.silence();
  await rig.clock.advance(1000);
  expect(beats(rig)).toHaveLength(again);
});

test('after a pause of its own it takes in what waited before it withdraws', () => {
  const rig = setUp();
  const paused: number[] = [];
  rig.events.on('paused', ({ durationMs }) => paused.push(durationMs));
  meet(rig);
  // Nothing ran for ten seconds: no timer fired, no message was taken in.
  const wokenMs = rig.clock.monotonicMs() + 10_000;
  rig.pairs.onDue(wokenMs);
  expect(paused).toEqual([10_000]);
  expect(rig.pairs.holdUntilMs).toBe(wokenMs + 100);
  expect(ups(rig)).toEqual(['up 2']);
});

test('a machine that slept counts on nobody before it serves', () => {
  const rig = setUp();
  meet(rig);
  rig.pairs.received(peer, { kind: 'HeartbeatAnswer', boot: 3, seq: 1, epoch: 7, durationMs: 1000 });
  rig.sleep.ms = 40;
  rig.pairs.leaseReading();
  expect(rig.pairs.support.held(2)).toBeDefined();
  expect(rig.pairs.hasSlept).toBe(false);
  rig.sleep.ms = 500;
  expect(rig.pairs.hasSlept).toBe(true);
  expect(rig.pairs.leaseReading()).toBe(rig.clock.monotonicMs());
  expect(rig.pairs.support.held(2)).toBeUndefined();
  expect(rig.pairs.hasSlept).toBe(false);
});

test('a duration longer than ever is stored before it is granted', async () => {
  const rig = setUp({ longestMs: 0, cleanBoot: 0 });
  expect(decodeNodeRecord(rig.records[0] ?? new Uint8Array(1))?.longestMs).toBe(1000);
  meet(rig);
  expect(rig.pairs.support.granted(peer)).toBe(0);
  await rig.clock.advance(10);
  rig.pairs.received(peer, heartbeat(3, 2));
  expect(rig.pairs.support.granted(peer)).toBe(1);
});

test('a clean stop waits for those that count on it', async () => {
  const rig = setUp();
  meet(rig);
  const reasons: string[] = [];
  rig.events.on('peerDown', ({ reason }) => reasons.push(reason));
  let isStopped = false;
  const stopped = rig.pairs.stopCleanly();
  void stopped.finally(() => {
    isStopped = true;
  });
  expect(rig.sent.at(-1)).toEqual({ kind: 'DropSupport', epoch: 1 });
  await rig.clock.advance(50);
  expect(isStopped).toBe(false);
  rig.pairs.received(peer, { kind: 'SupportDropped', boot: 3, epoch: 1 });
  await rig.clock.advance(1);
  expect(isStopped).toBe(true);
  expect(reasons).toEqual(['this node is stopping']);
  expect(decodeNodeRecord(rig.records.at(-1) ?? new Uint8Array(1))?.cleanBoot).toBe(3);
});

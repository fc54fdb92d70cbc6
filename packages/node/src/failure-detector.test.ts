import { describe, expect, test } from '@jest/globals';
import { EventEmitter } from 'eventemitter3';
import type { Identity, PeerStatus, Transport } from '@gaios/sm-base';
import type { PairMessageOf } from '@gaios/master';
import { decodePayload } from '@gaios/proto';
import { VirtualClock } from '@gaios/testkit';
import type { NodeEvents } from './api.ts';
import { Deadlines } from './deadlines.ts';
import { FailureDetector } from './failure-detector.ts';
import { Telemetry } from './telemetry.ts';

const limits = { heartbeatIntervalMs: 100, electionTimeoutMs: 1000 };
const peer: Identity = { nodeId: 2, storageId: 'b'.repeat(32), boot: 1 };

const setUp = (): {
  clock: VirtualClock;
  detector: FailureDetector;
  said: string[];
  beats: { seq: number; echo: number }[];
  events: EventEmitter<NodeEvents>;
  writing: { sinceMs: number | undefined };
} => {
  const clock = new VirtualClock();
  const said: string[] = [];
  const beats: { seq: number; echo: number }[] = [];
  const writing: { sinceMs: number | undefined } = { sinceMs: undefined };
  const transport: Transport = {
    start: () => Promise.resolve(),
    send: () => {},
    sendUrgent: (_to, payload) => {
      const decoded = decodePayload(payload);
      if (decoded.kind === 'pair') beats.push(decoded.message as PairMessageOf<'Heartbeat'>);
    },
    peers: (): PeerStatus[] => [],
    close: () => Promise.resolve(),
  };
  const events = new EventEmitter<NodeEvents>();
  const detector = new FailureDetector({
    clock,
    deadlines: new Deadlines(clock),
    transport,
    telemetry: new Telemetry(events),
    limits,
    peers: [2],
    writingSinceMs: () => writing.sinceMs,
    up: ({ nodeId }) => said.push(`up ${nodeId}`),
    down: (nodeId) => said.push(`down ${nodeId}`),
  });
  detector.start();
  return { clock, detector, said, beats, events, writing };
};

describe('failure detector', () => {
  test('a peer is up when it is heard, and down when it is not for the timeout', async () => {
    const { clock, detector, said, beats } = setUp();
    detector.connected(peer);
    expect(said).toEqual([]);
    detector.heard(peer, { seq: 1, echo: 0 });
    expect(said).toEqual(['up 2']);
    expect(beats.at(-1)?.echo).toBe(1);
    await clock.advance(900);
    expect(said).toEqual(['up 2']);
    await clock.advance(300);
    expect(said).toEqual(['up 2', 'down 2']);
    expect(detector.isUp(2)).toBe(false);
  });

  test('heartbeats go to connected peers, once an interval', async () => {
    const { clock, detector, beats } = setUp();
    await clock.advance(500);
    expect(beats).toEqual([]);
    detector.connected(peer);
    await clock.advance(1000);
    expect(beats.length).toBe(11);
    expect(beats.map(({ seq }) => seq)).toEqual(beats.map(({ seq }) => seq).toSorted((a, b) => a - b));
  });

  test('one that hears nothing of this node is down, although it is heard', async () => {
    const { clock, detector, said } = setUp();
    detector.connected(peer);
    for (let seq = 1; seq < 15; seq++) {
      detector.heard(peer, { seq, echo: 0 });
      await clock.advance(100);
    }
    expect(said).toEqual(['up 2', 'down 2']);
    detector.heard(peer, { seq: 99, echo: 1 });
    expect(said).toEqual(['up 2', 'down 2', 'up 2']);
  });

  test('a broken connection is known at once; a new life is another peer', () => {
    const { detector, said } = setUp();
    detector.connected(peer);
    detector.heard(peer, { seq: 5, echo: 0 });
    detector.disconnected(2, 'gone');
    expect(said).toEqual(['up 2', 'down 2']);
    detector.heard(peer, { seq: 6, echo: 0 });
    expect(said).toHaveLength(2);
    detector.connected(peer);
    detector.heard(peer, { seq: 7, echo: 0 });
    detector.connected({ ...peer, boot: 2 });
    expect(said).toEqual(['up 2', 'down 2', 'up 2', 'down 2']);
    detector.heard(peer, { seq: 8, echo: 0 });
    expect(said).toHaveLength(4);
  });

  test('lends no life while a write is outstanding too long, nor after a storage error', async () => {
    const { clock, detector, beats, writing } = setUp();
    detector.connected(peer);
    writing.sinceMs = clock.monotonicMs();
    await clock.advance(499);
    const before = beats.length;
    expect(before).toBeGreaterThan(3);
    await clock.advance(1000);
    expect(beats.length).toBeLessThanOrEqual(before + 1);
    writing.sinceMs = undefined;
    await clock.advance(200);
    const again = beats.length;
    expect(again).toBeGreaterThan(before);
    detector.silence();
    await clock.advance(1000);
    expect(beats.length).toBe(again);
  });

  test('after a pause of its own it takes in what waited before it judges', async () => {
    const { clock, detector, said, events } = setUp();
    const paused: number[] = [];
    events.on('paused', ({ durationMs }) => paused.push(durationMs));
    detector.connected(peer);
    detector.heard(peer, { seq: 1, echo: 0 });
    // Nothing ran for ten seconds: no timer fired, no message was taken in.
    const wokenMs = clock.monotonicMs() + 10_000;
    detector.onDue(wokenMs);
    expect(paused).toEqual([10_000]);
    expect(detector.holdUntilMs).toBe(wokenMs + 100);
    expect(said).toEqual(['up 2']);
    detector.onDue(wokenMs + 100);
    expect(said).toEqual(['up 2', 'down 2']);
    await clock.settle();
  });
});

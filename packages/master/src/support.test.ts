import { describe, expect, test } from '@jest/globals';
import type { Identity } from '@gaios/sm-base';
import { countedMs, decodeNodeRecord, encodeNodeRecord, Support } from './index.ts';
import type { NodeRecord, PairMessage, PairSend, SupportEvent, SupportOptions } from './index.ts';

const D = 1000;
const ppm = 100_000;
const disk = (nodeId: number): string => nodeId.toString(16).padStart(32, '0');
const identity = (nodeId: number, boot = 1, storageId = disk(nodeId)): Identity => ({
  nodeId,
  storageId,
  boot,
});
const stored: NodeRecord = { longestMs: D, cleanBoot: 0 };

const make = (nodeId: number, more: Partial<SupportOptions> = {}): Support =>
  new Support({ self: identity(nodeId), durationMs: D, driftPpm: ppm, record: stored, startMs: 0, ...more });

const sent = (support: Support): readonly PairSend[] => support.take().sends;
const messageTo = (support: Support, to: number): PairMessage | undefined =>
  sent(support).find((send) => send.to === to)?.message;
const kinds = (events: readonly SupportEvent[]): string[] => events.map(({ kind }) => kind);

/** L = node 1, F = node 2, each on a clock of its own: F's shows 500 more. */
class Pair {
  readonly l: Support;
  readonly f: Support;
  readonly #bootOfF: number;
  /** Of F, as it took in L's heartbeats. */
  readonly events: SupportEvent[] = [];
  lost = { toF: false, toL: false };

  constructor(l = make(1), f = make(2), bootOfF = 1) {
    this.l = l;
    this.f = f;
    this.#bootOfF = bootOfF;
  }

  /** L's heartbeat at `ms` on its clock, taken in by F after `delayMs`, and the answer. */
  beat(ms: number, delayMs = 1): void {
    this.l.beat([2], ms);
    const heartbeat = messageTo(this.l, 2);
    if (heartbeat === undefined || this.lost.toF) return;
    this.f.receive(identity(1), heartbeat, ms + 500 + delayMs);
    const { sends, events } = this.f.take();
    this.events.push(...events);
    const answer = sends[0]?.message;
    if (answer !== undefined && !this.lost.toL)
      this.l.receive(identity(2, this.#bootOfF), answer, ms + 2 * delayMs);
  }

  /** Two heartbeats: the second shows that the answer to the first was heard. */
  meet(ms = 0): void {
    this.beat(ms);
    this.beat(ms + 10);
  }
}

test('no more is counted than the slowest reading of the fastest clock allows', () => {
  expect(countedMs(1000, 0)).toBe(1000);
  expect(countedMs(1100, 100_000)).toBeCloseTo(900);
});

describe('support', () => {
  test('L counts from its reading before sending the very seq that is answered', () => {
    const pair = new Pair();
    pair.meet();
    pair.beat(100, 50);
    expect(pair.l.held(2)).toMatchObject({
      epoch: 1,
      boot: 1,
      sentMs: 100,
      untilMs: 100 + countedMs(D, ppm),
    });
    expect(pair.f.granted(identity(1))).toBe(1);
  });

  test('less is counted by what the clock may have missed', () => {
    const pair = new Pair(make(1, { slackMs: 50 }));
    pair.meet();
    expect(pair.l.held(2)?.untilMs).toBe(10 + countedMs(D, ppm) - 50);
  });

  test('F supports from its receipt', () => {
    const pair = new Pair();
    pair.meet();
    pair.beat(100, 50);
    pair.f.tick(650 + D - 0.5);
    expect(pair.f.granted(identity(1))).toBe(1);
    pair.f.tick(650 + D);
    expect(pair.f.granted(identity(1))).toBe(0);
    expect(pair.f.take().events).toContainEqual(
      expect.objectContaining({ kind: 'withdrawn', why: 'expired' }),
    );
  });

  test('nothing is granted before an answer was heard', () => {
    const pair = new Pair();
    pair.beat(0);
    expect(pair.f.granted(identity(1))).toBe(0);
    pair.beat(10);
    expect(pair.f.granted(identity(1))).toBe(1);
    expect(pair.f.granted(identity(1, 1, disk(9)))).toBe(0);
  });

  test('older and repeated seqs extend nothing', () => {
    const pair = new Pair();
    pair.meet();
    pair.l.beat([2], 20);
    const late = messageTo(pair.l, 2)!;
    pair.beat(30);
    pair.f.receive(identity(1), late, 600);
    expect(sent(pair.f)).toEqual([]);
    pair.f.receive(identity(1), late, 600);
    expect(pair.f.deadlineMs).toBe(531 + D);
  });

  test('a later answer to an earlier heartbeat shortens nothing, and one of nothing that was sent says nothing', () => {
    const pair = new Pair();
    pair.meet();
    pair.l.beat([2], 20);
    const first = messageTo(pair.l, 2)!;
    pair.f.receive(identity(1), first, 521);
    const slow = messageTo(pair.f, 1)!;
    pair.beat(100);
    const before = pair.l.held(2)?.untilMs;
    pair.l.receive(identity(2), slow, 300);
    expect(pair.l.held(2)?.untilMs).toBe(before);
    const made = { kind: 'HeartbeatAnswer', boot: 1, seq: 99, epoch: 1, durationMs: D } as const;
    pair.l.receive(identity(2), made, 300);
    expect(pair.l.held(2)?.untilMs).toBe(before);
  });

  test('an answer to an earlier boot of this node extends nothing', () => {
    const pair = new Pair();
    pair.meet();
    pair.l.beat([2], 5000);
    const before = pair.l.held(2)?.untilMs;
    const answer = { kind: 'HeartbeatAnswer', boot: 0, seq: 3, epoch: 1, durationMs: D } as const;
    pair.l.receive(identity(2), answer, 5001);
    expect(pair.l.held(2)?.untilMs).toBe(before);
  });

  test('a heartbeat that finds support expired starts a new epoch', () => {
    const pair = new Pair();
    pair.meet();
    pair.beat(100);
    pair.l.beat([2], 200);
    const waited = messageTo(pair.l, 2)!;
    // It echoes what was answered at 601.
    pair.f.receive(identity(1), waited, 601 + D);
    expect(kinds(pair.f.take().events)).toEqual(['withdrawn', 'granted']);
    expect(pair.f.granted(identity(1))).toBe(2);
  });

  test('a later boot ends the old support at once; an older one is not heard', () => {
    const pair = new Pair();
    pair.meet();
    pair.f.take();
    pair.f.receive(identity(1, 2), { kind: 'Heartbeat', seq: 1, echo: 0, supports: [], commits: 0 }, 520);
    expect(pair.f.take().events).toContainEqual(expect.objectContaining({ why: 'restarted' }));
    expect(pair.f.granted(identity(1))).toBe(0);
    pair.f.receive(identity(1, 1), { kind: 'Heartbeat', seq: 50, echo: 2, supports: [], commits: 0 }, 521);
    expect(sent(pair.f)).toEqual([]);
  });

  test('another disk of the node is not supported before the former support has expired', () => {
    const pair = new Pair();
    pair.meet();
    const other = identity(1, 1, disk(9));
    sent(pair.f);
    pair.f.receive(other, { kind: 'Heartbeat', seq: 1, echo: 0, supports: [], commits: 0 }, 600);
    expect(sent(pair.f)).toEqual([]);
    expect(pair.f.granted(identity(1))).toBe(1);
    pair.f.receive(other, { kind: 'Heartbeat', seq: 2, echo: 0, supports: [], commits: 0 }, 511 + D);
    expect(pair.f.granted(identity(1))).toBe(0);
    expect(sent(pair.f)).toMatchObject([{ message: { kind: 'HeartbeatAnswer', epoch: 0 } }]);
  });

  test('a link that works one way only keeps no support, nor grants it anew', () => {
    const pair = new Pair();
    pair.meet();
    pair.lost.toL = true;
    for (let ms = 100; ms <= 5000; ms += 100) {
      pair.beat(ms);
      pair.f.tick(ms + 501);
      pair.events.push(...pair.f.take().events);
    }
    expect(pair.f.granted(identity(1))).toBe(0);
    expect(kinds(pair.events)).toEqual(['supports', 'granted', 'withdrawn']);
  });

  test('the answer of one who does not extend says how long is left', () => {
    const pair = new Pair();
    pair.meet();
    pair.lost.toL = true;
    pair.beat(900);
    pair.lost.toL = false;
    // What it echoes was sent more than D ago.
    pair.beat(1050);
    expect(pair.f.deadlineMs).toBe(1401 + D);
    expect(pair.l.held(2)?.untilMs).toBeCloseTo(1050 + countedMs(1401 + D - 1551, ppm));
  });

  test('an answer that was overtaken by a new epoch is not taken', () => {
    const pair = new Pair();
    pair.meet();
    pair.l.beat([2], 20);
    const old = { kind: 'HeartbeatAnswer', boot: 1, seq: 3, epoch: 1, durationMs: D } as const;
    pair.l.receive(identity(2), { ...old, epoch: 4 }, 30);
    pair.l.receive(identity(2), old, 31);
    expect(pair.l.held(2)?.epoch).toBe(4);
    pair.l.receive(identity(2, 2), { ...old, epoch: 1 }, 32);
    expect(pair.l.held(2)).toMatchObject({ boot: 2, epoch: 1 });
    pair.l.receive(identity(2, 1), { ...old, epoch: 9 }, 33);
    expect(pair.l.held(2)).toMatchObject({ boot: 2, epoch: 1 });
  });

  test('tells once that what is held ran out, and again when it is back', () => {
    const pair = new Pair();
    pair.meet();
    pair.l.take();
    pair.l.tick(10 + countedMs(D, ppm) - 1);
    expect(pair.l.take().events).toEqual([]);
    pair.l.tick(10 + countedMs(D, ppm));
    pair.l.tick(2000);
    expect(pair.l.take().events).toEqual([{ kind: 'lapsed', nodeId: 2 }]);
    pair.l.beat([2], 850);
    pair.l.receive(identity(2), { kind: 'HeartbeatAnswer', boot: 1, seq: 3, epoch: 1, durationMs: D }, 860);
    expect(pair.l.take().events).toEqual([{ kind: 'held', nodeId: 2 }]);
  });

  test('after a suspension nothing that was sent before counts', () => {
    const pair = new Pair();
    pair.meet();
    pair.l.beat([2], 20);
    sent(pair.l);
    pair.l.suspended();
    expect(pair.l.held(2)).toBeUndefined();
    pair.l.receive(identity(2), { kind: 'HeartbeatAnswer', boot: 1, seq: 3, epoch: 1, durationMs: D }, 30);
    expect(pair.l.held(2)).toBeUndefined();
    pair.beat(40);
    expect(pair.l.held(2)?.epoch).toBe(1);
  });

  test('heartbeats tell whom their sender supports', () => {
    const pair = new Pair();
    pair.meet();
    expect(pair.f.supports(1, 3, 520)).toBe(false);
    pair.f.receive(identity(1), { kind: 'Heartbeat', seq: 9, echo: 0, supports: [3], commits: 0 }, 530);
    expect(pair.f.take().events).toContainEqual({ kind: 'supports', nodeId: 1 });
    expect(pair.f.supports(1, 3, 530)).toBe(true);
    expect(pair.f.supports(1, 3, 531 + D)).toBeUndefined();
    expect(pair.f.supports(7, 3, 530)).toBeUndefined();
  });
});

describe('restart', () => {
  test('a longer duration than ever is on disk before it is granted', () => {
    const f = make(2, { record: { longestMs: D - 1, cleanBoot: 0 } });
    const { record } = f.take();
    expect(decodeNodeRecord(record!)).toEqual({ longestMs: D, cleanBoot: 0 });
    const pair = new Pair(make(1), f);
    pair.meet();
    pair.beat(20);
    expect(f.granted(identity(1))).toBe(0);
    f.persisted();
    pair.beat(30);
    expect(f.granted(identity(1))).toBe(1);
  });

  test('the wait is the stored duration, not the one configured now', () => {
    expect(make(2, { startMs: 70, record: { longestMs: 5000, cleanBoot: 0 } }).restartUntilMs).toBe(5070);
    expect(make(2, { startMs: 70, record: { longestMs: 0, cleanBoot: 0 } }).restartUntilMs).toBe(70);
  });

  test('the longer wait is forgotten once it has passed, and not before', () => {
    const f = make(2, { startMs: 70, record: { longestMs: 5000, cleanBoot: 3 } });
    expect(f.deadlineMs).toBe(5070);
    f.tick(5069);
    expect(f.take().record).toBeUndefined();
    f.tick(5070);
    expect(decodeNodeRecord(f.take().record!)).toEqual({ longestMs: D, cleanBoot: 3 });
    f.persisted();
    expect(f.deadlineMs).toBe(Infinity);
    f.tick(6000);
    expect(f.take().record).toBeUndefined();
  });

  test('only the start that follows a clean stop skips it', () => {
    const record = { longestMs: 5000, cleanBoot: 3 };
    expect(make(2, { self: identity(2, 4), record }).restartUntilMs).toBe(0);
    expect(make(2, { self: identity(2, 5), record }).restartUntilMs).toBe(5000);
  });
});

describe('a clean stop', () => {
  const dropped = (boot = 1) => ({ kind: 'SupportDropped', boot, epoch: 1 }) as const;
  /** It supports node 1 since that one's clock showed so much. */
  const supporting = (f: Support, ms: number, boot = 1): Pair => {
    const pair = new Pair(make(1), f, boot);
    pair.meet(ms);
    expect(f.granted(identity(1))).toBe(1);
    return pair;
  };

  test('waits until all support is dropped and that is stored', () => {
    const pair = new Pair(
      make(1),
      make(2, { self: identity(2, 7), record: { longestMs: D, cleanBoot: 6 } }),
      7,
    );
    pair.meet();
    pair.f.take();
    pair.f.stop(520);
    const ask = messageTo(pair.f, 1)!;
    expect(ask).toEqual({ kind: 'DropSupport', epoch: 1 });
    pair.l.take();
    pair.l.receive(identity(2, 7), ask, 25);
    expect(pair.l.held(2)).toBeUndefined();
    const { sends, events } = pair.l.take();
    expect(kinds(events)).toEqual(['lapsed']);
    pair.f.receive(identity(1), sends.find(({ to }) => to === 2)!.message, 522);
    expect(pair.f.granted(identity(1))).toBe(0);
    const effects = pair.f.take();
    expect(decodeNodeRecord(effects.record!)).toEqual({ longestMs: D, cleanBoot: 7 });
    expect(kinds(effects.events)).toEqual(['withdrawn']);
    pair.f.persisted();
    expect(kinds(pair.f.take().events)).toEqual(['stoppedCleanly']);
  });

  test('an answer that was under way when support was dropped is not counted', () => {
    const pair = new Pair();
    pair.meet();
    pair.l.beat([2], 20);
    pair.f.receive(identity(1), messageTo(pair.l, 2)!, 521);
    const answer = messageTo(pair.f, 1)!;
    pair.l.receive(identity(2), { kind: 'DropSupport', epoch: 1 }, 25);
    pair.l.receive(identity(2), answer, 26);
    expect(pair.l.held(2)).toBeUndefined();
  });

  test('grants and extends nothing any more, and asks again with each heartbeat', () => {
    const pair = new Pair();
    pair.meet();
    pair.f.stop(520);
    pair.f.take();
    pair.beat(30);
    expect(pair.f.deadlineMs).toBe(0 + 511 + D);
    pair.f.beat([1], 600);
    expect(sent(pair.f).map(({ message }) => message.kind)).toEqual(['Heartbeat', 'DropSupport']);
    pair.f.tick(511 + D);
    expect(decodeNodeRecord(pair.f.take().record!)?.cleanBoot).toBe(1);
  });

  test('is not clean while the wait of its own start is not over', () => {
    const { f } = supporting(make(2, { self: identity(2, 7), startMs: 100 }), -350, 7);
    f.stop(200);
    f.receive(identity(1), dropped(7), 201);
    expect(f.take().record).toBeUndefined();
    expect(f.deadlineMs).toBe(100 + D);
    f.tick(100 + D);
    expect(decodeNodeRecord(f.take().record!)?.cleanBoot).toBe(7);
  });

  test('a record that was under way before is not taken for its own', () => {
    const { f } = supporting(make(2, { record: { longestMs: 5000, cleanBoot: 0 } }), 5500);
    f.tick(6200);
    expect(f.take().record).toBeDefined();
    f.stop(6210);
    f.receive(identity(1), dropped(), 6211);
    expect(f.take().record).toBeDefined();
    f.persisted();
    expect(f.take().events).toEqual([]);
    f.persisted();
    expect(kinds(f.take().events)).toEqual(['stoppedCleanly']);
  });

  test('of a life that supported nobody writes nothing: an old copy of the disk must not get on by it', () => {
    const f = make(2, { self: identity(2, 7), startMs: 100 });
    f.stop(200);
    const { record, events } = f.take();
    expect(record).toBeUndefined();
    expect(kinds(events)).toEqual(['stoppedCleanly']);
    expect(f.deadlineMs).toBe(Infinity);
  });

  test('another boot or epoch that is said to be dropped changes nothing', () => {
    const pair = new Pair();
    pair.meet();
    pair.f.receive(identity(1), { kind: 'SupportDropped', boot: 2, epoch: 1 }, 520);
    pair.f.receive(identity(1), { kind: 'SupportDropped', boot: 1, epoch: 2 }, 520);
    expect(pair.f.granted(identity(1))).toBe(1);
  });
});

test('records survive their bytes; others are not taken for one', () => {
  const record = { longestMs: 1234.5, cleanBoot: 9 };
  expect(decodeNodeRecord(encodeNodeRecord(record))).toEqual(record);
  expect(decodeNodeRecord(new Uint8Array(0))).toEqual({ longestMs: 0, cleanBoot: 0 });
  expect(decodeNodeRecord(new Uint8Array(24))).toBeUndefined();
  expect(decodeNodeRecord(new Uint8Array(5))).toBeUndefined();
});

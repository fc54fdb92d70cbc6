import { describe, expect, test } from '@jest/globals';
import { EventEmitter } from 'eventemitter3';
import type { GroupMeta, GroupWrite, LogStorage, Transport } from '@gaios/sm-base';
import type { ChosenInstance, Effects, Load, Message, Send, Write } from '@gaios/core';
import { decodePayload } from '@gaios/proto';
import { VirtualClock } from '@gaios/testkit';
import type { NodeEvents } from './api.ts';
import { Commits } from './commits.ts';
import { Driver, type Driven } from './driver.ts';
import { Held, type Released } from './held.ts';
import { Outbox } from './outbox.ts';
import { Telemetry } from './telemetry.ts';

const meta: GroupMeta = {
  promised: 1,
  promisedTo: '',
  chosenUpTo: 0,
  checksum: 0,
  minChosen: 1,
  configuration: new Uint8Array(0),
};
const ask: Message = { kind: 'AskForLearn', from: 1 };
const accept = (bytes: number, instanceId = 1): Message => ({
  kind: 'Accept',
  ballot: 65_537,
  entries: [{ instanceId, value: new Uint8Array(bytes) }],
  chosenUpTo: 0,
  checksum: 0,
});
const nothing: Effects = {
  write: undefined,
  sends: [],
  chosen: [],
  chosenAfter: 0,
  loads: [],
  reads: [],
  events: [],
};

class FakeGroup implements Driven, Released {
  marked = false;
  readonly held = new Held(this);
  readonly groupIdx: number;
  readonly happened: string[];
  readonly #rig: Rig;
  effects: Effects[] = [];

  constructor(groupIdx: number, rig: Rig, happened: string[]) {
    this.groupIdx = groupIdx;
    this.#rig = rig;
    this.happened = happened;
  }
  turn(): Effects {
    return this.effects.shift() ?? nothing;
  }
  heed(): void {}
  persisted(upTo: number): void {
    this.held.persisted(upTo);
  }
  send({ to, gid, message }: Send): void {
    this.#rig.driver.outbox.add(to, { groupIdx: this.groupIdx, gid, message });
  }
  chosen(instances: readonly ChosenInstance[]): void {
    for (const { instanceId } of instances) this.happened.push(`chosen ${this.groupIdx}/${instanceId}`);
  }
  load({ from }: Load): void {
    this.happened.push(`load ${from}`);
  }
  installed(instanceId: number): void {
    this.happened.push(`installed ${instanceId}`);
  }
}

class Rig {
  readonly clock = new VirtualClock();
  readonly happened: string[] = [];
  readonly payloads: Uint8Array[] = [];
  readonly commits: { writes: readonly GroupWrite[]; resolve: () => void; reject: (error: Error) => void }[] =
    [];
  readonly driver: Driver;
  failed: unknown;

  constructor(limits = { payloadBytesMax: 1000, bulkBytes: 200, bulkStickyMs: 50 }) {
    const storage = {
      commit: (writes: readonly GroupWrite[]) =>
        new Promise<void>((resolve, reject) => {
          this.happened.push(
            `commit of ${writes.map(({ groupIdx, drop }) => (drop ? `-${groupIdx}` : groupIdx)).join(',')}`,
          );
          this.commits.push({ writes, resolve, reject });
        }),
    } as unknown as LogStorage;
    const transport = {
      send: (to: number, channel: string, payload: Uint8Array) => {
        this.payloads.push(payload);
        const decoded = decodePayload(payload);
        const what =
          decoded.kind === 'messages' ? decoded.messages.map(({ message }) => message.kind).join(',') : '';
        this.happened.push(`to ${to} ${channel}: ${what}`);
      },
    } as unknown as Transport;
    const commits = new Commits({
      storage,
      clock: this.clock,
      telemetry: new Telemetry(new EventEmitter<NodeEvents>()),
      done: () => this.driver.flush(),
      failed: (error) => {
        this.failed = error;
      },
    });
    this.driver = new Driver(this.clock, new Outbox(transport, this.clock, limits), commits, () => {});
  }

  group(groupIdx: number): FakeGroup {
    return new FakeGroup(groupIdx, this, this.happened);
  }

  /** A turn in which the groups ask for these. */
  async turn(...asked: [FakeGroup, Partial<Effects>][]): Promise<string[]> {
    for (const [group, effects] of asked) {
      group.effects.push({ ...nothing, ...effects });
      this.driver.mark(group);
    }
    await this.clock.settle();
    return this.happened.splice(0);
  }
}

const write = (seq: number): Write => ({ seq, meta, records: [] });
const chosen = (instanceId: number): ChosenInstance[] => [
  { instanceId, ballot: 1, value: new Uint8Array(1) },
];
const send = (to: number, message: Message, after = 0): Send => ({ to, gid: 1, message, after });

describe('a turn', () => {
  test('all groups: one payload a peer, before one commit', async () => {
    const rig = new Rig();
    const [a, b] = [rig.group(0), rig.group(1)];
    const happened = await rig.turn(
      [a, { write: write(1), sends: [send(2, ask), send(3, ask)] }],
      [b, { write: write(1), sends: [send(2, ask)] }],
    );
    expect(happened).toEqual([
      'to 2 consensus: AskForLearn,AskForLearn',
      'to 3 consensus: AskForLearn',
      'commit of 0,1',
    ]);
  });

  test('a group that is dropped is dropped first, and writes nothing of what it had gathered', async () => {
    const rig = new Rig();
    const [a, b] = [rig.group(0), rig.group(1)];
    const { commits } = rig.driver;
    commits.gather(a, write(1));
    commits.gather(b, write(1));
    commits.gatherDrop(0, () => rig.happened.push('dropped'));
    expect(await rig.turn([b, { write: write(2) }])).toEqual(['commit of -0,1']);
    commits.gatherDrop(7, () => {});
    rig.commits[0]?.resolve();
    await rig.clock.settle();
    expect(rig.happened.splice(0)).toEqual(['dropped', 'commit of -7']);
    const idle = commits.idle();
    rig.commits[1]?.resolve();
    await rig.clock.complete(idle, 100);
  });

  test('what names a write waits for it; nothing else does', async () => {
    const rig = new Rig();
    const group = rig.group(0);
    const value = new Uint8Array(1);
    const effects = {
      write: write(1),
      sends: [send(2, ask, 1), send(3, ask)],
      chosen: [{ instanceId: 1, ballot: 1, value }],
      chosenAfter: 1,
      loads: [{ peer: 2, from: 7, to: 8, bytesMax: 1, after: 1 }],
    };
    expect(await rig.turn([group, effects])).toEqual(['to 3 consensus: AskForLearn', 'commit of 0']);
    rig.commits[0]?.resolve();
    expect(await rig.turn()).toEqual(['load 7', 'chosen 0/1', 'to 2 consensus: AskForLearn']);
  });

  test('while one commit is under way the next gathers, all in one', async () => {
    const rig = new Rig();
    const [a, b] = [rig.group(0), rig.group(1)];
    await rig.turn([a, { write: write(1) }]);
    expect(
      await rig.turn([a, { write: write(2), sends: [send(2, ask, 2)] }], [b, { write: write(1) }]),
    ).toEqual([]);
    expect(await rig.turn([a, { write: write(3), sends: [send(3, ask, 3)] }])).toEqual([]);
    rig.commits[0]?.resolve();
    expect(await rig.turn()).toEqual(['commit of 0,1']);
    rig.commits[1]?.resolve();
    expect(await rig.turn()).toEqual(['to 2 consensus: AskForLearn', 'to 3 consensus: AskForLearn']);
  });

  test('chosen values keep their order, whatever they wait for', async () => {
    const rig = new Rig();
    const group = rig.group(0);
    await rig.turn([group, { write: write(1), chosen: chosen(1), chosenAfter: 1 }]);
    expect(await rig.turn([group, { chosen: chosen(2) }])).toEqual([]);
    rig.commits[0]?.resolve();
    expect(await rig.turn()).toEqual(['chosen 0/1', 'chosen 0/2']);
  });

  test('votes leave as soon as their write is durable, before anything else is done', async () => {
    const rig = new Rig();
    const [voter, other] = [rig.group(0), rig.group(1)];
    await rig.turn([voter, { write: write(1), sends: [send(2, ask, 1)], chosen: chosen(1), chosenAfter: 1 }]);
    // The other group's turn is due when the commit is done; it is taken after the vote has left.
    other.effects.push({ ...nothing, chosen: chosen(9) });
    rig.driver.mark(other);
    rig.commits[0]?.resolve();
    await Promise.resolve();
    expect(await rig.turn()).toEqual(['chosen 0/1', 'to 2 consensus: AskForLearn', 'chosen 1/9']);
  });

  test('a failed commit lets nothing out', async () => {
    const rig = new Rig();
    const group = rig.group(0);
    await rig.turn([group, { write: write(1), sends: [send(2, ask, 1)] }]);
    rig.commits[0]?.reject(new Error('disk'));
    expect(await rig.turn()).toEqual([]);
    expect(rig.failed).toEqual(new Error('disk'));
    expect(await rig.turn([group, { write: write(2) }])).toEqual([]);
  });
});

describe('outbox', () => {
  test('what two peers are told alike is encoded once; what differs in anything is not', async () => {
    const rig = new Rig();
    const [a, b] = [rig.group(0), rig.group(1)];
    const both = { sends: [send(2, ask), send(3, ask)] };
    await rig.turn([a, both], [b, both]);
    const [first, second] = rig.payloads.splice(0);
    expect(first).toBe(second);

    const same: Message = { kind: 'AskForLearn', from: 1 };
    const alike: readonly (readonly [string, Partial<Effects>, Partial<Effects>])[] = [
      ['another group', { sends: [send(2, ask)] }, { sends: [send(3, ask)] }],
      ['another gid', { sends: [send(2, ask), { ...send(3, ask), gid: 2 }] }, {}],
      ['another message', { sends: [send(2, ask), send(3, { ...same, from: 2 })] }, {}],
      ['more messages', { sends: [send(2, ask), send(3, ask), send(3, ask)] }, {}],
    ];
    for (const [what, ofA, ofB] of alike) {
      await rig.turn([a, ofA], [b, ofB]);
      const [one, other] = rig.payloads.splice(0).map((payload) => decodePayload(payload));
      expect({ what, isEqual: JSON.stringify(one) === JSON.stringify(other) }).toEqual({
        what,
        isEqual: false,
      });
    }
  });

  test('large values take the bulk road, and what follows them in their group for a while', async () => {
    const rig = new Rig();
    const [a, b] = [rig.group(0), rig.group(1)];
    expect(
      await rig.turn([a, { sends: [send(2, accept(500)), send(2, ask), send(2, accept(10, 2))] }]),
    ).toEqual(['to 2 consensus: AskForLearn', 'to 2 bulk: Accept,Accept']);
    expect(await rig.turn([b, { sends: [send(2, accept(10))] }])).toEqual(['to 2 consensus: Accept']);
    await rig.clock.advance(60);
    expect(await rig.turn([a, { sends: [send(2, accept(10))] }])).toEqual(['to 2 consensus: Accept']);
  });

  test('a payload has a bound, and a window of large values is split', async () => {
    const rig = new Rig();
    const group = rig.group(0);
    const entries = [1, 2, 3, 4].map((instanceId) => ({ instanceId, value: new Uint8Array(400) }));
    const window: Message = { kind: 'Accept', ballot: 65_537, entries, chosenUpTo: 0, checksum: 0 };
    expect(await rig.turn([group, { sends: [send(2, window)] }])).toEqual([
      'to 2 bulk: Accept',
      'to 2 bulk: Accept',
    ]);
  });
});

import { beforeEach, describe, expect, test } from '@jest/globals';
import { encodeBatch } from '@gaios/sm-base';
import { configuration, member, options, sends, speaker, three } from '../test/step.ts';
import { encodeConcluded, type Configuration } from './configuration.ts';
import { Replica } from './replica.ts';
import type { CheckpointBase } from './checkpoint-base.ts';

const ballot = 65_537;
const meta = {
  promised: 3 * 65_536 + 2,
  promisedTo: speaker(2).storageId,
  chosenUpTo: 6,
  checksum: 66,
  minChosen: 3,
  configuration: encodeConcluded({ configuration: three, ballot }),
};
const record = (instanceId: number, chosen = false) => ({
  instanceId,
  ballot: 2 * 65_536 + 3,
  chosen,
  value: encodeBatch({ timeMs: instanceId, proposals: [] }),
});
const base = (instanceId: number, more: Partial<CheckpointBase> = {}): CheckpointBase => ({
  instanceId,
  checksum: 99,
  configuration: three,
  ballot,
  ...more,
});

let replica: Replica;

const start = (more: Partial<typeof meta> = {}, tail = [record(8), record(10), record(11, true)]): void => {
  replica = new Replica(options(), { stored: { groupIdx: 0, meta: { ...meta, ...more } }, tail });
};
/** Empty fields left out. */
const effects = (): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(replica.take()).filter(
      ([, value]) => value !== 0 && !(Array.isArray(value) && value.length === 0),
    ),
  );

beforeEach(() => start());

describe('a log that is cut off', () => {
  test('begins where its disk says', () => {
    expect(replica.view).toMatchObject({ minChosen: 3, chosenUpTo: 6, executedUpTo: 0, checksum: 66 });
  });

  test('loses what is executed in one write, which says so', () => {
    replica.executed(5, { done: [], early: [] });
    expect(replica.truncate(5)).toBe(true);
    const { write } = replica.take();
    expect(write).toMatchObject({ deleteBelow: 5, records: [], meta: { ...meta, minChosen: 5 } });
    expect(replica.view.minChosen).toBe(5);
    expect(replica.take().write).toBeUndefined();
  });

  test.each([7, 8, 100])('keeps what is not executed (below %i)', (below) => {
    replica.executed(5, { done: [], early: [] });
    expect([replica.truncate(below), replica.view.minChosen, replica.take().write]).toEqual([
      false,
      3,
      undefined,
    ]);
  });

  test('is not cut twice, nor when it has stopped', () => {
    replica.executed(6, { done: [], early: [] });
    expect([replica.truncate(3), replica.truncate(1), replica.truncate(7)]).toEqual([false, false, true]);
    replica.stop('a test');
    expect(replica.truncate(7)).toBe(false);
  });

  test('answers a candidate that needs what is gone with what is chosen, not with a promise', () => {
    replica.executed(6, { done: [], early: [] });
    replica.truncate(7);
    replica.take();
    const high = 9 * 65_536 + 2;
    replica.receive(speaker(2), { kind: 'Prepare', ballot: high, from: 6 }, 77);
    expect(sends(replica.take())).toMatchObject([
      { kind: 'PrepareReply', verdict: 'chosen', chosenUpTo: 6, minChosen: 7 },
    ]);
    expect(replica.view.promised).toBe(meta.promised);
  });

  test('tells a learner so in the middle of its stream', () => {
    replica.receive(speaker(2), { kind: 'ConfirmAskForLearn', from: 3 }, 77);
    const [load] = replica.take().loads;
    replica.executed(6, { done: [], early: [] });
    replica.truncate(6);
    const told = replica.take();
    expect(sends(told)).toMatchObject([{ to: 2, kind: 'SendNowInstanceId', minChosen: 6 }]);
    expect(told.events).toEqual([{ kind: 'peerNeedsCheckpoint', peer: 2, from: 3 }]);
    if (load !== undefined) replica.loaded(load, [record(6)]);
    expect(effects()).toEqual({});
    expect(replica.view.stranded).toEqual([2]);
  });

  test('tells people once of a peer that needs it, until it does not any more', () => {
    const ask = (from: number): unknown[] => {
      replica.receive(speaker(2), { kind: 'AskForLearn', from }, 77);
      return [...replica.take().events];
    };
    replica.peerUp(2, speaker(2).storageId);
    expect([ask(2), ask(2)]).toEqual([[{ kind: 'peerNeedsCheckpoint', peer: 2, from: 2 }], []]);
    expect([replica.view.stranded, replica.peersAt()]).toEqual([[2], new Map([[2, 1]])]);
    expect([ask(4), replica.view.stranded, replica.peersAt()]).toEqual([[], [], new Map([[2, 3]])]);
    expect([ask(7), replica.view.stranded]).toEqual([[], []]);
  });
});

describe('a checkpoint that is installed', () => {
  test('takes the place of everything up to its instance, in one write; what is above stays, and so does the promise', () => {
    expect(replica.install(base(9))).toBe('installed');
    const { write, installed, chosen } = replica.take();
    expect(write).toMatchObject({
      deleteBelow: 10,
      records: [],
      meta: { ...meta, chosenUpTo: 9, checksum: 99, minChosen: 10 },
    });
    expect([installed, chosen]).toEqual([{ instanceId: 9, after: 1 }, []]);
    expect([...replica.state.acceptor.accepted.keys()]).toEqual([10, 11]);
    expect(replica.view).toMatchObject({ chosenUpTo: 9, minChosen: 10, promised: meta.promised });
  });

  test('lets what was learned above it be concluded', () => {
    expect(replica.install(base(10))).toBe('installed');
    expect(replica.take()).toMatchObject({
      chosen: [{ instanceId: 11 }],
      installed: { instanceId: 10, after: 1 },
    });
    expect(replica.view.chosenUpTo).toBe(11);
  });

  test.each([
    ['known', base(6)],
    ['known', base(2)],
    ['unfit', base(20, { configuration: { ...three, gid: 78 } })],
    ['unfit', base(20, { configuration: { ...three, version: 0 } })],
    ['unfit', base(20, { configuration: { ...three, version: 21 } })],
  ])('is refused as %s', (verdict, checkpoint) => {
    expect([replica.install(checkpoint), effects()]).toEqual([verdict, {}]);
  });

  test('is not older than the configuration here', () => {
    start({ configuration: encodeConcluded({ configuration: { ...three, version: 5 }, ballot }) });
    expect(replica.install(base(9, { configuration: { ...three, version: 4 } }))).toBe('unfit');
  });

  test('brings its configuration, and raises the promise to the ballot that chose it (rule 4)', () => {
    const next: Configuration = { ...configuration([member(1), member(2)]), version: 8 };
    const high = 7 * 65_536 + 2;
    expect(replica.install(base(9, { configuration: next, ballot: high }))).toBe('installed');
    const { write, events } = replica.take();
    expect(events).toMatchObject([{ kind: 'configuration', configuration: next }]);
    expect(write?.meta).toMatchObject({
      promised: high,
      promisedTo: '',
      configuration: encodeConcluded({ configuration: next, ballot: high }),
    });
  });

  test('never lowers the promise to that ballot', () => {
    const next: Configuration = { ...three, version: 8 };
    replica.install(base(9, { configuration: next, ballot }));
    expect(replica.take().write?.meta?.promised).toBe(meta.promised);
  });

  test('founds a replica that has never seen instance 1', () => {
    replica = new Replica(options(), { stored: undefined, tail: [] });
    expect(replica.install(base(9))).toBe('installed');
    expect(replica.view).toMatchObject({ gid: 77, chosenUpTo: 9, minChosen: 10, votes: true, bound: true });
  });

  test('makes no voter of a disk that is not bound', () => {
    replica = new Replica(options({ self: { ...speaker(1), storageId: 'f'.repeat(32), boot: 1 } }), {
      stored: undefined,
      tail: [],
    });
    replica.install(base(9));
    replica.take();
    replica.receive(speaker(2), { kind: 'Prepare', ballot: 9 * 65_536 + 2, from: 10 }, 77);
    expect([replica.view.votes, replica.view.bound, replica.take().sends]).toEqual([false, false, []]);
  });

  test('ends a campaign', () => {
    for (const peer of [2, 3]) replica.peerUp(peer, speaker(peer).storageId);
    replica.campaign();
    expect(replica.view.role).toBe('dry-run');
    replica.install(base(9));
    expect(replica.view.role).toBe('follower');
  });

  test('ends a reign', () => {
    replica = new Replica(options({ initialMembers: [member(1, 'voter', '')] }), {
      stored: {
        groupIdx: 0,
        meta: {
          ...meta,
          configuration: encodeConcluded({ configuration: configuration([member(1)]), ballot }),
        },
      },
      tail: [],
    });
    replica.campaign();
    for (let round = 0; round < 10; round++) {
      for (const { message } of replica.take().sends) replica.receive(speaker(1), message, 77);
    }
    expect(replica.view.role).toBe('leader');
    const { chosenUpTo } = replica.view;
    replica.install(base(chosenUpTo + 5, { configuration: configuration([member(1)]) }));
    expect([replica.view.role, replica.state.proposer.inflight.size]).toEqual(['follower', 0]);
  });

  test('is where a start goes on', () => {
    replica.install(base(9));
    const { write } = replica.take();
    start(write?.meta, [record(10)]);
    expect(replica.view).toMatchObject({
      chosenUpTo: 9,
      minChosen: 10,
      checksum: 99,
      promised: meta.promised,
    });
  });

  test('is compared with others by its checksum', () => {
    replica.install(base(9));
    replica.take();
    replica.receive(speaker(2), { kind: 'CompareChecksum', instanceId: 9, checksum: 1 }, 77);
    expect(replica.take().events).toMatchObject([{ kind: 'divergence', instanceId: 9, mine: 99, theirs: 1 }]);
    replica.receive(speaker(3), { kind: 'CompareChecksum', instanceId: 6, checksum: 1 }, 77);
    expect(replica.take().events).toEqual([]);
  });
});

import { expect, test } from '@jest/globals';
import { bytes, disk, options, present, step } from '../test/step.ts';
import { decodeConcluded } from './configuration.ts';
import { Outbox } from './outbox.ts';
import { cloneState, restoreState } from './state.ts';
import type { LogRecord } from '@gaios/sm-base';
import type { Message } from './messages.ts';

const hello: Message = { kind: 'AskForLearn', from: 1 };
const record = (instanceId: number): LogRecord => ({
  instanceId,
  ballot: 65_537,
  chosen: false,
  value: bytes('x'),
});

test('a vote waits for everything that was written before it, and for nothing after', () => {
  const { out } = step();
  out.vote(2, hello);
  out.record(record(2));
  out.vote(3, hello);
  out.send(4, hello);
  const first = out.take();
  expect(first.sends.map(({ to, after }) => [to, after])).toEqual([
    [2, 0],
    [3, 1],
    [4, 0],
  ]);
  expect(first.write).toEqual({ seq: 1, records: [record(2)] });
  // The next turn writes nothing; its votes still wait for the write under way.
  out.vote(2, hello);
  expect(out.take().sends).toMatchObject([{ to: 2, after: 1 }]);
});

test('what a turn has left empty stays empty, whatever the next one has', () => {
  const { out } = step();
  const first = out.take();
  out.send(2, hello);
  out.read({ readId: 1, instanceId: 1 });
  const second = out.take();
  out.send(3, hello);
  expect([first.sends, first.reads, first.chosen, first.loads, first.events]).toEqual([[], [], [], [], []]);
  expect([second.sends.length, second.reads.length]).toEqual([1, 1]);
});

test('a meta row that nothing depends on rides on the next write', () => {
  const { out, state } = step();
  state.acceptor.promised = 65_537;
  out.meta(false);
  out.vote(2, hello);
  expect(out.hasLazyMeta).toBe(true);
  expect(out.take()).toMatchObject({ sends: [{ after: 0 }] });
  expect(out.hasLazyMeta).toBe(true);
  out.record(record(2));
  const { write } = out.take();
  expect([write?.records.length, write?.meta?.promised, out.hasLazyMeta]).toEqual([1, 65_537, false]);
});

test('that a meta row waits is part of the state: a replica that goes on from a copy writes it, too', () => {
  const { out, state } = step();
  state.acceptor.promised = 65_537;
  out.meta(false);
  out.take();
  const copy = new Outbox(cloneState(state));
  expect(copy.hasLazyMeta).toBe(true);
  copy.record(record(2));
  expect(copy.take().write?.meta?.promised).toBe(65_537);
});

test('an urgent one is written at once, with the configuration and its ballot', () => {
  const { out, state } = step();
  state.configurationBallot = 131_073;
  state.acceptor.promisedTo = disk(1);
  expect(out.meta(true)).toBe(1);
  const { write } = out.take();
  expect(write).toMatchObject({
    seq: 1,
    records: [],
    meta: { promisedTo: disk(1), chosenUpTo: 1, minChosen: 1 },
  });
  expect(decodeConcluded(write?.meta?.configuration as Uint8Array)).toEqual({
    configuration: state.configuration,
    ballot: 131_073,
  });
});

test('a load waits for what it reads, and chosen values for the last write of theirs', () => {
  const { out } = step();
  const value = bytes('x');
  out.chosen({ instanceId: 2, ballot: 1, value }, out.record(record(2)));
  out.chosen({ instanceId: 3, ballot: 1, value }, 0);
  out.load({ peer: 2, from: 1, to: 2, bytesMax: 9 });
  expect(out.take()).toMatchObject({
    chosenAfter: 1,
    loads: [{ peer: 2, after: 1 }],
    chosen: [{ instanceId: 2 }, { instanceId: 3 }],
  });
});

test('nothing is taken twice', () => {
  const { out } = step();
  out.record(record(2));
  out.send(2, hello);
  out.read({ readId: 1, instanceId: 2 });
  out.event({ kind: 'notVoting', reason: 'test' });
  expect(Object.keys(present(out.take()))).toEqual(['write', 'sends', 'reads', 'events']);
  expect(present(out.take())).toEqual({});
});

test('every message names the life of the group', () => {
  const { out } = step();
  out.send(2, hello);
  expect(out.take().sends[0]?.gid).toBe(77);
});

test('which life of its index it is stands on disk before the group is founded', () => {
  const later = restoreState(options({ life: 3 }), { stored: undefined, tail: [] });
  expect(later.configuration).toMatchObject({ life: 3, version: 0 });
  const out = new Outbox(later);
  out.meta(true);
  const meta = out.take().write?.meta;
  const found = { stored: meta === undefined ? undefined : { groupIdx: 0, meta }, tail: [] };
  // What is there counts, whatever the options of that start say.
  expect(restoreState(options(), found).configuration).toEqual(later.configuration);
  const first = new Outbox(restoreState(options(), { stored: undefined, tail: [] }));
  first.meta(true);
  expect(first.take().write?.meta?.configuration).toHaveLength(0);
});

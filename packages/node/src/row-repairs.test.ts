import { describe, expect, test } from '@jest/globals';
import { GaiosError, type LogRecord, type LogStorage } from '@gaios/sm-base';
import type { RowMessage } from '@gaios/core';
import { VirtualClock } from '@gaios/testkit';
import { RowRepairs } from './row-repairs.ts';
import { Telemetry } from './telemetry.ts';

const speaker = (nodeId: number) => ({ nodeId, storageId: `${nodeId}`, boot: 1 });

/** Instance 3 of 5 is damaged; peers 2 and 3 are up. */
const setUp = (minChosen = 1) => {
  const clock = new VirtualClock();
  const sent: { to: number; message: RowMessage }[] = [];
  const told: unknown[][] = [];
  const damaged = new Set([3]);
  /** Of these more than the value. */
  const lost = new Set<number>();
  const row = (instanceId: number): LogRecord => ({
    instanceId,
    ballot: 1,
    chosen: true,
    value: Uint8Array.of(instanceId),
  });
  const storage = {
    read: ({ from, to }: { from: number; to: number }) => {
      const ids = [1, 2, 3, 4, 5].filter((id) => id >= from && id <= to);
      const bad = ids.find((id) => damaged.has(id) || lost.has(id));
      if (bad === undefined) return Promise.resolve(ids.map(row));
      const repairable = !lost.has(bad);
      return Promise.reject(
        new GaiosError('STORAGE_DAMAGED', undefined, { facts: { instanceId: bad, repairable } }),
      );
    },
    repair: (_: number, offered: readonly { instanceId: number; value: Uint8Array }[]) => {
      const fitting = offered.filter(
        ({ instanceId, value }) => value[0] === instanceId && damaged.delete(instanceId),
      );
      return Promise.resolve(fitting.map(({ instanceId }) => instanceId));
    },
  } as unknown as LogStorage;
  const telemetry = new Telemetry({
    listenerCount: () => 1,
    emit: (...all: unknown[]) => told.push(all),
  } as never);
  const host = { groupIdx: 0, life: 0, gid: 7, minChosen, availableUpTo: 5, peersUp: [2, 3] };
  const rest = {
    storage,
    clock,
    telemetry,
    delayed: () => told.push(['delayed']),
    gone: () => told.push(['gone']),
    lost: (error: GaiosError) => told.push(['lost', error.message]),
  };
  const send = (to: number, message: RowMessage): void => void sent.push({ to, message });
  const repairs = new RowRepairs({ ...host, ...rest, send });
  const answer = (from: number, minKept: number, ids: readonly number[], gid = 7): void => {
    const entries = ids.map((instanceId) => ({ instanceId, value: Uint8Array.of(instanceId) }));
    repairs.receive(speaker(from), {
      kind: 'Rows',
      groupIdx: 0,
      life: 0,
      gid,
      from: 3,
      minChosen: minKept,
      entries,
    });
  };
  return { clock, sent, told, repairs, answer, lost };
};

const range = { from: 1, to: 5, bytesMax: 1e6 };

describe('what is damaged', () => {
  test('is read up to there, asked for, and read on once it is there', async () => {
    const { clock, sent, repairs, answer } = setUp();
    expect(await repairs.read(range)).toHaveLength(2);
    const rest = repairs.read({ ...range, from: 3 });
    await clock.advance(1);
    expect(sent).toEqual([
      { to: 2, message: { kind: 'AskForRows', groupIdx: 0, life: 0, gid: 7, from: 3, to: 5 } },
    ]);
    answer(2, 1, [3, 4, 5]);
    expect(await clock.complete(rest, 10)).toHaveLength(3);
  });

  test('is asked of the next if one is silent, has nothing, or tells of another founding', async () => {
    const { clock, sent, told, repairs, answer } = setUp();
    const read = repairs.read({ ...range, from: 3 });
    await clock.advance(2_001);
    expect(sent.map(({ to }) => to)).toEqual([2, 3]);
    answer(2, 1, [3]); // too late
    answer(3, 1, [3], 8); // another founding
    await clock.advance(1);
    expect(told).toEqual([]);
    answer(3, 1, []);
    await clock.advance(1);
    expect(told.map(([name]) => name)).toEqual(['logDamaged', 'delayed']);
    await clock.advance(1_000);
    expect(sent.map(({ to }) => to)).toEqual([2, 3, 2]);
    answer(2, 1, [3]);
    expect(await clock.complete(read, 10)).toHaveLength(3);
  });

  test('and deleted by all peers takes a checkpoint, and says so', async () => {
    const { clock, told, repairs, answer } = setUp();
    const read = repairs.read({ ...range, from: 3 });
    await clock.advance(1);
    answer(2, 4, []);
    await clock.advance(1);
    answer(3, 5, []);
    await clock.advance(1);
    expect(told).toMatchObject([['logDamaged', { instanceId: 3, why: 'truncated' }], ['delayed'], ['gone']]);
    expect([2, 3, 4].filter((id) => repairs.isGone(id))).toEqual([3]);
    expect(repairs.line).toContain('a checkpoint has to take its place');
    await expect(clock.complete(read, 6_000)).rejects.toMatchObject({ code: 'STORAGE_DAMAGED' });
    repairs.stop();
  });
});

test('others are given what is whole', async () => {
  const { clock, sent, repairs } = setUp();
  const ask = (from: number, gid = 7): void =>
    repairs.receive(speaker(2), { kind: 'AskForRows', groupIdx: 0, life: 0, gid, from, to: 9 });
  for (const from of [4, 1, 6]) ask(from);
  ask(1, 8);
  await clock.advance(1);
  const given = sent.flatMap(({ message }) =>
    message.kind === 'Rows' ? [[message.from, ...message.entries.map(({ instanceId }) => instanceId)]] : [],
  );
  expect(given).toEqual(expect.arrayContaining([[1, 1, 2], [4, 4, 5], [6]]));
  repairs.stop();
});

test.each([
  ['whoever reads', (repairs: RowRepairs) => repairs.read({ from: 1, to: 5, bytesMax: 100 })],
  ['a peer that is to learn', (repairs: RowRepairs) => repairs.serve({ from: 2, to: 2, bytesMax: 100 })],
])('damage that may have been a vote, met by %s, ends the disk', async (_who, meet) => {
  const { clock, sent, told, repairs, lost } = setUp();
  lost.add(2);
  const met = meet(repairs);
  await expect(clock.complete(met, 10)).rejects.toMatchObject({
    code: 'STORAGE_DAMAGED',
    facts: { instanceId: 2, repairable: false },
  });
  expect(told).toEqual([['lost', expect.stringContaining('this disk counts as lost')]]);
  expect(sent).toEqual([]);
  repairs.stop();
});

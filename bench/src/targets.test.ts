import { describe, expect, test } from '@jest/globals';
import type { Floors } from './floors.ts';
import { Samples, type Sample } from './samples.ts';
import { linesOf, targets, verdictOf, type Line } from './targets.ts';

const floorsOf = (rate: number): Floors => ({
  fsync: { rate, p50Ms: 1000 / rate },
  echo: { rate: 10_000, p50Ms: 0.1 },
  largeBytesPerSecond: 100e6,
});

const sample = (row: string, fields: Partial<Sample>): Sample => ({
  row,
  round: 0,
  floors: floorsOf(5000),
  rate: 1000,
  p50Ms: 0.4,
  p99Ms: 1,
  cpuMsPerOp: 0.1,
  writtenPerOp: 300,
  ...fields,
});

const lines = (samples: readonly Sample[], judge = true): Line[] => {
  const all = new Samples();
  for (const each of samples) all.add(each);
  return linesOf(all, judge);
};

const verdicts = (samples: readonly Sample[]): string[] =>
  lines(samples).map(({ of, measured, verdict }) => `${of} ${Number(measured.toFixed(3))} ${verdict}`);

describe('verdicts', () => {
  test('at the bound passes, beyond it misses', () => {
    expect(verdictOf({ op: '<=', bound: 2 }, 2)).toBe('pass');
    expect(verdictOf({ op: '<=', bound: 2 }, 2.01)).toBe('MISS');
    expect(verdictOf({ op: '>=', bound: 2 }, 2)).toBe('pass');
    expect(verdictOf({ op: '>=', bound: 2 }, 1.99)).toBe('MISS');
  });

  test('what is not a number misses', () => {
    expect(verdictOf({ op: '<=', bound: 2 }, Number.NaN)).toBe('MISS');
  });

  test('a smoke run has none', () => {
    expect(lines([sample('cluster/g1/c1', { p50Ms: 100 })], false).map(({ verdict }) => verdict)).toEqual([
      '',
    ]);
  });
});

describe('lines', () => {
  test('the median of the multiples of the rounds, each of its own floor', () => {
    const rounds = [
      { round: 0, rate: 100_000, floors: floorsOf(5000) },
      { round: 1, rate: 100_000, floors: floorsOf(2500) },
      { round: 2, rate: 100_000, floors: floorsOf(10_000) },
    ].map((fields) => sample('cluster/g1/c1000', fields));
    expect(lines(rounds)).toMatchObject([
      { target: '>= 60', measured: 20, floor: '5000/s', rate: 100_000, verdict: 'MISS' },
    ]);
  });

  test('latency is in p50s of the floor', () => {
    expect(lines([sample('cluster/g1/c1', { p50Ms: 0.45 })])).toMatchObject([
      { of: 'p50 latency', measured: 2.25, floor: '0.200 ms', verdict: 'pass' },
    ]);
  });

  test('a row may have two targets', () => {
    expect(verdicts([sample('cluster/g1/c100', { rate: 99_000, p50Ms: 1, p99Ms: 6 })])).toEqual([
      ' 19.8 MISS',
      'p99 latency 6 MISS',
    ]);
  });

  test('more groups are compared with one group in the same round', () => {
    const rows = [
      sample('cluster/g1/c100', { rate: 200_000 }),
      sample('cluster/g20/c100', { rate: 170_000 }),
      sample('cluster/g100/c100', { rate: 100_000 }),
    ];
    expect(verdicts(rows).slice(2)).toEqual([
      'rate against 1 group 0.85 pass',
      'rate against 1 group 0.5 MISS',
    ]);
  });

  test('a target whose other row was not measured is not judged', () => {
    expect(lines([sample('cluster/g20/c100', { rate: 10_000 })])).toMatchObject([
      { target: '', measured: 2, verdict: '' },
    ]);
  });

  test('bytes against bytes', () => {
    expect(verdicts([sample('cluster/g1/c100/100KB', { bytesPerSecond: 25e6 })])).toEqual([
      'bytes per second 0.25 MISS',
    ]);
  });

  test('clients at another node have figures and no target', () => {
    expect(lines([sample('cluster/g1/c1/far', {})])).toMatchObject([
      { target: '', measured: 0.2, verdict: '' },
    ]);
  });

  test('rows with a value of their own', () => {
    const rows = [sample('parts/lateness', { value: 1 }), sample('cluster/memory', { value: 1.05 })];
    expect(lines(rows).map(({ verdict }) => verdict)).toEqual(['MISS', 'pass']);
  });

  test('notes name their round', () => {
    expect(lines([sample('cluster/g1/c10', { note: 'x' })])[0]?.notes).toEqual(['round 1: x']);
  });
});

test('the targets are those that were set', () => {
  expect(targets.map(({ row, op, bound }) => `${row} ${op} ${bound}`)).toEqual([
    'cluster/g1/c1 <= 2.4',
    'cluster/g1/c100 >= 20',
    'cluster/g1/c100 <= 5',
    'cluster/g1/c1000 >= 60',
    'cluster/g20/c100 >= 0.8',
    'cluster/g100/c100 >= 0.6',
    'cluster/g1/c100/100KB >= 0.3',
    'kv/set/c100 >= 7',
    'kv/set/c100-P16 >= 16',
    'kv/get/c100 >= 12',
    'parts/lateness <= 0',
    'master/idle/messages <= 1.02',
    'master/idle/cpu <= 0.6',
    'master/g10000/elected <= 60',
    'master/g10000/memory <= 1.5',
    'master/kill <= 2000',
    'master/transfer/failed <= 0',
    'master/transfer/twice <= 0',
    'master/transfer/gap <= 50',
    'master/reads/lease >= 20',
    'master/reads/linearizable <= 0',
    'checkpoint/ship/rate >= 0.5',
    'checkpoint/ship/memory-sender <= 64',
    'checkpoint/ship/memory-receiver <= 64',
    'checkpoint/load/shipped >= 0.8',
    'checkpoint/load/others >= 0.9',
    'checkpoint/difference <= 5',
    'checkpoint/restart <= 0',
    'cluster/learner-stopped <= 1.1',
    'cluster/memory <= 1.1',
  ]);
});

import { describe, expect, test } from '@jest/globals';
import { growthOf } from './memory-row.ts';
import { parsePlan } from './plan.ts';
import { parseCsv } from './redis-benchmark.ts';
import { digits, toJson, toMarkdown, toText, type Report } from './report.ts';
import { Samples } from './samples.ts';
import { median } from './statistics.ts';
import { cpuMsOf, writtenBytesOf } from './usage.ts';

const report: Report = {
  machine: {
    cpu: 'a CPU',
    cores: 2,
    memoryGiB: 24,
    kernel: 'Linux 6',
    node: 'v20',
    fileSystem: 'ext4',
    date: '2026-11-21T00:00:00Z',
  },
  floors: [{ name: 'append', rate: 4900, p50Ms: 0.2 }],
  lines: [
    {
      row: 'cluster/g1/c1',
      of: 'p50 latency',
      target: '<= 2.4',
      measured: 2.2,
      unit: 'x p50',
      floor: '0.200 ms',
      rate: 2100,
      p50Ms: 0.44,
      p99Ms: 12,
      cpuMsPerOp: 0.24,
      writtenPerOp: 12_288,
      verdict: 'pass',
      notes: ['round 1: leadership changed'],
    },
  ],
  loopCostNs: { 100: 240 },
  remarks: [],
};

describe('report', () => {
  test('as a table', () => {
    expect(toText(report).split('\n').slice(6)).toEqual([
      'row            of           target  measured    verdict  floor     rate /s  p50 ms  p99 ms  CPU s per 1,000  B written per op',
      '-------------  -----------  ------  ----------  -------  --------  -------  ------  ------  ---------------  ----------------',
      'cluster/g1/c1  p50 latency  <= 2.4  2.20 x p50  pass     0.200 ms  2100     0.440   12.0    0.24             12288',
      '',
      "A client's loop itself takes 240 ns of a call, with 100 clients.",
      'cluster/g1/c1: round 1: leadership changed',
    ]);
  });

  test('as markdown: every line of a table has its edges', () => {
    const rows = toMarkdown(report)
      .split('\n')
      .filter((line) => line.includes('|'));
    expect(rows).toHaveLength(6);
    for (const row of rows) expect(row).toMatch(/^\|.*\|$/);
  });

  test('as JSON', () => {
    expect(JSON.parse(toJson(report, new Samples()))).toMatchObject({ machine: { cores: 2 }, samples: [] });
  });

  test.each([
    [Number.NaN, ''],
    [0, '0.00'],
    [0.0061234, '0.0061'],
    [1.234, '1.23'],
    [12.34, '12.3'],
    [12_345.6, '12346'],
  ])('%d is written %s', (value, text) => {
    expect(digits(value)).toBe(text);
  });
});

describe('median', () => {
  test.each([
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
    [[Number.NaN, 7], 7],
    [[], Number.NaN],
  ])('of %j', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

describe('what others say', () => {
  test('redis-benchmark', () => {
    const output =
      '"test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"\n' +
      '"SET","34158.22","2.800","0.900","2.503","3.900","5.007","9.100"\n';
    expect(parseCsv(output)).toEqual({ rate: 34_158.22, p50Ms: 2.503, p99Ms: 5.007 });
  });

  test('redis-benchmark, when it says nothing', () => {
    expect(() => parseCsv('Could not connect')).toThrow(/Could not connect/);
  });

  test('/proc, with a name that has spaces and parentheses', () => {
    const stat = '12 (a) b) c) S 1 1 1 0 -1 4194560 10 20 30 40 150 50 7 3 20 0 11 0 100';
    expect(cpuMsOf(stat, 'self')).toBe(2000);
    expect(cpuMsOf(stat, 'children')).toBe(100);
    expect(writtenBytesOf('rchar: 1\nwrite_bytes: 4096\ncancelled_write_bytes: 9\n')).toBe(4096);
  });

  test('/proc, where there is none', () => {
    expect(cpuMsOf('', 'self')).toBeNaN();
    expect(writtenBytesOf('')).toBeNaN();
  });
});

test('memory grows by the worst process, last minute against the second', () => {
  const flat = [9, 9, 5, 5, 7, 7, 5, 5];
  const growing = [1, 1, 5, 5, 7, 7, 6, 6];
  expect(growthOf([flat, growing], 2)).toBe(1.2);
});

describe('the command line', () => {
  test('everything, three rounds', () => {
    const plan = parsePlan([]);
    expect(plan).toMatchObject({
      suites: ['cluster', 'kv', 'master', 'checkpoint', 'parts'],
      rounds: 3,
      wantsMemory: false,
      named: false,
    });
    expect(plan.wants('kv/set/c1')).toBe(true);
  });

  test('rows by name name their suite', () => {
    const plan = parsePlan(['--only', 'cluster/g1/c1$']);
    expect(plan.suites).toEqual(['cluster']);
    expect(['cluster/g1/c1', 'cluster/g1/c10'].map(plan.wants)).toEqual([true, false]);
  });

  test('memory runs only when it is named', () => {
    expect(parsePlan(['cluster', '--only', 'memory']).wantsMemory).toBe(true);
    expect(parsePlan(['cluster']).wantsMemory).toBe(false);
  });

  test.each([
    [['nonsense'], /nonsense/],
    [['--rounds', '0'], /--rounds 0/],
    [['--groups', '1,x'], /--groups x/],
    [['--what'], /--what/],
  ])('%j is refused', (args, problem) => {
    expect(() => parsePlan(args)).toThrow(problem);
  });
});

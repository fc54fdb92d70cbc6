/** What must be reached, and whether it is: issues "Fast, and shown to be" and "Master, leases and reads". All in units of the same run. */

import type { Round, Sample, Samples } from './samples.ts';
import { median } from './statistics.ts';

export interface Target {
  /** The row it is about. */
  readonly row: string;
  /** What is judged, if that is not the rate in multiples of the floor. */
  readonly of?: string;
  readonly op: '<=' | '>=';
  readonly bound: number;
  readonly unit: string;
  /** Its value in one round; undefined if something it needs was not measured. */
  readonly value: (round: Round) => number | undefined;
}

export type Verdict = 'pass' | 'MISS' | '';

/** One line of the table. */
export interface Line {
  readonly row: string;
  readonly of: string;
  readonly target: string;
  readonly measured: number;
  readonly unit: string;
  /** Rate, or, where the row is about it, p50 or bytes per second, of the floor. */
  readonly floor: string;
  readonly rate: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMsPerOp: number;
  readonly writtenPerOp: number;
  readonly verdict: Verdict;
  readonly notes: readonly string[];
}

const FSYNCS = 'x fdatasync rate';

const of =
  (row: string, value: (sample: Sample) => number | undefined) =>
  (round: Round): number | undefined => {
    const sample = round.get(row);
    return sample === undefined ? undefined : value(sample);
  };

const rate = (row: string, bound: number): Target => ({
  row,
  op: '>=',
  bound,
  unit: FSYNCS,
  value: of(row, rateMultiple),
});

const rateAgainst = (row: string, other: string, bound: number): Target => ({
  row,
  of: 'rate against 1 group',
  op: '>=',
  bound,
  unit: 'x 1 group',
  value: (round) => {
    const [mine, theirs] = [round.get(row), round.get(other)];
    return mine === undefined || theirs === undefined ? undefined : mine.rate / theirs.rate;
  },
});

const own = (row: string, op: Target['op'], bound: number, unit: string): Target => ({
  row,
  of: unit,
  op,
  bound,
  unit,
  value: of(row, ({ value }) => value),
});

const rateMultiple = (sample: Sample): number => sample.rate / sample.floors.fsync.rate;

/** Default of `electionTimeoutMs`. */
const SUPPORT_MS = 1_000;
const LATENCY = 'cluster/g1/c1';
const LARGE = 'cluster/g1/c100/100KB';

export const targets: readonly Target[] = [
  {
    row: LATENCY,
    of: 'p50 latency',
    op: '<=',
    bound: 2.4,
    unit: 'x fdatasync p50',
    value: of(LATENCY, ({ p50Ms, floors }) => p50Ms / floors.fsync.p50Ms),
  },
  rate('cluster/g1/c100', 20),
  {
    row: 'cluster/g1/c100',
    of: 'p99 latency',
    op: '<=',
    bound: 5,
    unit: 'x its p50',
    value: of('cluster/g1/c100', ({ p50Ms, p99Ms }) => p99Ms / p50Ms),
  },
  rate('cluster/g1/c1000', 60),
  rateAgainst('cluster/g20/c100', 'cluster/g1/c100', 0.8),
  rateAgainst('cluster/g100/c100', 'cluster/g1/c100', 0.6),
  {
    row: LARGE,
    of: 'bytes per second',
    op: '>=',
    bound: 0.3,
    unit: 'x bytes of 3 bare appends',
    value: of(
      LARGE,
      ({ bytesPerSecond = Number.NaN, floors }) => bytesPerSecond / floors.largeBytesPerSecond,
    ),
  },
  rate('kv/set/c100', 7),
  rate('kv/set/c100-P16', 16),
  rate('kv/get/c100', 12),
  own('parts/lateness', '<=', 0, 'heartbeats late by > 1 interval'),
  own('master/idle/messages', '<=', 1.02, 'x messages of 1 group'),
  own('master/idle/cpu', '<=', 0.6, 'CPU s a minute more'),
  own('master/g10000/elected', '<=', 60, 's to start and elect'),
  own('master/g10000/memory', '<=', 1.5, 'GiB a process'),
  own('master/kill', '<=', SUPPORT_MS + 1_000, 'ms to the last new master'),
  own('master/transfer/failed', '<=', 0, 'proposals failed'),
  own('master/transfer/twice', '<=', 0, 'repeats executed'),
  own('master/transfer/gap', '<=', 50, 'commit p50s without service'),
  own('master/reads/lease', '>=', 20, 'x rate of proposals'),
  own('master/reads/linearizable', '<=', 0, 'writes of a node by reads'),
  own('checkpoint/ship/rate', '>=', 0.5, 'x rate of a plain copy'),
  own('checkpoint/ship/memory-sender', '<=', 64, 'MiB more'),
  own('checkpoint/ship/memory-receiver', '<=', 64, 'MiB more'),
  own('checkpoint/load/shipped', '>=', 0.8, 'x rate without a transfer'),
  own('checkpoint/load/others', '>=', 0.9, 'x rate without a transfer'),
  own('checkpoint/difference', '<=', 5, '% of the bytes travel'),
  own('checkpoint/restart', '<=', 0, 'operations executed again'),
  own('cluster/learner-stopped', '<=', 1.1, 'x p50 without a learner'),
  own('cluster/memory', '<=', 1.1, 'x RSS of minute 2'),
];

/** Judges what was measured. `judge` false: targets are shown, not judged. */
export const linesOf = (samples: Samples, judge: boolean): Line[] =>
  samples.rows.flatMap((row) => {
    const mine = targets.filter((target) => target.row === row);
    const lines = mine.flatMap((target) => targetLine(samples, target, judge));
    return lines.length > 0 ? lines : [plainLine(samples, row)];
  });

export const verdictOf = ({ op, bound }: Pick<Target, 'op' | 'bound'>, measured: number): Verdict => {
  if (op === '<=' ? measured <= bound : measured >= bound) return 'pass';
  return 'MISS';
};

const targetLine = (samples: Samples, target: Target, judge: boolean): Line[] => {
  const values = samples
    .rounds()
    .map((round) => target.value(round))
    .filter((value) => value !== undefined);
  // Not asked for.
  if (values.length === 0) return [];
  const measured = median(values);
  return [
    {
      ...figures(samples, target.row),
      of: target.of ?? '',
      target: `${target.op} ${target.bound}`,
      measured,
      unit: target.unit,
      verdict: judge ? verdictOf(target, measured) : '',
      notes: notesOf(samples, target.row),
    },
  ];
};

const plainLine = (samples: Samples, row: string): Line => {
  const mine = samples.of(row);
  const hasFloor = mine.some(({ floors }) => !Number.isNaN(floors.fsync.rate));
  return {
    ...figures(samples, row),
    of: '',
    target: '',
    measured: median(mine.map(rateMultiple)),
    unit: hasFloor ? FSYNCS : '',
    verdict: '',
    notes: notesOf(samples, row),
  };
};

const figures = (
  samples: Samples,
  row: string,
): Omit<Line, 'of' | 'target' | 'measured' | 'unit' | 'verdict' | 'notes'> => {
  const mine = samples.of(row);
  const middle = (pick: (sample: Sample) => number): number => median(mine.map(pick));
  return {
    row,
    floor: floorText(row, middle),
    rate: middle((sample) => sample.rate),
    p50Ms: middle((sample) => sample.p50Ms),
    p99Ms: middle((sample) => sample.p99Ms),
    cpuMsPerOp: middle((sample) => sample.cpuMsPerOp),
    writtenPerOp: middle((sample) => sample.writtenPerOp),
  };
};

const floorText = (row: string, middle: (pick: (sample: Sample) => number) => number): string => {
  if (row === LATENCY) return `${middle(({ floors }) => floors.fsync.p50Ms).toFixed(3)} ms`;
  if (row === LARGE) return `${(middle(({ floors }) => floors.largeBytesPerSecond) / 1e6).toFixed(1)} MB/s`;
  const perSecond = middle(({ floors }) => floors.fsync.rate);
  return Number.isNaN(perSecond) ? '' : `${Math.round(perSecond)}/s`;
};

const notesOf = (samples: Samples, row: string): string[] =>
  samples.of(row).flatMap(({ note, round }) => (note === undefined ? [] : [`round ${round + 1}: ${note}`]));

/** What a run found, as a table for people, as markdown for docs/benchmarks.md, and as JSON. */

import type { Machine } from './machine.ts';
import type { Samples } from './samples.ts';
import { median } from './statistics.ts';
import type { Line } from './targets.ts';

export interface Report {
  readonly machine: Machine;
  readonly floors: readonly FloorLine[];
  readonly lines: readonly Line[];
  /** ns that a client's loop takes of a call itself, by number of clients. */
  readonly loopCostNs: Readonly<Record<string, number>>;
  readonly remarks: readonly string[];
}

export interface FloorLine {
  readonly name: string;
  readonly rate: number;
  readonly p50Ms: number;
}

const columns = [
  'row',
  'of',
  'target',
  'measured',
  'verdict',
  'floor',
  'rate /s',
  'p50 ms',
  'p99 ms',
  'CPU s per 1,000',
  'B written per op',
] as const;

/** As many digits as mean something; nothing for what is not known. */
export const digits = (value: number): string => {
  if (!Number.isFinite(value)) return '';
  if (value !== 0 && Math.abs(value) < 0.01) return value.toPrecision(2);
  const decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(decimals);
};

export const milliseconds = (value: number): string =>
  Number.isFinite(value) ? value.toFixed(value < 10 ? 3 : 1) : '';

const cellsOf = (line: Line): string[] => [
  line.row,
  line.of,
  line.target,
  Number.isFinite(line.measured) ? `${digits(line.measured)} ${line.unit}` : '',
  line.verdict,
  line.floor,
  digits(line.rate),
  milliseconds(line.p50Ms),
  milliseconds(line.p99Ms),
  digits(line.cpuMsPerOp),
  digits(line.writtenPerOp),
];

/** Columns as wide as they must be; `edge` stands at both ends and in between. */
export const table = (rows: readonly (readonly string[])[], edge: string): string[] => {
  const [head = []] = rows;
  const widths = head.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  const lineOf = (row: readonly string[]): string =>
    row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(edge === '' ? '  ' : ' | ');
  const framed = (text: string): string => (edge === '' ? text.trimEnd() : `| ${text} |`);
  const rule = framed(widths.map((width) => '-'.repeat(width)).join(edge === '' ? '  ' : ' | '));
  const [first = '', ...rest] = rows.map((row) => framed(lineOf(row)));
  return [first, rule, ...rest];
};

const machineText = (machine: Machine): string =>
  `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.kernel}, ${machine.fileSystem}, ` +
  `Node ${machine.node}, ${machine.date.slice(0, 10)}`;

const floorRows = (floors: readonly FloorLine[]): string[][] => [
  ['floor', 'rate /s', 'p50 ms'],
  ...floors.map(({ name, rate, p50Ms }) => [name, digits(rate), milliseconds(p50Ms)]),
];

const notesOf = (lines: readonly Line[]): string[] => [
  ...new Set(lines.flatMap(({ row, notes }) => notes.map((note) => `${row}: ${note}`))),
];

const loopText = (loopCostNs: Report['loopCostNs']): string[] =>
  Object.entries(loopCostNs).map(
    ([clients, ns]) =>
      `A client's loop itself takes ${Math.round(ns)} ns of a call, with ${clients} clients.`,
  );

const format = (report: Report, edge: string): string => {
  const rows = [[...columns], ...report.lines.map(cellsOf)];
  const texts = [...loopText(report.loopCostNs), ...notesOf(report.lines), ...report.remarks];
  return [
    machineText(report.machine),
    '',
    ...(report.floors.length === 0 ? [] : [...table(floorRows(report.floors), edge), '']),
    ...table(rows, edge),
    '',
    ...(edge === '' || texts.length === 0 ? texts : texts.map((text) => `- ${text}`)),
  ].join('\n');
};

export const toText = (report: Report): string => format(report, '');
export const toMarkdown = (report: Report): string => format(report, '|');

/** NaN has no JSON: it becomes null. */
export const toJson = (report: Report, samples: Samples): string =>
  `${JSON.stringify({ ...report, samples: samples.all }, null, 2)}\n`;

/** Medians over the run; the large appends only where a row needed them. */
export const floorLines = (samples: Samples): FloorLine[] => {
  const floors = [...new Set(samples.all.map((sample) => sample.floors))].filter(
    ({ fsync }) => !Number.isNaN(fsync.rate),
  );
  if (floors.length === 0) return [];
  const middle = (pick: (floor: (typeof floors)[number]) => number): number => median(floors.map(pick));
  const megabytes = middle(({ largeBytesPerSecond }) => largeBytesPerSecond) / 1e6;
  return [
    {
      name: 'append 100 B + fdatasync',
      rate: middle(({ fsync }) => fsync.rate),
      p50Ms: middle(({ fsync }) => fsync.p50Ms),
    },
    {
      name: 'WebSocket echo of 100 B, one at a time',
      rate: middle(({ echo }) => echo.rate),
      p50Ms: middle(({ echo }) => echo.p50Ms),
    },
    ...(Number.isNaN(megabytes)
      ? []
      : [
          {
            name: `append 100 KB + fdatasync, three at once: ${megabytes.toFixed(1)} MB/s each`,
            rate: (megabytes * 1e6) / (100 * 1024),
            p50Ms: Number.NaN,
          },
        ]),
  ];
};

/** What `pnpm planted` says of its verdicts. */

import { invariants } from '@gaios/core';
import type { Finder } from './bug.ts';
import { bugOf } from './bugs.ts';
import type { Found, Verdict } from './verdict.ts';

/** Of what a check said, the part that fits on a line. */
const WHAT_MAX = 120;

export const brief = (what: string): string => {
  const id = /invariant (L\d+) is broken/.exec(what)?.[1];
  const own = id && `invariant ${id}: ${invariants.find((each) => each.id === id)?.sentence}`;
  const line = (own ?? what.split('\n')[0] ?? '').replace(/[^\x20-\x7e]/g, '?');
  return line.length <= WHAT_MAX ? line : `${line.slice(0, WHAT_MAX)}...`;
};

const count = (value: number): string => value.toLocaleString('en-US');

const effort = ({ finder, after }: Found): string => {
  const units: Readonly<Record<Finder['by'], string>> = {
    simulator: 'seed',
    laboratory: 'seed',
    leases: 'seed',
    model: 'state',
    transcript: 'run',
    masters: 'seed',
  };
  return `${count(after)} ${units[finder.by]}${after === 1 ? '' : 's'}`;
};

const sentence = (found: Found): string =>
  `${found.finder.by}: ${brief(found.what)} (after ${effort(found)})`;

export const lineOf = (verdict: Verdict): string => {
  const { name, found, outside, wrong, seconds } = verdict;
  const text = found === undefined ? '' : sentence(found);
  const behind = outside === undefined ? '' : `; without the replica's own assertions ${sentence(outside)}`;
  const failed = wrong === undefined ? '' : `${wrong} `;
  return `${name} | ${bugOf(name).rule} | ${failed}${text}${behind} | ${seconds.toFixed(1)} s`;
};

const cell = (text: string): string => text.replaceAll('|', '\\|');

const rowOf = ({ name, found, outside, wrong }: Verdict): string => {
  const { rule, does } = bugOf(name);
  const by = (each: Found): string => `${each.finder.by}: ${brief(each.what)}`;
  const seen = found === undefined ? (wrong ?? '') : by(found);
  const behind = outside === undefined ? '' : `; assertions off, ${by(outside)}`;
  const after = [found, outside].flatMap((each) => (each === undefined ? [] : [effort(each)])).join('; ');
  return `| \`${name}\`: ${cell(does)} | ${rule} | ${cell(seen + behind)} | ${after} |`;
};

/** As in docs/testing.md. */
export const markdownOf = (verdicts: readonly Verdict[]): string[] => [
  '| planted bug | rule | found by | after |',
  '| --- | --- | --- | --- |',
  ...verdicts.map(rowOf),
];

export const summaryOf = (verdicts: readonly Verdict[], seconds: number): string => {
  const wrong = verdicts.filter((verdict) => verdict.wrong !== undefined).map(({ name }) => name);
  const end = wrong.length === 0 ? 'all found' : `NOT FOUND: ${wrong.join(', ')}`;
  return `${verdicts.length} bugs planted, ${end}, in ${seconds.toFixed(0)} s`;
};

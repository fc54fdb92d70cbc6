/** docs/protocol.md, docs/invariants.md and docs/testing.md say what the code does: their tables are compared with it. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { invariants, Replica } from '@gaios/core';
import { messageKinds } from '@gaios/proto';
import { commands } from '../src/scenario/commands.ts';
import { aspects } from '../src/scenario/state.ts';
import { faultKinds } from '../src/sim/faults.ts';

const read = (name: string): string =>
  readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

/** First cells of the rows of the table under a heading. */
const firstCells = (document: string, heading: string): string[] => {
  const section = document.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).flatMap((row) => row.split('|')[1]?.trim() ?? []);
};

const named = (cells: readonly string[]): string[] =>
  cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map((match) => match[1] ?? ''));

describe('docs/protocol.md', () => {
  const protocol = read('protocol.md');

  test('has a row for every message that a replica handles, and for no other', () => {
    expect(named(firstCells(protocol, 'Messages')).toSorted()).toEqual([...messageKinds].toSorted());
  });

  test('has a row for every input of a replica, and for no other', () => {
    const methods = Object.entries(Object.getOwnPropertyDescriptors(Replica.prototype))
      .filter(([name, { value }]) => name !== 'constructor' && typeof value === 'function')
      .map(([name]) => name);
    expect(named(firstCells(protocol, 'Inputs')).toSorted()).toEqual(methods.toSorted());
  });

  test('maps each message to phxpaxos or says that there is none', () => {
    const section = protocol.split("\n## phxpaxos's messages and ours\n")[1] ?? '';
    for (const kind of messageKinds) expect(section).toContain(`\`${kind}\``);
  });
});

describe('docs/invariants.md', () => {
  test('has each local invariant with its very sentence', () => {
    const document = read('invariants.md');
    const cells = new Set(document.split('|').map((cell) => cell.trim()));
    expect(firstCells(document, 'Local, after every turn')).toEqual(invariants.map(({ id }) => id));
    for (const { sentence } of invariants) expect(cells).toContain(sentence);
  });
});

describe('docs/testing.md', () => {
  const testing = read('testing.md');

  test('has a row for every invariant and every fault of the checklist, in order', () => {
    const numbers = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i + 1));
    expect(firstCells(testing, 'Invariants')).toEqual(numbers(22));
    expect(firstCells(testing, 'Faults')).toEqual(numbers(32));
  });

  test('names every fault of the simulator, and no other', () => {
    const section = testing.split('\n## Faults\n')[1] ?? '';
    const cells = section.split('\n').flatMap((row) => row.split('|')[3] ?? []);
    const ofSimulator = cells.flatMap((cell) => /\bsim ((?:`\w+`(?:, )?)+)/.exec(cell)?.[1] ?? []);
    const stop = 'stop';
    expect([...named(ofSimulator), stop].toSorted()).toEqual(faultKinds.toSorted());
  });

  test('names every command of a transcript, and everything that `expect` may ask', () => {
    const table = testing.split('\n### Commands\n')[1]?.split('\n## ')[0] ?? '';
    const cells = table.split('\n').flatMap((row) => row.split('|')[1] ?? []);
    const mentioned = new Set(
      cells.flatMap((cell) => [...cell.matchAll(/`([a-z-]+)/g)].map(([, name]) => name)),
    );
    expect([...mentioned].toSorted()).toEqual(['nodes', ...Object.keys(commands)].toSorted());
    for (const name of Object.keys(aspects)) expect(table).toMatch(new RegExp(`[ \`]${name}[ \`]`));
  });
});

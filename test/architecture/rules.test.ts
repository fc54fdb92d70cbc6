/** Every rule finds a violation of it, and only that: a rule that cannot fail checks nothing. */

import { describe, expect, test } from '@jest/globals';
import { rules } from './rules.ts';
import { parseSource } from './source-file.ts';

type Sources = Readonly<Record<string, string>>;

const violations = (rule: string, sources: Sources): string[] => {
  const files = Object.entries(sources).map(([path, text]) => parseSource(path, text));
  const dependencies = new Map([['packages/transport-ws', ['ws', '@gaios/sm-base']]]);
  return rules[rule]?.({ files, dependencies }) ?? [];
};

const core = (text: string): Sources => ({ 'packages/core/src/x.ts': text });
const base = (text: string): Sources => ({ 'packages/sm-base/src/x.ts': text });
const runtime = (text: string): Sources => ({ 'packages/node/src/x.ts': text });
const checkpoint = (text: string): Sources => ({ 'packages/checkpoint/src/x.ts': text });
const transport = (text: string): Sources => ({ 'packages/transport-ws/src/x.ts': text });

const PLACE = 'every package has its place among the layers';
const DOWNWARDS = 'imports point downwards';
const TYPES = 'core imports types only';
const MEMBERSHIP = 'config-sm takes only types from core';
const LIBRARIES = 'libraries are declared, and the pure layers have none';
const INSIDE = 'relative imports stay inside of their package';
const CIRCLES = 'files do not import each other in circles';
const FORMS = 'named exports only, no enums, no namespaces';
const PURE = 'the pure layers use no clock, dice, process or promise';
const PROMISES = 'core knows no promises';
const PORTS = 'the runtime touches time and chance through its ports only';
const FILES = 'checkpoints touch files, time and chance through ports only';

const broken: readonly (readonly [string, Sources])[] = [
  [PLACE, { 'packages/novel/src/x.ts': '' }],
  [DOWNWARDS, base(`import type { Ballot } from '@gaios/core';`)],
  [DOWNWARDS, core(`import { Node } from 'gaios';`)],
  [DOWNWARDS, transport(`import { encodePayload } from '@gaios/proto';`)],
  [DOWNWARDS, runtime(`export { x } from '@gaios/testkit';`)],
  [DOWNWARDS, runtime(`const x = await import('@gaios/testkit');`)],
  [DOWNWARDS, runtime(`type X = import('@gaios/testkit').X;`)],
  [DOWNWARDS, { 'examples/kv/src/x.ts': `import { Replica } from '@gaios/core';` }],
  [DOWNWARDS, { 'packages/testkit/src/x.ts': `import { x } from '@gaios/storage-sqlite';` }],
  [TYPES, core(`import { GaiosError } from '@gaios/sm-base';`)],
  [TYPES, core(`export * from '@gaios/sm-base';`)],
  [MEMBERSHIP, { 'packages/config-sm/src/x.ts': `import { quorumSystem } from '@gaios/core';` }],
  [LIBRARIES, transport(`import pino from 'pino';`)],
  [LIBRARIES, core(`import type { Buffer } from 'buffer-like';`)],
  [INSIDE, transport(`import { x } from '../../core/src/x.ts';`)],
  [INSIDE, transport(`import { x } from '../test/x.ts';`)],
  [FORMS, core(`export default 1;`)],
  [FORMS, core(`export default class X {}`)],
  [FORMS, core(`enum X { A }`)],
  [FORMS, core(`namespace X { export const a = 1; }`)],
  [PURE, core(`const now = Date.now();`)],
  [PURE, core(`const born = new Date();`)],
  [PURE, core(`const { random } = Math; const x = Math.random();`)],
  [PURE, core(`const f = async () => 1;`)],
  [PURE, core(`class X { async f() {} }`)],
  [PURE, core(`for await (const x of y) f(x);`)],
  [PURE, core(`const x = Promise.resolve();`)],
  [PURE, core(`console.log(1);`)],
  [PURE, core(`const { nextTick } = process;`)],
  [PURE, core(`setTimeout(f, 1);`)],
  [PURE, core(`const x = { Buffer };`)],
  [PURE, base(`import { randomBytes } from 'node:crypto';`)],
  [PURE, base(`import type { Socket } from 'net';`)],
  [PROMISES, core(`export interface X { f(): Promise<void> }`)],
  [PORTS, runtime(`const x = Date.now();`)],
  [PORTS, runtime(`const x = Math.random();`)],
  [PORTS, runtime(`setImmediate(f);`)],
  [PORTS, runtime(`process.nextTick(f);`)],
  [PORTS, runtime(`queueMicrotask(f);`)],
  [PORTS, runtime(`import { setTimeout as sleep } from 'node:timers/promises';`)],
  [FILES, checkpoint(`import { open } from 'node:fs/promises';`)],
  [FILES, checkpoint(`const x = Date.now();`)],
  [DOWNWARDS, checkpoint(`import { manifestCodec } from '@gaios/proto';`)],
];

const kept: readonly (readonly [string, Sources])[] = [
  [PLACE, core('')],
  [DOWNWARDS, core(`import type { Batch } from '@gaios/sm-base';`)],
  [
    TYPES,
    core(
      `import type { Batch } from '@gaios/sm-base'; import { type Proposal } from '@gaios/sm-base'; import { x } from './y.ts';`,
    ),
  ],
  [MEMBERSHIP, { 'packages/config-sm/src/x.ts': `import type { Member } from '@gaios/core';` }],
  [
    LIBRARIES,
    transport(`import { WebSocket } from 'ws'; import net from 'node:net'; import { x } from '#proto';`),
  ],
  [INSIDE, { 'packages/core/src/deep/x.ts': `import { x } from '../y.ts';` }],
  [
    CIRCLES,
    {
      'packages/core/src/a.ts': `import './b.ts'; import './c.ts';`,
      'packages/core/src/b.ts': `import './c.ts';`,
      'packages/core/src/c.ts': '',
    },
  ],
  [FORMS, core(`export const x = 1; export interface Y {}`)],
  // Names of properties, words in comments and strings, and types are not uses.
  [
    PURE,
    core(
      `// Date.now()\nconst x = 'Math.random()'; y.console; const z = { process: 1 }; interface W { Date: number }`,
    ),
  ],
  [PURE, base(`export interface X { f(): Promise<void> }`)],
  [PROMISES, base(`export interface X { f(): Promise<void> }`)],
  [PORTS, { 'packages/node/src/adapters/system-ports.ts': `setImmediate(f);` }],
  [FILES, { 'packages/checkpoint/src/node-files.ts': `import { open } from 'node:fs/promises';` }],
  [FILES, checkpoint(`import { createHash } from 'node:crypto';`)],
  [PORTS, runtime(`clock.setTimer(1, f); process.on('exit', f);`)],
];

describe('rules', () => {
  test.each(broken)('%s: breaks with %j', (rule, sources) => {
    expect(violations(rule, sources)).not.toEqual([]);
  });

  test.each(kept)('%s: keeps with %j', (rule, sources) => {
    expect(violations(rule, sources)).toEqual([]);
  });

  test('a circle is named once, with its files', () => {
    const sources = {
      'packages/core/src/a.ts': `import { b } from './b.ts';`,
      'packages/core/src/b.ts': `import type { C } from './deep/c.ts';`,
      'packages/core/src/deep/c.ts': `export { a } from '../a.ts';`,
    };
    expect(violations(CIRCLES, sources)).toEqual([
      'packages/core/src/a.ts → packages/core/src/b.ts → packages/core/src/deep/c.ts → packages/core/src/a.ts',
    ]);
  });

  test('every rule is among the broken ones', () => {
    const tested = new Set(broken.map(([rule]) => rule)).add(CIRCLES);
    expect([...tested].toSorted()).toEqual(Object.keys(rules).toSorted());
  });
});

import { describe, expect, test } from '@jest/globals';
import { GaiosError } from '@gaios/sm-base';
import { readFileSync } from 'node:fs';
import type { NodeOptions } from './api.ts';
import { optionRows, type OptionRow } from './option-rows.ts';
import type { Violation } from './option-shapes.ts';
import { checkOptions, checkRow } from './options.ts';
import { version } from './version.ts';

const good: NodeOptions = {
  nodeId: 1,
  nodes: [
    { nodeId: 1, address: '127.0.0.1:7101' },
    { nodeId: 2, address: '127.0.0.1:7102', role: 'learner' },
  ],
  dataDir: './data',
};

const violationsOf = (options: unknown): readonly Violation[] => {
  try {
    checkOptions(options as NodeOptions);
  } catch (error) {
    expect(error).toBeInstanceOf(GaiosError);
    const { code, facts } = error as GaiosError;
    expect(code).toBe('INVALID_OPTIONS');
    return facts['violations'] as Violation[];
  }
  return [];
};

describe('options', () => {
  test('defaults', () => {
    const checked = checkOptions(good);
    expect(checked.groupCount).toBe(1);
    expect(checked.tuning.timeoutMs).toBe(10_000);
    expect(checked.tuning.valueBytesMax).toBe(10 * 2 ** 20);
    expect(checked.nodes.map((node) => node.role)).toEqual(['voter', 'learner']);
  });

  test.each([
    [2, 2, 'is this node itself'],
    [2, 9, 'is not among `nodes`'],
    [2, 0.5, 'must be an integer'],
    [2, '1', 'must be an integer'],
    [1, 2, 'is for a learner'],
  ])('node %i cannot follow %p: %p', (nodeId, followNodeId, problem) => {
    expect(violationsOf({ ...good, nodeId, followNodeId })).toMatchObject([
      { option: 'followNodeId', problem: expect.stringContaining(problem) },
    ]);
  });

  test('a learner may follow a node', () => {
    expect(checkOptions({ ...good, nodeId: 2, followNodeId: 1 }).followNodeId).toBe(1);
  });

  test('the priority of a group that comes later is asked for once, and what is none is the default', () => {
    const asked: number[] = [];
    const { masterPriority } = checkOptions({
      ...good,
      masterPriority: (groupIdx) => (asked.push(groupIdx), groupIdx === 9 ? 99 : 3),
    });
    expect([masterPriority(0), masterPriority(7), masterPriority(7), masterPriority(9)]).toEqual([
      3, 3, 3, 10,
    ]);
    expect(asked).toEqual([0, 7, 9]);
  });

  test('kinds of groups are texts', () => {
    expect(checkOptions({ ...good, groupKinds: ['a', ''] }).groupKinds).toEqual(['a', '']);
    for (const groupKinds of ['a', [7], ['x'.repeat(65)], Array.from({ length: 257 }, () => 'a')]) {
      expect(violationsOf({ ...good, groupKinds })).toMatchObject([{ option: 'groupKinds' }]);
    }
    expect(violationsOf({ ...good, onGroupChange: 1 })).toMatchObject([{ option: 'onGroupChange' }]);
  });

  test('large-value mode takes 50 MiB and stretches the timeouts', () => {
    const { tuning } = checkOptions({ ...good, largeValueMode: true });
    const normal = checkOptions(good).tuning;
    expect(tuning.valueBytesMax).toBe(50 * 2 ** 20);
    for (const name of ['timeoutMs', 'retryMinMs', 'campaignTimeoutMs', 'electionTimeoutMs'] as const) {
      expect(tuning[name]).toBeGreaterThan(normal[name]);
    }
  });

  test.each([11, -1, 1.5, Number.NaN, () => 11, (groupIdx: number) => groupIdx * 10])(
    'masterPriority %p is refused',
    (masterPriority) => {
      expect(violationsOf({ ...good, groupCount: 3, masterPriority })).toMatchObject([
        { option: 'masterPriority', problem: expect.stringContaining('integer from 0 to 10') },
      ]);
    },
  );

  test('masterPriority of each group', () => {
    const { masterPriority } = checkOptions({
      ...good,
      groupCount: 3,
      masterPriority: (groupIdx) => groupIdx,
    });
    expect([0, 1, 2].map(masterPriority)).toEqual([0, 1, 2]);
    expect(checkOptions(good).masterPriority(0)).toBe(10);
  });

  test('all violations at once, with the numbers', () => {
    const violations = violationsOf({
      nodeId: 70_000,
      nodes: [
        { nodeId: 1, address: 'a:1' },
        { nodeId: 1, address: 'a:1', role: 'king' },
      ],
      groupCount: 0,
      secret: 'short',
      synchronous: 'maybe',
      timeoutMs: 0,
      tuning: { heartbeatIntervalMs: 1000, windowInstances: 1.5, nonsense: 3 },
    });
    expect(violations.map(({ option }) => option).toSorted()).toEqual([
      'dataDir',
      'groupCount',
      'nodeId',
      'nodeId',
      'nodes[1].address',
      'nodes[1].nodeId',
      'nodes[1].role',
      'secret',
      'synchronous',
      'timeoutMs',
      'tuning.electionTimeoutMs',
      'tuning.nonsense',
      'tuning.windowInstances',
    ]);
    expect(violations.find(({ option }) => option === 'tuning.electionTimeoutMs')?.problem).toContain('3000');
    expect(JSON.stringify(violations)).not.toContain('short');
  });

  test.each([
    ['no object', undefined, 'options'],
    ['a name that is none', { ...good, secrets: 'x'.repeat(16) }, 'secrets'],
    ['a row of tuning', { ...good, heartbeatIntervalMs: 100 }, 'heartbeatIntervalMs'],
    ['a pino logger', { ...good, logger: { info() {}, warn() {} } }, 'logger'],
    ['a registry', { ...good, metrics: { inc() {} } }, 'metrics'],
    ['a secret that is a number', { ...good, secret: 1234567890123456 }, 'secret'],
    ['names of files', { ...good, tls: { ca: '/ca.pem', cert: '/cert.pem', key: '/key.pem' } }, 'tls'],
    ['a text for a boolean', { ...good, leaseReads: 'false' }, 'leaseReads'],
    ['nodes that are texts', { ...good, nodes: ['127.0.0.1:7101'] }, 'nodes'],
  ])('%s is refused, and named', (_, options, option) => {
    const violations = violationsOf(options);
    expect(violations.map((violation) => violation.option)).toEqual([option]);
    expect(JSON.stringify(violations)).not.toContain('1234567890123456');
  });

  test('a misspelt option hides no other mistake', () => {
    const violations = violationsOf({ ...good, adminAdress: '127.0.0.1:1', nodeId: 0, timeoutMs: '5' });
    expect(violations.map(({ option }) => option)).toEqual(['adminAdress', 'nodeId', 'nodeId', 'timeoutMs']);
  });

  test('an address has a port, unless the transport is one of the user', () => {
    const nodes = [{ nodeId: 1, address: '127.0.0.1' }];
    expect(violationsOf({ ...good, nodes })).toMatchObject([{ option: 'nodes[0].address' }]);
    expect(violationsOf({ ...good, nodes, ports: { transport: {} } })).toEqual([]);
  });

  test('a cluster needs a voter, and this node in it', () => {
    expect(violationsOf({ ...good, nodes: [{ nodeId: 1, address: 'a:1', role: 'learner' }] })).toHaveLength(
      1,
    );
    expect(violationsOf({ ...good, nodeId: 3 })).toHaveLength(1);
    expect(violationsOf({ ...good, nodes: [] })).toHaveLength(1);
  });

  test('every row holds its own defaults and has a reason', () => {
    for (const row of Object.values<OptionRow>(optionRows)) {
      for (const value of [row.default, row.large ?? row.default]) {
        expect(value).toBeGreaterThanOrEqual(row.min);
        expect(value).toBeLessThanOrEqual(row.max);
      }
      expect(row.reason.length).toBeGreaterThan(5);
    }
    expect(() => checkRow('maxPending', 0)).toThrow(GaiosError);
    expect(checkRow('maxPending', 5)).toBe(5);
  });

  test('the version is that of package.json', () => {
    const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as unknown;
    expect(manifest).toMatchObject({ version });
  });
});

/**
 * What each option of `Node.run` has to be, before anybody looks at its value: TypeScript says so to those who use it, and
 * only to an object literal. A name that is none is refused: a `secret` that was misspelt must not mean none.
 */

import type { NodeOptions } from './api.ts';
import { optionRows } from './option-rows.ts';
import { isThenable } from './thenable.ts';

/** One thing that is wrong with the options. */
export interface Violation {
  readonly option: string;
  readonly value: unknown;
  readonly problem: string;
}

/** Of a value that is not to be shown, or could not be. */
export const whatIs = (value: unknown): string => {
  if (value === undefined || value === null) return 'nothing';
  if (isThenable(value)) return 'a promise';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};

/** Undefined: its own check says all that there is to say. */
type Shape = { readonly is: (value: unknown) => boolean; readonly problem: string } | undefined;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const has = (value: unknown, methods: readonly string[]): boolean =>
  isObject(value) && methods.every((name) => typeof value[name] === 'function');

const isBytes = (value: unknown): value is string | Uint8Array =>
  typeof value === 'string' || value instanceof Uint8Array;

/** It says so in its first line; a path, which is the likely mistake, does not. */
const isPem = (value: unknown): boolean => isBytes(value) && value.toString().includes('-----BEGIN ');

const bool: Shape = { is: (value) => typeof value === 'boolean', problem: 'must be true or false' };
const text: Shape = { is: (value) => typeof value === 'string', problem: 'must be a string' };
const object: Shape = { is: isObject, problem: 'must be an object' };

const shapes: { readonly [K in keyof Required<NodeOptions>]: Shape } = {
  nodeId: undefined,
  nodes: {
    is: (value) => Array.isArray(value) && value.every(isObject),
    problem: 'must be an array of { nodeId, address }',
  },
  dataDir: undefined,
  clusterName: text,
  groupCount: undefined,
  stateMachines: undefined,
  groupKinds: undefined,
  secret: { is: isBytes, problem: 'must be a string or a Uint8Array' },
  tls: {
    is: (value) => isObject(value) && [value['ca'], value['cert'], value['key']].every(isPem),
    problem: 'must have ca, cert and key: PEM texts, not names of files',
  },
  listenAddress: text,
  adminAddress: undefined,
  adminToken: text,
  timeoutMs: undefined,
  largeValueMode: bool,
  synchronous: undefined,
  changeValueBeforePropose: bool,
  leaseReads: bool,
  bootstrap: bool,
  masterPriority: undefined,
  balanceMasters: bool,
  followNodeId: undefined,
  useMaster: undefined,
  onMasterChange: undefined,
  onMembershipChange: undefined,
  onGroupChange: undefined,
  checkpoints: bool,
  useCheckpointReplayer: bool,
  logger: {
    is: (value) => has(value, ['log']),
    problem: 'must have log(level, message, facts); a pino logger goes in as pinoLogger(pino)',
  },
  metrics: {
    is: (value) => has(value, ['count', 'gauge', 'observe']),
    problem: 'must have count, gauge and observe; prom-client goes in as promMetrics(client)',
  },
  ports: object,
  tuning: object,
};

export const shapeViolations = (options: unknown): Violation[] => {
  if (!isObject(options))
    return [{ option: 'options', value: whatIs(options), problem: 'must be an object' }];
  return Object.entries(options).flatMap(([option, value]) => {
    if (value === undefined) return [];
    if (!Object.hasOwn(shapes, option)) return { option, value: whatIs(value), problem: whyNone(option) };
    const shape = shapes[option as keyof NodeOptions];
    // The type and not the value: it may be a secret, or large.
    return shape === undefined || shape.is(value)
      ? []
      : { option, value: whatIs(value), problem: shape.problem };
  });
};

const whyNone = (option: string): string =>
  Object.hasOwn(optionRows, option) ? 'is not an option here, but of `tuning`' : 'is not an option';

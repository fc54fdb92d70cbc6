/** Checks what a user passes to `Node.run`: all violations at once, with the numbers. */

import { GaiosError, parseAddress } from '@gaios/sm-base';
import { GROUP_KIND_LENGTH_MAX, GROUP_KINDS_MAX } from '@gaios/config-sm';
import type { NodeAddress, NodeOptions } from './api.ts';
import { PRIORITY_MAX } from './ranking.ts';
import { isLoopbackIp } from '@gaios/transport-ws';
import { shapeViolations, type Violation } from './option-shapes.ts';
import { optionRelations, optionRows, type OptionName, type OptionRow, type Tuning } from './option-rows.ts';

/** What the rest of the package works with. */
export interface CheckedOptions {
  readonly nodeId: number;
  readonly nodes: readonly Required<NodeAddress>[];
  readonly clusterName: string;
  readonly groupCount: number;
  readonly groupKinds: readonly string[] | undefined;
  readonly changeValueBeforePropose: boolean;
  readonly bootstrap: boolean;
  readonly leaseReads: boolean;
  readonly masterPriority: (groupIdx: number) => number;
  readonly balanceMasters: boolean;
  readonly useCheckpointReplayer: boolean;
  readonly followNodeId: number | undefined;
  readonly useMaster: (groupIdx: number) => boolean;
  readonly tuning: Tuning;
}

export const NODE_ID_MAX = 65_535;
export const GROUP_COUNT_MAX = 65_536;
/** Every node pair has connections and heartbeats of its own; Paxos groups are small. */
const NODES_MAX = 128;
const CLUSTER_NAME_MAX = 128;
const CHECKPOINT_SEND_BYTES_MIN = 32 * 1024;
const SECRET_BYTES_MIN = 16;

const names = Object.keys(optionRows) as OptionName[];

/** What is found while the values are checked. */
interface ValueChecks {
  readonly priorities: number[];
  readonly tuning: Tuning;
}

/** @throws GaiosError INVALID_OPTIONS, `facts.violations` */
export const checkOptions = (options: NodeOptions): CheckedOptions => {
  const misshapen = shapeViolations(options);
  const bad = new Set(misshapen.map(({ option }) => option));
  // The other checks rely on the shapes, and are to say what else is wrong.
  const sound = bad.size === 0 ? options : without(options, bad);
  const more: Violation[] = [];
  const { priorities, tuning } = checkValues(sound, more);
  const others = more.filter(({ option }) => !bad.has(/^\w*/.exec(option)?.[0] ?? ''));
  const violations = [...misshapen, ...(bad.has('options') ? [] : others)];
  if (violations.length > 0) throw invalidOptions(violations);
  return {
    nodeId: options.nodeId,
    nodes: options.nodes.map((node) => ({ role: 'voter', ...node })),
    clusterName: options.clusterName ?? 'gaios',
    groupCount: options.groupCount ?? 1,
    groupKinds: options.groupKinds,
    changeValueBeforePropose: options.changeValueBeforePropose ?? false,
    bootstrap: options.bootstrap ?? true,
    leaseReads: options.leaseReads ?? true,
    masterPriority: (groupIdx) => priorities[groupIdx] ?? laterPriority(options, priorities, groupIdx),
    balanceMasters: options.balanceMasters ?? false,
    useCheckpointReplayer: options.useCheckpointReplayer ?? true,
    followNodeId: options.followNodeId,
    useMaster:
      typeof options.useMaster === 'function' ? options.useMaster : () => options.useMaster !== false,
    tuning,
  };
};

/** `options` may be anything here. */
const without = (options: NodeOptions | undefined, gone: ReadonlySet<string>): NodeOptions => {
  const rest = Object.entries(options ?? {}).filter(([name]) => !gone.has(name));
  return Object.fromEntries(rest) as unknown as NodeOptions;
};

const checkValues = (options: NodeOptions, violations: Violation[]): ValueChecks => {
  checkIdentity(options, violations);
  checkNodes(options, violations);
  checkSecurity(options, violations);
  checkAdmin(options, violations);
  const priorities = checkPriorities(options, violations);
  checkMaster(options, violations);
  checkMembership(options, violations);
  checkFollowed(options, violations);
  checkGroups(options, violations);
  return { priorities, tuning: checkTuning(options, violations) };
};

/** For the setters: one row's bounds. @throws GaiosError INVALID_ARGUMENT */
export const checkRow = (name: OptionName, value: number): number => {
  const problem = rowProblem(optionRows[name], value);
  if (problem === undefined) return value;
  throw new GaiosError('INVALID_ARGUMENT', `${name} = ${value}: ${problem}`, { facts: { name, value } });
};

export const invalidOptions = (violations: readonly Violation[]): GaiosError => {
  const lines = violations.map(({ option, value, problem }) => `${option} = ${show(value)}: ${problem}`);
  return new GaiosError('INVALID_OPTIONS', `invalid options:\n  ${lines.join('\n  ')}`, {
    facts: { violations },
  });
};

const show = (value: unknown): string => {
  if (typeof value === 'function') return 'a function';
  return value === undefined || typeof value === 'number'
    ? String(value)
    : (JSON.stringify(value) ?? typeof value);
};

const isInteger = (value: unknown, min: number, max: number): boolean =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max;

const checkIdentity = (options: NodeOptions, violations: Violation[]): void => {
  const { nodeId, groupCount, clusterName, dataDir, ports, synchronous, stateMachines } = options;
  if (!isInteger(nodeId, 1, NODE_ID_MAX)) {
    violations.push({
      option: 'nodeId',
      value: nodeId,
      problem: `must be an integer from 1 to ${NODE_ID_MAX}`,
    });
  }
  if (groupCount !== undefined && !isInteger(groupCount, 1, GROUP_COUNT_MAX)) {
    const problem = `must be an integer from 1 to ${GROUP_COUNT_MAX}`;
    violations.push({ option: 'groupCount', value: groupCount, problem });
  }
  if (clusterName !== undefined && (clusterName.length < 1 || clusterName.length > CLUSTER_NAME_MAX)) {
    const problem = `must have 1 to ${CLUSTER_NAME_MAX} characters`;
    violations.push({ option: 'clusterName', value: clusterName, problem });
  }
  if (ports?.storage === undefined && (typeof dataDir !== 'string' || dataDir === '')) {
    violations.push({ option: 'dataDir', value: dataDir, problem: 'is needed: the folder of this node' });
  }
  if (synchronous !== undefined && !['full', 'extra', 'off'].includes(synchronous)) {
    violations.push({ option: 'synchronous', value: synchronous, problem: 'must be full, extra or off' });
  }
  if (stateMachines !== undefined && typeof stateMachines !== 'function') {
    violations.push({
      option: 'stateMachines',
      value: stateMachines,
      problem: 'must be a function of groupIdx',
    });
  }
};

/** Of every group, at once: a function that goes wrong should do so here, not in an election. */
const checkPriorities = ({ masterPriority, groupCount }: NodeOptions, violations: Violation[]): number[] => {
  const priorities: number[] = Array.from(
    { length: isInteger(groupCount, 1, GROUP_COUNT_MAX) ? (groupCount as number) : 1 },
    () => PRIORITY_MAX,
  );
  if (masterPriority === undefined) return priorities;
  for (const groupIdx of priorities.keys()) {
    const value = typeof masterPriority === 'function' ? masterPriority(groupIdx) : masterPriority;
    if (!isInteger(value, 0, PRIORITY_MAX)) {
      const problem = `must be an integer from 0 to ${PRIORITY_MAX}, also for group ${groupIdx}`;
      violations.push({ option: 'masterPriority', value, problem });
      break;
    }
    priorities[groupIdx] = value;
  }
  return priorities;
};

/** Of a group that was created later: asked once, and what is none is the default. */
const laterPriority = ({ masterPriority }: NodeOptions, known: number[], groupIdx: number): number => {
  const value = typeof masterPriority === 'function' ? masterPriority(groupIdx) : masterPriority;
  const priority = isInteger(value, 0, PRIORITY_MAX) ? (value as number) : PRIORITY_MAX;
  known[groupIdx] = priority;
  return priority;
};

const checkGroups = ({ groupKinds, onGroupChange }: NodeOptions, violations: Violation[]): void => {
  const isKind = (kind: unknown): boolean => typeof kind === 'string' && kind.length <= GROUP_KIND_LENGTH_MAX;
  const areKinds = groupKinds === undefined || (Array.isArray(groupKinds) && groupKinds.every(isKind));
  if (!areKinds || (groupKinds?.length ?? 0) > GROUP_KINDS_MAX) {
    const problem = `must be at most ${GROUP_KINDS_MAX} texts of at most ${GROUP_KIND_LENGTH_MAX} characters`;
    violations.push({ option: 'groupKinds', value: groupKinds, problem });
  }
  if (onGroupChange !== undefined && typeof onGroupChange !== 'function') {
    violations.push({
      option: 'onGroupChange',
      value: onGroupChange,
      problem: 'must be a function of the group',
    });
  }
};

const checkMaster = ({ useMaster, onMasterChange }: NodeOptions, violations: Violation[]): void => {
  if (useMaster !== undefined && !['boolean', 'function'].includes(typeof useMaster)) {
    const problem = 'must be true, false or a function of groupIdx';
    violations.push({ option: 'useMaster', value: useMaster, problem });
  }
  if (onMasterChange !== undefined && typeof onMasterChange !== 'function') {
    const problem = 'must be a function of groupIdx, node and version';
    violations.push({ option: 'onMasterChange', value: onMasterChange, problem });
  }
};

const checkMembership = ({ onMembershipChange }: NodeOptions, violations: Violation[]): void => {
  if (onMembershipChange === undefined || typeof onMembershipChange === 'function') return;
  const problem = 'must be a function of groupIdx, members and version';
  violations.push({ option: 'onMembershipChange', value: onMembershipChange, problem });
};

/** What it is in the log by now, and whether that one is still there, cannot be known yet. */
const checkFollowed = ({ followNodeId, nodeId, nodes }: NodeOptions, violations: Violation[]): void => {
  if (followNodeId === undefined) return;
  const all: readonly NodeAddress[] = Array.isArray(nodes) ? nodes : [];
  const add = (problem: string): void => {
    violations.push({ option: 'followNodeId', value: followNodeId, problem });
  };
  if (!isInteger(followNodeId, 1, NODE_ID_MAX)) add(`must be an integer from 1 to ${NODE_ID_MAX}`);
  else if (followNodeId === nodeId) add('is this node itself');
  else if (!all.some((node) => node.nodeId === followNodeId)) add('is not among `nodes`');
  if (all.some((node) => node.nodeId === nodeId && (node.role ?? 'voter') === 'voter'))
    add('is for a learner, and `nodes` says that this node is a voter');
};

const checkNodes = (options: NodeOptions, violations: Violation[]): void => {
  const nodes: readonly NodeAddress[] = Array.isArray(options.nodes) ? options.nodes : [];
  if (nodes.length < 1 || nodes.length > NODES_MAX) {
    const problem = `must name 1 to ${NODES_MAX} nodes`;
    violations.push({ option: 'nodes', value: nodes.length, problem });
  }
  // A transport of one's own may know other ones.
  const isReachable = (address: string): boolean =>
    options.ports?.transport !== undefined || parseAddress(address) !== undefined;
  const seenIds = new Set<number>();
  const seenAddresses = new Set<string>();
  for (const [index, { nodeId, address, role }] of nodes.entries()) {
    const option = `nodes[${index}]`;
    const add = (field: string, value: unknown, problem: string): void => {
      violations.push({ option: `${option}.${field}`, value, problem });
    };
    if (!isInteger(nodeId, 1, NODE_ID_MAX))
      add('nodeId', nodeId, `must be an integer from 1 to ${NODE_ID_MAX}`);
    if (seenIds.has(nodeId)) add('nodeId', nodeId, 'is named twice');
    if (typeof address !== 'string' || address === '' || !isReachable(address))
      add('address', address, 'must be host:port');
    if (seenAddresses.has(address)) add('address', address, 'is named twice');
    if (role !== undefined && role !== 'voter' && role !== 'learner')
      add('role', role, 'must be voter or learner');
    seenIds.add(nodeId);
    seenAddresses.add(address);
  }
  if (nodes.length > 0 && !seenIds.has(options.nodeId)) {
    violations.push({ option: 'nodeId', value: options.nodeId, problem: 'is not among `nodes`' });
  }
  if (nodes.length > 0 && !nodes.some((node) => (node.role ?? 'voter') === 'voter')) {
    violations.push({ option: 'nodes', value: nodes.length, problem: 'name no voter' });
  }
};

const checkSecurity = ({ secret, tls }: NodeOptions, violations: Violation[]): void => {
  const bytes = secret === undefined ? undefined : Buffer.byteLength(secret);
  if (bytes !== undefined && bytes < SECRET_BYTES_MIN) {
    // The secret itself is never shown.
    violations.push({
      option: 'secret',
      value: bytes,
      problem: `must have at least ${SECRET_BYTES_MIN} bytes`,
    });
  }
  if (secret !== undefined && tls !== undefined) {
    violations.push({ option: 'secret', value: bytes, problem: 'excludes tls' });
  }
};

const checkAdmin = ({ adminAddress, adminToken }: NodeOptions, violations: Violation[]): void => {
  if (adminToken !== undefined && Buffer.byteLength(adminToken) < SECRET_BYTES_MIN) {
    const problem = `must have at least ${SECRET_BYTES_MIN} bytes`;
    violations.push({ option: 'adminToken', value: Buffer.byteLength(adminToken), problem });
  }
  if (adminAddress === undefined) return;
  const parsed = typeof adminAddress === 'string' ? parseAddress(adminAddress) : undefined;
  // A name may mean any address; here it must be one that is loopback for certain.
  const isLocal = parsed !== undefined && (parsed.host === 'localhost' || isLoopbackIp(parsed.host));
  if (parsed === undefined) {
    violations.push({ option: 'adminAddress', value: adminAddress, problem: 'must be host:port' });
  } else if (adminToken === undefined && !isLocal) {
    const problem = 'must be on loopback (localhost, 127.0.0.1, [::1]) unless adminToken is set';
    violations.push({ option: 'adminAddress', value: adminAddress, problem });
  }
};

const checkTuning = (options: NodeOptions, violations: Violation[]): Tuning => {
  const given: Record<string, number | undefined> = { ...options.tuning };
  if (options.timeoutMs !== undefined) given['timeoutMs'] = options.timeoutMs;
  for (const name of Object.keys(given)) {
    if (!(name in optionRows)) {
      violations.push({ option: `tuning.${name}`, value: given[name], problem: 'is not an option' });
    }
  }
  const tuning = Object.fromEntries(
    names.map((name) => [name, given[name] ?? defaultOf(optionRows[name], options.largeValueMode ?? false)]),
  ) as Tuning;
  for (const name of names) {
    const problem = rowProblem(optionRows[name], tuning[name]);
    const option = name === 'timeoutMs' ? name : `tuning.${name}`;
    if (problem !== undefined) violations.push({ option, value: tuning[name], problem });
  }
  const leastBytes = CHECKPOINT_SEND_BYTES_MIN * tuning.checkpointSendsMax;
  if (tuning.checkpointSendBytes > 0 && tuning.checkpointSendBytes < leastBytes) {
    const problem = `must be 0 (no limit), or at least ${CHECKPOINT_SEND_BYTES_MIN} × checkpointSendsMax: a chunk has to come before its receiver gives up`;
    violations.push({ option: 'tuning.checkpointSendBytes', value: tuning.checkpointSendBytes, problem });
  }
  for (const { low, high, factor, reason } of optionRelations) {
    if (tuning[high] < tuning[low] * factor) {
      const problem = `must be at least ${factor} × ${low} = ${tuning[low] * factor}: ${reason}`;
      violations.push({ option: `tuning.${high}`, value: tuning[high], problem });
    }
  }
  return tuning;
};

const defaultOf = (row: OptionRow, large: boolean): number =>
  large ? (row.large ?? row.default) : row.default;

const rowProblem = ({ min, max, unit }: OptionRow, value: unknown): string | undefined => {
  const isWhole = unit === 'ms' || Number.isInteger(value);
  if (typeof value === 'number' && isWhole && value >= min && value <= max) return undefined;
  return `must be ${unit === 'ms' ? 'a number' : 'an integer'} from ${min} to ${max} ${unit}`;
};

/**
 * What is proposed to the directory of groups (group 0), as bytes and back. A command is checked by whoever proposes it,
 * with an error for each mistake; when it is executed, bytes that are none change nothing, on every replica alike.
 */

import { GaiosError } from '@gaios/sm-base';
import { fromBytes, isRecord, toBytes } from './json-bytes.ts';
import { toTarget, type Target } from './members.ts';
import { requireTarget } from './validate.ts';

/** Which machines a group has: a name that the nodes know how to make them by. The same bound as a cluster's name. */
export const GROUP_KIND_LENGTH_MAX = 64;
/** More would make the directory long, which every node keeps. */
export const GROUP_KINDS_MAX = 256;
export const GROUP_IDX_MAX = 65_535;
const NODE_ID_MAX = 65_535;

export interface DirectoryCommandMap {
  /** Groups 0 … groupCount-1 of the first start. The first one that is executed counts. */
  found: { readonly groupCount: number; readonly members: Target };
  /** `gid`: drawn by whoever proposes it; the group is founded with it, so that another life of the index is told apart. */
  create: {
    readonly groupIdx: number;
    readonly gid: number;
    readonly members: Target;
    readonly kind: string;
  };
  /** The group takes no more proposals, and is drained. `gid`: of the life that is meant; 0: whichever it is. */
  destroy: { readonly groupIdx: number; readonly gid: number };
  /** A member has nothing of the group under way any more. When all have said so, its data may be deleted. */
  drained: { readonly groupIdx: number; readonly gid: number; readonly nodeId: number };
  /** It is drained, or whoever has not said so is not waited for: its data may be deleted. */
  drop: { readonly groupIdx: number; readonly gid: number };
  /** Its membership, which its own log decides, as of a version of it. */
  update: {
    readonly groupIdx: number;
    readonly gid: number;
    readonly version: number;
    readonly members: Target;
    /** By which it was known before repairs gave it another (core `Configuration.formerLives`). Absent: none. */
    readonly formerGids?: readonly number[];
  };
  /** The kinds of groups that a node has machines for; without `kinds`: it takes whatever comes. */
  announce: { readonly nodeId: number; readonly kinds?: readonly string[] };
}

export type DirectoryCommandKind = keyof DirectoryCommandMap;
export type DirectoryCommand = {
  [K in DirectoryCommandKind]: { readonly op: K } & DirectoryCommandMap[K];
}[DirectoryCommandKind];

/** @throws GaiosError for what can never be executed: INVALID_ARGUMENT, or as for a membership */
export const encodeCommand = (command: DirectoryCommand): Uint8Array => {
  const problem = problemOf(command);
  if (problem !== undefined) throw new GaiosError('INVALID_ARGUMENT', problem, { facts: { ...command } });
  return toBytes('members' in command ? { ...command, members: requireTarget(command.members) } : command);
};

/** Undefined for bytes that are no command. */
export const decodeCommand = (bytes: Uint8Array): DirectoryCommand | undefined => {
  const command = fromBytes(bytes);
  if (command === undefined || problemOf(command) !== undefined) return undefined;
  const { op, members } = command as unknown as { op: DirectoryCommandKind; members: unknown };
  if (!WITH_MEMBERS.has(op)) return command as unknown as DirectoryCommand;
  return isMembership(members)
    ? ({ ...command, members: toTarget(members) } as unknown as DirectoryCommand)
    : undefined;
};

const WITH_MEMBERS: ReadonlySet<DirectoryCommandKind> = new Set(['found', 'create', 'update']);

const isMembership = (members: unknown): members is Target => {
  try {
    requireTarget(members);
    return true;
  } catch {
    return false;
  }
};

type Problem = string | undefined;
type Checks = {
  readonly [K in DirectoryCommandKind]: (command: Readonly<Record<string, unknown>>) => Problem;
};

const checks: Checks = {
  found: ({ groupCount }) =>
    isCount(groupCount) && groupCount >= 1 && groupCount <= GROUP_IDX_MAX + 1
      ? undefined
      : `groupCount is an integer from 1 to ${GROUP_IDX_MAX + 1}`,
  create: (command) => indexProblem(command) ?? gidProblem(command, 1) ?? kindProblem(command),
  destroy: (command) => indexProblem(command) ?? gidProblem(command, 0),
  drop: (command) => indexProblem(command) ?? gidProblem(command, 0),
  drained: (command) => indexProblem(command) ?? gidProblem(command, 0) ?? nodeProblem(command),
  announce: (command) => nodeProblem(command) ?? kindsProblem(command),
  update: (command) =>
    indexProblem(command) ??
    gidProblem(command, 0) ??
    (isCount(command['version']) ? undefined : 'a version is an integer') ??
    (areGids(command['formerGids']) ? undefined : 'former gids are integers'),
};

/** What is wrong with a command; undefined: nothing, but for the members that it may name. */
export const problemOf = (command: unknown): Problem => {
  const op = isRecord(command) ? command['op'] : undefined;
  if (!isRecord(command) || typeof op !== 'string' || !Object.hasOwn(checks, op)) return 'no such command';
  return checks[op as DirectoryCommandKind](command);
};

/** Group 0 holds the directory: it is founded with the cluster, and stays. */
const indexProblem = ({ op, groupIdx }: Readonly<Record<string, unknown>>): Problem => {
  const min = op === 'update' ? 0 : 1;
  if (isCount(groupIdx) && groupIdx >= min && groupIdx <= GROUP_IDX_MAX) return undefined;
  return `groupIdx is an integer from ${min} to ${GROUP_IDX_MAX}`;
};

const gidProblem = ({ gid }: Readonly<Record<string, unknown>>, min: number): Problem =>
  isCount(gid) && gid >= min ? undefined : `a gid is an integer from ${min} to 2^53-1`;

const kindProblem = ({ kind }: Readonly<Record<string, unknown>>): Problem =>
  typeof kind === 'string' && kind.length <= GROUP_KIND_LENGTH_MAX
    ? undefined
    : `kind is a text of at most ${GROUP_KIND_LENGTH_MAX} characters`;

const nodeProblem = ({ nodeId }: Readonly<Record<string, unknown>>): Problem =>
  isCount(nodeId) && nodeId >= 1 && nodeId <= NODE_ID_MAX
    ? undefined
    : `a node id is an integer from 1 to ${NODE_ID_MAX}`;

const kindsProblem = ({ kinds }: Readonly<Record<string, unknown>>): Problem => {
  if (kinds === undefined) return undefined;
  if (!Array.isArray(kinds) || kinds.length > GROUP_KINDS_MAX) {
    return `kinds is a list of at most ${GROUP_KINDS_MAX}`;
  }
  return kinds.map((kind: unknown) => kindProblem({ kind })).find((problem) => problem !== undefined);
};

/** Or none are said. */
export const areGids = (gids: unknown): boolean =>
  gids === undefined || (Array.isArray(gids) && gids.every(isCount));

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

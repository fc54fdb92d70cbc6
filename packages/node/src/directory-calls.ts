/** `createGroup` and `destroyGroup` of this node: what is wrong is refused before anything is proposed; then it waits. */

import { GaiosError, type ErrorCode } from '@gaios/sm-base';
import {
  encodeCommand,
  errorOf,
  GROUP_IDX_MAX,
  toTarget,
  type DirectoryCommand,
  type DirectoryResult,
  type GroupDirectory,
  type GroupEntry,
  type Target,
  type TargetMember,
} from '@gaios/config-sm';
import type { CallOptions, NewGroup, NodeEvents } from './api.ts';
import type { Deadlines, Due } from './deadlines.ts';

export interface DirectoryCallsParts {
  readonly directory: GroupDirectory;
  readonly deadlines: Deadlines;
  readonly limits: { readonly groupsMax: number; readonly heartbeatIntervalMs: number };
  readonly groupCount: number;
  readonly nowMs: () => number;
  readonly newGid: () => number;
  readonly isUp: (nodeId: number) => boolean;
  /** Of group 0: in it is every node. */
  readonly nodes: () => Target;
  /** Rejects as `Node.readBarrier` does. */
  readonly barrier: (options: CallOptions) => Promise<unknown>;
  /** Rejects as `Node.propose` does. */
  readonly propose: (command: DirectoryCommand, options: CallOptions) => Promise<DirectoryResult>;
  /** Of this life of a group, or of an older one, this node has something left. */
  readonly holds: (groupIdx: number, life: number) => boolean;
  readonly progress: (event: NodeEvents['groupProgress'][0]) => void;
}

type Allowance = CallOptions & { readonly timeoutMs: number };

/** How long the first call of all waits for the nodes that are up to say what kinds they know, in heartbeat intervals. */
const ANNOUNCE_BEATS = 10;

class Wait implements Due {
  dueMs = Infinity;
  heapIndex = -1;
  readonly isOver: () => boolean;
  readonly end: (code?: ErrorCode, cause?: unknown) => void;

  constructor(isOver: () => boolean, end: (code?: ErrorCode, cause?: unknown) => void) {
    this.isOver = isOver;
    this.end = end;
  }

  onDue(): void {
    this.end('TIMEOUT');
  }
}

export class DirectoryCalls {
  readonly #parts: DirectoryCallsParts;
  /** By the group that they wait for: many may be created at once, and each hears of its own. */
  readonly #waits = new Map<number, Set<Wait>>();

  constructor(parts: DirectoryCallsParts) {
    this.#parts = parts;
  }

  /** Something has happened that a caller may wait for. */
  check(groupIdx: number): void {
    for (const wait of this.#waits.get(groupIdx) ?? []) if (wait.isOver()) wait.end();
  }

  checkAll(): void {
    for (const groupIdx of this.#waits.keys()) this.check(groupIdx);
  }

  endAll(code: ErrorCode, cause?: unknown): void {
    for (const waits of this.#waits.values()) for (const wait of waits) wait.end(code, cause);
  }

  async create(wanted: NewGroup, options: Allowance): Promise<GroupEntry> {
    const { directory, newGid, limits, propose } = this.#parts;
    const untilMs = this.#parts.nowMs() + options.timeoutMs;
    const { groupIdx, kind } = wanted;
    requireIndex(groupIdx);
    await this.#prepare(untilMs, options);
    const command = {
      op: 'create',
      groupIdx,
      gid: newGid(),
      members: this.#membersOf(wanted),
      kind,
    } as const;
    encodeCommand(command); // refuses what could not be executed
    const { gid, members } = command;
    const taken = directory.get(groupIdx);
    const there = directory.count;
    if (there >= limits.groupsMax && (taken === undefined || taken.state === 'destroyed')) {
      const facts = { groupIdx, groups: there, groupsMax: limits.groupsMax };
      throw new GaiosError('GROUP_LIMIT', undefined, { facts });
    }
    const result = await propose(command, this.#left(untilMs, options));
    const refused = errorOf(result);
    if (refused !== undefined || !result.done) throw refused ?? new GaiosError('NOT_EXECUTED');
    const life = result.entries[0]?.life ?? 0;
    await this.#founded({ groupIdx, gid, life, members }, this.#left(untilMs, options));
    const entry = directory.get(groupIdx);
    if (entry?.life === life && entry.state !== 'destroyed') return entry;
    throw new GaiosError('GROUP_DESTROYED', undefined, { facts: { groupIdx, gid } });
  }

  async destroy(groupIdx: number, options: Allowance): Promise<void> {
    const { directory, propose, holds } = this.#parts;
    const untilMs = this.#parts.nowMs() + options.timeoutMs;
    requireIndex(groupIdx);
    await this.#prepare(untilMs, options);
    const entry = directory.get(groupIdx);
    if (entry === undefined || entry.state === 'destroyed') {
      throw new GaiosError('UNKNOWN_GROUP', undefined, { facts: { groupIdx, state: entry?.state } });
    }
    const { gid, life } = entry;
    const left = this.#left(untilMs, options);
    const refused = errorOf(await propose({ op: 'destroy', groupIdx, gid }, left));
    if (refused !== undefined) throw refused;
    const isOver = (): boolean => {
      const now = directory.get(groupIdx);
      return (now === undefined || now.life > life || now.state === 'destroyed') && !holds(groupIdx, life);
    };
    await this.#wait(groupIdx, isOver, this.#left(untilMs, options), (code, cause) => {
      const { state, drained = [] } = directory.get(groupIdx) ?? {};
      const facts = { groupIdx, gid, state, drained, members: entry.members };
      return new GaiosError(code, undefined, { facts, outcome: 'unknown', cause });
    });
  }

  /** The directory is there, and as young here as any that was answered from before. */
  async #prepare(untilMs: number, options: Allowance): Promise<void> {
    const { directory, barrier, propose, groupCount, nodes } = this.#parts;
    await barrier(this.#left(untilMs, options));
    if (directory.get(0) !== undefined) return;
    // Somebody else may have been faster, which is as good.
    const found = { op: 'found', groupCount, members: toTarget(nodes()) } as const;
    await propose(found, this.#left(untilMs, options));
    await this.#announced(untilMs, options);
  }

  /** Who is up says which kinds it knows as soon as the directory is there. */
  async #announced(untilMs: number, options: Allowance): Promise<void> {
    const { directory, nodes, isUp, limits } = this.#parts;
    const isSaid = (): boolean =>
      nodes().every(({ nodeId }) => directory.announced(nodeId) !== undefined || !isUp(nodeId));
    const { timeoutMs, signal } = this.#left(untilMs, options);
    const shortMs = Math.min(timeoutMs, limits.heartbeatIntervalMs * ANNOUNCE_BEATS);
    const short = { timeoutMs: shortMs, ...(signal === undefined ? {} : { signal }) };
    const toError = (code: ErrorCode, cause?: unknown): GaiosError =>
      new GaiosError(code, undefined, { cause });
    try {
      await this.#wait(0, isSaid, short, toError);
    } catch (error) {
      if (!(error instanceof GaiosError) || error.code !== 'TIMEOUT') throw error;
    }
  }

  #founded(
    { groupIdx, gid, life, members }: Pick<GroupEntry, 'groupIdx' | 'gid' | 'life' | 'members'>,
    options: Allowance,
  ): Promise<void> {
    const { directory, isUp, progress } = this.#parts;
    const waitsFor = (): number[] =>
      members.filter(({ role, nodeId }) => role === 'voter' && !isUp(nodeId)).map(({ nodeId }) => nodeId);
    let told = '[]';
    const isOver = (): boolean => {
      const entry = directory.get(groupIdx);
      const missing = waitsFor();
      if (JSON.stringify(missing) !== told) progress({ groupIdx, gid, waitsFor: missing });
      told = JSON.stringify(missing);
      return entry?.life !== life || entry.version > 0 || entry.state === 'destroyed';
    };
    const toError = (code: ErrorCode, cause?: unknown): GaiosError => {
      const detail = 'the group is created, and is founded as soon as all of its voters are there';
      const facts = { groupIdx, gid, waitsFor: waitsFor() };
      return new GaiosError(code, code === 'TIMEOUT' ? detail : undefined, {
        facts,
        outcome: 'unknown',
        cause,
      });
    };
    return this.#wait(groupIdx, isOver, options, toError);
  }

  /** Nodes by their ids alone are voters where group 0 has them. @throws GaiosError UNKNOWN_MEMBER, INVALID_ARGUMENT */
  #membersOf({ groupIdx, members }: NewGroup): Target {
    const nodes = this.#parts.nodes();
    if (!Array.isArray(members)) {
      throw new GaiosError('INVALID_ARGUMENT', 'the members of a group are an array', {
        facts: { groupIdx },
      });
    }
    return (members as NewGroup['members']).map((member): TargetMember => {
      const nodeId = typeof member === 'number' ? member : member?.nodeId;
      const node = nodes.find((each) => each.nodeId === nodeId);
      if (node === undefined) {
        const known = nodes.map((each) => each.nodeId);
        const detail = `node ${nodeId} is no member of group 0`;
        throw new GaiosError('UNKNOWN_MEMBER', detail, { facts: { groupIdx, nodeId, known } });
      }
      const { address } = node;
      const role = typeof member === 'number' ? 'voter' : (member.role ?? 'voter');
      if (typeof member === 'number' || member.address === undefined || member.address === address) {
        return { nodeId: node.nodeId, address, role };
      }
      const facts = { groupIdx, nodeId, address: member.address, known: address };
      throw new GaiosError('INVALID_ARGUMENT', `node ${nodeId} has another address in group 0`, { facts });
    });
  }

  #left(untilMs: number, options: Allowance): Allowance {
    return { ...options, timeoutMs: Math.max(0, untilMs - this.#parts.nowMs()) };
  }

  #wait(
    groupIdx: number,
    isOver: () => boolean,
    { timeoutMs, signal }: Allowance,
    toError: (code: ErrorCode, cause?: unknown) => GaiosError,
  ): Promise<void> {
    if (isOver()) return Promise.resolve();
    if (signal?.aborted === true) return Promise.reject(toError('ABORTED', signal.reason));
    const { deadlines, nowMs } = this.#parts;
    return new Promise((resolve, reject) => {
      const abort = (): void => wait.end('ABORTED', signal?.reason);
      const waits = this.#waits.get(groupIdx) ?? new Set();
      const wait = new Wait(isOver, (code, cause) => {
        waits.delete(wait);
        if (waits.size === 0) this.#waits.delete(groupIdx);
        deadlines.remove(wait);
        signal?.removeEventListener('abort', abort);
        if (code === undefined) resolve();
        else reject(toError(code, cause));
      });
      this.#waits.set(groupIdx, waits.add(wait));
      deadlines.set(wait, nowMs() + timeoutMs);
      signal?.addEventListener('abort', abort, { once: true });
    });
  }
}

const requireIndex = (groupIdx: number): void => {
  if (Number.isInteger(groupIdx) && groupIdx >= 1 && groupIdx <= GROUP_IDX_MAX) return;
  const detail =
    groupIdx === 0
      ? 'group 0 holds the directory of groups: it is founded with the cluster, and stays'
      : `groupIdx is an integer from 1 to ${GROUP_IDX_MAX}`;
  throw new GaiosError('INVALID_ARGUMENT', detail, { facts: { groupIdx } });
};

/** The clients of a run: they call nodes when the scenario says so, and tell the checkers what they were answered. */

import { GaiosError, type Outcome } from '@gaios/sm-base';
import { bounded, session, type Consistency, type Node, type ProposeResult, type ReadResult } from 'gaios';
import { SeededRandom } from '../seeded-random.ts';
import type { ReadCall } from './checkers/reads.ts';
import type { SimNode } from './sim-node.ts';
import { textOfResult, textOfValue, type Watcher } from './watcher.ts';
import type { ClientCall, Workload, WorkloadOperation } from './workload.ts';

/** When and where; the workload says what. */
export interface PlannedOperation {
  readonly atMs: number;
  readonly nodeId: number;
  readonly groupIdx: number;
  /** Names the operation to the workload. */
  readonly index: number;
  readonly timeoutMs: number;
  /** The caller aborts after so long; 0: never. */
  readonly abortMs: number;
}

/** Clients that remember what they saw, of each group. */
const SESSIONS = 3;
/** How far ahead of everything a session is that nobody can have had. */
const AHEAD = 1_000_000;

/** Operations of one run; keeps the streams of different seeds apart. */
const INDEX_MAX = 2 ** 20;

export interface ClientCounts {
  proposals: number;
  acknowledged: number;
  notExecuted: number;
  unknown: number;
  reads: number;
  /** The node did not run. */
  skipped: number;
}

export interface ClientsParts {
  readonly seed: number;
  readonly workload: Workload;
  readonly watcher: Watcher;
  readonly setTimer: (delayMs: number, callback: () => void) => void;
}

type Propose = Extract<WorkloadOperation, { kind: 'propose' }>;
type Read = Extract<WorkloadOperation, { kind: 'read' }>;

/** What the node is asked for, and what the checker expects of it. */
interface Asked {
  readonly consistency: Consistency;
  readonly check: Omit<ReadCall, 'life' | 'isBarrier'>;
}

export class Clients {
  readonly history: ClientCall[] = [];
  readonly counts: ClientCounts = {
    proposals: 0,
    acknowledged: 0,
    notExecuted: 0,
    unknown: 0,
    reads: 0,
    skipped: 0,
  };
  readonly #parts: ClientsParts;
  #now = 0;
  /** The last instance that each session saw, by group and session. */
  readonly #sessions = new Map<string, number>();
  /** Reads that wait, by the process that they wait at. */
  readonly #reading = new Map<ClientCall, SimNode['process']>();

  constructor(parts: ClientsParts) {
    this.#parts = parts;
  }

  /** Reads that wait at a process that lives. */
  get openReads(): number {
    return [...this.#reading.values()].filter((process) => process?.isDead === false).length;
  }

  /** At the end: what no machine has executed had no effect, whatever its caller was told. */
  settle(): void {
    for (const call of this.history) {
      const { groupIdx, operation, returnedAt } = call;
      if (operation.kind !== 'propose' || returnedAt < Infinity) continue;
      const { operations } = this.#parts.watcher;
      if (operation.values.every((value) => operations.placeOf(groupIdx, textOfValue(value)) === undefined)) {
        call.refused = true;
      }
    }
  }

  /** What a client sends to a process that stands still is taken in when it goes on. */
  call(planned: PlannedOperation, at: SimNode): void {
    const { seed, workload, watcher } = this.#parts;
    const { node, process } = at;
    if (node === undefined || process === undefined || !at.isUp) {
      this.counts.skipped++;
      return;
    }
    const { groupIdx, index } = planned;
    const operation = workload.operation(index, new SeededRandom(seed * INDEX_MAX + index));
    const calledAt = ++this.#now;
    const open = { returnedAt: Infinity, refused: false, results: [], instanceId: 0 };
    const call: ClientCall = { groupIdx, operation, calledAt, ...open };
    const arrived = (start: () => void): void =>
      process.enter(() => {
        this.history.push(call);
        start();
      });
    if (operation.kind === 'propose') return arrived(() => this.#propose(planned, at, node, call, operation));
    const asked = this.#levelOf(planned, operation);
    watcher.tell(
      at.nodeId,
      `client reads #${index} of group ${groupIdx}: ${JSON.stringify(asked.consistency)}`,
    );
    const { barrier: isBarrier = false } = operation;
    const { smId } = operation;
    watcher.check(() => watcher.reads.began({ ...asked.check, life: at.life, isBarrier, smId }));
    arrived(() => this.#read(planned, at, node, call, operation, asked));
  }

  #propose(
    planned: PlannedOperation,
    at: SimNode,
    node: Node,
    call: ClientCall,
    { smId, values }: Propose,
  ): void {
    const { watcher } = this.#parts;
    const { groupIdx, index: id } = planned;
    const { nodeId, process } = at;
    this.counts.proposals++;
    watcher.tell(nodeId, `client proposes #${id} to group ${groupIdx}`);
    const { lives: boot } = at;
    watcher.check(() => watcher.calls.began({ id, groupIdx, nodeId, boot, values: values.map(textOfValue) }));
    const options = this.#callOptions(planned);
    const single = values.length === 1 && values[0] !== undefined ? values[0] : undefined;
    const proposed: Promise<ProposeResult[]> =
      single === undefined
        ? node.batchPropose(groupIdx, values, smId, options)
        : node.propose(groupIdx, single, smId, options).then((result) => [result]);
    // A process that died meanwhile tells nobody.
    const ifAlive =
      <T>(end: (value: T) => void) =>
      (value: T): void => {
        if (process?.isDead === false) end(value);
      };
    proposed.then(
      ifAlive((results) => this.#acknowledged(id, nodeId, call, results)),
      ifAlive((error: unknown) => this.#failed(id, nodeId, call, error)),
    );
  }

  #acknowledged(id: number, nodeId: number, call: ClientCall, results: readonly ProposeResult[]): void {
    const { watcher } = this.#parts;
    this.counts.acknowledged++;
    call.returnedAt = ++this.#now;
    call.results = results.map(({ result }) => result);
    const told = results.map(({ instanceId, batchIndex, result }) => ({
      instanceId,
      batchIndex,
      result: textOfResult(result),
    }));
    this.#saw(call.groupIdx, id, told[0]?.instanceId ?? 0);
    watcher.tell(nodeId, `client: #${id} ok ${told[0]?.instanceId}.${told[0]?.batchIndex}`);
    watcher.check(() => watcher.calls.ended(id, { kind: 'ok', results: told }));
  }

  #failed(id: number, nodeId: number, call: ClientCall, error: unknown): void {
    const { watcher } = this.#parts;
    const { code, outcome } = failureOf(error);
    if (outcome === 'not-executed') this.counts.notExecuted++;
    else this.counts.unknown++;
    call.refused = outcome === 'not-executed';
    watcher.tell(nodeId, `client: #${id} ${code} ${outcome}`);
    watcher.check(() => watcher.calls.ended(id, { kind: 'failed', code, outcome }));
  }

  #read(
    planned: PlannedOperation,
    { nodeId, process, disk }: SimNode,
    node: Node,
    call: ClientCall,
    { smId, query, barrier = false }: Read,
    { consistency, check }: Asked,
  ): void {
    const { watcher } = this.#parts;
    const { groupIdx, index: id } = planned;
    this.counts.reads++;
    this.#reading.set(call, process);
    const answered = ({ instanceId, result }: ReadResult): void => {
      if (process?.isDead !== false) return;
      this.#reading.delete(call);
      call.returnedAt = ++this.#now;
      call.results = [result];
      call.instanceId = instanceId;
      if (check.level === 'session') this.#saw(groupIdx, id, instanceId);
      watcher.tell(nodeId, `client: #${id} read at ${instanceId}: ${textOfResult(result)}`);
      watcher.check(() => watcher.reads.answered(id, instanceId, watcher.nowMs));
    };
    const failed = (error: unknown): void => {
      if (process?.isDead !== false) return;
      this.#reading.delete(call);
      call.refused = true;
      const { code } = failureOf(error);
      watcher.tell(nodeId, `client: #${id} ${code}`);
      // Its disk knows nothing of the group yet, and its directory has to tell it.
      const isNew =
        code === 'UNKNOWN_GROUP' && watcher.logs[groupIdx]?.chosenUpTo(nodeId, disk.storageId) === 0;
      watcher.check(() => watcher.reads.failed(id, isNew ? 'NO_QUORUM' : code));
    };
    const options = { consistency, ...this.#callOptions(planned) };
    const asked: Promise<ReadResult> = barrier
      ? node.readBarrier(groupIdx, options).then((instanceId) => ({ instanceId, result: undefined }))
      : node.read(groupIdx, smId, query, options);
    asked.then(answered, failed);
  }

  #levelOf({ groupIdx, index: id }: PlannedOperation, { consistency }: Read): Asked {
    const { watcher } = this.#parts;
    const gid = watcher.logs[groupIdx]?.gid ?? 0;
    const check = { id, groupIdx, calledMs: watcher.nowMs, boundMs: 0, sawUpTo: 0, isForeign: false };
    if (typeof consistency === 'string') return { consistency, check: { ...check, level: consistency } };
    if (consistency.level === 'bounded') {
      const { ms } = consistency;
      return { consistency: bounded(ms), check: { ...check, level: 'bounded', boundMs: ms } };
    }
    // Nobody has a session of a group that is not founded.
    if (gid === 0) return { consistency: 'local', check: { ...check, level: 'local' } };
    const isForeign = consistency.of === 'foreign';
    const sawUpTo =
      (this.#sessions.get(sessionOf(groupIdx, id)) ?? 0) + (consistency.of === 'ahead' ? AHEAD : 0);
    return {
      consistency: session(isForeign ? gid + 1 : gid, groupIdx, sawUpTo),
      check: { ...check, level: 'session', sawUpTo, isForeign },
    };
  }

  #saw(groupIdx: number, id: number, instanceId: number): void {
    const key = sessionOf(groupIdx, id);
    this.#sessions.set(key, Math.max(this.#sessions.get(key) ?? 0, instanceId));
  }

  #callOptions({ timeoutMs, abortMs }: PlannedOperation): { timeoutMs: number; signal?: AbortSignal } {
    if (abortMs === 0) return { timeoutMs };
    const controller = new AbortController();
    this.#parts.setTimer(abortMs, () => controller.abort());
    return { timeoutMs, signal: controller.signal };
  }
}

const sessionOf = (groupIdx: number, id: number): string => `${groupIdx}/${id % SESSIONS}`;

const failureOf = (error: unknown): { code: string; outcome: Outcome | undefined } =>
  error instanceof GaiosError
    ? { code: error.code, outcome: error.outcome }
    : { code: String(error), outcome: undefined };

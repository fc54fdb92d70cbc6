/**
 * Runs a cluster of real nodes, in one thread and from one seed: first under faults, where nothing may go wrong, then
 * without, where everything must come right.
 *
 * ```ts
 * const report = await simulate({ seed: 7, nodes: 3, simulatedMs: 10_000, stateMachine: () => new Bank() , workload });
 * if (report.failure) throw new Error(report.failure.message);
 * ```
 */

import type { StateMachine } from '@gaios/sm-base';
import type { NodeOptions } from 'gaios';
import { Leadership, leaderlessLimitMs } from './checkers/leadership.ts';
import { Leases } from './checkers/leases.ts';
import type { ReadLevel } from './checkers/reads.ts';
import { SimViolation } from './checkers/violation.ts';
import type { CheckpointCounts } from './checkpoint-eyes.ts';
import { clockFaultsBeyond } from './clock-faults.ts';
import { Clients, type ClientCounts } from './clients.ts';
import { Ending } from './ending.ts';
import { faultRow, type Fault, type FaultKind, type FaultOptions } from './faults.ts';
import { checkpointMachines, type CheckpointPlan } from './kv-checkpoints.ts';
import { KvFile, KvMachine } from './kv-machine.ts';
import { holdersOf, lookAround } from './lookout.ts';
import type { ChangeCounts } from './operator.ts';
import { drawScenario, kindsOf, type Mix, type Scenario } from './scenario.ts';
import type { SimNode } from './sim-node.ts';
import type { Failure } from './watcher.ts';
import { KvWorkload, type Workload } from './workload.ts';
import { World } from './world.ts';

export interface RunOptions {
  /** Made anew for each life of a node. Default: a key-value machine. */
  readonly stateMachine?: (groupIdx: number, nodeId: number, disk: number) => StateMachine | StateMachine[];
  /** Default: sets, compare-and-sets and reads of the key-value machine, checked for linearizability. */
  readonly workload?: Workload;
  /** Gets the trace, line by line. */
  readonly print?: (line: string) => void;
  /** Reads by leases, and checks them, although clocks go beyond their bound: shows what a lease rests on. */
  readonly trustClocks?: boolean;
  /** Disks do not keep for how long a node supported its peers: the same. */
  readonly forgetSupport?: boolean;
  /** Ends the first phase after so many callbacks, if its time is not over by then. */
  readonly steps?: number;
}

export interface SimulateOptions extends RunOptions {
  /** Decides everything that is left to chance. */
  readonly seed: number;
  /** Voters. Default: drawn, like everything else that is not given. */
  readonly nodes?: number;
  readonly learners?: number;
  /** Machines that may become members; 0: membership does not change. */
  readonly spares?: number;
  readonly groups?: number;
  /** Length of the phase with faults. */
  readonly simulatedMs?: number;
  /** Kinds and frequency; false: none. */
  readonly faults?: FaultOptions | false;
  readonly operationsPerSecond?: number;
  readonly tuning?: NonNullable<NodeOptions['tuning']>;
  readonly mix?: Mix;
}

export interface SimulationReport {
  readonly seed: number;
  /** Undefined: all is well. */
  readonly failure: Failure | undefined;
  /** Of everything that happened, in order: the same scenario gives the same. */
  readonly traceHash: number;
  /** Callbacks that ran. */
  readonly steps: number;
  readonly simulatedMs: number;
  /** Operations of machines in all histories. */
  readonly executed: number;
  readonly clients: ClientCounts;
  /** Changes of membership that were asked for, and what came of them. */
  readonly changes: ChangeCounts;
  /** Configurations that took effect. */
  readonly configurations: number;
  readonly checkpoints: CheckpointCounts;
  /** How often a lease went from one node to another. */
  readonly leaseChanges: number;
  /** The longest that a group was without a leader although a majority could talk and nothing changed, ms. */
  readonly leaderlessMs: number;
  /** Answers to reads, by level. */
  readonly answers: Readonly<Record<ReadLevel, number>>;
  /** Faults that took effect, by kind. */
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
}

export const simulate = (options: SimulateOptions): Promise<SimulationReport> => {
  const { seed, nodes, learners, spares, groups, simulatedMs, faults, operationsPerSecond, tuning, mix } =
    options;
  const given = {
    voters: nodes,
    learners,
    spares,
    groups,
    simulatedMs,
    faults,
    operationsPerSecond,
    tuning,
    mix,
  };
  const scenario = drawScenario({ seed, ...withoutUndefined(given) });
  return runScenario(scenario, options);
};

/** What is not given is drawn. */
const withoutUndefined = <T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

export const runScenario = (scenario: Scenario, options: RunOptions = {}): Promise<SimulationReport> =>
  new Simulation(scenario, options).run();

class Simulation {
  readonly #scenario: Scenario;
  readonly #workload: Workload;
  /** Of the simulator's own machines. */
  readonly #plan: CheckpointPlan | undefined;
  readonly #stepsMax: number;
  readonly #world: World;
  readonly #clients: Clients;
  readonly #leadership = new Leadership();
  readonly #leases = new Leases();
  readonly #faults: Partial<Record<FaultKind, number>> = {};
  /** Ends of the faults that are on. */
  readonly #ends = new Set<() => void>();
  #steps = 0;
  #faulty = true;

  constructor(scenario: Scenario, options: RunOptions) {
    const { seed, voters, learners, spares = 0, groups, simulatedMs, tuning } = scenario;
    this.#scenario = scenario;
    const { checkpoints } = scenario;
    const machines = checkpoints?.machines[0]?.length ?? 1;
    this.#plan = options.stateMachine === undefined ? checkpoints : undefined;
    this.#workload = options.workload ?? new KvWorkload({ machines });
    this.#stepsMax = options.steps ?? Infinity;
    const isBeyond = kindsOf(scenario).some((kind) => clockFaultsBeyond.includes(kind));
    this.#world = new World({
      seed,
      voters,
      learners,
      spares,
      groups,
      simulatedMs,
      tuning,
      leaseReads: !isBeyond || options.trustClocks === true,
      balanceMasters: seed % 2 === 0,
      forgetsSupport: options.forgetSupport === true,
      stateMachine:
        options.stateMachine ??
        (checkpoints === undefined ? kvMachines(scenario.durable ?? 0) : machinesOf(checkpoints)),
      hasFiles: checkpoints !== undefined,
      clocksGoOn: !isBeyond,
      print: options.print,
    });
    const { clock, watcher } = this.#world;
    this.#clients = new Clients({
      seed,
      workload: this.#workload,
      watcher,
      setTimer: (delayMs, callback) => clock.setTimer(delayMs, callback),
    });
  }

  async run(): Promise<SimulationReport> {
    const { watcher } = this.#world;
    const startMs = this.#world.nowMs;
    try {
      await this.#underFaults();
      await this.#withoutFaults();
    } catch (error) {
      watcher.fail(error);
    }
    this.#stop();
    return {
      seed: this.#scenario.seed,
      failure: watcher.failure,
      traceHash: this.#world.trace.hash,
      steps: this.#steps,
      simulatedMs: this.#world.nowMs - startMs,
      executed: this.#world.watcher.logs.reduce((sum, _, group) => sum + watcher.operations.count(group), 0),
      clients: this.#clients.counts,
      changes: this.#world.operator.counts,
      configurations: watcher.logs.reduce((sum, { applied }) => sum + applied.length, 0),
      checkpoints: watcher.checkpoints.counts,
      leaseChanges: this.#leases.changes,
      leaderlessMs: this.#leadership.longestMs,
      answers: watcher.reads.answers,
      faults: this.#faults,
    };
  }

  async #underFaults(): Promise<void> {
    const { clock, watcher, nodes } = this.#world;
    const { operations, faults, simulatedMs } = this.#scenario;
    for (const node of nodes) node.boot();
    for (const planned of operations) {
      clock.setTimer(planned.atMs, () => this.#clients.call(planned, this.#world.node(planned.nodeId)));
    }
    for (const fault of faults) clock.setTimer(fault.atMs, () => this.#begin(fault));
    this.#lookNow();
    const endMs = this.#world.nowMs + simulatedMs;
    await this.#advance(endMs, () => this.#steps >= this.#stepsMax);
    this.#faulty = false;
    watcher.tell(0, 'no more faults');
    for (const end of this.#ends) end();
  }

  async #withoutFaults(): Promise<void> {
    const world = this.#world;
    const { watcher } = world;
    const ending = new Ending(world, this.#clients, this.#plan);
    for (const [phase, begin] of ending.phases) {
      if (watcher.failure !== undefined) return;
      watcher.tell(0, phase);
      begin();
      const limitMs = world.nowMs + Ending.limitMs;
      while (watcher.failure === undefined && !ending.isDone()) {
        if (world.nowMs >= limitMs) throw new SimViolation('liveness', ending.complaint());
        await this.#advance(world.nowMs + Ending.lookMs, () => false);
      }
    }
    watcher.check(() => ending.check());
    watcher.check(() => watcher.calls.finish());
    watcher.check(() => watcher.changes.finish());
    this.#clients.settle();
    watcher.check(() =>
      this.#workload.check?.(this.#clients.history, (groupIdx) => watcher.operations.history(groupIdx)),
    );
  }

  /** Until a time, a failure or a condition. */
  async #advance(untilMs: number, ended: () => boolean): Promise<void> {
    const { clock, watcher } = this.#world;
    const isOver = (): boolean => {
      this.#steps++;
      this.#lookAtLeases();
      return watcher.failure !== undefined || ended();
    };
    await clock.runUntil(isOver, untilMs - clock.monotonicMs());
  }

  #begin(fault: Fault): void {
    if (!this.#faulty) return;
    const { kind, atMs: _, ...plan } = fault;
    const { clock, watcher } = this.#world;
    const undo = faultRow(kind).begin(this.#world, fault);
    watcher.tell(0, `fault ${kind} ${undo === undefined ? 'does not apply' : JSON.stringify(plan)}`);
    if (undo === undefined) return;
    this.#faults[kind] = (this.#faults[kind] ?? 0) + 1;
    const end = (): void => {
      if (!this.#ends.delete(end)) return;
      watcher.tell(0, `fault ${kind} ends`);
      undo();
    };
    this.#ends.add(end);
    clock.setTimer(fault.durationMs, end);
  }

  /** After every event: only an event can give a lease to somebody. */
  #lookAtLeases(): void {
    const world = this.#world;
    if (!world.watcher.leases) return;
    for (let groupIdx = 0; groupIdx < world.groupCount; groupIdx++) {
      const holders = holdersOf(world, groupIdx);
      if (holders.length > 0) world.watcher.check(() => this.#leases.held(groupIdx, holders));
    }
  }

  /** Looks at all nodes, again and again. */
  #lookNow(): void {
    const { watcher, nowMs } = this.#world;
    const limitMs = leaderlessLimitMs(this.#world.pace);
    watcher.check(() => this.#leadership.look(nowMs, limitMs, lookAround(this.#world)));
    for (const node of this.#world.nodes) {
      if (node.isUp && node.node !== undefined) this.#world.watcher.status(node, node.node.status());
    }
    this.#world.operator.look();
    this.#world.clock.setTimer(LOOK_MS, () => this.#lookNow());
  }

  /** Nothing of this run happens any more. */
  #stop(): void {
    for (const node of this.#world.nodes) node.crash('lost');
  }
}

/** Of each disk and group, with a file that outlives the process, if that is asked for. */
const kvMachines = (every: number): ((groupIdx: number, nodeId: number, disk: number) => StateMachine) => {
  const files = new Map<string, KvFile>();
  return (groupIdx, nodeId, disk) => {
    if (every === 0) return new KvMachine();
    const name = `${nodeId}/${disk}/${groupIdx}`;
    const file = files.get(name) ?? new KvFile(every);
    files.set(name, file);
    return new KvMachine(file);
  };
};

/** Of each process, with what is on its disk. */
const machinesOf =
  (plan: CheckpointPlan) =>
  (groupIdx: number, _nodeId: number, _disk: number, node: SimNode): StateMachine[] => {
    const { files } = node.checkpoints;
    if (files === undefined) throw new Error('a machine with checkpoints needs a volume');
    return checkpointMachines(plan, groupIdx, {
      files,
      fails: () => node.checkpoints.machinesFail,
      kept: (group, smId, make) => node.disk.keep(`${group}/${smId}`, make),
    });
  };

/** How often what the nodes say of themselves is looked at. */
const LOOK_MS = 197;

/**
 * Makes a failing scenario small: fewer nodes, groups, faults and operations, shorter, as long as it still fails the
 * same check. Delta debugging: first halves are left out, then smaller and smaller parts.
 */

import type { Scenario } from './scenario.ts';
import { nodeIdsOf } from './shape.ts';

/** Tells the check that a scenario fails, or undefined. */
export type Trial = (scenario: Scenario) => Promise<string | undefined>;

export interface ShrinkOptions {
  /** Runs at most. Default 400. */
  readonly trialsMax?: number;
  readonly progress?: (scenario: Scenario) => void;
}

export const shrink = async (
  scenario: Scenario,
  trial: Trial,
  { trialsMax = 400, progress }: ShrinkOptions = {},
): Promise<Scenario> => {
  const check = await trial(scenario);
  if (check === undefined) return scenario;
  let best = scenario;
  let trials = 0;
  const attempt = async (smaller: Scenario): Promise<boolean> => {
    if (trials++ >= trialsMax || (await trial(smaller)) !== check) return false;
    best = smaller;
    progress?.(best);
    return true;
  };
  for (let before = Infinity; sizeOf(best) < before;) {
    before = sizeOf(best);
    await attempt(cutToEnd(best));
    await leaveOut(attempt, () => best, 'faults');
    await leaveOut(attempt, () => best, 'operations');
    await attempt({ ...best, tuning: {} });
    for (const smaller of fewer(best)) await attempt(smaller);
  }
  return best;
};

const sizeOf = ({
  voters,
  learners,
  spares = 0,
  groups,
  faults,
  operations,
  simulatedMs,
}: Scenario): number =>
  (voters + learners + spares + groups) * 1_000 +
  (faults.length + operations.length) * 10 +
  simulatedMs / 1_000;

/** Without the time after the last thing that happens. */
const cutToEnd = (scenario: Scenario): Scenario => {
  const ends = [
    ...scenario.faults.map(({ atMs, durationMs }) => atMs + durationMs),
    ...scenario.operations.map(({ atMs }) => atMs),
  ];
  return { ...scenario, simulatedMs: Math.min(scenario.simulatedMs, Math.ceil(Math.max(0, ...ends)) + 1) };
};

const leaveOut = async (
  attempt: (scenario: Scenario) => Promise<boolean>,
  best: () => Scenario,
  what: 'faults' | 'operations',
): Promise<void> => {
  for (let size = best()[what].length; size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < best()[what].length;) {
      const scenario = best();
      const items: readonly unknown[] = scenario[what];
      const left = [...items.slice(0, at), ...items.slice(at + size)];
      if (!(await attempt({ ...scenario, [what]: left }))) at += size;
    }
  }
};

/** One node or group less; what was for it goes with it. */
const fewer = (scenario: Scenario): Scenario[] => {
  const { voters, learners, spares = 0, groups } = scenario;
  const smaller: Scenario[] = [];
  if (groups > 1) smaller.push({ ...scenario, groups: groups - 1 });
  if (spares > 0) smaller.push({ ...scenario, spares: spares - 1 });
  if (learners > 0) smaller.push({ ...scenario, learners: learners - 1 });
  if (voters > 1) smaller.push({ ...scenario, voters: voters - 1 });
  return smaller.map(fitting);
};

const fitting = (scenario: Scenario): Scenario => {
  const nodes = nodeIdsOf(scenario).length;
  return {
    ...scenario,
    operations: scenario.operations.filter(
      ({ nodeId, groupIdx }) => nodeId <= nodes && groupIdx < scenario.groups,
    ),
    faults: scenario.faults.flatMap((fault) => {
      if (fault.kind === 'isolateLeader' || fault.kind === 'succession')
        return (fault.nodes[0] ?? 0) < scenario.groups ? [fault] : [];
      const left = fault.nodes.filter((nodeId) => nodeId <= nodes);
      return left.length === fault.nodes.length || left.length > 1 ? [{ ...fault, nodes: left }] : [];
    }),
  };
};

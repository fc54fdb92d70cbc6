/** `@gaios/testkit/sim`: whole clusters of real nodes, simulated from a seed. */

export * from './checkers/calls.ts';
export * from './checkers/changes.ts';
export * from './checkers/leadership.ts';
export * from './checkers/leases.ts';
export * from './checkers/linearizability.ts';
export * from './checkers/log.ts';
export * from './checkers/masters.ts';
export * from './checkers/memberships.ts';
export * from './checkers/neighbours.ts';
export * from './checkers/operations.ts';
export * from './checkers/progress.ts';
export * from './checkers/reads.ts';
export * from './checkers/shipping.ts';
export { SimViolation } from './checkers/violation.ts';
export type { PlannedOperation } from './clients.ts';
export type { FaultDraw, FaultPlan, FaultRow } from './fault.ts';
export {
  changeKinds,
  checkpointKinds,
  drawFaults,
  faultAtlas,
  faultKinds,
  plainKinds,
  type Fault,
  type FaultKind,
  type FaultOptions,
} from './faults.ts';
export * from './kv-machine.ts';
export {
  drawScenario,
  mixes,
  parseScenario,
  printScenario,
  type Mix,
  type Scenario,
  type ScenarioOptions,
} from './scenario.ts';
export { losable, type Shape } from './shape.ts';
export { shrink } from './shrink.ts';
export * from './simulate.ts';
export type { ChangeCounts } from './operator.ts';
export type { Failure } from './watcher.ts';
export * from './workload.ts';
export { TrapSprung, withTraps } from './traps.ts';

/** What many runs come to. */

import type { FaultKind } from './faults.ts';
import type { SimulationReport } from './simulate.ts';

export class Totals {
  runs = 0;
  simulatedMs = 0;
  steps = 0;
  proposals = 0;
  reads = 0;
  configurations = 0;
  changes = 0;
  checkpointsMade = 0;
  checkpointsInstalled = 0;
  readonly faults: Partial<Record<FaultKind, number>> = {};
  readonly failed: number[] = [];

  add({
    seed,
    failure,
    simulatedMs,
    steps,
    clients,
    faults,
    changes,
    checkpoints,
    configurations,
  }: SimulationReport): void {
    this.runs++;
    this.simulatedMs += simulatedMs;
    this.steps += steps;
    this.proposals += clients.proposals;
    this.reads += clients.reads;
    this.configurations += configurations;
    this.changes += changes.asked;
    this.checkpointsMade += checkpoints.made;
    this.checkpointsInstalled += checkpoints.installed;
    for (const [kind, count] of Object.entries(faults) as [FaultKind, number][]) {
      this.faults[kind] = (this.faults[kind] ?? 0) + count;
    }
    if (failure !== undefined) this.failed.push(seed);
  }

  /** One line. */
  summary(): string {
    const faults = Object.entries(this.faults).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return (
      `${this.runs} runs, ${this.failed.length} failed, ${(this.simulatedMs / 3_600_000).toFixed(2)} simulated hours, ` +
      `${this.proposals} proposals, ${this.reads} reads, ${this.changes} changes asked for, ${this.configurations} configurations, ` +
      `${this.checkpointsMade} checkpoints made and ${this.checkpointsInstalled} installed, faults: ` +
      (faults.map(([kind, count]) => `${kind} ${count}`).join(', ') || 'none')
    );
  }

  /** Another line. */
  speed(realMs: number): string {
    const ratio = (this.simulatedMs / realMs).toFixed(0);
    const steps = ((this.steps / realMs) * 1000).toFixed(0);
    return `${ratio} simulated seconds and ${steps} steps per real second, in ${(realMs / 1000).toFixed(1)} s`;
  }
}

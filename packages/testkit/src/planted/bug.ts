/** What a planted bug is: a rule, the change of the sources that breaks it, and who is expected to find it. */

import type { ChaosOptions } from '../lab-chaos.ts';
import type { NemesisName } from '../leases/nemeses.ts';
import type { ChangeName, PlainOptions } from '../model/scenarios.ts';
import type { ScenarioOptions } from '../sim/scenario.ts';
import type { Mutation } from './loader.ts';
import type { MasterCheck } from './masters.ts';

/** Whole nodes under faults, from seed 1 on: `pnpm sim`. */
export interface BySimulator {
  readonly by: 'simulator';
  /** Instead of what the seed would draw. */
  readonly given?: Omit<ScenarioOptions, 'seed'>;
  readonly seeds?: number;
}

/** Random schedules of replicas without a runtime, which know changes of configuration and lost disks. */
export interface ByLaboratory {
  readonly by: 'laboratory';
  readonly given: Omit<ChaosOptions, 'seed'>;
  readonly seeds?: number;
}

/** Every schedule of replicas within bounds, in the order of their length: `pnpm model`. */
export interface ByModel {
  readonly by: 'model';
  readonly scenario: 'rivals' | ChangeName | Partial<PlainOptions>;
  readonly depth?: number;
}

/** A fixed schedule of replicas, checked in: `pnpm scenarios`. */
export interface ByTranscript {
  readonly by: 'transcript';
  /** Of packages/testkit/scenarios, without its ending. */
  readonly name: string;
}

/** Replicas and support tables on clocks that drift: `pnpm leases`. */
export interface ByLeases {
  readonly by: 'leases';
  /** Instead of random faults. */
  readonly nemesis?: NemesisName;
  readonly seeds?: number;
}

/** What must hold of masters without any fault: masters.ts. */
export interface ByMasters {
  readonly by: 'masters';
  readonly check: MasterCheck;
  readonly seeds?: number;
}

export type Finder = BySimulator | ByLaboratory | ByModel | ByTranscript | ByLeases | ByMasters;

/** Why it is in the list: a rule of DESIGN 3.1 by its number, or what else is promised. */
export type Rule =
  | '1'
  | '2'
  | '3'
  | '4'
  | '5'
  | '6'
  | '7'
  | '8'
  | 'once'
  | 'order'
  | 'outcome'
  | 'progress'
  | 'integrity'
  | 'reads'
  | 'lease'
  | 'master'
  | 'groups'
  | 'bootstrap'
  | 'checkpoint';

export interface PlantedBug {
  readonly rule: Rule;
  /** What the planted node does. */
  readonly does: string;
  readonly change: readonly Mutation[];
  /** Tried one after the other, until one finds it. */
  readonly finders: readonly Finder[];
  /** Is found within seconds, and hunted in every test run. */
  readonly sample?: true;
}

/** What finds most: whole nodes, all faults, as a seed draws them. */
export const simulator: BySimulator = { by: 'simulator' };

/** The attack on leases, by this schedule or by random faults. */
export const leases = (nemesis?: NemesisName): ByLeases =>
  nemesis === undefined ? { by: 'leases' } : { by: 'leases', nemesis };

export const core = (name: string): string => `packages/core/src/${name}.ts`;
export const node = (name: string): string => `packages/node/src/${name}.ts`;
export const checkpoint = (name: string): string => `packages/checkpoint/src/${name}.ts`;
export const master = (name: string): string => `packages/master/src/${name}.ts`;

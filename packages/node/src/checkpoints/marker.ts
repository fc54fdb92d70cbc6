/**
 * The machine by which all replicas of a group take a checkpoint at the same instance, and then say what it holds, so that each
 * can compare. It has no state: what is said concerns those who execute it while they run.
 */

import { CHECKPOINT_SM_ID, StateMachine, type ExecuteContext } from '@gaios/sm-base';
import type { FrameworkMachine } from '../framework-state.ts';

/** What a replica made at a marker. Hashes in hex. */
export interface MadeReport {
  readonly kind: 'made';
  readonly nodeId: number;
  readonly instanceId: number;
  /** Of the framework's state, without what replicas may differ in. */
  readonly framework: string;
  /** Of the files of each machine whose checkpoint is of exactly that instance. */
  readonly machines: Readonly<Record<string, string>>;
}

export type MarkerValue = { readonly kind: 'take' } | MadeReport;

/** A report of more machines than that is not sent. */
const MACHINES_MAX = 1_000;
const TEXT_MAX = 128;

export const encodeMarker = (value: MarkerValue): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(value));

/** Undefined: of a later version, or nobody's. It is the same on all replicas. */
export const decodeMarker = (bytes: Uint8Array): MarkerValue | undefined => {
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as
      Partial<MadeReport> | { kind: 'take' } | null;
    if (value?.kind === 'take') return { kind: 'take' };
    return value !== null && isReport(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const isReport = (value: Partial<MadeReport>): value is MadeReport => {
  const { kind, nodeId, instanceId, framework, machines } = value;
  if (kind !== 'made' || !Number.isSafeInteger(nodeId) || !Number.isSafeInteger(instanceId)) return false;
  if (!isText(framework) || typeof machines !== 'object' || machines === null) return false;
  const entries = Object.entries(machines);
  return entries.length <= MACHINES_MAX && entries.every(([, hash]) => isText(hash));
};

const isText = (value: unknown): boolean => typeof value === 'string' && value.length <= TEXT_MAX;

/** What two replicas made of one instance differ in; of what only one speaks nothing can be said. */
export const differences = (mine: MadeReport, theirs: MadeReport): string[] => {
  const found = mine.framework === theirs.framework ? [] : ["the framework's state"];
  for (const [smId, hash] of Object.entries(mine.machines)) {
    const other = theirs.machines[smId];
    if (other !== undefined && other !== hash) found.push(`the files of machine ${smId}`);
  }
  return found;
};

export class CheckpointMarker extends StateMachine<number> implements FrameworkMachine {
  readonly smId = CHECKPOINT_SM_ID;
  onTake: (instanceId: number) => void = () => {};
  onReport: (report: MadeReport, instanceId: number) => void = () => {};

  /** The instance to be taken. */
  execute(value: Uint8Array, { instanceId }: ExecuteContext): number {
    const said = decodeMarker(value);
    if (said?.kind === 'take') this.onTake(instanceId);
    if (said?.kind === 'made') this.onReport(said, instanceId);
    return instanceId;
  }

  encodeState(): Uint8Array {
    return new Uint8Array(0);
  }

  loadState(): void {}
}

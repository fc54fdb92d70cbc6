/** What a log needs to know of a checkpoint that takes the place of its beginning (truncation.ts). */

import type { ConcludedConfiguration } from './configuration.ts';

/** What of a checkpoint concerns the log. */
export interface CheckpointBase extends ConcludedConfiguration {
  /** Everything up to it is in the checkpoint. */
  readonly instanceId: number;
  /** The chained checksum there. */
  readonly checksum: number;
}

/** `known`: everything in it is known here already. `unfit`: it is of another life of the group, or contradicts itself. */
export type InstallVerdict = 'installed' | 'known' | 'unfit' | 'stopped';

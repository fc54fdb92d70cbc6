/** The chained checksums of the last instances, for comparison with peers (DESIGN 3.6): in order, the last one at `chosenUpTo`. */

import type { LearnerState } from './state.ts';

/** At least as many are kept: more than any two live replicas are apart in a turn or two. */
const CHECKSUMS_KEPT = 1024;

/** `chosenUpTo` and `checksum` have just gone one instance further. */
export const noteChecksum = ({ checksums, checksum }: LearnerState): void => {
  if (checksums.length >= 2 * CHECKSUMS_KEPT) checksums.splice(0, CHECKSUMS_KEPT);
  checksums.push(checksum);
};

/** Undefined: it is not chosen here yet, or was too long ago. */
export const checksumAt = ({ checksums, chosenUpTo }: LearnerState, instanceId: number): number | undefined =>
  checksums[checksums.length - 1 - (chosenUpTo - instanceId)];

/** Agreeing on one sender among several: the receiver alone chooses, so there is nobody to agree with. */

import type { CheckpointMessageOf } from './messages.ts';

export interface Offer extends Omit<
  CheckpointMessageOf<'CheckpointOffer'>,
  'kind' | 'groupIdx' | 'gid' | 'round'
> {
  readonly from: number;
}

export interface Wanted {
  /** What the receiver has; a checkpoint helps only above it. */
  readonly chosenUpTo: number;
  /** Of a transfer that was cut off; empty: none. */
  readonly resumeId: string;
}

/** It brings something new, and its sender's log goes on where it ends: otherwise a second one would be needed. */
export const helps = ({ id, instanceId, minChosen }: Offer, { chosenUpTo }: Wanted): boolean =>
  id !== '' && instanceId > chosenUpTo && minChosen <= instanceId + 1;

/**
 * The best sender: one with which a transfer that was cut off goes on; not the leader, if another one will do, since its disk and
 * network serve everybody; the less loaded one; the newer checkpoint; the lower node id.
 */
export const chooseSender = (offers: readonly Offer[], wanted: Wanted): Offer | undefined =>
  offers
    .filter((offer) => helps(offer, wanted))
    .toSorted(
      (a, b) =>
        Number(b.id === wanted.resumeId) - Number(a.id === wanted.resumeId) ||
        Number(a.isLeader) - Number(b.isLeader) ||
        a.load - b.load ||
        b.instanceId - a.instanceId ||
        a.from - b.from,
    )[0];

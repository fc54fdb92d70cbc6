/**
 * What a replica reads of its node's support for other nodes, and of theirs for it (DESIGN 5). It is the node's, shared by
 * all of its groups, and changes under their eyes in single steps: an epoch moves before any group acts on it.
 */

import type { Speaker } from './messages.ts';

/** A peer supports this node. Its epoch is (storageId, boot, epoch): compared for equality, never reused. */
export interface HeldSupport {
  readonly storageId: string;
  readonly boot: number;
  readonly epoch: number;
  /** Reading before the heartbeat was sent that it answers, and until when it counts, on this node's clock. */
  readonly sentMs: number;
  readonly untilMs: number;
}

export interface SupportTable {
  /** How long this node supports a peer. */
  readonly durationMs: number;
  /** The epoch at which this node supports that peer and disk; 0: it does not. */
  granted(peer: Speaker): number;
  held(nodeId: number): HeldSupport | undefined;
  /** Until then, after a start, what is promised binds to the owner of the durable promise. */
  readonly restartUntilMs: number;
}

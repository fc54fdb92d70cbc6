/** The levels of reads that need an argument (DESIGN 5.1), and what of it is refused. */

import { GaiosError } from '@gaios/sm-base';
import type { BoundedRead, Consistency, SessionRead } from './api.ts';

/** Every operation that was answered anywhere more than `ms` ago; saves asking the leader for what was asked lately. */
export const bounded = (ms: number): BoundedRead => ({ level: 'bounded', ms });

/** At least as new as this instance. */
export const session = (gid: number, groupIdx: number, instanceId: number): SessionRead => ({
  level: 'session',
  gid,
  groupIdx,
  instanceId,
});

const WORDS: readonly unknown[] = ['linearizable', 'lease', 'local'];

/** @throws GaiosError INVALID_ARGUMENT, FOREIGN_SESSION */
export const checkConsistency = (
  consistency: Consistency,
  group: { readonly groupIdx: number; readonly gid: number },
): void => {
  if (WORDS.includes(consistency)) return;
  if (typeof consistency !== 'object' || consistency === null) throw wrong(consistency);
  if (consistency.level === 'bounded') {
    if (!(consistency.ms >= 0)) throw wrong(consistency);
    return;
  }
  if (consistency.level !== 'session') throw wrong(consistency);
  const { gid, groupIdx, instanceId } = consistency;
  if (groupIdx !== group.groupIdx || !Number.isSafeInteger(instanceId) || instanceId < 0)
    throw wrong(consistency);
  // 0: this node has not learned yet which life of the group it is in; the read is looked at again before it is answered.
  if (group.gid === 0 || gid === group.gid) return;
  throw new GaiosError('FOREIGN_SESSION', undefined, {
    facts: { groupIdx, gid: group.gid, sessionGid: gid },
  });
};

const wrong = (consistency: unknown): GaiosError =>
  new GaiosError('INVALID_ARGUMENT', 'consistency is linearizable, lease, local, bounded(ms) or session(…)', {
    facts: { consistency },
  });

/**
 * What becomes of the instances above those that are certain. The dead may have accepted, and so chosen, what no folder
 * that is left knows of: nobody can tell. What is left is kept as a leader would propose it again (rule 3): of each
 * instance the value at the highest ballot, up to the first gap. Behind a gap an acceptance may rest on what is lost, and is
 * given up, unless it is known to be chosen. Lost instances become no-ops, so that nothing of the old era stays open.
 */

import { encodeBatch, InvariantViolation, type LogRecord } from '@gaios/sm-base';
import type { TailInstance } from './model.ts';
import type { Witness } from './agreement.ts';

export const NO_OP = encodeBatch({ timeMs: 0, proposals: [] });

interface Left {
  readonly nodeId: number;
  readonly record: LogRecord;
}

/** In order and without a gap, from `certainUpTo + 1` up to the last instance that any folder has something of. */
export const tailOf = (certainUpTo: number, witnesses: readonly Witness[]): readonly TailInstance[] => {
  const left = bestOf(certainUpTo, witnesses);
  const last = Math.max(certainUpTo, ...left.keys());
  const known = [...left].filter(([, { record }]) => record.chosen).map(([instanceId]) => instanceId);
  const knownUpTo = Math.max(certainUpTo, ...known);
  const tail: TailInstance[] = [];
  let isOpen = true;
  for (let instanceId = certainUpTo + 1; instanceId <= last; instanceId++) {
    const found = left.get(instanceId);
    if (found === undefined && instanceId > knownUpTo) isOpen = false;
    tail.push(found !== undefined && isOpen ? kept(found) : lost(instanceId));
  }
  return tail;
};

const kept = ({ nodeId, record }: Left): TailInstance => {
  const { instanceId, ballot, chosen, value } = record;
  return { instanceId, fate: chosen ? 'chosen' : 'accepted', from: nodeId, ballot, value };
};

const lost = (instanceId: number): TailInstance => ({
  instanceId,
  fate: 'lost',
  from: 0,
  ballot: 0,
  value: NO_OP,
});

const bestOf = (certainUpTo: number, witnesses: readonly Witness[]): Map<number, Left> => {
  const best = new Map<number, Left>();
  for (const { nodeId, sight } of witnesses) {
    for (const record of sight.tail) {
      if (record.instanceId <= certainUpTo) continue;
      const before = best.get(record.instanceId);
      if (before === undefined || isBetter(record, before.record))
        best.set(record.instanceId, { nodeId, record });
    }
  }
  return best;
};

const isBetter = (a: LogRecord, b: LogRecord): boolean => {
  const isSame = Buffer.from(a.value).equals(b.value);
  const mustBeSame = a.chosen && b.chosen ? true : a.ballot === b.ballot && !a.chosen && !b.chosen;
  // Rules 2 and 5: nobody may have been told two things.
  if (mustBeSame && !isSame)
    throw new InvariantViolation('one value for each ballot and choice', { instanceId: a.instanceId });
  if (a.chosen !== b.chosen) return a.chosen;
  return a.ballot > b.ballot;
};

/** Which of the folders tell the same history of a group, and which one is not to be believed. */

import { GaiosError } from '@gaios/sm-base';
import { boundStorage, type Configuration, type FormerEra } from '@gaios/core';
import type { Excluded, GroupSight } from './model.ts';

export interface Witness {
  readonly nodeId: number;
  readonly storageId: string;
  readonly sight: GroupSight;
}

export interface Agreement {
  /** Of one history and one era, or of none yet. The one that knows most comes first. */
  readonly kept: readonly Witness[];
  /** In an ended era, and certain to be the beginning of the one of `kept`: a repair has not come that far. */
  readonly unfinished: readonly Witness[];
  readonly excluded: readonly Excluded[];
}

const erasOf = ({ concluded }: GroupSight): readonly FormerEra[] => concluded?.configuration.formerEras ?? [];
const gidOf = ({ concluded }: GroupSight): number => concluded?.configuration.gid ?? 0;

/** @throws GaiosError REPAIR_UNDECIDED if as many folders tell one history as another */
export const agreementOf = (groupIdx: number, witnesses: readonly Witness[]): Agreement => {
  const excluded: Excluded[] = [];
  const whole = witnesses.filter(({ nodeId, sight }) => {
    if (!sight.isWhole) excluded.push({ nodeId, why: 'its log does not match its own checksum' });
    return sight.isWhole;
  });
  const { kept, unfinished } = ofOneEra(whole, excluded);
  const agreed = ofOneHistory(groupIdx, kept, excluded);
  const [best] = agreed;
  const behind = unfinished.filter((each) => {
    const isSame = best !== undefined && agree(each.sight, best.sight);
    if (!isSame) excluded.push({ nodeId: each.nodeId, why: DIVERGED });
    return isSame;
  });
  checkAll(groupIdx, [...agreed, ...behind]);
  return { kept: agreed, unfinished: behind, excluded };
};

const DIVERGED = 'DIVERGED: its history is another one';

/** The newest era counts; what is older may be a folder that a repair did not come to. */
const ofOneEra = (
  witnesses: readonly Witness[],
  excluded: Excluded[],
): Pick<Agreement, 'kept' | 'unfinished'> => {
  const newest = witnesses.reduce<Witness | undefined>(
    (best, each) => (best === undefined || isNewer(each.sight, best.sight) ? each : best),
    undefined,
  );
  const kept: Witness[] = [];
  const unfinished: Witness[] = [];
  if (newest === undefined) return { kept, unfinished };
  const configuration = newest.sight.concluded?.configuration;
  for (const each of witnesses) {
    const place = placeOf(each, newest.sight, configuration);
    if (place === 'kept') kept.push(each);
    else if (place === 'unfinished') unfinished.push(each);
    else excluded.push({ nodeId: each.nodeId, why: place });
  }
  return { kept, unfinished };
};

const isNewer = (a: GroupSight, b: GroupSight): boolean => {
  if (erasOf(a).length !== erasOf(b).length) return erasOf(a).length > erasOf(b).length;
  return a.meta.chosenUpTo > b.meta.chosenUpTo;
};

const placeOf = (
  { nodeId, storageId, sight }: Witness,
  newest: GroupSight,
  configuration: Configuration | undefined,
): string => {
  const gid = gidOf(sight);
  if (gid === gidOf(newest)) return 'kept';
  const eras = erasOf(newest);
  const isBound = configuration !== undefined && boundStorage(configuration, nodeId) === storageId;
  if (gid === 0) return isBound && eras.length > 0 ? 'unfinished' : 'kept';
  const era = eras.find((each) => each.gid === gid);
  if (era === undefined) return `it belongs to another group: gid ${gid}, not ${gidOf(newest)}`;
  if (!isBound) return 'a repair has removed it: it has to start with an empty folder';
  if (sight.meta.chosenUpTo <= era.certainUpTo) return 'unfinished';
  return `${DIVERGED}: it has gone on in the era (gid ${gid}) that a repair has ended after instance ${era.certainUpTo}`;
};

/** Their sums where the shorter one ends; undefined: one of them ends before the other begins, and nothing can be told. */
const sumsOf = (a: GroupSight, b: GroupSight): readonly [number, number] | undefined => {
  const common = Math.min(a.meta.chosenUpTo, b.meta.chosenUpTo);
  const [left, right] = [a.chainAt.get(common), b.chainAt.get(common)];
  return left === undefined || right === undefined ? undefined : [left, right];
};

/**
 * As far as can be told: of two of which one ends before the other begins, nothing contradicts it. What the first has
 * accepted since may be all that is left of what was chosen, so it is not left out; it gets a log that begins later (fill.ts).
 */
const agree = (a: GroupSight, b: GroupSight): boolean => {
  const [left, right] = sumsOf(a, b) ?? [];
  return left === right;
};

/** For certain. Who agrees with everybody, since it can be compared with nobody, counts for nobody. */
const supports = (a: GroupSight, b: GroupSight): boolean => sumsOf(a, b) !== undefined && agree(a, b);

const undecided = (groupIdx: number, a: Witness, b: Witness): GaiosError => {
  const nodeIds = [a.nodeId, b.nodeId];
  return new GaiosError(
    'REPAIR_UNDECIDED',
    `group ${groupIdx}: nodes ${nodeIds.join(' and ')} tell different histories, and no majority of the folders tells which is right; leave one out`,
    { facts: { groupIdx, nodeIds } },
  );
};

/** Two may contradict each other of which neither can be compared with the one that knows most. */
const checkAll = (groupIdx: number, witnesses: readonly Witness[]): void => {
  for (const a of witnesses) {
    const b = witnesses.find((each) => !agree(a.sight, each.sight));
    if (b !== undefined) throw undecided(groupIdx, a, b);
  }
};

const ofOneHistory = (
  groupIdx: number,
  witnesses: readonly Witness[],
  excluded: Excluded[],
): readonly Witness[] => {
  const ranked = witnesses
    .map((witness) => ({
      witness,
      supporters: witnesses.filter((each) => supports(each.sight, witness.sight)),
    }))
    .toSorted(
      (a, b) =>
        b.supporters.length - a.supporters.length ||
        b.witness.sight.meta.chosenUpTo - a.witness.sight.meta.chosenUpTo ||
        a.witness.nodeId - b.witness.nodeId,
    );
  const [first] = ranked;
  if (first === undefined) return [];
  const rival = ranked.find(
    ({ witness, supporters }) =>
      !agree(witness.sight, first.witness.sight) && supporters.length === first.supporters.length,
  );
  if (rival !== undefined) throw undecided(groupIdx, first.witness, rival.witness);
  for (const { nodeId, sight } of witnesses)
    if (!agree(sight, first.witness.sight)) excluded.push({ nodeId, why: DIVERGED });
  // The one that knows most first; of equals the lowest node, so that the same folders always give the same plan.
  const kept = witnesses.filter((each) => agree(each.sight, first.witness.sight));
  return kept.toSorted((a, b) => b.sight.meta.chosenUpTo - a.sight.meta.chosenUpTo || a.nodeId - b.nodeId);
};

/**
 * What a folder gets in the end, in one commit for all of its groups: everything up to the change of the repair is chosen,
 * at a ballot above all that any of the folders has promised or accepted, and promised at least that. So nothing of the old
 * era is open any more in any folder of the new one; a node that starts on it waits, as after any start, for as long as
 * it has ever supported a leader, and then promises to whoever asks from above.
 */

import {
  encodeBatch,
  InvariantViolation,
  SYSTEM_SM_ID,
  type GroupMeta,
  type GroupWrite,
  type LogRecord,
} from '@gaios/sm-base';
import {
  applyChange,
  encodeChange,
  encodeConcluded,
  makeBallot,
  type ConcludedConfiguration,
  type ConfigurationChange,
} from '@gaios/core';
import { chainChecksum } from 'gaios';
import { NO_OP } from './tail.ts';
import type { FinishedGroup, RepairedGroup, Survivor } from './model.ts';
import { nextGid } from './plan.ts';

/** What all folders of the group have in common afterwards. */
export interface Outcome {
  readonly groupIdx: number;
  readonly nodeIds: readonly number[];
  readonly source: number;
  /** Whose rows are the same as those of the source. */
  readonly givers: readonly number[];
  /** Rows up to here are those of the source. */
  readonly copiedUpTo: number;
  /** And these come after them. */
  readonly records: readonly LogRecord[];
  readonly chosenUpTo: number;
  readonly checksum: number;
  readonly concluded: ConcludedConfiguration;
}

export const outcomeOf = (
  plan: string,
  group: RepairedGroup | FinishedGroup,
  survivors: readonly Survivor[],
): Outcome => (group.kind === 'repair' ? repaired(plan, group, survivors) : finished(group));

const finished = ({ groupIdx, nodeIds, source, upTo, checksum, concluded }: FinishedGroup): Outcome => ({
  groupIdx,
  nodeIds,
  source,
  givers: nodeIds,
  copiedUpTo: upTo,
  records: [],
  chosenUpTo: upTo,
  checksum,
  concluded,
});

const repaired = (plan: string, group: RepairedGroup, survivors: readonly Survivor[]): Outcome => {
  const { groupIdx, source, certainUpTo, tail, current, members, ballot } = group;
  const at = certainUpTo + tail.length + 1;
  const change: ConfigurationChange = {
    gid: current.gid,
    fromVersion: current.version,
    members,
    repair: { gid: nextGid(plan, group), certainUpTo, plan },
  };
  const configuration = applyChange(current, change, at);
  if (configuration === current) throw new InvariantViolation('a repair can be applied', { groupIdx });
  const { nodeId, storageId, boot } = survivors.find(({ identity }) => identity.nodeId === source)!.identity;
  const proposal = { nodeId, storageId, boot, seq: 0, floor: 0, smId: SYSTEM_SM_ID };
  const changed = encodeBatch({ timeMs: 0, proposals: [{ ...proposal, payload: encodeChange(change) }] });
  const values = [...tail.map(({ value }) => value), changed];
  return {
    groupIdx,
    nodeIds: members.map((member) => member.nodeId),
    source,
    givers: members.map((member) => member.nodeId),
    copiedUpTo: certainUpTo,
    records: values.map((value, index) => ({
      instanceId: certainUpTo + 1 + index,
      ballot,
      chosen: true,
      value,
    })),
    chosenUpTo: at,
    checksum: values.reduce(chainChecksum, group.checksum),
    concluded: { configuration, ballot },
  };
};

/**
 * The last commit of a folder; what it has of the group before is `meta`. `open`: what it has accepted, in the old era, of
 * instances that come after the change. They are as good as not accepted then: were they reported at their own ballots, which
 * may be any, they could outbid what the new era has chosen there. A store forgets nothing, so they become no-ops at the
 * lowest ballot of all. `beginsAt`: the log gets another beginning, since nobody has what comes between.
 */
export const lastWriteOf = (
  outcome: Outcome,
  meta: GroupMeta | undefined,
  { open = [], beginsAt }: { readonly open?: readonly number[]; readonly beginsAt?: number | undefined } = {},
): GroupWrite => {
  const { groupIdx, records, chosenUpTo, checksum, concluded } = outcome;
  const promised = meta?.promised ?? 0;
  const isRaised = concluded.ballot > promised;
  return {
    groupIdx,
    records: [...records, ...open.map(forgotten)],
    ...(beginsAt === undefined ? {} : { deleteBelow: beginsAt }),
    meta: {
      promised: isRaised ? concluded.ballot : promised,
      promisedTo: isRaised ? '' : (meta?.promisedTo ?? ''),
      chosenUpTo,
      checksum,
      minChosen: beginsAt ?? meta?.minChosen ?? 1,
      configuration: encodeConcluded(concluded),
    },
  };
};

const forgotten = (instanceId: number): LogRecord => ({
  instanceId,
  ballot: makeBallot(1, 1),
  chosen: false,
  value: NO_OP,
});

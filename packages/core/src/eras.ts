/**
 * The eras of a group. A group whose quorum is gone for good goes on after an offline repair as another one: its gid is
 * another from the repair's instance on, and whoever still speaks by the old one is refused, which is what fences the dead.
 *
 * One exception, or nobody could ever join again: a node that learns the log from its beginning passes through all eras.
 * It is served as long as all it holds was chosen for certain when the old era ended; one that holds more may have
 * seen what the dead have chosen, and is refused. Each page goes out under the gid that its reader has by then: that of the
 * configuration of its first instance (rule 4: one configuration per instance, and so one gid).
 */

import type { Configuration } from './configuration.ts';
import type { Message } from './messages.ts';

/** The gid by which instance `instanceId` was proposed. */
export const gidAt = ({ gid, formerEras = [] }: Configuration, instanceId: number): number =>
  formerEras.find((era) => instanceId <= era.upTo)?.gid ?? gid;

/** Whether a message of a former era may be answered: it asks to learn on from what is certain. */
export const isFromCertainPast = (
  { formerEras = [] }: Configuration,
  gid: number,
  message: Message,
): boolean => {
  const era = formerEras.find((each) => each.gid === gid);
  if (era === undefined) return false;
  if (message.kind === 'AskForLearn' || message.kind === 'ConfirmAskForLearn')
    return message.from <= era.certainUpTo + 1;
  return message.kind === 'SendLearnValueAck' && message.upTo <= era.upTo;
};

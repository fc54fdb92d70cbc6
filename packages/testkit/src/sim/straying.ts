/** Messages that come to a group to which they do not belong: what must be refused by the identity that they name. */

import { decodePayload, encodePayload } from '@gaios/proto';
import type { GroupMessage } from '@gaios/core';

/**
 * The messages of a payload as if they were of the next group, or, of a single group, of another life of it. Only to groups
 * that are founded: before that a group has no identity to tell by. Undefined: nothing of it strays.
 */
export const strayOf = (
  payload: Uint8Array,
  groupCount: number,
  isFounded: (groupIdx: number) => boolean,
): Uint8Array | undefined => {
  const decoded = decodePayload(payload);
  if (decoded.kind !== 'messages') return undefined;
  const messages = decoded.messages
    .filter(({ gid }) => gid !== 0)
    .map((each): GroupMessage => ({
      ...each,
      groupIdx: (each.groupIdx + 1) % groupCount,
      gid: groupCount === 1 ? each.gid + 1 : each.gid,
    }))
    .filter(({ groupIdx }) => isFounded(groupIdx));
  return messages.length === 0 ? undefined : encodePayload({ kind: 'messages', messages });
};

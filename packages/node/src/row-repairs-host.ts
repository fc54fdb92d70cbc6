/** What the repair of damaged values sees of its group. */

import type { Clock, LogStorage } from '@gaios/sm-base';
import type { Member, ReplicaView, RowMessage } from '@gaios/core';
import type { RowRepairsHost } from './row-repairs.ts';
import type { Telemetry } from './telemetry.ts';

interface RepairedGroup {
  readonly groupIdx: number;
  readonly birth: { readonly life: number };
  readonly members: readonly Member[];
  readonly view: ReplicaView;
  readonly executor: { readonly availableUpTo: number };
  stop(error: unknown, release: boolean): void;
}

interface RepairShared {
  readonly self: { readonly nodeId: number };
  readonly storage: LogStorage;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly isUp: (nodeId: number) => boolean;
  readonly sendRows: (to: number, message: RowMessage) => void;
  readonly rowsGone: (groupIdx: number) => void;
}

export const rowRepairsHost = (
  group: RepairedGroup,
  { self, storage, clock, telemetry, isUp, sendRows, rowsGone }: RepairShared,
  delayed: () => void,
): RowRepairsHost => ({
  groupIdx: group.groupIdx,
  life: group.birth.life,
  get gid() {
    return group.view.gid;
  },
  get minChosen() {
    return group.view.minChosen;
  },
  get availableUpTo() {
    return group.executor.availableUpTo;
  },
  get peersUp() {
    const ids = group.members.map(({ nodeId }) => nodeId);
    return ids.filter((nodeId) => nodeId !== self.nodeId && isUp(nodeId));
  },
  storage,
  clock,
  telemetry,
  send: sendRows,
  delayed,
  gone: () => rowsGone(group.groupIdx),
  // What it has promised is as it was: that it leads no more may be said.
  lost: (error) => group.stop(error, true),
});

/** The calls of `Node` about the master of a group, and the lease that it rests on (docs/master.md). */

import { GaiosError } from '@gaios/sm-base';
import type { CallOptions, KnownMaster } from './api.ts';
import type { Balancer } from './balancer.ts';
import { CheckpointCalls } from './checkpoints/calls.ts';
import type { GroupMaster } from './master.ts';
import { checkRow } from './options.ts';

/** One lost heartbeat, or two, must not end a lease. */
const LEASE_BEATS = 3;

export abstract class MasterCalls extends CheckpointCalls {
  protected abstract get balancer(): Balancer;

  /**
   * The node that is master of a group as far as this one knows, 0 if it knows none: a hint, for finding it. What must not
   * be done by two at a time needs `isMaster`, or a version that what it writes to compares.
   * @throws GaiosError UNKNOWN_GROUP, MASTER_NOT_USED
   */
  getMaster(groupIdx: number): number {
    return this.#masterOf(groupIdx).known.node;
  }

  /** The same with its version, the fencing token: it grows with each new reign and each new process. */
  getMasterWithVersion(groupIdx: number): KnownMaster {
    return this.#masterOf(groupIdx).known;
  }

  /**
   * Whether this process is master of a group at this very moment: it holds the lease at the ballot under which it is
   * recorded, and `onMasterChange` was told. No other process gets true meanwhile, as long as the clocks keep
   * `maxClockDriftPpm`. It is true for the moment of the call only: what must be fenced longer names `ifMasterVersion`.
   * @throws GaiosError UNKNOWN_GROUP, MASTER_NOT_USED
   */
  isMaster(groupIdx: number): boolean {
    return this.#masterOf(groupIdx).isMine;
  }

  /**
   * From now on this node, where it leads the group, counts each voter's support for no longer than this, ms: it knows
   * sooner that it may be master no more. It shortens the lease and lengthens nothing, the wait of the others
   * included; above `electionTimeoutMs` it has no effect. At least three heartbeat intervals.
   * @throws GaiosError UNKNOWN_GROUP, INVALID_ARGUMENT
   */
  setMasterLease(groupIdx: number, leaseMs: number): void {
    const group = this.groupOf(groupIdx);
    const leastMs = LEASE_BEATS * group.tuning.heartbeatIntervalMs;
    if (checkRow('masterLeaseMs', leaseMs) < leastMs) {
      throw new GaiosError(
        'INVALID_ARGUMENT',
        `a lease of ${leaseMs} ms is below ${LEASE_BEATS} × heartbeatIntervalMs = ${leastMs}`,
        { facts: { groupIdx, leaseMs, leastMs } },
      );
    }
    group.setLeaseMs(leaseMs);
  }

  /**
   * Gives mastership up at once, if this node has it; the others elect one of themselves within milliseconds. This node
   * does not stand for two support durations, also if it was not master. Who goes on working should use `transferMaster`.
   * @throws GaiosError UNKNOWN_GROUP, MASTER_NOT_USED
   */
  dropMaster(groupIdx: number): void {
    this.#masterOf(groupIdx);
    this.groupOf(groupIdx).dropMaster();
  }

  /**
   * Hands the group over to another voter: what is in flight is finished, what comes meanwhile waits and goes to the
   * successor. Resolves when it is recorded as master here. If it fails before the successor could begin, this node
   * leads on, and it may be tried again. Rejects with UNKNOWN_GROUP, MASTER_NOT_USED, INVALID_ARGUMENT (this node itself,
   * an unknown one, a learner), NOT_MASTER, TRANSFER_FAILED, TIMEOUT, ABORTED, CLOSED or GROUP_STOPPED.
   */
  async transferMaster(groupIdx: number, nodeId: number, options: CallOptions = {}): Promise<void> {
    const master = this.#masterOf(groupIdx);
    const refusal = this.groupOf(groupIdx).refusal(false);
    if (refusal !== undefined) throw refusal;
    await master.transfer(nodeId, this.checkedCall(options));
    this.balancer.gaveUp(this.groupOf(groupIdx), nodeId);
  }

  /**
   * Whether this node holds the lease of a group at this very moment: nobody else gets anything chosen meanwhile. With
   * `leaseReads`, what decides whether it answers reads alone.
   */
  holdsLease(groupIdx: number): boolean {
    return this.groupOf(groupIdx).holdsLease();
  }

  #masterOf(groupIdx: number): GroupMaster {
    const { master } = this.groupOf(groupIdx);
    master.check();
    return master;
  }
}

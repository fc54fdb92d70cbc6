/** What is checked from outside, and counted: one value for each instance, one holder of the lease, and no read of too little. */

import { crc32 } from 'node:zlib';

export class LeaseViolation extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LeaseViolation';
  }
}

/** One that holds the lease, as a look at its clock says. */
export interface Holder {
  readonly nodeId: number;
  /** What it would serve a read at by its lease; 0: it would not. */
  readonly leaseIndex: number;
}

export class LeaseWatch {
  /** What happened, for judging whether a run was worth anything. */
  readonly counts = {
    leases: 0,
    reads: 0,
    leaders: 0,
    chosen: 0,
    transfers: 0,
    changes: 0,
    cleanStops: 0,
    served: 0,
  };
  /** The highest instance that anybody ever concluded. */
  #chosenUpTo = 0;
  readonly #values = new Map<number, number>();
  /** Under way: what was chosen when each read was asked for, by node, boot and id. */
  readonly #reads = new Map<string, number>();
  #holder = 0;

  concluded(instanceId: number, value: Uint8Array): void {
    const sum = crc32(value);
    const known = this.#values.get(instanceId);
    if (known !== undefined && known !== sum)
      throw new LeaseViolation(`two values at instance ${instanceId}`);
    this.#values.set(instanceId, sum);
    if (instanceId > this.#chosenUpTo) {
      this.#chosenUpTo = instanceId;
      this.counts.chosen++;
    }
  }

  asked(nodeId: number, boot: number, readId: number): void {
    this.#reads.set(`${nodeId} ${boot} ${readId}`, this.#chosenUpTo);
  }

  served(nodeId: number, boot: number, readId: number, index: number): void {
    const key = `${nodeId} ${boot} ${readId}`;
    const due = this.#reads.get(key);
    this.#reads.delete(key);
    this.counts.served++;
    if (due !== undefined && index < due) {
      throw new LeaseViolation(
        `node ${nodeId} is served at ${index} what it asked for when ${due} was chosen`,
      );
    }
  }

  /** All that hold the lease after an event. */
  holders(holders: readonly Holder[], trueMs: number): void {
    const [holder, other] = holders;
    if (holder === undefined) return;
    if (other !== undefined) {
      throw new LeaseViolation(`nodes ${holder.nodeId} and ${other.nodeId} hold the lease at ${trueMs}`);
    }
    const { nodeId, leaseIndex } = holder;
    if (leaseIndex !== 0) this.counts.reads++;
    if (leaseIndex !== 0 && leaseIndex < this.#chosenUpTo) {
      throw new LeaseViolation(`node ${nodeId} reads at ${leaseIndex}, ${this.#chosenUpTo} is chosen`);
    }
    if (nodeId !== this.#holder) this.counts.leases++;
    this.#holder = nodeId;
  }
}

/**
 * Who is master of a group, as the log tells it (DESIGN 5, Master): an ordinary state machine of every group. A leader
 * records itself once a reign, in the instance by which it becomes ready; renewals of its lease are not recorded. So
 * what is recorded is history, and grants nothing: a master is who holds the lease at the recorded ballot.
 *
 * Every replica has it, also where `useMaster` is not set: `ifMasterVersion` is decided by it, everywhere the same.
 */

import { GaiosError, MASTER_SM_ID, StateMachine, type ExecuteContext } from '@gaios/sm-base';
import { decodeMasterRecord, encodeMasterRecord, RECORD_BYTES, type MasterRecord } from './master-record.ts';

export interface RecordedMaster extends MasterRecord {
  /**
   * The instance at which this reign of this process was recorded first: a fencing token, to be used with the group's
   * gid. It grows with every new reign, and with every new process of the same node.
   */
  readonly version: number;
}

export class MasterStateMachine extends StateMachine<boolean> {
  readonly smId = MASTER_SM_ID;
  readonly #changed: (recorded: RecordedMaster) => void;
  #recorded: RecordedMaster | undefined;

  /** `changed` is told each version, as it is executed. */
  constructor(changed: (recorded: RecordedMaster) => void = () => {}) {
    super();
    this.#changed = changed;
  }

  /** The last one, who may not be master any more. */
  get recorded(): RecordedMaster | undefined {
    return this.#recorded;
  }

  /** 0: nobody was master yet. */
  get version(): number {
    return this.#recorded?.version ?? 0;
  }

  /** Returns whether the record counts. @throws GaiosError STORAGE_DAMAGED */
  execute(value: Uint8Array, { instanceId }: ExecuteContext): boolean {
    const record = decodeMasterRecord(value);
    const before = this.#recorded;
    // The word of a leader that was deposed, or the same once more: a later leader found it and proposed it again.
    if (before !== undefined && record.ballot <= before.ballot) return false;
    if (before !== undefined && isSameReign(record, before)) {
      this.#recorded = { ...record, version: before.version };
      return true;
    }
    this.#recorded = { ...record, version: instanceId };
    this.#changed(this.#recorded);
    return true;
  }

  override query(): RecordedMaster | undefined {
    return this.#recorded;
  }

  /** For checkpoints. Equal states have equal bytes. */
  encodeState(): Uint8Array {
    if (this.#recorded === undefined) return new Uint8Array(0);
    const bytes = new Uint8Array(8 + RECORD_BYTES);
    new DataView(bytes.buffer).setFloat64(0, this.#recorded.version, true);
    bytes.set(encodeMasterRecord(this.#recorded), 8);
    return bytes;
  }

  /** In place of all that was executed so far; the version is told if it is a later one. @throws GaiosError STORAGE_DAMAGED */
  loadState(bytes: Uint8Array): void {
    const before = this.version;
    this.#recorded = bytes.length === 0 ? undefined : decodeSnapshot(bytes);
    if (this.#recorded !== undefined && this.#recorded.version > before) this.#changed(this.#recorded);
  }

  override stateHash(): Uint8Array {
    return this.encodeState();
  }
}

/** It went above a voter's promise, and nobody was recorded in between. */
const isSameReign = (a: MasterRecord, b: MasterRecord): boolean =>
  a.nodeId === b.nodeId && a.boot === b.boot && a.reign === b.reign;

const decodeSnapshot = (bytes: Uint8Array): RecordedMaster => {
  const version = bytes.length < 8 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0, true);
  if (!Number.isSafeInteger(version) || version < 1) {
    throw new GaiosError('STORAGE_DAMAGED', 'not the state of a master machine');
  }
  return { ...decodeMasterRecord(bytes.subarray(8)), version };
};

/**
 * The master of one group, as this node knows it (DESIGN 5, Master): what the log says, what the lease says, and who is
 * to be told. `MasterStateMachine` keeps the record on every node; what is said here only exists where `useMaster` is set.
 */

import { GaiosError, type ErrorCode, type Identity } from '@gaios/sm-base';
import { MasterStateMachine, type RecordedMaster } from '@gaios/master';
import { votersOf, type Configuration } from '@gaios/core';
import type { CallOptions, KnownMaster, MasterStatus } from './api.ts';
import type { Deadlines } from './deadlines.ts';
import { MasterTransfer, type TransferHost } from './master-transfer.ts';

/** What the group does for it. */
export interface MasterHost extends TransferHost {
  readonly view: TransferHost['view'] & {
    readonly leader: number;
    readonly configuration: Configuration;
  };
  /** By the clock as it is now. */
  holdsLease(): boolean;
  isUp(nodeId: number): boolean;
  masterChanged(node: number, version: number): void;
}

export interface GroupMasterParts {
  readonly host: MasterHost;
  readonly self: Identity;
  readonly deadlines: Deadlines;
  readonly isUsed: boolean;
  /** The log on disk reached this far at the start. */
  readonly replayTo: number;
}

const NOBODY: KnownMaster = { node: 0, version: 0 };

export class GroupMaster {
  readonly machine: MasterStateMachine;
  readonly isUsed: boolean;
  readonly #parts: GroupMasterParts;
  /** Versions executed and not told yet, in order. */
  #untold: RecordedMaster[] = [];
  #toldVersion = 0;
  #transfer: MasterTransfer | undefined;

  constructor(parts: GroupMasterParts) {
    this.#parts = parts;
    this.isUsed = parts.isUsed;
    this.machine = new MasterStateMachine((recorded) => this.#changed(recorded));
  }

  /**
   * Whether this process is master now: it holds the lease at the ballot that is recorded, and its user was told. Looks at
   * the clock anew each time.
   */
  get isMine(): boolean {
    const { self, host } = this.#parts;
    const { recorded } = this.machine;
    if (!this.isUsed || recorded === undefined || recorded.version > this.#toldVersion) return false;
    if (recorded.nodeId !== self.nodeId || recorded.boot !== self.boot) return false;
    const { role, ballot } = host.view;
    return role === 'leader' && ballot === recorded.ballot && host.holdsLease();
  }

  /** A hint: the recorded node, if this node follows it and supports it, or is it. */
  get known(): KnownMaster {
    const { self, host } = this.#parts;
    const { recorded } = this.machine;
    if (recorded === undefined || recorded.nodeId !== host.view.leader) return NOBODY;
    const { nodeId: node, version, boot } = recorded;
    const isThere = node === self.nodeId ? boot === self.boot : host.isUp(node);
    return isThere ? { node, version } : NOBODY;
  }

  /** For `waitFor`: any, or that node; the own one only once it is master indeed. */
  isMet(target: true | number): boolean {
    const { nodeId } = this.#parts.self;
    const { node } = this.known;
    if (node === 0 || (target !== true && target !== node)) return false;
    return node !== nodeId || this.isMine;
  }

  get status(): MasterStatus | undefined {
    if (!this.isUsed) return undefined;
    const { nodeId: recordedNode = 0, version: recordedVersion = 0 } = this.machine.recorded ?? {};
    return { ...this.known, isMine: this.isMine, recordedNode, recordedVersion };
  }

  /** @throws GaiosError MASTER_NOT_USED */
  check(): void {
    if (this.isUsed) return;
    const { groupIdx } = this.#parts.host;
    const detail = `group ${groupIdx} is asked for its master, and the option useMaster does not include it`;
    throw new GaiosError('MASTER_NOT_USED', detail, { facts: { groupIdx } });
  }

  /** Rejects with INVALID_ARGUMENT, NOT_MASTER, TRANSFER_FAILED, TIMEOUT, ABORTED, CLOSED or GROUP_STOPPED. */
  async transfer(to: number, call: CallOptions): Promise<void> {
    const { host, deadlines } = this.#parts;
    this.#checkSuccessor(to);
    if (call.signal?.aborted === true) throw this.#failure('ABORTED', to, undefined, call.signal.reason);
    if (host.view.role !== 'leader') throw this.#failure('NOT_MASTER', to);
    if (this.#transfer !== undefined) throw this.#failure('TRANSFER_FAILED', to, 'another one is under way');
    if (!host.transfer(to)) {
      throw this.#failure(
        'TRANSFER_FAILED',
        to,
        'the other node is not up, or this one has only begun to lead',
      );
    }
    const transfer = new MasterTransfer(host, this.machine, deadlines, { to, ...call });
    this.#transfer = transfer;
    try {
      await transfer.settled;
    } finally {
      this.#transfer = undefined;
    }
  }

  /** After a turn: something may have changed that a transfer waits for. */
  turned(): void {
    this.#transfer?.check();
  }

  /** Executed up to here. What is in the log at the start is told once, as it stands at its end; then each version. */
  executed(upTo: number): void {
    const { replayTo, host } = this.#parts;
    if (this.#untold.length === 0 || upTo < replayTo) return;
    const untold = this.#untold;
    this.#untold = [];
    for (const { nodeId, version } of untold) {
      // First, so that who is told may ask whether it is so.
      this.#toldVersion = version;
      if (this.isUsed) host.masterChanged(nodeId, version);
    }
  }

  endAll(code: ErrorCode, cause?: unknown): void {
    this.#transfer?.end(code, undefined, cause);
  }

  #changed(recorded: RecordedMaster): void {
    if (recorded.version <= this.#parts.replayTo) this.#untold = [recorded];
    else this.#untold.push(recorded);
  }

  #checkSuccessor(to: number): void {
    const { self, host } = this.#parts;
    const voters = votersOf(host.view.configuration).filter((nodeId) => nodeId !== self.nodeId);
    if (voters.includes(to)) return;
    const why = to === self.nodeId ? 'is this node itself' : 'is no voter of the group';
    throw new GaiosError(
      'INVALID_ARGUMENT',
      `node ${to} ${why}; it can be handed over to ${voters.length === 0 ? 'nobody' : voters.join(', ')}`,
      { facts: { groupIdx: host.groupIdx, to, voters } },
    );
  }

  #failure(
    code: 'ABORTED' | 'NOT_MASTER' | 'TRANSFER_FAILED',
    to: number,
    detail?: string,
    cause?: unknown,
  ): GaiosError {
    const { groupIdx, view } = this.#parts.host;
    const facts = { groupIdx, to, leader: view.leader };
    return new GaiosError(code, detail, { facts, ...(cause === undefined ? {} : { cause }) });
  }
}

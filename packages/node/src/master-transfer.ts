/**
 * One `transferMaster` under way: the replica drains its window and hands over; done when the successor's record is
 * executed here. Until the replica hands over, whatever ends the call leaves this node leading.
 */

import { GaiosError, type ErrorCode } from '@gaios/sm-base';
import type { RecordedMaster } from '@gaios/master';
import type { Deadlines, Due } from './deadlines.ts';

export interface TransferHost {
  readonly groupIdx: number;
  readonly view: {
    readonly role: string;
    readonly ballot: number;
    readonly leader: number;
    readonly transferTo: number;
  };
  nowMs(): number;
  transfer(nodeId: number): boolean;
  keepLeading(): void;
}

export interface TransferCall {
  readonly to: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export class MasterTransfer implements Due {
  dueMs = Infinity;
  heapIndex = -1;
  readonly settled: Promise<void>;
  readonly #host: TransferHost;
  readonly #log: { readonly recorded: RecordedMaster | undefined };
  readonly #deadlines: Deadlines;
  readonly #call: TransferCall;
  readonly #fromVersion: number;
  #resolve!: () => void;
  #reject!: (error: GaiosError) => void;

  constructor(
    host: TransferHost,
    log: { readonly recorded: RecordedMaster | undefined },
    deadlines: Deadlines,
    call: TransferCall,
  ) {
    this.#host = host;
    this.#log = log;
    this.#deadlines = deadlines;
    this.#call = call;
    this.#fromVersion = log.recorded?.version ?? 0;
    this.settled = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    deadlines.set(this, host.nowMs() + (call.timeoutMs ?? 0));
    call.signal?.addEventListener('abort', this, { once: true });
  }

  onDue(): void {
    this.end('TIMEOUT');
  }

  /** For AbortSignal. */
  handleEvent(): void {
    this.end('ABORTED', undefined, this.#call.signal?.reason);
  }

  check(): void {
    const { recorded } = this.#log;
    const { role, transferTo } = this.#host.view;
    if (recorded !== undefined && recorded.version > this.#fromVersion) {
      if (recorded.nodeId === this.#call.to) this.#done();
      else this.end('TRANSFER_FAILED', 'another node became master');
    } else if (role === 'leader' && transferTo === 0)
      this.end('TRANSFER_FAILED', 'the other node could not take over in time; this one leads on');
  }

  end(code: ErrorCode, detail?: string, cause?: unknown): void {
    this.#forget();
    if (this.#host.view.transferTo === this.#call.to) this.#host.keepLeading();
    const { groupIdx, view } = this.#host;
    const facts = { groupIdx, to: this.#call.to, leader: view.leader };
    this.#reject(new GaiosError(code, detail, { facts, ...(cause === undefined ? {} : { cause }) }));
  }

  #done(): void {
    this.#forget();
    this.#resolve();
  }

  #forget(): void {
    this.#deadlines.remove(this);
    this.#call.signal?.removeEventListener('abort', this);
  }
}

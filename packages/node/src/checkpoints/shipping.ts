/** One group's checkpoints on their way: what it sends to others, and what it gets for itself (`CheckpointExchange`). */

import {
  CheckpointExchange,
  type CheckpointMessage,
  type FetcherState,
  type StoredCheckpoint,
  type TransferEvent,
} from '@gaios/checkpoint';
import { gidAt } from '@gaios/core';
import type { CheckpointedGroup, CheckpointShared } from './shared.ts';

/** People are told of a transfer that often. */
const PROGRESS_MS = 100;
/** A log that is that close to everybody's is learned as everybody's. */
const CAUGHT_UP_WITHIN = 1_000;

type TellEvents = {
  readonly [K in TransferEvent['kind']]: (event: Extract<TransferEvent, { readonly kind: K }>) => void;
};

export interface ShippingParts {
  readonly shared: CheckpointShared;
  readonly group: CheckpointedGroup;
  /** A checkpoint helps only above it. */
  readonly has: () => number;
  readonly install: (checkpoint: StoredCheckpoint, from: number) => Promise<void>;
  /** The newest of this node was damaged, and is removed. */
  readonly lost: () => void;
}

export class GroupShipping {
  readonly #parts: ShippingParts;
  #exchange: CheckpointExchange | undefined;
  #toldMs = -Infinity;
  #from = 0;
  #stopped = false;

  constructor(parts: ShippingParts) {
    this.#parts = parts;
  }

  get state(): FetcherState {
    return this.#exchange?.fetcher.state ?? 'idle';
  }

  /** It takes up one of the places of those who ask or receive. */
  get isBusy(): boolean {
    return this.state === 'asking' || this.state === 'receiving' || this.state === 'installing';
  }

  /** It does nothing yet about a log that cannot be learned. */
  get mayNeed(): boolean {
    return this.state === 'idle' || this.state === 'catching-up';
  }

  get sending(): number {
    return this.#exchange?.provider.transfers ?? 0;
  }

  holds(): readonly number[] {
    return this.#exchange?.provider.holds() ?? [];
  }

  need(): void {
    this.#made().fetcher.need();
  }

  receive(from: number, message: CheckpointMessage): void {
    if (!this.#stopped) this.#made().receive(from, message);
  }

  reconnected(peer: number): void {
    this.#exchange?.reconnected(peer);
  }

  forget(isMember: (nodeId: number) => boolean, known: readonly number[]): void {
    for (const nodeId of known) if (!isMember(nodeId)) this.#exchange?.provider.forget(nodeId);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#exchange?.stop();
  }

  /** Most groups never ship anything. */
  #made(): CheckpointExchange {
    this.#exchange ??= this.#make();
    return this.#exchange;
  }

  #make(): CheckpointExchange {
    const { shared, group, has, install, lost } = this.#parts;
    const { self, sending: bucket, transfer, isUp } = shared;
    const { groupIdx } = group;
    const ports = {
      ...shared,
      groupIdx,
      bucket,
      event: (event: TransferEvent) => (this.#tell[event.kind] as (event: TransferEvent) => void)(event),
      gid: () => group.view.gid || group.birth.gid,
      gidAt: (instanceId: number) =>
        group.view.gid === 0 ? group.birth.gid : gidAt(group.view.configuration, instanceId),
      peers: () => group.members.map(({ nodeId }) => nodeId).filter((nodeId) => nodeId !== self.nodeId),
      isUp,
      chosenUpTo: has,
      minChosen: () => group.view.minChosen,
      isLeader: () => group.leads,
      // A log that goes back to what was executed, and of which nobody has more, lacks nothing.
      isNeeded: () => has() < group.view.chosenUpTo || group.view.isBehind,
      isCaughtUp: () => this.#isCaughtUp(),
      install: (checkpoint: StoredCheckpoint) => install(checkpoint, this.#from),
      lost: ({ id }: StoredCheckpoint) => {
        shared.telemetry.tell('checkpointRemoved', { groupIdx, id, error: new Error('it is damaged') });
        lost();
      },
    };
    return new CheckpointExchange(ports, transfer);
  }

  #isCaughtUp(): boolean {
    const { group, shared } = this.#parts;
    const { chosenUpTo, isBehind } = group.view;
    // The sender may not know yet where this node is: what is let go must be kept by everybody.
    const within = Math.min(CAUGHT_UP_WITHIN, shared.cleaner.holdCount);
    return !isBehind || Math.max(0, ...group.peersAt().values()) - chosenUpTo <= within;
  }

  readonly #tell: TellEvents = {
    asking: () => {},
    receiving: ({ from }) => void (this.#from = from),
    progress: ({ kind: _kind, ...event }) => {
      const { time, telemetry } = this.#parts.shared;
      const isLast = event.bytesDone >= event.bytesTotal;
      if (!isLast && time.nowMs() < this.#toldMs + PROGRESS_MS) return;
      this.#toldMs = time.nowMs();
      telemetry.tell('checkpointProgress', event);
    },
    received: ({ from }) => void (this.#from = from),
    installed: () => this.#parts.shared.received(),
    caughtUp: ({ groupIdx, from, id }) =>
      this.#parts.shared.telemetry.tell('checkpointCaughtUp', { groupIdx, from, id }),
    sent: ({ kind: _kind, ...event }) => {
      const { telemetry } = this.#parts.shared;
      telemetry.count('gaios_checkpoint_sent_bytes_total', event.bytesSent);
      telemetry.tell('checkpointSent', event);
    },
    failed: ({ kind: _kind, side, ...event }) => {
      const stage = side === 'sender' ? 'send' : 'receive';
      this.#parts.shared.telemetry.tell('checkpointFailed', { stage, ...event });
      if (side === 'receiver') this.#parts.shared.received();
    },
  };
}

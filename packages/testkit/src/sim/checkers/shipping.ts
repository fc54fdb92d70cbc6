/**
 * What goes over the wire when a checkpoint is shipped, and what may not be deleted meanwhile (DESIGN 8): a receiver asks nobody
 * while it receives, and takes one checkpoint from one sender; and a sender keeps its log from there on until the receiver has caught up.
 */

import type { PeerPayload } from '@gaios/proto';
import { violated } from './violation.ts';

export type CheckpointMessage = Extract<PeerPayload, { readonly kind: 'checkpoint' }>['message'];

/** One process. */
export interface Shipper {
  readonly nodeId: number;
  /** Names this life. */
  readonly life: string;
}

/** What a sender has promised a receiver, as long as that is heard of. */
interface Hold {
  readonly transfer: number;
  readonly from: number;
  readonly heardMs: number;
}

interface Receiving {
  readonly transfer: number;
  readonly from: number;
  readonly heardMs: number;
}

export interface ShippingOptions {
  readonly nowMs: () => number;
  /** Of the option of that name. */
  readonly holdMs: number;
  /** Clocks of machines do not jump, so that what is late by them is late. */
  readonly clocksGoOn: boolean;
}

/** A receiver that heard nothing for so long may look for another sender; less than it waits (15 s), since clocks drift. */
const SILENCE_MS = 10_000;

export class Shipping {
  readonly #options: ShippingOptions;
  /** By life and group of the sender: by receiver. */
  readonly #holds = new Map<string, Map<number, Hold>>();
  /** By life and group of the receiver. */
  readonly #receiving = new Map<string, Receiving>();
  /** Instance of each checkpoint that was offered, by its id. */
  readonly #offered = new Map<string, number>();
  /** What a transfer is of, by sender, receiver and number. */
  readonly #takes = new Map<string, string>();

  constructor(options: ShippingOptions) {
    this.#options = options;
  }

  /** A message leaves a process. */
  sent(by: Shipper, to: number, message: CheckpointMessage): void {
    const key = `${by.life}/${message.groupIdx}`;
    switch (message.kind) {
      case 'AskForCheckpoint':
        return this.#asks(key);
      case 'CheckpointOffer':
        return void this.#offered.set(message.id, message.instanceId);
      case 'TakeCheckpoint':
        return this.#takesOne(key, to, message.transfer);
      case 'SendFileAck':
        if (message.verdict === 'fail') this.#ended(key, message.transfer);
        return;
      case 'InstalledCheckpoint':
        return this.#ended(key, message.transfer);
      case 'SendFile':
        if (message.flag === 'begin') this.#promises(key, by.nodeId, to, message.transfer);
        return;
      case 'RefuseCheckpoint':
        return this.#letsGo(key, to);
      case 'AskForHashes':
      case 'BlockHashes':
    }
  }

  /** A message arrives at a process, which has not seen it yet. */
  received(at: Shipper, from: number, message: CheckpointMessage): void {
    const key = `${at.life}/${message.groupIdx}`;
    const { nowMs } = this.#options;
    const receiving = this.#receiving.get(key);
    if (receiving?.from === from && 'transfer' in message && receiving.transfer === message.transfer) {
      this.#receiving.set(key, { ...receiving, heardMs: nowMs() });
    }
    this.#heard(key, from);
    if (message.kind === 'TakeCheckpoint') {
      this.#takes.set(`${at.nodeId}/${from}/${message.transfer}`, message.id);
    } else if (message.kind === 'SendFileAck') {
      if (message.verdict === 'fail') this.#letsGo(key, from);
    } else if (message.kind === 'InstalledCheckpoint') this.#installed(key, from, message);
    else if (message.kind === 'RefuseCheckpoint') this.#ended(key, message.transfer);
  }

  /** A process knows these members from now on: nothing is held for others. */
  members(life: string, groupIdx: number, nodeIds: readonly number[]): void {
    const holds = this.#holds.get(`${life}/${groupIdx}`);
    for (const nodeId of holds?.keys() ?? []) if (!nodeIds.includes(nodeId)) holds?.delete(nodeId);
  }

  /** A process has deleted its log below an instance. */
  cleaned({ life }: Shipper, groupIdx: number, below: number): void {
    for (const [nodeId, { from, heardMs }] of this.#holds.get(`${life}/${groupIdx}`) ?? []) {
      if (below <= from || this.#isForgotten(heardMs)) continue;
      violated(
        'cleaning',
        `${life} deletes its log of group ${groupIdx} below ${below}, and node ${nodeId} needs it from ${from} on`,
      );
    }
  }

  #isForgotten(heardMs: number): boolean {
    const { nowMs, holdMs, clocksGoOn } = this.#options;
    // Clocks drift, and what was heard may have been before.
    return !clocksGoOn || nowMs() - heardMs > holdMs / 2;
  }

  #asks(key: string): void {
    const receiving = this.#receiving.get(key);
    if (receiving === undefined || this.#isSilent(receiving)) return;
    violated('shipping', `${key} asks for a checkpoint while it receives one from node ${receiving.from}`);
  }

  #takesOne(key: string, from: number, transfer: number): void {
    const receiving = this.#receiving.get(key);
    const isOther = receiving !== undefined && receiving.from !== from;
    if (isOther && !this.#isSilent(receiving)) {
      violated('shipping', `${key} takes a checkpoint from node ${from}, and one from ${receiving.from}`);
    }
    this.#receiving.set(key, { transfer, from, heardMs: this.#options.nowMs() });
  }

  #isSilent({ heardMs }: Receiving): boolean {
    const { nowMs, clocksGoOn } = this.#options;
    return !clocksGoOn || nowMs() - heardMs > SILENCE_MS;
  }

  #ended(key: string, transfer: number): void {
    if (this.#receiving.get(key)?.transfer === transfer) this.#receiving.delete(key);
  }

  #promises(key: string, nodeId: number, to: number, transfer: number): void {
    const instanceId = this.#offered.get(this.#takes.get(`${nodeId}/${to}/${transfer}`) ?? '');
    const holds = this.#holds.get(key) ?? new Map<number, Hold>();
    this.#holds.set(key, holds);
    // What is sent again changes nothing.
    if (instanceId === undefined || holds.get(to)?.transfer === transfer) return;
    holds.set(to, { transfer, from: instanceId + 1, heardMs: this.#options.nowMs() });
  }

  #installed(
    key: string,
    from: number,
    message: Extract<CheckpointMessage, { kind: 'InstalledCheckpoint' }>,
  ): void {
    const hold = this.#holds.get(key)?.get(from);
    if (hold === undefined) return;
    if (message.caughtUp) return this.#letsGo(key, from);
    this.#holds.get(key)?.set(from, { ...hold, from: message.chosenUpTo + 1 });
  }

  #heard(key: string, from: number): void {
    const hold = this.#holds.get(key)?.get(from);
    if (hold === undefined) return;
    this.#holds.get(key)?.set(from, { ...hold, heardMs: this.#options.nowMs() });
  }

  #letsGo(key: string, to: number): void {
    this.#holds.get(key)?.delete(to);
  }
}

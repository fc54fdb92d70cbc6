/**
 * One group's answers to those who need a checkpoint: what it offers, the transfers that it sends, and the log that it holds for
 * them until they have caught up, so that none needs a second one.
 */

import { GaiosError } from '@gaios/sm-base';
import { BLOCK_BYTES } from './bounds.ts';
import type { Manifest } from './manifest.ts';
import type { CheckpointMessageOf, FailReason } from './messages.ts';
import type { TransferOptions } from './options.ts';
import { Sender, type SenderPorts } from './sender.ts';
import type { StoredCheckpoint } from './store.ts';

/** Shared by all groups of a node. */
export interface SharedLoad {
  transfers: number;
}

export interface ProviderPorts extends SenderPorts {
  readonly groupIdx: number;
  readonly load: SharedLoad;
  gid(): number;
  minChosen(): number;
  isLeader(): boolean;
  /** The newest was found damaged, and is removed: a new one is wanted. */
  lost(checkpoint: StoredCheckpoint): void;
}

interface Hold {
  /** First instance that the receiver still needs. */
  readonly from: number;
  readonly heardMs: number;
}

export class Provider {
  readonly #ports: ProviderPorts;
  readonly #options: TransferOptions;
  readonly #senders = new Map<number, Sender>();
  readonly #holds = new Map<number, Hold>();
  #stopped = false;

  constructor(ports: ProviderPorts, options: TransferOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  /** For each receiver the first instance that must stay in the log. Those that are silent too long are forgotten. */
  holds(): readonly number[] {
    const nowMs = this.#ports.time.nowMs();
    for (const [peer, { heardMs }] of this.#holds) {
      if (!this.#senders.has(peer) && nowMs - heardMs > this.#options.holdMs) this.#holds.delete(peer);
    }
    return [...this.#holds.values()].map(({ from }) => from);
  }

  get transfers(): number {
    return this.#senders.size;
  }

  ask(from: number, { gid: asked, round }: CheckpointMessageOf<'AskForCheckpoint'>): void {
    const { groupIdx, store, load } = this.#ports;
    if (this.#stopped || !this.#isOurs(asked)) return;
    const gid = this.#ports.gid();
    const newest = store.newest(groupIdx);
    const manifest = newest?.manifest;
    this.#ports.send(from, {
      kind: 'CheckpointOffer',
      groupIdx,
      gid,
      round,
      id: newest?.id ?? '',
      instanceId: manifest?.instanceId ?? 0,
      minChosen: this.#ports.minChosen(),
      bytes: manifest?.bytesTotal ?? 0,
      load: load.transfers,
      isLeader: this.#ports.isLeader(),
    });
  }

  take(from: number, message: CheckpointMessageOf<'TakeCheckpoint'>): void {
    if (this.#stopped || !this.#isOurs(message.gid)) return;
    const before = this.#senders.get(from);
    // The same one twice.
    if (before?.transfer === message.transfer) return;
    before?.stop();
    const refused = this.#whyNot(message);
    if (refused !== undefined) return this.#refuse(from, message.transfer, refused);
    this.#send(from, message);
  }

  /** Of a transfer that this group sends; of any other one that the peer may stop waiting for. */
  received(
    from: number,
    message: CheckpointMessageOf<'SendFileAck'> | CheckpointMessageOf<'BlockHashes'>,
  ): void {
    const sender = this.#senders.get(from);
    if (sender?.transfer === message.transfer) {
      this.#heard(from);
      sender.received(message);
    } else if (message.kind === 'BlockHashes' || message.verdict === 'ok') {
      this.#refuse(from, message.transfer, 'unknown-transfer');
    }
  }

  installed(from: number, { gid, chosenUpTo, caughtUp }: CheckpointMessageOf<'InstalledCheckpoint'>): void {
    if (this.#stopped || !this.#isOurs(gid)) return;
    if (caughtUp) this.#holds.delete(from);
    // Also of a process before: what is still here is held.
    else this.#holds.set(from, { from: chosenUpTo + 1, heardMs: this.#ports.time.nowMs() });
  }

  reconnected(peer: number): void {
    this.#senders.get(peer)?.reconnected();
  }

  /** No member any more: nothing is held for it. */
  forget(peer: number): void {
    this.#senders.get(peer)?.stop();
    this.#holds.delete(peer);
  }

  stop(): void {
    this.#stopped = true;
    for (const sender of this.#senders.values()) sender.stop();
  }

  /** An empty node does not know yet which life of the group it is to join. */
  #isOurs(gid: number): boolean {
    return gid === 0 || gid === this.#ports.gid();
  }

  #whyNot(message: CheckpointMessageOf<'TakeCheckpoint'>): FailReason | undefined {
    const { groupIdx, store, load } = this.#ports;
    const checkpoint = store.get(groupIdx, message.id);
    if (checkpoint === undefined) return 'gone';
    // What comes behind it was deleted since it was offered: it would need a second one.
    if (this.#ports.minChosen() > checkpoint.manifest.instanceId + 1) return 'gone';
    if (load.transfers >= this.#options.transfersMax) return 'busy';
    return isPosition(message, checkpoint.manifest) ? undefined : 'chunk';
  }

  #send(from: number, message: CheckpointMessageOf<'TakeCheckpoint'>): void {
    const { groupIdx, store, load } = this.#ports;
    const { transfer, id, fileIdx, offset, hasBase } = message;
    const pin = store.pin(groupIdx, id);
    const { checkpoint } = pin;
    this.#holds.set(from, { from: checkpoint.manifest.instanceId + 1, heardMs: this.#ports.time.nowMs() });
    const task = { groupIdx, to: from, transfer, pin, from: { fileIdx, offset }, hasBase };
    const sender = new Sender(this.#ports, this.#options, task, (reason) => {
      load.transfers--;
      if (this.#senders.get(from) === sender) this.#senders.delete(from);
      this.#heard(from);
      if (reason === 'damaged' || reason === 'hash') this.#suspect(checkpoint);
    });
    load.transfers++;
    this.#senders.set(from, sender);
    sender.start();
  }

  #heard(peer: number): void {
    const hold = this.#holds.get(peer);
    if (hold !== undefined) this.#holds.set(peer, { ...hold, heardMs: this.#ports.time.nowMs() });
  }

  #refuse(to: number, transfer: number, reason: FailReason): void {
    this.#ports.send(to, { kind: 'RefuseCheckpoint', groupIdx: this.#ports.groupIdx, transfer, reason });
  }

  /** A file was not what its hash says, there or here. If it is here, nobody else is to get it. */
  #suspect(checkpoint: StoredCheckpoint): void {
    const { groupIdx, store } = this.#ports;
    store.verify(checkpoint).catch(async (error: unknown) => {
      // A disk that fails says nothing of what is on it.
      const isDisk = error instanceof GaiosError && error.code.startsWith('STORAGE_');
      if (isDisk || store.get(groupIdx, checkpoint.id) === undefined) return;
      await store.remove(groupIdx, checkpoint.id).catch(() => {});
      this.#ports.lost(checkpoint);
    });
  }
}

const isPosition = (
  { fileIdx, offset }: { readonly fileIdx: number; readonly offset: number },
  { files }: Manifest,
): boolean => {
  if (offset === 0) return fileIdx <= files.length;
  return offset % BLOCK_BYTES === 0 && offset < (files[fileIdx]?.size ?? 0);
};

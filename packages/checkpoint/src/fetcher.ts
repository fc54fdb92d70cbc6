/**
 * Gets one group a checkpoint when its log cannot be learned any more: asks everybody, chooses one sender, receives, has it
 * installed, and tells the sender how far this node is until it needs no more of its log. It never asks while it receives.
 *
 *   idle ── need ──▶ asking ──▶ receiving ──▶ installing ──▶ catching up ──▶ idle
 *                      ▲  │ none       │ failed, silent
 *                      └──┴── waiting ◀┘
 *                               └── not needed any more ──▶ idle
 */

import { GaiosError, type Random } from '@gaios/sm-base';
import { chooseSender, helps, type Offer } from './choice.ts';
import type { CheckpointMessage, CheckpointMessageOf } from './messages.ts';
import type { TransferOptions } from './options.ts';
import { Receiver, type ReceiverEnd, type ReceiverPorts } from './receiver.ts';
import { ReceivingFolder } from './receiving.ts';
import type { Pin, StoredCheckpoint } from './store.ts';
import { Alarm } from './time.ts';

export interface FetcherPorts extends ReceiverPorts {
  readonly groupIdx: number;
  readonly random: Random;
  /** 0: not known yet, on an empty node. */
  gid(): number;
  /** Everybody who may have one, without this node; also those who are not connected yet, for whom one waits a little. */
  peers(): readonly number[];
  /** Absent: all are. */
  isUp?(peer: number): boolean;
  chosenUpTo(): number;
  /** Still cannot learn what it misses, as far as it knows; whoever said so says so again. Absent: so it is. */
  isNeeded?(): boolean;
  /** Needs nothing of the sender's log any more: learning goes on as everybody's. */
  isCaughtUp(): boolean;
  /** Puts it in the place of the group's state. What it rejects with is told, and it is tried again. */
  install(checkpoint: StoredCheckpoint): Promise<void>;
}

export type FetcherState = 'idle' | 'asking' | 'waiting' | 'receiving' | 'installing' | 'catching-up';

export class Fetcher {
  readonly #ports: FetcherPorts;
  readonly #options: TransferOptions;
  readonly #alarm: Alarm;
  readonly #offers = new Map<number, Offer>();
  /** Who could not send lately, and until when it is not asked first. */
  readonly #failed = new Map<number, number>();
  #state: FetcherState = 'idle';
  #round = 0;
  #attempt = 0;
  #takes = 0;
  #receiver: Receiver | undefined;
  #folder: ReceivingFolder | undefined;
  #looked = false;
  #useBase = true;
  /** Received, and not installed yet. This node may make newer ones meanwhile. */
  #ready: Pin | undefined;
  #source: { readonly from: number; readonly transfer: number; readonly id: string } | undefined;
  #stopped = false;

  constructor(ports: FetcherPorts, options: TransferOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#alarm = new Alarm(ports.time, () => this.#onAlarm());
  }

  get state(): FetcherState {
    return this.#state;
  }

  /** The log cannot be learned. Again and again is as good as once. */
  need(): void {
    if (this.#stopped || (this.#state !== 'idle' && this.#state !== 'catching-up')) return;
    this.#attempt = 0;
    this.#state = 'waiting';
    void this.#look();
  }

  offered(from: number, message: CheckpointMessageOf<'CheckpointOffer'>): void {
    if (this.#state !== 'asking' || message.round !== this.#round) return;
    const gid = this.#ports.gid();
    if (gid !== 0 && message.gid !== gid) return;
    const { id, instanceId, minChosen, bytes, load, isLeader } = message;
    this.#offers.set(from, { from, id, instanceId, minChosen, bytes, load, isLeader });
    const peers = this.#ports.peers();
    const answered = peers.filter((peer) => this.#offers.has(peer)).length;
    if (answered === peers.length) return this.#choose();
    // A majority has answered, and one of them will do.
    if (2 * answered > peers.length && this.#best(true) !== undefined) this.#choose();
  }

  /** Of the sender. What it says of another transfer is answered, so that it stops. */
  received(
    from: number,
    message:
      | CheckpointMessageOf<'SendFile'>
      | CheckpointMessageOf<'AskForHashes'>
      | CheckpointMessageOf<'RefuseCheckpoint'>,
  ): void {
    const receiver = this.#receiver;
    if (receiver?.from === from && receiver.transfer === message.transfer) return receiver.received(message);
    if (message.kind === 'RefuseCheckpoint') return;
    // The end of one that is through may have been lost on its way back.
    const isThrough = this.#source?.from === from && this.#source.transfer === message.transfer;
    const { groupIdx, transfer } = message;
    const next = message.kind === 'SendFile' ? message.seq + 1 : 0;
    if (isThrough && message.kind === 'SendFile') {
      this.#ports.send(from, {
        kind: 'SendFileAck',
        groupIdx,
        transfer,
        verdict: 'ok',
        next,
        reason: 'none',
      });
    } else {
      const reason = 'unknown-transfer';
      this.#ports.send(from, { kind: 'SendFileAck', groupIdx, transfer, verdict: 'fail', next: 0, reason });
    }
  }

  reconnected(peer: number): void {
    this.#failed.delete(peer);
    if (this.#receiver?.from === peer) this.#receiver.reconnected();
    else if (this.#state === 'asking' && this.#ports.peers().includes(peer)) this.#askPeer(peer);
    else if (this.#state === 'catching-up' && this.#source?.from === peer) this.#report();
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#alarm.cancel();
    await this.#receiver?.stop();
    await this.#folder?.close();
    this.#letGo();
  }

  #onAlarm(): void {
    if (this.#state === 'asking') this.#choose();
    else if (this.#state === 'waiting') void this.#look();
    else if (this.#state === 'catching-up') this.#report();
  }

  /** First for what is here already: a checkpoint whose installation failed, or half of one that a process before received. */
  async #look(): Promise<void> {
    if (this.#ready !== undefined) return this.#install(this.#ready.checkpoint);
    // Somebody had the log after all.
    if (this.#ports.isNeeded?.() === false) return void (this.#state = 'idle');
    if (!this.#looked) {
      this.#looked = true;
      this.#folder = await ReceivingFolder.resume(this.#ports.store, this.#ports.groupIdx).catch(
        () => undefined,
      );
    }
    if (!this.#stopped) this.#ask();
  }

  #ask(): void {
    const { groupIdx } = this.#ports;
    this.#state = 'asking';
    this.#offers.clear();
    const round = ++this.#round;
    this.#ports.event({ kind: 'asking', groupIdx, round });
    this.#alarm.in(this.#options.offersMs);
    for (const peer of this.#ports.peers()) this.#askPeer(peer);
  }

  #askPeer(peer: number): void {
    const { groupIdx } = this.#ports;
    const gid = this.#ports.gid();
    const chosenUpTo = this.#ports.chosenUpTo();
    this.#ports.send(peer, { kind: 'AskForCheckpoint', groupIdx, gid, round: this.#round, chosenUpTo });
  }

  /** `fresh`: only of those that did not fail lately. */
  #best(fresh: boolean): Offer | undefined {
    const nowMs = this.#ports.time.nowMs();
    const peers = this.#ports.peers();
    const offers = [...this.#offers.values()].filter(
      ({ from }) =>
        peers.includes(from) &&
        this.#ports.isUp?.(from) !== false &&
        (!fresh || (this.#failed.get(from) ?? 0) <= nowMs),
    );
    const wanted = { chosenUpTo: this.#ports.chosenUpTo(), resumeId: this.#folder?.id ?? '' };
    return chooseSender(offers, wanted);
  }

  #choose(): void {
    const offer = this.#best(true) ?? this.#best(false);
    if (offer === undefined) return this.#retry();
    this.#takes = 0;
    this.#receive(offer);
  }

  #receive(offer: Offer): void {
    const { groupIdx, random, store } = this.#ports;
    const { from, id } = offer;
    this.#alarm.cancel();
    this.#state = 'receiving';
    this.#takes++;
    const transfer = random.nextInteger();
    const folder = this.#folder?.id === id ? this.#folder : undefined;
    const task = { groupIdx, gid: this.#ports.gid(), from, transfer, id, folder, base: this.#base(id) };
    const existing = store.get(groupIdx, id);
    if (existing !== undefined) {
      task.base?.release();
      return this.#received(offer, transfer, store.pin(groupIdx, id));
    }
    // One of another checkpoint is of no use any more, and goes when the new one begins.
    if (folder === undefined) void this.#folder?.close();
    this.#folder = undefined;
    this.#ports.event({ kind: 'receiving', groupIdx, from, id });
    const usedBase = task.base !== undefined;
    const receiver = new Receiver(this.#ports, this.#options, task, (end) => {
      this.#receiver = undefined;
      this.#ended(offer, transfer, end, usedBase);
    });
    this.#receiver = receiver;
    receiver.start();
  }

  #base(id: string): Pin | undefined {
    const { groupIdx, store } = this.#ports;
    const newest = this.#useBase ? store.newest(groupIdx) : undefined;
    return newest === undefined || newest.id === id ? undefined : store.pin(groupIdx, newest.id);
  }

  #ended(offer: Offer, transfer: number, end: ReceiverEnd, usedBase: boolean): void {
    if ('received' in end) return this.#received(offer, transfer, end.received);
    this.#folder = end.folder;
    if (this.#stopped) return;
    const { groupIdx } = this.#ports;
    const { from: peer, id } = offer;
    const { reason, error } = end;
    this.#ports.event({ kind: 'failed', side: 'receiver', groupIdx, peer, id, reason, error });
    // Of the same sender, without what may have been compared with a base that is not what it was.
    if (reason === 'hash' && usedBase) {
      this.#useBase = false;
      return this.#receive(offer);
    }
    const again = reason === 'silence' || reason === 'unknown-transfer';
    const stillHelps = helps(offer, { chosenUpTo: this.#ports.chosenUpTo(), resumeId: '' });
    if (again && this.#takes < this.#options.takesMax && stillHelps) return this.#receive(offer);
    // What this disk did is no fault of the sender's.
    if (reason !== 'full' && reason !== 'io') {
      this.#failed.set(peer, this.#ports.time.nowMs() + this.#options.retryMaxMs);
    }
    this.#retry();
  }

  #retry(): void {
    const { retryMinMs, retryMaxMs } = this.#options;
    const delayMs = Math.min(retryMaxMs, retryMinMs * 2 ** Math.min(this.#attempt, 20));
    this.#attempt++;
    this.#state = 'waiting';
    this.#alarm.in(delayMs * (0.5 + this.#ports.random.next() / 2));
  }

  #received({ from, id }: Offer, transfer: number, received: Pin): void {
    this.#source = { from, transfer, id };
    this.#ready = received;
    this.#folder = undefined;
    this.#useBase = true;
    this.#ports.event({ kind: 'received', groupIdx: this.#ports.groupIdx, from, id });
    if (this.#stopped) this.#letGo();
    else void this.#install(received.checkpoint);
  }

  async #install(checkpoint: StoredCheckpoint): Promise<void> {
    const { groupIdx } = this.#ports;
    const { id } = checkpoint;
    const from = this.#source?.from ?? 0;
    this.#state = 'installing';
    // The sender's hold is renewed at once, however long it takes.
    this.#sayInstalled(false, checkpoint.manifest.instanceId);
    try {
      await this.#ports.install(checkpoint);
    } catch (error) {
      if (this.#stopped) return;
      this.#ports.event({
        kind: 'failed',
        side: 'receiver',
        groupIdx,
        peer: from,
        id,
        reason: 'install',
        error,
      });
      // It is at fault itself, or gone: another one, or the same once more, may do.
      if (error instanceof GaiosError && error.code.startsWith('CHECKPOINT_')) this.#letGo();
      return this.#retry();
    }
    this.#letGo();
    if (this.#stopped) return;
    this.#attempt = 0;
    this.#ports.event({ kind: 'installed', groupIdx, from, id });
    this.#state = 'catching-up';
    this.#report();
  }

  #letGo(): void {
    this.#ready?.release();
    this.#ready = undefined;
  }

  #report(): void {
    const caughtUp = this.#ports.isCaughtUp();
    this.#sayInstalled(caughtUp, this.#ports.chosenUpTo());
    if (!caughtUp) return this.#alarm.in(this.#options.reportMs);
    const { groupIdx } = this.#ports;
    const { from = 0, id = '' } = this.#source ?? {};
    this.#ports.event({ kind: 'caughtUp', groupIdx, from, id });
    this.#state = 'idle';
  }

  #sayInstalled(caughtUp: boolean, chosenUpTo: number): void {
    if (this.#source === undefined) return;
    const { groupIdx } = this.#ports;
    const { from, transfer } = this.#source;
    const message: CheckpointMessage = {
      kind: 'InstalledCheckpoint',
      groupIdx,
      gid: this.#ports.gid(),
      transfer,
      chosenUpTo,
      caughtUp,
    };
    this.#ports.send(from, message);
  }
}

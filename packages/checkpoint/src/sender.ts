/**
 * Sends one checkpoint to one receiver. Messages are numbered, and kept until they are acknowledged: at most a window of them.
 * What is lost is sent again from the first that is missing, so that the receiver needs no order of its own.
 *
 * Nothing of it outlives the process: a receiver that hears nothing takes it up again from where it is.
 */

import type { Compression } from './compression.ts';
import { chunkCrc, hashesCrc } from './chunk.ts';
import { Chunks, type Chunk, type ChunkBody, type PageName } from './chunks.ts';
import type { CheckpointMessage, CheckpointMessageOf, FailReason } from './messages.ts';
import type { TransferEvent, TransferOptions } from './options.ts';
import type { Position } from './receiving.ts';
import type { CheckpointStore, Pin } from './store.ts';
import { Alarm, type Time } from './time.ts';
import type { TokenBucket } from './token-bucket.ts';

type SendFile = CheckpointMessageOf<'SendFile'>;

export interface SenderPorts {
  readonly time: Time;
  readonly store: CheckpointStore;
  readonly compression: Compression;
  /** Shared by all transfers of the node. */
  readonly bucket: TokenBucket;
  /** Must have copied what it needs of the message when it returns: its bytes become others. */
  send(to: number, message: CheckpointMessage): void;
  event(event: TransferEvent): void;
}

export interface SenderTask {
  readonly groupIdx: number;
  readonly to: number;
  readonly transfer: number;
  /** Released when the sender ends. */
  readonly pin: Pin;
  readonly from: Position;
  readonly hasBase: boolean;
}

interface Sent {
  readonly message: SendFile;
  /** It need not be sent again. */
  readonly free: () => void;
}

/** A message's own share: so that a thousand small ones are counted, too. */
const HEAD_BYTES = 100;
/** What is lost together is told of by many acknowledgements. */
const RESEND_MIN_MS = 100;
const RESEND_MAX_MS = 30_000;

const NO_BYTES = new Uint8Array(0);
const nothing = (): void => {};

export class Sender {
  readonly #ports: SenderPorts;
  readonly #options: TransferOptions;
  readonly #task: SenderTask;
  readonly #onEnd: (reason: FailReason) => void;
  readonly #chunks: Chunks;
  readonly #resendAlarm: Alarm;
  readonly #rateAlarm: Alarm;
  #unacked: Sent[] = [];
  #unackedBytes = 0;
  #nextSeq = 0;
  #begun = false;
  #endSeq = Infinity;
  #ended = false;
  #pumping = false;
  #askedPage: PageName | undefined;
  #heardMs: number;
  #resentMs = -Infinity;
  #resendMs: number;
  #bytesSent = 0;

  /** `onEnd`: `none` if the receiver has all of it. */
  constructor(
    ports: SenderPorts,
    options: TransferOptions,
    task: SenderTask,
    onEnd: (reason: FailReason) => void,
  ) {
    this.#ports = ports;
    this.#options = options;
    this.#task = task;
    this.#onEnd = onEnd;
    const { chunkBytes, windowBytes, compress } = options;
    this.#chunks = new Chunks(
      { store: ports.store, compression: compress ? ports.compression : undefined },
      task.pin.checkpoint,
      { ...task.from, hasBase: task.hasBase, chunkBytes, windowBytes },
    );
    this.#resendMs = options.resendMs;
    this.#heardMs = ports.time.nowMs();
    this.#resendAlarm = new Alarm(ports.time, (nowMs) => this.#late(nowMs));
    this.#rateAlarm = new Alarm(ports.time, () => void this.#pump());
  }

  get transfer(): number {
    return this.#task.transfer;
  }

  start(): void {
    const { sealed } = this.#task.pin.checkpoint;
    this.#emit('begin', plainly({ fileIdx: 0, length: sealed.length, data: sealed }));
    this.#resendAlarm.in(this.#resendMs);
  }

  /** What the receiver says of this transfer. */
  received(message: CheckpointMessageOf<'SendFileAck'> | CheckpointMessageOf<'BlockHashes'>): void {
    if (this.#ended) return;
    this.#heardMs = this.#ports.time.nowMs();
    if (message.kind === 'BlockHashes') this.#page(message);
    else if (message.verdict === 'fail') this.#end(message.reason);
    else this.#acknowledged(message.next);
  }

  /** There is a new connection to the receiver: what was under way on the last one may be lost. */
  reconnected(): void {
    if (!this.#ended) this.#resend();
  }

  stop(): void {
    this.#end('aborted');
  }

  #acknowledged(next: number): void {
    if (next > this.#nextSeq) return;
    const before = this.#unacked.length;
    for (let [sent] = this.#unacked; sent !== undefined && sent.message.seq < next; [sent] = this.#unacked) {
      this.#unacked.shift();
      this.#unackedBytes -= costOf(sent.message);
      sent.free();
    }
    if (next > this.#endSeq) return this.#end('none');
    if (next > 0) this.#begun = true;
    if (this.#unacked.length < before) {
      this.#resendMs = this.#options.resendMs;
      this.#resendAlarm.in(this.#resendMs);
      this.#progress();
    } else if (before > 0) this.#resendSoon();
    void this.#pump();
  }

  /** The receiver has met a gap. */
  #resendSoon(): void {
    if (this.#ports.time.nowMs() - this.#resentMs >= RESEND_MIN_MS) this.#resend();
  }

  #late(nowMs: number): void {
    // It may be the rate that is waited for.
    const isWaiting = this.#unacked.length > 0 || this.#askedPage !== undefined;
    if (!isWaiting) this.#heardMs = nowMs;
    if (nowMs - this.#heardMs >= this.#options.giveUpMs) return this.#end('aborted');
    this.#resendMs = Math.min(2 * this.#resendMs, RESEND_MAX_MS);
    this.#resend();
  }

  #resend(): void {
    this.#resentMs = this.#ports.time.nowMs();
    this.#resendAlarm.in(this.#resendMs);
    for (const { message } of this.#unacked) this.#transmit(message);
    if (this.#askedPage !== undefined) this.#ask(this.#askedPage);
    void this.#pump();
  }

  /** Makes and sends what the window and the rate allow. One at a time: chunks come one after another out of the files. */
  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#mayGoOn()) await this.#sendNext();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#pumping = false;
      if (this.#ended) await this.#chunks.close();
    }
  }

  #mayGoOn(): boolean {
    if (this.#ended || !this.#begun || this.#endSeq < Infinity) return false;
    const { windowBytes, windowChunks } = this.#options;
    if (this.#unackedBytes >= windowBytes || this.#unacked.length >= windowChunks) return false;
    const page = this.#chunks.missingPage;
    if (page !== undefined) {
      if (this.#askedPage === undefined) this.#ask(page);
      return false;
    }
    const waitMs = this.#ports.bucket.waitMs();
    if (waitMs === 0) return true;
    this.#rateAlarm.in(waitMs);
    return false;
  }

  async #sendNext(): Promise<void> {
    const chunk = await this.#chunks.next();
    if (this.#ended) return;
    if (chunk !== undefined) return this.#emit('ing', chunk);
    this.#endSeq = this.#nextSeq;
    const fileIdx = this.#task.pin.checkpoint.manifest.files.length;
    this.#emit('end', plainly({ fileIdx, length: 0, data: NO_BYTES }));
  }

  #emit(flag: SendFile['flag'], { body, free }: Chunk): void {
    const { groupIdx, transfer } = this.#task;
    const plain: Omit<SendFile, 'crc'> = {
      kind: 'SendFile',
      groupIdx,
      transfer,
      seq: this.#nextSeq++,
      flag,
      ...body,
    };
    const message: SendFile = { ...plain, crc: chunkCrc(plain) };
    this.#unacked.push({ message, free });
    this.#unackedBytes += costOf(message);
    this.#transmit(message);
  }

  #transmit(message: SendFile): void {
    const cost = costOf(message);
    this.#bytesSent += cost;
    this.#ports.bucket.take(cost);
    this.#ports.send(this.#task.to, message);
  }

  #ask(page: PageName): void {
    const { groupIdx, transfer, to } = this.#task;
    this.#askedPage = page;
    this.#ports.send(to, { kind: 'AskForHashes', groupIdx, transfer, ...page });
  }

  #page(message: CheckpointMessageOf<'BlockHashes'>): void {
    const { crc, ...rest } = message;
    if (hashesCrc(rest) !== crc) return;
    const asked = this.#askedPage;
    if (asked?.fileIdx === message.fileIdx && asked.block === message.block) this.#askedPage = undefined;
    if (this.#chunks.page(message, message.hashes) && this.#askedPage === undefined) {
      const next = this.#chunks.nextPage;
      if (next !== undefined) this.#ask(next);
    }
    void this.#pump();
  }

  #progress(): void {
    const { groupIdx, to: peer, pin } = this.#task;
    const { id, manifest } = pin.checkpoint;
    const first = this.#unacked.find(({ message }) => message.flag === 'ing')?.message;
    const { fileIdx, offset } = first ?? this.#chunks.position;
    let bytesDone = offset;
    for (const { size } of manifest.files.slice(0, fileIdx)) bytesDone += size;
    const { bytesTotal } = manifest;
    this.#ports.event({ kind: 'progress', side: 'sender', groupIdx, peer, id, bytesDone, bytesTotal });
  }

  /** Its own files cannot be sent. */
  #fail(error: unknown): void {
    if (this.#ended) return;
    const { groupIdx, transfer, to, pin } = this.#task;
    this.#ports.send(to, { kind: 'RefuseCheckpoint', groupIdx, transfer, reason: 'damaged' });
    const { id } = pin.checkpoint;
    const reason = 'damaged';
    this.#ports.event({ kind: 'failed', side: 'sender', groupIdx, peer: to, id, reason, error });
    this.#end(reason);
  }

  #end(reason: FailReason): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#resendAlarm.cancel();
    this.#rateAlarm.cancel();
    this.#unacked = [];
    if (!this.#pumping) void this.#chunks.close();
    const { groupIdx, to, pin } = this.#task;
    const { id } = pin.checkpoint;
    if (reason === 'none') {
      this.#ports.event({ kind: 'sent', groupIdx, to, id, bytesSent: this.#bytesSent });
    } else if (reason !== 'damaged') {
      this.#ports.event({ kind: 'failed', side: 'sender', groupIdx, peer: to, id, reason });
    }
    pin.release();
    this.#onEnd(reason);
  }
}

const plainly = (body: Pick<ChunkBody, 'fileIdx' | 'length' | 'data'>): Chunk => ({
  body: { ...body, offset: 0, kept: NO_BYTES, encoding: 'plain' },
  free: nothing,
});

const costOf = (message: SendFile): number => HEAD_BYTES + message.data.length + message.kept.length;

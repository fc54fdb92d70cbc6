/**
 * Receives one checkpoint from one sender into the side folder, and makes it a checkpoint of this node. Nothing that arrives is
 * believed: chunks have a checksum, a place that follows from the manifest, and a length that is not exceeded by decompression;
 * files have their hash. What does not fit ends the transfer, with a reason for the sender, and the side folder goes.
 */

import { GaiosError, type ErrorCode, type OpenFile } from '@gaios/sm-base';
import { blockLength, hashPage, isKept, missingBytes } from './block-hashes.ts';
import {
  BAD_CHUNKS_MAX,
  BLOCK_BYTES,
  CHUNK_BYTES_MAX,
  RECEIVE_QUEUE_BYTES,
  RECEIVE_QUEUE_CHUNKS,
} from './bounds.ts';
import { chunkCrc, hashesCrc } from './chunk.ts';
import type { Compression } from './compression.ts';
import { readExactly, withFile } from './file-io.ts';
import { unsealManifest, type ManifestFile } from './manifest.ts';
import type { CheckpointMessage, CheckpointMessageOf, FailReason } from './messages.ts';
import type { TransferEvent, TransferOptions } from './options.ts';
import { ReceivingFolder } from './receiving.ts';
import type { CheckpointStore, Pin, StoredCheckpoint } from './store.ts';
import { Alarm, type Time } from './time.ts';

type SendFile = CheckpointMessageOf<'SendFile'>;

export interface ReceiverPorts {
  readonly time: Time;
  readonly store: CheckpointStore;
  readonly compression: Compression;
  /** Of the era that the group was in at that instance: an offline repair may have begun another one since. Default: the present one. */
  gidAt?(instanceId: number): number;
  send(to: number, message: CheckpointMessage): void;
  event(event: TransferEvent): void;
}

export interface ReceiverTask {
  readonly groupIdx: number;
  readonly gid: number;
  readonly from: number;
  readonly transfer: number;
  readonly id: string;
  /** What is there of it already. */
  readonly folder: ReceivingFolder | undefined;
  /** What to compare with. */
  readonly base: Pin | undefined;
}

export type ReceiverEnd =
  | { readonly received: Pin }
  /** `folder`: what another attempt may go on with. `error`: what was wrong here, or with what came. */
  | { readonly reason: FailReason | 'silence'; readonly folder?: ReceivingFolder; readonly error?: unknown };

/** Everything that waits is written before it is acknowledged, but not more than this share of the window. */
const ACKNOWLEDGE_SHARE = 1 / 4;

const REASONS: Partial<Record<ErrorCode, FailReason>> = {
  CHECKPOINT_BAD_CHUNK: 'chunk',
  CHECKPOINT_DAMAGED: 'hash',
  CHECKPOINT_BAD_MANIFEST: 'manifest',
  CHECKPOINT_BAD_NAME: 'manifest',
  CHECKPOINT_TOO_LARGE: 'manifest',
  STORAGE_FULL: 'full',
  STORAGE_IO: 'io',
};

const reasonOf = (error: unknown): FailReason =>
  (error instanceof GaiosError ? REASONS[error.code] : undefined) ?? 'other';

const badChunk = (why: string, { seq, fileIdx, offset, length }: SendFile): GaiosError =>
  new GaiosError('CHECKPOINT_BAD_CHUNK', `a chunk ${why}`, { facts: { seq, fileIdx, offset, length } });

export class Receiver {
  readonly #ports: ReceiverPorts;
  readonly #options: TransferOptions;
  readonly #task: ReceiverTask;
  readonly #onEnd: (end: ReceiverEnd) => void;
  readonly #silence: Alarm;
  #folder: ReceivingFolder | undefined;
  /** Arrived in order, not written yet. */
  #queue: SendFile[] = [];
  #queueBytes = 0;
  #expected = 0;
  #written = 0;
  #working: Promise<void> | undefined;
  #ended = false;
  #badChunks = 0;
  #unmarkedBytes = 0;
  /** Written, and not acknowledged yet. */
  #unacked = { bytes: 0, chunks: 0 };
  #reportedBytes = 0;
  /** The base's copy of the file that is being received. */
  #baseFile: { readonly file: ManifestFile; readonly open: OpenFile } | undefined;

  constructor(
    ports: ReceiverPorts,
    options: TransferOptions,
    task: ReceiverTask,
    onEnd: (end: ReceiverEnd) => void,
  ) {
    this.#ports = ports;
    this.#options = options;
    this.#task = task;
    this.#onEnd = onEnd;
    this.#folder = task.folder;
    this.#silence = new Alarm(ports.time, () => void this.#end({ reason: 'silence' }));
  }

  get transfer(): number {
    return this.#task.transfer;
  }

  get from(): number {
    return this.#task.from;
  }

  start(): void {
    const { groupIdx, gid, from, transfer, id, base } = this.#task;
    const { fileIdx, offset } = this.#folder?.position ?? { fileIdx: 0, offset: 0 };
    this.#silence.in(this.#options.silenceMs);
    this.#ports.send(from, {
      kind: 'TakeCheckpoint',
      groupIdx,
      gid,
      transfer,
      id,
      fileIdx,
      offset,
      hasBase: base !== undefined,
    });
  }

  received(
    message: SendFile | CheckpointMessageOf<'AskForHashes'> | CheckpointMessageOf<'RefuseCheckpoint'>,
  ): void {
    if (this.#ended) return;
    if (message.kind === 'SendFile') this.#chunk(message);
    else if (message.kind === 'AskForHashes') void this.#hashes(message);
    else void this.#end({ reason: message.reason });
  }

  /** There is a new connection to the sender: it may wait for what was lost with the last one. */
  reconnected(): void {
    if (this.#ended) return;
    if (this.#expected === 0) this.start();
    else this.#acknowledge();
  }

  /** Lets go of the sender; what was received stays. Resolves when nothing is written any more. */
  async stop(): Promise<void> {
    if (this.#ended) return;
    this.#answer('fail', 'aborted');
    await this.#end({ reason: 'aborted' });
  }

  #chunk(message: SendFile): void {
    const { crc, ...plain } = message;
    if (chunkCrc(plain) !== crc) return this.#corrupt();
    // What comes twice, or too early after a loss: where it should go on is told at once.
    if (message.seq !== this.#expected) return this.#acknowledge();
    const bytes = message.data.length;
    const isFull =
      this.#queueBytes + bytes > RECEIVE_QUEUE_BYTES || this.#queue.length >= RECEIVE_QUEUE_CHUNKS;
    if (isFull && this.#queue.length > 0) return;
    this.#silence.in(this.#options.silenceMs);
    this.#expected++;
    this.#queue.push(message);
    this.#queueBytes += bytes;
    this.#working ??= this.#work();
  }

  #corrupt(): void {
    if (++this.#badChunks <= BAD_CHUNKS_MAX) return this.#acknowledge();
    const error = new GaiosError('CHECKPOINT_BAD_CHUNK', 'too many chunks have a wrong checksum');
    void this.#fail('checksum', error);
  }

  async #work(): Promise<void> {
    // Not before `#working` is set.
    await Promise.resolve();
    try {
      for (let next = this.#queue.shift(); next !== undefined && !this.#ended; next = this.#queue.shift()) {
        this.#queueBytes -= next.data.length;
        await this.#take(next);
      }
      this.#working = undefined;
    } catch (error) {
      this.#working = undefined;
      await this.#fail(reasonOf(error), error);
    }
  }

  async #take(message: SendFile): Promise<void> {
    if (message.flag === 'begin') await this.#begin(message);
    else if (message.flag === 'ing') await this.#write(message);
    else return this.#finish(message);
    if (this.#ended) return;
    this.#written = message.seq + 1;
    this.#unacked.bytes += message.data.length;
    this.#unacked.chunks++;
    if (this.#isAckDue) this.#acknowledge();
  }

  /** One acknowledgement costs both sides about as much as half a chunk. */
  get #isAckDue(): boolean {
    const { windowBytes, windowChunks } = this.#options;
    const { bytes, chunks } = this.#unacked;
    const share = Math.max(bytes / windowBytes, chunks / windowChunks);
    return this.#queue.length === 0 || share >= ACKNOWLEDGE_SHARE;
  }

  async #begin({ data }: SendFile): Promise<void> {
    const { store } = this.#ports;
    const identified = unsealManifest(store.codec, data.slice());
    const { groupIdx, gid, id } = this.#task;
    const { manifest } = identified;
    const isOurs = gid === 0 || manifest.gid === (this.#ports.gidAt?.(manifest.instanceId) ?? gid);
    if (identified.id !== id || manifest.groupIdx !== groupIdx || !isOurs) {
      const facts = { id, found: identified.id };
      throw new GaiosError('CHECKPOINT_BAD_MANIFEST', 'the manifest is of another checkpoint', { facts });
    }
    if (this.#folder?.id === id) return;
    await this.#folder?.close();
    this.#folder = await ReceivingFolder.begin(store, groupIdx, identified);
  }

  async #write(message: SendFile): Promise<void> {
    const folder = this.#folder;
    const file = folder?.manifest.files[message.fileIdx];
    if (folder === undefined || file === undefined) throw badChunk('belongs to no file', message);
    const { fileIdx, offset } = folder.position;
    if (message.fileIdx !== fileIdx || message.offset !== offset) throw badChunk('is not the next', message);
    const { length } = message;
    if (length === 0 || length > CHUNK_BYTES_MAX || offset + length > file.size)
      throw badChunk('reaches beyond its file, or beyond what a chunk may hold', message);
    await folder.append(await this.#contentOf(message, file));
    this.#unmarkedBytes += length;
    if (this.#unmarkedBytes >= this.#options.markEveryBytes && folder.markMeanwhile()) {
      this.#unmarkedBytes = 0;
    }
    this.#report(folder);
  }

  /** Never more than the length that the message names, which is bounded. */
  async #contentOf(message: SendFile, file: ManifestFile): Promise<Uint8Array> {
    const { length, kept, encoding } = message;
    const wanted = missingBytes(length, kept);
    const data = encoding === 'plain' ? message.data : await this.#inflated(message, wanted);
    if (data.length !== wanted) throw badChunk(`gives ${data.length} bytes, not ${wanted}`, message);
    return kept.length === 0 ? data : this.#merged(message, file, data);
  }

  async #inflated(message: SendFile, lengthMax: number): Promise<Uint8Array> {
    try {
      return await this.#ports.compression.inflate(message.data, lengthMax);
    } catch {
      throw badChunk(`does not decompress to ${lengthMax} bytes`, message);
    }
  }

  async #merged(message: SendFile, file: ManifestFile, data: Uint8Array): Promise<Uint8Array> {
    const base = await this.#baseOf(file);
    const { length, kept, offset } = message;
    if (base === undefined || base.file.size < offset + length - missingTail(length, kept)) {
      throw badChunk('refers to a base that is not there', message);
    }
    const bytes = new Uint8Array(length);
    const blocks = Math.ceil(length / BLOCK_BYTES);
    let from = 0;
    for (let block = 0; block < blocks; block++) {
      const at = block * BLOCK_BYTES;
      const size = blockLength(length, block);
      const target = bytes.subarray(at, at + size);
      if (isKept(kept, block)) {
        // What follows and is kept too is read with it.
        let run = size;
        let last = block;
        while (last + 1 < blocks && isKept(kept, last + 1)) run += blockLength(length, ++last);
        await readExactly(base.open, bytes.subarray(at, at + run), offset + at);
        block = last;
        continue;
      }
      target.set(data.subarray(from, from + size));
      from += size;
    }
    return bytes;
  }

  async #finish(message: SendFile): Promise<void> {
    const folder = this.#folder;
    if (folder === undefined || !folder.isWhole) throw badChunk('ends what is not whole', message);
    const received = await folder.adopt();
    if (this.#ended) return received.release();
    this.#folder = undefined;
    this.#written = message.seq + 1;
    this.#acknowledge();
    // This is the last piece of the work: it need not be waited for by itself.
    this.#working = undefined;
    await this.#end({ received });
  }

  async #hashes({ fileIdx, block }: CheckpointMessageOf<'AskForHashes'>): Promise<void> {
    const { groupIdx, from, transfer } = this.#task;
    const file = this.#folder?.manifest.files[fileIdx];
    if (file === undefined || !Number.isSafeInteger(block * BLOCK_BYTES)) return;
    let hashes: Uint8Array = new Uint8Array(0);
    try {
      const base = this.#baseEntry(file);
      if (base !== undefined) {
        const { store } = this.#ports;
        const open = store.open(base.checkpoint, base.file);
        hashes = await withFile(open, (each) => hashPage(each, base.file.size, block));
      }
    } catch {
      // A base that cannot be read is none.
    }
    if (this.#ended) return;
    const message = { kind: 'BlockHashes', groupIdx, transfer, fileIdx, block, hashes } as const;
    this.#ports.send(from, { ...message, crc: hashesCrc(message) });
  }

  #baseEntry({
    smId,
    path,
  }: ManifestFile): { readonly checkpoint: StoredCheckpoint; readonly file: ManifestFile } | undefined {
    const checkpoint = this.#task.base?.checkpoint;
    const file = checkpoint?.manifest.files.find((each) => each.smId === smId && each.path === path);
    return checkpoint && file && { checkpoint, file };
  }

  async #baseOf(
    file: ManifestFile,
  ): Promise<{ readonly file: ManifestFile; readonly open: OpenFile } | undefined> {
    const entry = this.#baseEntry(file);
    if (entry === undefined || this.#baseFile?.file === entry.file) return entry && this.#baseFile;
    await this.#baseFile?.open.close();
    this.#baseFile = { file: entry.file, open: await this.#ports.store.open(entry.checkpoint, entry.file) };
    return this.#baseFile;
  }

  #acknowledge(): void {
    this.#unacked = { bytes: 0, chunks: 0 };
    this.#answer('ok', 'none');
  }

  #answer(verdict: 'ok' | 'fail', reason: FailReason): void {
    const { groupIdx, from, transfer } = this.#task;
    this.#ports.send(from, {
      kind: 'SendFileAck',
      groupIdx,
      transfer,
      verdict,
      next: this.#written,
      reason,
    });
  }

  /** A hundred times at most; people are told less often, if that is soon after each other. */
  #report({ bytesDone, id, manifest: { bytesTotal } }: ReceivingFolder): void {
    if (bytesDone - this.#reportedBytes < bytesTotal / 100 && bytesDone < bytesTotal) return;
    this.#reportedBytes = bytesDone;
    const { groupIdx, from: peer } = this.#task;
    this.#ports.event({ kind: 'progress', side: 'receiver', groupIdx, peer, id, bytesDone, bytesTotal });
  }

  /** What came, or this disk, does not let it go on: nothing of it stays. */
  async #fail(reason: FailReason, error: unknown): Promise<void> {
    if (this.#ended) return;
    this.#answer('fail', reason);
    const folder = this.#folder;
    this.#folder = undefined;
    await this.#end({ reason, error }, async () => {
      if (folder !== undefined) await folder.remove().catch(() => {});
    });
  }

  async #end(end: ReceiverEnd, cleanUp: () => Promise<void> = async () => {}): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#silence.cancel();
    this.#queue = [];
    await this.#working;
    await cleanUp();
    await this.#baseFile?.open.close().catch(() => {});
    this.#task.base?.release();
    const folder = this.#folder;
    this.#onEnd('reason' in end && folder !== undefined ? { ...end, folder } : end);
  }
}

/** Bytes after the last block that is kept: the base need not have them. */
const missingTail = (length: number, kept: Uint8Array): number => {
  let tail = 0;
  for (let block = Math.ceil(length / BLOCK_BYTES) - 1; block >= 0 && !isKept(kept, block); block--) {
    tail += blockLength(length, block);
  }
  return tail;
};

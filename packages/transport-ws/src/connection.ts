/**
 * One WebSocket from upgrade to close: first the handshake, then frames. It never throws at its callers and tells its
 * owner exactly once that it is over, at the moment when that is decided, not when the socket has gone.
 */

import type { Socket } from 'node:net';
import type { Channel, Clock, Identity, Timer } from '@gaios/sm-base';
import type { WebSocket } from 'ws';
import { chunkHeader, FrameReceiver, type Received } from './receiver.ts';
import { cleanReason, closeCodes, closeName, isRefusal, type CloseName } from './close-codes.ts';
import { frameTypes, sealFrame, sealHeader, type FrameFault } from './frame.ts';
import type { Handshake, HandshakeResult } from './handshake.ts';
import { transportOptionRows, type TransportTuning } from './options.ts';
import { isTlsFailure } from './tls.ts';

export interface Closed {
  readonly name: CloseName | 'other';
  readonly reason: string;
  readonly refused: boolean;
  /** The other side closed it, or the network did. */
  readonly byPeer: boolean;
}

export interface ConnectionOwner {
  /** The handshake is done. Payloads follow. */
  onUp(connection: Connection): void;
  onPayload(connection: Connection, payload: Buffer): void;
  onFault(connection: Connection, fault: FrameFault): void;
  onUnknownType(connection: Connection, type: number): void;
  onClosed(connection: Connection, closed: Closed): void;
}

export interface ConnectionParts {
  readonly ws: WebSocket;
  readonly socket: Socket;
  readonly handshake: Handshake;
  /** Who dials sends the first message. */
  readonly dialled: boolean;
  readonly tuning: TransportTuning;
  readonly clock: Clock;
  readonly owner: ConnectionOwner;
}

/**
 * From this size on a frame goes as two WebSocket fragments, header and body, instead of being copied into one
 * buffer. Measured (Node 20, loopback, both ends in one process): 4 KiB 8.9 µs copied, 8.3 µs in fragments; 200 bytes
 * 5.9 and 6.4; 64 KiB 58 and 46. Below some KiB the copy is noise and spares two writes.
 */
const fragmentFromBytes = 16 * 1024;
const first = { binary: true, fin: false } as const;
const last = { binary: true, fin: true } as const;
const nothing = Buffer.alloc(0);

export class Connection {
  readonly #parts: ConnectionParts;
  readonly #socket: Socket;
  #handshakeTimer: Timer | undefined;
  #up:
    | { readonly result: HandshakeResult; readonly receiver: FrameReceiver; readonly identity: Identity }
    | undefined;
  #closed = false;
  /** Closed from this side as a duplicate, and still receiving. */
  #draining = false;
  #sequence = 0;
  #waitsForDrain = false;
  #bytesReadSeen = 0;
  /** When something last came, ms of the clock; kept by `heard`. */
  #heardMs: number;
  readonly remoteAddress: string;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.#socket = parts.socket;
    this.#heardMs = parts.clock.monotonicMs();
    this.remoteAddress = `${parts.socket.remoteAddress ?? '?'} port ${parts.socket.remotePort ?? '?'}`;
    this.#listen();
    if (parts.dialled) this.#write(parts.handshake.begin());
  }

  get isUp(): boolean {
    return this.#up !== undefined && !this.#closed;
  }

  /** The handshake succeeded at some time. */
  get wasUp(): boolean {
    return this.#up !== undefined;
  }

  get dialled(): boolean {
    return this.#parts.dialled;
  }

  /** Only after `onUp`. */
  get peer(): Identity {
    return this.#up!.identity;
  }

  /** Only after `onUp`. */
  get session(): string {
    return this.#up!.result.peer.session;
  }

  get channel(): Channel {
    return this.#up!.result.peer.channel;
  }

  /** Whether more may be handed to the socket now. */
  get writable(): boolean {
    return this.isUp && this.#socket.writableLength < this.#parts.tuning.socketBytesMax;
  }

  get unsentBytes(): number {
    return this.#socket.writableLength;
  }

  cork(): void {
    this.#socket.cork();
  }

  uncork(): void {
    this.#socket.uncork();
  }

  send(payload: Uint8Array, urgent = false): void {
    this.#sendFrame(urgent ? frameTypes.urgent : frameTypes.payload, payload);
  }

  sendChunk(totalBytes: number, offset: number, bytes: Uint8Array): void {
    this.#sendFrame(frameTypes.chunk, bytes, chunkHeader(totalBytes, offset));
  }

  /** Calls once when the socket has taken what it holds. */
  onceDrained(callback: () => void): void {
    if (this.#waitsForDrain) return;
    this.#waitsForDrain = true;
    this.#socket.once('drain', () => {
      this.#waitsForDrain = false;
      if (this.isUp) callback();
    });
  }

  ping(): void {
    if (this.#parts.ws.readyState === this.#parts.ws.OPEN) this.#parts.ws.ping();
  }

  /** When something last came, as far as seen by now. */
  heard(nowMs: number): number {
    if (this.#socket.bytesRead !== this.#bytesReadSeen) {
      this.#bytesReadSeen = this.#socket.bytesRead;
      this.#heardMs = nowMs;
    }
    return this.#heardMs;
  }

  /** Silence up to now does not count: this process itself was not running. */
  forgiveSilence(nowMs: number): void {
    this.#heardMs = nowMs;
  }

  /** Says why in the close frame. */
  close(name: CloseName, reason: string): void {
    const text = cleanReason(reason);
    if (!this.#end({ name, reason: text, refused: isRefusal(closeCodes[name]), byPeer: false })) return;
    // What the peer sent before it hears of the other connection still counts; its answer to the close frame ends it.
    this.#draining = name === 'duplicate' && this.#up !== undefined;
    this.#parts.ws.close(closeCodes[name], text);
  }

  terminate(): void {
    this.#end({ name: 'other', reason: 'terminated', refused: false, byPeer: false });
    this.#parts.ws.terminate();
  }

  #listen(): void {
    const { ws, clock, tuning } = this.#parts;
    // As they come: a large body is not copied to its header here, either.
    ws.binaryType = 'fragments';
    ws.on('message', (data: Buffer | Buffer[]) => this.#message(data));
    ws.on('error', (error) => {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      const malformed = code.startsWith('WS_ERR_');
      const fault = code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' ? 'size' : 'websocket';
      if (malformed && !this.#closed) this.#parts.owner.onFault(this, fault);
      this.#end({
        name: malformed ? 'badFrame' : 'other',
        reason: cleanReason(error.message),
        refused: isTlsFailure(code),
        byPeer: !malformed,
      });
    });
    ws.on('close', (code, reason) => {
      const text = cleanReason(reason.toString()) || 'connection lost';
      this.#end({ name: closeName(code), reason: text, refused: isRefusal(code), byPeer: true });
    });
    // Comes after the WebSocket's own listener, so that what it holds back has been turned into messages by then.
    this.#socket.on('data', this.#countHandshakeBytes);
    this.#handshakeTimer = clock.setTimer(tuning.handshakeTimeoutMs, () => {
      this.close('handshakeTimeout', 'the handshake took too long');
    });
  }

  /** What a stranger makes us hold is bounded by this, not by the size of a frame. */
  readonly #countHandshakeBytes = (data: Buffer): void => {
    this.#handshakeBytes += data.length;
    if (this.#up || this.#handshakeBytes <= this.#parts.tuning.handshakeBytesMax) return;
    this.close('badHandshake', 'the handshake is too long');
    this.#parts.ws.terminate();
  };
  #handshakeBytes = 0;

  #message(data: Buffer | Buffer[]): void {
    if (this.#closed && !this.#draining) return;
    const parts = Array.isArray(data) ? data : [data];
    // Ours have two at most.
    const [begin = nothing, rest] = this.#up && parts.length <= 2 ? parts : [Buffer.concat(parts)];
    if (this.#up) this.#frame(this.#up.receiver.receive(begin, rest));
    else this.#handshakeStep(begin);
  }

  #handshakeStep(data: Buffer): void {
    const step = this.#parts.handshake.receive(data);
    if (step.kind === 'refuse') {
      this.close(step.refusal.code, step.refusal.reason);
      return;
    }
    if (step.message) this.#write(step.message);
    if (step.kind === 'done') this.#begin(step.result);
  }

  #begin(result: HandshakeResult): void {
    this.#handshakeTimer?.cancel();
    this.#socket.off('data', this.#countHandshakeBytes);
    const { nodeId, storageId, boot, channel } = result.peer;
    const { tuning } = this.#parts;
    const receiver = new FrameReceiver({
      channel,
      // The peer chooses the size of its chunks itself, within the bounds of the option.
      frameBytesMax:
        channel === 'consensus' ? tuning.consensusPayloadBytesMax : transportOptionRows.chunkBytes.max,
      payloadBytesMax: tuning.bulkPayloadBytesMax,
      key: result.receiveKey,
    });
    this.#up = { result, receiver, identity: { nodeId, storageId, boot } };
    this.#parts.owner.onUp(this);
  }

  #frame(received: Received): void {
    switch (received.kind) {
      case 'payload':
        this.#parts.owner.onPayload(this, received.payload);
        return;
      case 'none':
        if (received.unknownType !== undefined) this.#parts.owner.onUnknownType(this, received.unknownType);
        return;
      case 'fault':
        this.#draining = false;
        this.#parts.owner.onFault(this, received.fault);
        this.close('badFrame', `bad frame: ${received.fault}`);
    }
  }

  #sendFrame(type: number, body: Uint8Array, prefix?: Uint8Array): void {
    if (!this.#up || this.#closed) return;
    const fields = { type, sequence: this.#sequence++, prefix, body, key: this.#up.result.sendKey };
    if (body.length < fragmentFromBytes) {
      this.#write(sealFrame(fields));
      return;
    }
    const header = sealHeader(fields);
    this.#socket.cork();
    this.#parts.ws.send(header, first);
    this.#parts.ws.send(body, last);
    this.#socket.uncork();
  }

  #write(bytes: Buffer): void {
    this.#parts.ws.send(bytes, last);
  }

  /** False if it had ended before. */
  #end(closed: Closed): boolean {
    if (this.#closed) return false;
    this.#closed = true;
    this.#handshakeTimer?.cancel();
    this.#socket.off('data', this.#countHandshakeBytes);
    this.#parts.owner.onClosed(this, closed);
    return true;
  }
}

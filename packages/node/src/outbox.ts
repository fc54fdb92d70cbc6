/**
 * What one turn has for each peer: all groups' messages leave in one payload. Large values take the bulk road, so that
 * they stand in front of nothing urgent, and what follows them in their group takes it too for a while, so that it does
 * not overtake them (the protocol bears it, but would ask again for what is only late).
 */

import type { Clock, Transport, Channel } from '@gaios/sm-base';
import type { GroupMessage, InstanceValue, Message, MessageKind, MessageOf } from '@gaios/core';
import { encodePayload } from '@gaios/proto';

export interface OutboxLimits {
  readonly payloadBytesMax: number;
  readonly bulkBytes: number;
  readonly bulkStickyMs: number;
}

const sumBytes = (items: readonly { readonly value: Uint8Array }[]): number => {
  let bytes = 0;
  for (const { value } of items) bytes += value.length;
  return bytes;
};

/** Bytes of the values in a message. Kinds that are not named here carry none. */
const valueBytes: { readonly [K in MessageKind]?: (message: MessageOf<K>) => number } = {
  PrepareReply: ({ accepted }) => sumBytes(accepted),
  Accept: ({ entries }) => sumBytes(entries),
  SendLearnValue: ({ entries }) => sumBytes(entries),
  SendNewValue: ({ units }) =>
    units.reduce((sum, unit) => unit.reduce((bytes, { payload }) => bytes + payload.length, sum), 0),
};

/** About what the rest of a message takes on the wire; only budgets depend on it. */
const MESSAGE_BYTES = 64;

/** A window of large values in one message would not fit into a payload; entries are independent of each other. */
const split = (accept: MessageOf<'Accept'>, bytesMax: number): MessageOf<'Accept'>[] => {
  if (sumBytes(accept.entries) <= bytesMax) return [accept];
  const parts: InstanceValue[][] = [];
  let bytes = Infinity;
  for (const entry of accept.entries) {
    if (bytes + entry.value.length > bytesMax) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(entry);
    bytes += entry.value.length;
  }
  return parts.map((entries) => ({ ...accept, entries }));
};

interface Encoded {
  readonly messages: readonly GroupMessage[];
  readonly bytes: Uint8Array;
}

const isSame = (some: readonly GroupMessage[], others: readonly GroupMessage[]): boolean => {
  if (some.length !== others.length) return false;
  for (let i = 0; i < some.length; i++) {
    const [one, other] = [some[i], others[i]];
    if (one?.message !== other?.message || one?.groupIdx !== other?.groupIdx || one?.gid !== other?.gid)
      return false;
  }
  return true;
};

class Lane {
  readonly channel: Channel;
  messages: GroupMessage[] = [];
  bytes = 0;

  constructor(channel: Channel) {
    this.channel = channel;
  }
}

class PeerOutbox {
  readonly nodeId: number;
  readonly consensus = new Lane('consensus');
  readonly bulk = new Lane('bulk');
  /** Until when values of a group follow its last bulk message. */
  readonly stickyUntilMs = new Map<number, number>();

  constructor(nodeId: number) {
    this.nodeId = nodeId;
  }
}

export class Outbox {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #limits: OutboxLimits;
  readonly #peers = new Map<number, PeerOutbox>();
  #waiting: PeerOutbox[] = [];
  /** What was encoded last: a leader has the same for each of its followers, turn after turn. */
  #encoded: Encoded | undefined;

  constructor(transport: Transport, clock: Clock, limits: OutboxLimits) {
    this.#transport = transport;
    this.#clock = clock;
    this.#limits = limits;
  }

  add(to: number, groupMessage: GroupMessage): void {
    let peer = this.#peers.get(to);
    if (peer === undefined) {
      peer = new PeerOutbox(to);
      this.#peers.set(to, peer);
    }
    if (peer.consensus.messages.length === 0 && peer.bulk.messages.length === 0) this.#waiting.push(peer);
    const { message } = groupMessage;
    if (message.kind === 'Accept' && message.entries.length > 1) {
      const parts = split(message, this.#limits.payloadBytesMax);
      if (parts.length > 1) return parts.forEach((part) => this.add(to, { ...groupMessage, message: part }));
    }
    const measure = valueBytes[message.kind] as ((message: Message) => number) | undefined;
    const values = measure?.(message);
    const lane =
      values !== undefined && this.#isBulk(peer, groupMessage.groupIdx, values) ? peer.bulk : peer.consensus;
    const bytes = MESSAGE_BYTES + (values ?? 0);
    if (lane.bytes > 0 && lane.bytes + bytes > this.#limits.payloadBytesMax) this.#send(peer, lane);
    lane.messages.push(groupMessage);
    lane.bytes += bytes;
  }

  /** At the end of a turn. */
  ship(): void {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    for (const peer of waiting) this.#send(peer, peer.consensus);
    for (const peer of waiting) this.#send(peer, peer.bulk);
    this.#encoded = undefined;
  }

  /** Nothing of this turn leaves: what it rests on could not be written. */
  discard(): void {
    this.#waiting = [];
    this.#peers.clear();
  }

  #isBulk(peer: PeerOutbox, groupIdx: number, values: number): boolean {
    const { bulkBytes, bulkStickyMs } = this.#limits;
    if (values > bulkBytes) {
      peer.stickyUntilMs.set(groupIdx, this.#clock.monotonicMs() + bulkStickyMs);
      return true;
    }
    const until = peer.stickyUntilMs.get(groupIdx);
    if (until === undefined) return false;
    if (this.#clock.monotonicMs() < until) return true;
    peer.stickyUntilMs.delete(groupIdx);
    return false;
  }

  #send({ nodeId }: PeerOutbox, lane: Lane): void {
    const { messages } = lane;
    if (messages.length === 0) return;
    lane.messages = [];
    lane.bytes = 0;
    this.#transport.send(nodeId, lane.channel, this.#encode(messages));
  }

  #encode(messages: readonly GroupMessage[]): Uint8Array {
    const last = this.#encoded;
    if (last !== undefined && isSame(last.messages, messages)) return last.bytes;
    const bytes = encodePayload({ kind: 'messages', messages });
    this.#encoded = { messages, bytes };
    return bytes;
  }
}

/**
 * The transport of a node that sends a checkpoint, with a handle: while it is held, no acknowledgement of a transfer comes through, so
 * that the sender has nothing to send once its window is full. Nothing else changes: who is connected, who votes, who is behind.
 */

import { decodePayload } from '@gaios/proto';
import type { Identity, TransportHandlers } from '@gaios/sm-base';
import { WebSocketTransport } from '@gaios/transport-ws';

/** No other payload of the bulk channel that is as short is of interest here. */
const ACK_BYTES_MAX = 200;

export class HeldTransport extends WebSocketTransport {
  #held: (() => void)[] | undefined;

  override start(self: Identity, handlers: TransportHandlers): Promise<void> {
    const onMessage: TransportHandlers['onMessage'] = (from, payload, channel) => {
      if (this.#held === undefined || channel !== 'bulk' || !isAcknowledgement(payload)) {
        handlers.onMessage(from, payload, channel);
      } else {
        this.#held.push(() => handlers.onMessage(from, payload, channel));
      }
    };
    return super.start(self, { ...handlers, onMessage });
  }

  hold(): void {
    this.#held ??= [];
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const deliver of held) deliver();
  }
}

const isAcknowledgement = (payload: Uint8Array): boolean => {
  if (payload.length > ACK_BYTES_MAX) return false;
  const decoded = decodePayload(payload);
  return decoded.kind === 'checkpoint' && decoded.message.kind === 'SendFileAck';
};

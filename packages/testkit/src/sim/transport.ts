/** The transport port of one process: what arrives enters the process, what leaves is seen by the checkers. */

import type {
  Channel,
  Identity,
  PeerAddress,
  PeerStatus,
  Transport,
  TransportHandlers,
} from '@gaios/sm-base';
import type { Process } from './process.ts';
import type { ShippingTrouble } from './shipping-trouble.ts';

export interface SimTransportParts {
  readonly inner: Transport;
  readonly process: Process;
  readonly sent: (to: number, payload: Uint8Array) => void;
  readonly received: (from: number, payload: Uint8Array) => void;
  /** What comes after a payload that nobody meant to send. */
  readonly stray: (payload: Uint8Array) => Uint8Array | undefined;
  /** Of messages that ship checkpoints. */
  readonly trouble: ShippingTrouble;
  /** Why its operator would not let a peer in. */
  readonly warned: (peer: Identity) => string | undefined;
}

export class SimTransport implements Transport {
  readonly #parts: SimTransportParts;

  constructor(parts: SimTransportParts) {
    this.#parts = parts;
  }

  start(self: Identity, handlers: TransportHandlers): Promise<void> {
    const { inner, process, received, stray, warned, trouble } = this.#parts;
    return inner.start(self, {
      onMessage: (from, payload, channel) =>
        process.enter(() => {
          const take = (): void => {
            received(from.nodeId, payload);
            handlers.onMessage(from, payload, channel);
          };
          if (channel === 'bulk') trouble.arrives(payload, take);
          else take();
          const strayed = process.isDead ? undefined : stray(payload);
          if (strayed === undefined) return;
          received(from.nodeId, strayed);
          handlers.onMessage(from, strayed, channel);
        }),
      onPeerUp: (peer) => process.enter(() => handlers.onPeerUp(peer)),
      onPeerDown: (nodeId, reason) => process.enter(() => handlers.onPeerDown(nodeId, reason)),
      onPeerRefused: (nodeId, reason, kind) =>
        process.enter(() => handlers.onPeerRefused?.(nodeId, reason, kind)),
      // A handshake is answered when it is asked.
      commits: () => handlers.commits?.() ?? 0,
      refuses: (peer, commits) =>
        process.isDead ? undefined : (handlers.refuses?.(peer, commits) ?? warned(peer)),
    });
  }

  setPeers(peers: readonly PeerAddress[]): void {
    if (this.#parts.process.call()) this.#parts.inner.setPeers(peers);
  }

  checkPeers(peers: readonly PeerAddress[]): void {
    this.#parts.inner.checkPeers?.(peers);
  }

  send(to: number, channel: Channel, payload: Uint8Array): void {
    if (!this.#parts.process.call()) return;
    const { inner, sent, trouble, process } = this.#parts;
    sent(to, payload);
    if (channel !== 'bulk') return inner.send(to, channel, payload);
    trouble.leaves(payload, (bytes) => {
      if (!process.isDead) inner.send(to, channel, bytes);
    });
  }

  sendUrgent(to: number, payload: Uint8Array): void {
    if (!this.#parts.process.call()) return;
    this.#parts.sent(to, payload);
    this.#parts.inner.sendUrgent(to, payload);
  }

  peers(): readonly PeerStatus[] {
    return this.#parts.inner.peers();
  }

  close(): Promise<void> {
    return this.#parts.inner.close();
  }
}

/** One group's part in shipping checkpoints: what it sends to others, and what it gets for itself. One table from kind to handler. */

import { Fetcher, type FetcherPorts } from './fetcher.ts';
import type { CheckpointMessage, CheckpointMessageKind, CheckpointMessageOf } from './messages.ts';
import type { TransferOptions } from './options.ts';
import { Provider, type ProviderPorts } from './provider.ts';

export interface ExchangePorts extends FetcherPorts, ProviderPorts {}

type Handlers = {
  readonly [K in CheckpointMessageKind]: (from: number, message: CheckpointMessageOf<K>) => void;
};

export class CheckpointExchange {
  readonly provider: Provider;
  readonly fetcher: Fetcher;
  readonly #handlers: Handlers;

  constructor(ports: ExchangePorts, options: TransferOptions) {
    const provider = new Provider(ports, options);
    const fetcher = new Fetcher(ports, options);
    this.provider = provider;
    this.fetcher = fetcher;
    this.#handlers = {
      AskForCheckpoint: (from, message) => provider.ask(from, message),
      CheckpointOffer: (from, message) => fetcher.offered(from, message),
      TakeCheckpoint: (from, message) => provider.take(from, message),
      SendFile: (from, message) => fetcher.received(from, message),
      SendFileAck: (from, message) => provider.received(from, message),
      AskForHashes: (from, message) => fetcher.received(from, message),
      BlockHashes: (from, message) => provider.received(from, message),
      RefuseCheckpoint: (from, message) => fetcher.received(from, message),
      InstalledCheckpoint: (from, message) => provider.installed(from, message),
    };
  }

  receive(from: number, message: CheckpointMessage): void {
    (this.#handlers[message.kind] as (from: number, message: CheckpointMessage) => void)(from, message);
  }

  /** A connection to a peer is there anew. */
  reconnected(peer: number): void {
    this.provider.reconnected(peer);
    this.fetcher.reconnected(peer);
  }

  /** Nothing is sent, received or written any more when it resolves. */
  async stop(): Promise<void> {
    this.provider.stop();
    await this.fetcher.stop();
  }
}

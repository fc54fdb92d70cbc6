/**
 * The transport: two ends in one process and on one thread, so the rate is what both cost together. Payloads of 100 B go
 * one way, so many at once, and the next lot leaves when the last has come. One operation is a payload, which is a frame.
 */

import { WebSocketTransport } from '@gaios/transport-ws';
import type { Identity } from '@gaios/sm-base';
import { systemClock, systemRandom } from 'gaios';
import { freePorts } from '../work-dir.ts';
import { repeatAsync, type PartOptions, type PartResult } from './part.ts';

const PAYLOAD_BYTES = 100;
const UP_MS_MAX = 10_000;

const identityOf = (nodeId: number): Identity => ({
  nodeId,
  storageId: String(nodeId).padStart(32, '0'),
  boot: 1,
});

interface Pair {
  readonly sender: WebSocketTransport;
  readonly receiver: WebSocketTransport;
  /** Resolves when so many have come. */
  readonly arrived: (count: number) => Promise<void>;
}

export const measureTransport = async ({
  measureMs,
  inFlight,
}: PartOptions & { inFlight: number }): Promise<PartResult> => {
  const { sender, receiver, arrived } = await connectPair();
  try {
    const payload = new Uint8Array(PAYLOAD_BYTES).fill(7);
    return await repeatAsync(measureMs, async () => {
      const come = arrived(inFlight);
      for (let each = 0; each < inFlight; each++) sender.send(2, 'consensus', payload);
      await come;
      return inFlight;
    });
  } finally {
    await Promise.all([sender.close(), receiver.close()]);
  }
};

const connectPair = async (): Promise<Pair> => {
  const ports = await freePorts(2);
  const peers = ports.map((port, at) => ({ nodeId: at + 1, address: `127.0.0.1:${port}` }));
  const make = (at: number): WebSocketTransport =>
    new WebSocketTransport(
      { clusterName: 'bench', listenAddress: peers[at]?.address ?? '', peers },
      { clock: systemClock, random: systemRandom() },
    );
  const [sender, receiver] = [make(0), make(1)];
  let left = 0;
  let done = (): void => {};
  const arrived = (count: number): Promise<void> => {
    left = count;
    return new Promise((resolve) => {
      done = resolve;
    });
  };
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the two ends did not connect')), UP_MS_MAX);
    const ignore = { onMessage: () => {}, onPeerUp: () => {}, onPeerDown: () => {} };
    const onPeerUp = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const onMessage = (): void => {
      if (--left === 0) done();
    };
    receiver.start(identityOf(2), { ...ignore, onMessage }).catch(reject);
    sender.start(identityOf(1), { ...ignore, onPeerUp }).catch(reject);
  });
  return { sender, receiver, arrived };
};

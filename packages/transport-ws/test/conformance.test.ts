import { describe, it } from '@jest/globals';
import { transportConformance, type TransportFixture } from '@gaios/testkit/transport-conformance';
import { WebSocketTransport } from '../src/index.ts';
import { eventually, pause, quick, realClock, realRandom, secret } from './support.ts';

const ports = { clock: realClock, random: realRandom };
/** Local sockets deliver within a few milliseconds; this is for what must not come. */
const settleMs = 30;

function webSocketFixture(): Promise<TransportFixture> {
  const running = new Map<number, WebSocketTransport>();
  const make = (): WebSocketTransport => {
    const options = { clusterName: 'test', listenAddress: '127.0.0.1:0', secret, peers: [], tuning: quick };
    return new WebSocketTransport(options, ports);
  };
  return Promise.resolve({
    async start(self, handlers) {
      const transport = make();
      await transport.start(self, handlers);
      running.set(self.nodeId, transport);
      const peers = [...running].map(([nodeId, { address }]) => ({ nodeId, address: address! }));
      for (const each of running.values()) each.setPeers(peers);
      return transport;
    },
    make,
    until: (condition) =>
      eventually(condition).then(
        () => true,
        () => false,
      ),
    settle: () => pause(settleMs),
    complete: (promise) => promise,
    async dispose() {
      await Promise.all([...running.values()].map((transport) => transport.close()));
    },
  });
}

transportConformance('WebSocket', { describe, it }, webSocketFixture);

import { describe, it } from '@jest/globals';
import { MemoryNetwork } from './memory-transport.ts';
import { SeededRandom } from './seeded-random.ts';
import { transportConformance, type TransportFixture } from './transport-conformance.ts';
import { VirtualClock } from './virtual-clock.ts';

const longMs = 10_000;

function memoryFixture(): Promise<TransportFixture> {
  const clock = new VirtualClock();
  const network = new MemoryNetwork(clock, new SeededRandom(1));
  return Promise.resolve({
    async start(self, handlers) {
      const transport = network.transport();
      await transport.start(self, handlers);
      return transport;
    },
    make: () => network.transport(),
    until: (condition) => clock.runUntil(condition, longMs),
    settle: () => clock.advance(longMs),
    complete: (promise) => clock.complete(promise, longMs),
    dispose: () => Promise.resolve(),
  });
}

transportConformance('memory', { describe, it }, memoryFixture);

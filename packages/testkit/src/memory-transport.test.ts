import { describe, expect, it } from '@jest/globals';
import type { Identity } from '@gaios/sm-base';
import { MemoryNetwork } from './memory-transport.ts';
import type { LinkBehaviour, MemoryTransport } from './memory-transport.ts';
import { SeededRandom } from './seeded-random.ts';
import { VirtualClock } from './virtual-clock.ts';

const identity = (nodeId: number, boot = 1): Identity => ({
  nodeId,
  storageId: `${nodeId}`.repeat(32),
  boot,
});

class Bench {
  readonly clock = new VirtualClock();
  readonly network: MemoryNetwork;
  readonly log: string[] = [];

  constructor(behaviour: Partial<LinkBehaviour> = {}) {
    this.network = new MemoryNetwork(this.clock, new SeededRandom(3), behaviour);
  }

  async start(nodeId: number, boot = 1): Promise<MemoryTransport> {
    const transport = this.network.transport();
    await transport.start(identity(nodeId, boot), {
      onMessage: (from, payload, channel) =>
        void this.log.push(`${nodeId}<${from.nodeId} ${channel} ${payload.join()}`),
      onPeerUp: (peer) => void this.log.push(`${nodeId} up ${peer.nodeId}.${peer.boot}`),
      onPeerDown: (peer, reason) => void this.log.push(`${nodeId} down ${peer} ${reason}`),
    });
    return transport;
  }

  async taken(ms = 100): Promise<string[]> {
    await this.clock.advance(ms);
    return this.log.splice(0);
  }
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('MemoryNetwork', () => {
  it('brings peers up and delivers in order per channel, urgent ahead', async () => {
    const bench = new Bench({ delayMs: [0, 10] });
    const [one] = [await bench.start(1), await bench.start(2)];
    expect(await bench.taken()).toEqual(['1 up 2.1', '2 up 1.1']);
    for (let i = 0; i < 20; i++) one.send(2, i % 2 ? 'bulk' : 'consensus', bytes(i));
    const seen = await bench.taken();
    const of = (channel: string): number[] =>
      seen.filter((line) => line.includes(channel)).map((line) => Number(line.split(' ')[2]));
    expect(of('consensus')).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
    expect(of('bulk')).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
    bench.network.setBehaviour({ delayMs: [5, 5] });
    one.send(2, 'consensus', bytes(1));
    bench.network.setBehaviour({ delayMs: [1, 1] });
    one.sendUrgent(2, bytes(2));
    expect(await bench.taken()).toEqual(['2<1 consensus 2', '2<1 consensus 1']);
  });

  it('hands out bytes that the sender may reuse', async () => {
    const bench = new Bench();
    const one = await bench.start(1);
    await bench.start(2);
    await bench.taken();
    const buffer = bytes(1, 2);
    one.send(2, 'consensus', buffer);
    buffer.fill(9);
    expect(await bench.taken()).toEqual(['2<1 consensus 1,2']);
  });

  it('loses what is on the way when a connection breaks, and tells both', async () => {
    const bench = new Bench({ delayMs: [5, 5] });
    const one = await bench.start(1);
    await bench.start(2);
    await bench.taken();
    one.send(2, 'consensus', bytes(1));
    bench.network.disconnect(1, 2);
    one.send(2, 'consensus', bytes(2));
    expect(await bench.taken()).toEqual(['1 down 2 disconnected', '2 down 1 disconnected']);
    expect(one.peers()).toEqual([
      { nodeId: 2, address: 'memory:2', state: 'down', queuedBytes: 0, dropped: 1 },
    ]);
    bench.network.connect(1, 2);
    expect(await bench.taken()).toEqual(['1 up 2.1', '2 up 1.1']);
  });

  it('partitions, loudly or silently, and heals', async () => {
    const bench = new Bench();
    const [one] = [await bench.start(1), await bench.start(2), await bench.start(3)];
    await bench.taken();
    bench.network.partition([[1, 2]]);
    expect((await bench.taken()).toSorted()).toEqual([
      '1 down 3 disconnected',
      '2 down 3 disconnected',
      '3 down 1 disconnected',
      '3 down 2 disconnected',
    ]);
    bench.network.partition([[1], [2, 3]], { silent: true });
    await bench.taken();
    one.send(2, 'consensus', bytes(1));
    expect(await bench.taken()).toEqual([]);
    bench.network.heal();
    one.send(2, 'consensus', bytes(2));
    expect(await bench.taken()).toEqual(['2<1 consensus 2']);
  });

  it('knows one life of a node from the next', async () => {
    const bench = new Bench();
    const old = await bench.start(1);
    await bench.start(2);
    await bench.taken();
    bench.network.crash(1);
    await bench.start(1, 2);
    expect(await bench.taken()).toEqual(['2 down 1 connection reset', '1 up 2.1', '2 up 1.2']);
    old.send(2, 'consensus', bytes(1));
    expect(await bench.taken()).toEqual([]);
  });

  it('delivers what was sent before a close, then reports the peer down', async () => {
    const bench = new Bench({ delayMs: [5, 5] });
    const one = await bench.start(1);
    await bench.start(2);
    await bench.taken();
    one.send(2, 'bulk', bytes(1));
    await one.close();
    await one.close();
    expect(await bench.taken()).toEqual(['2<1 bulk 1', '2 down 1 closed']);
  });

  it('drops, duplicates and reorders at the rates asked for, the same way each time', async () => {
    const run = async (): Promise<string[]> => {
      const bench = new Bench({ delayMs: [0, 50], dropRate: 0.2, duplicateRate: 0.2, reorder: true });
      const one = await bench.start(1);
      await bench.start(2);
      await bench.taken();
      for (let i = 0; i < 200; i++) one.send(2, 'consensus', bytes(i));
      return bench.taken();
    };
    const seen = await run();
    expect(await run()).toEqual(seen);
    const distinct = new Set(seen).size;
    expect(distinct).toBeGreaterThan(130);
    expect(distinct).toBeLessThan(185);
    expect(seen.length).toBeGreaterThan(distinct + 10);
    expect(seen).not.toEqual(seen.toSorted());
  });

  it('loses exactly what a filter names', async () => {
    const bench = new Bench();
    const one = await bench.start(1);
    await bench.start(2);
    await bench.taken();
    bench.network.filter = ({ payload }) => payload[0] !== 1;
    for (const i of [0, 1, 2]) one.send(2, 'consensus', bytes(i));
    expect(await bench.taken()).toEqual(['2<1 consensus 0', '2<1 consensus 2']);
  });
});

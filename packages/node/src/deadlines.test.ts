import { describe, expect, test } from '@jest/globals';
import { SeededRandom, VirtualClock } from '@gaios/testkit';
import { Deadlines, type Due } from './deadlines.ts';

class Probe implements Due {
  dueMs = Infinity;
  heapIndex = -1;
  readonly name: string;
  readonly #fired: string[];

  constructor(name: string, fired: string[]) {
    this.name = name;
    this.#fired = fired;
  }

  onDue(): void {
    this.#fired.push(this.name);
  }
}

describe('deadlines', () => {
  test('fire in order of time, once each, with one timer', async () => {
    const clock = new VirtualClock();
    const deadlines = new Deadlines(clock);
    const fired: string[] = [];
    const [a, b, c] = ['a', 'b', 'c'].map((name) => new Probe(name, fired)) as [Probe, Probe, Probe];
    deadlines.set(a, 1030);
    deadlines.set(b, 1010);
    deadlines.set(c, 1020);
    deadlines.remove(c);
    await clock.advance(100);
    expect(fired).toEqual(['b', 'a']);
    expect(deadlines.size).toBe(0);
    expect(clock.nextMs()).toBeUndefined();
  });

  test('agree with a sorted list, whatever is set, moved and removed', async () => {
    const random = new SeededRandom(7);
    const clock = new VirtualClock();
    const deadlines = new Deadlines(clock);
    const fired: string[] = [];
    const expected = new Map<Probe, number>();
    const probes = Array.from({ length: 50 }, (_, i) => new Probe(`p${i}`, fired));
    for (let i = 0; i < 2000; i++) {
      const probe = random.pick(probes);
      // Distinct times, so that the order is one.
      const dueMs = 2000 + random.below(1000) + i / 10_000;
      if (random.chance(0.3)) {
        deadlines.remove(probe);
        expected.delete(probe);
      } else {
        deadlines.set(probe, dueMs);
        expected.set(probe, dueMs);
      }
    }
    await clock.advance(5000);
    const inOrder = [...expected].toSorted(([, x], [, y]) => x - y).map(([probe]) => probe.name);
    expect(fired).toEqual(inOrder);
  });

  test('what is due again at once does not spin', async () => {
    const clock = new VirtualClock();
    const deadlines = new Deadlines(clock);
    let count = 0;
    const eager: Due = {
      dueMs: Infinity,
      heapIndex: -1,
      onDue(nowMs) {
        if (++count < 5) deadlines.set(eager, nowMs);
      },
    };
    deadlines.set(eager, 1001);
    await clock.advance(10);
    expect(count).toBe(5);
  });

  test('a deadline a hair away does not arm timers for ever', async () => {
    const clock = new VirtualClock({ startMs: 1018.1 });
    const deadlines = new Deadlines(clock);
    const fired: string[] = [];
    deadlines.set(new Probe('a', fired), 1018.3);
    await clock.advance(2);
    expect(fired).toEqual(['a']);
  });

  test('nothing fires once closed', async () => {
    const clock = new VirtualClock();
    const deadlines = new Deadlines(clock);
    const fired: string[] = [];
    deadlines.set(new Probe('a', fired), 1010);
    deadlines.close();
    await clock.advance(100);
    expect(fired).toEqual([]);
  });
});

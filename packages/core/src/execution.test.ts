import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { configuration, disk, member } from '../test/step.ts';
import { admit, agreedTime, type Admission, type ExecutionTable } from './execution.ts';

const config = configuration([member(1), member(2)]);
const proposal = (seq: number, floor: number, boot = 1, storageId = disk(1)) => ({
  nodeId: 1,
  storageId,
  boot,
  seq,
  floor,
});

/** The naive twin remembers every seq that ran or was given up, and looks for a missing one below. */
class Twin {
  #boot = 0;
  #over = new Set<number>();

  admit({ seq, floor, boot, storageId }: ReturnType<typeof proposal>): Admission {
    if (storageId !== disk(1)) return 'unbound';
    if (boot > this.#boot) {
      this.#boot = boot;
      this.#over = new Set();
    }
    if (boot < this.#boot) return 'old';
    const over = new Set(this.#over);
    for (let below = 1; below < floor; below++) over.add(below);
    for (let below = 1; below < seq; below++) if (!over.has(below)) return 'early';
    if (over.has(seq)) return 'repeat';
    over.add(seq);
    this.#over = over;
    return 'execute';
  }
}

describe('admission', () => {
  test('is what a twin with a perfect memory decides', () => {
    const seqs = fc.integer({ min: 1, max: 8 });
    const arbitrary = fc
      .record({
        seq: seqs,
        below: fc.nat({ max: 7 }),
        boot: fc.integer({ min: 1, max: 3 }),
        storageId: fc.constantFrom(disk(1), disk(1), disk(1), disk(9)),
      })
      // Nobody proposes below its own floor.
      .map(({ seq, below, boot, storageId }) => proposal(seq, Math.max(1, seq - below), boot, storageId));
    fc.assert(
      fc.property(fc.array(arbitrary, { maxLength: 40 }), (proposals) => {
        const table: ExecutionTable = new Map();
        const twin = new Twin();
        for (const each of proposals) expect(admit(table, config, each)).toBe(twin.admit(each));
      }),
      { numRuns: 500 },
    );
  });

  test('runs every seq at most once and in order', () => {
    const arbitrary = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(arbitrary, (pairs) => {
        const table: ExecutionTable = new Map();
        const run = pairs.filter(
          ([a, b]) => admit(table, config, proposal(Math.max(a, b), Math.min(a, b))) === 'execute',
        );
        const seqs = run.map(([a, b]) => Math.max(a, b));
        expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b));
      }),
    );
  });

  test('goes by the row, which a later boot replaces even when it comes too early', () => {
    const table: ExecutionTable = new Map();
    const verdicts = [
      proposal(1, 1),
      proposal(1, 1),
      proposal(3, 1),
      proposal(3, 3),
      proposal(5, 1, 2),
      proposal(4, 4, 1),
      proposal(1, 1, 2),
      proposal(7, 7, 2, disk(9)),
    ].map((each) => admit(table, config, each));
    expect(verdicts).toEqual(['execute', 'repeat', 'early', 'execute', 'early', 'old', 'execute', 'unbound']);
    expect(table).toEqual(new Map([[1, { storageId: disk(1), boot: 2, last: 1 }]]));
  });

  test('starts anew with a newly bound disk, whatever its boot', () => {
    const table: ExecutionTable = new Map([[1, { storageId: disk(8), boot: 9, last: 5 }]]);
    expect(admit(table, config, proposal(1, 1))).toBe('execute');
    expect(table.get(1)).toEqual({ storageId: disk(1), boot: 1, last: 1 });
  });

  test('is refused to a stranger and to an unbound member', () => {
    const table: ExecutionTable = new Map();
    expect(admit(table, configuration([member(2)]), proposal(1, 1))).toBe('unbound');
    expect(admit(table, configuration([member(1, 'learner', '')]), proposal(1, 1))).toBe('unbound');
    expect(table.size).toBe(0);
  });
});

test('agreed time does not go back', () => {
  expect([agreedTime(5, 7), agreedTime(7, 5), agreedTime(0, 0)]).toEqual([7, 7, 0]);
});

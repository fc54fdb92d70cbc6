import { describe, expect, test } from '@jest/globals';
import { attackLeases } from '../src/leases/attack.ts';
import { leaseMutations, type LeaseMutation } from '../src/leases/mutations.ts';
import { LeaseViolation, type LeaseModules } from '../src/leases/world.ts';
import { plant } from '../src/planted/loader.ts';

type Attack = Omit<Parameters<typeof attackLeases>[0], 'seed'>;

/** The first seed that violates something, of so many. */
const search = (options: Attack, seeds: number): LeaseViolation | undefined => {
  for (let seed = 1; seed <= seeds; seed++) {
    try {
      attackLeases({ seed, ...options });
    } catch (error) {
      if (error instanceof LeaseViolation) return error;
      throw error;
    }
  }
  return undefined;
};

describe('an attack on leases', () => {
  test('finds nothing, and leaves a leader with a lease behind', () => {
    const sums = { leases: 0, reads: 0, leaders: 0, chosen: 0, transfers: 0, changes: 0, cleanStops: 0 };
    for (let seed = 1; seed <= 12; seed++) {
      for (const [name, count] of Object.entries(attackLeases({ seed }))) {
        sums[name as keyof typeof sums] += count;
      }
    }
    // It was worth something: of all that it does, it did much.
    for (const count of Object.values(sums)) expect(count).toBeGreaterThan(0);
  });

  test('finds clocks that drift beyond the bound', () => {
    expect(search({ truePpm: 250_000 }, 20)).toBeDefined();
  });

  // All of them: `node … packages/testkit/src/leases/main.ts planted`.
  const quickly: readonly LeaseMutation[] = ['own-ballot-while-bound', 'bond-not-kept', 'drift-not-applied'];
  test.each(quickly)('finds the planted bug %s', async (name) => {
    const planted = plant(leaseMutations[name], ['packages/core', 'packages/master']);
    try {
      const modules: LeaseModules = {
        core: await planted.load('packages/core'),
        master: await planted.load('packages/master'),
      };
      expect(search({ modules }, 40)).toBeDefined();
    } finally {
      planted.remove();
    }
  });
});

test('every planted bug still applies', () => {
  for (const mutations of Object.values(leaseMutations)) {
    expect(() => plant(mutations, ['packages/core', 'packages/master']).remove()).not.toThrow();
  }
});

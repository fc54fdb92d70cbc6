/** The attack on leases finds nothing in the sources, and finds what is wrong; all planted bugs: `pnpm leases planted`. */

import { describe, expect, test } from '@jest/globals';
import { attackLeases, type AttackOptions } from '../src/leases/attack.ts';
import { nemeses, type NemesisName } from '../src/leases/nemeses.ts';
import { LeaseViolation } from '../src/leases/watch.ts';
import type { LeaseModules } from '../src/leases/world.ts';
import { leaseBugs, type LeaseBug } from '../src/planted/bugs-leases.ts';
import { plant } from '../src/planted/loader.ts';

/** The first seed that violates something, of so many. */
const search = (options: Omit<AttackOptions, 'seed'>, seeds: number): LeaseViolation | undefined => {
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
    const sums: Record<string, number> = {};
    for (let seed = 1; seed <= 12; seed++) {
      for (const [name, count] of Object.entries(attackLeases({ seed }))) {
        sums[name] = (sums[name] ?? 0) + count;
      }
    }
    // It was worth something: of all that it does, it did much.
    expect(Object.keys(sums).length).toBeGreaterThan(0);
    for (const count of Object.values(sums)) expect(count).toBeGreaterThan(0);
  });

  test.each(Object.keys(nemeses) as NemesisName[])('by %s finds nothing', (nemesis) => {
    expect(search({ nemesis }, 3)).toBeUndefined();
  });

  test.each([undefined, 'expiry'] as const)('finds clocks that drift beyond the bound (by %s)', (nemesis) => {
    expect(search({ truePpm: 250_000, ...(nemesis && { nemesis }) }, 20)).toBeDefined();
  });

  test('finds durations that are configured otherwise, and not stored', () => {
    expect(search({ forgetsDuration: true, nemesis: 'restart' }, 20)).toBeDefined();
  });

  const quickly: readonly LeaseBug[] = ['drift-applied-once', 'epoch-volatile', 'forlorn-leader-stays'];
  test.each(quickly)('finds the planted bug %s', async (name) => {
    const { change, finders } = leaseBugs[name];
    const planted = plant(change, ['packages/core', 'packages/master']);
    try {
      const modules: LeaseModules = {
        core: await planted.load('packages/core'),
        master: await planted.load('packages/master'),
      };
      const { nemesis } = finders[0];
      expect(search({ modules, ...(nemesis && { nemesis }) }, 20)).toBeDefined();
    } finally {
      planted.remove();
    }
  });
});

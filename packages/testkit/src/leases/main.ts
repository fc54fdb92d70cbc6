/**
 * `node … leases/main.ts [first seed] [seconds]`: attacks leases until the time is over, or a seed violates something.
 * `node … leases/main.ts planted [seconds] [name]`: the same for each rule broken in turn, which must be found.
 */

import { plant } from '../planted/loader.ts';
import { attackLeases } from './attack.ts';
import { leaseMutations } from './mutations.ts';
import type { LeaseModules } from './world.ts';

interface Found {
  readonly seeds: number;
  readonly error: unknown;
  readonly sums: Readonly<Record<string, number>>;
}

const search = (first: number, seconds: number, modules?: LeaseModules): Found => {
  const untilMs = performance.now() + seconds * 1000;
  const sums: Record<string, number> = {};
  let seed = first;
  for (; performance.now() < untilMs; seed++) {
    try {
      const counts = attackLeases({ seed, ...(modules === undefined ? {} : { modules }) });
      for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
    } catch (error) {
      return { seeds: seed - first + 1, error, sums };
    }
  }
  return { seeds: seed - first, error: undefined, sums };
};

const searchPlanted = async (seconds: number, only: string): Promise<void> => {
  for (const [name, mutations] of Object.entries(leaseMutations)) {
    if (!name.includes(only)) continue;
    const planted = plant(mutations, ['packages/core', 'packages/master']);
    const core = await planted.load<LeaseModules['core']>('packages/core');
    const master = await planted.load<LeaseModules['master']>('packages/master');
    const { seeds, error } = search(1, seconds, { core, master });
    planted.remove();
    console.log(
      name,
      error === undefined
        ? `not found in ${seeds} seeds`
        : `seed ${seeds}: ${error instanceof Error ? error.message : 'something else'}`,
    );
  }
};

const [what = '1', seconds = '10', only = ''] = process.argv.slice(2);
if (what === 'planted') {
  await searchPlanted(Number(seconds), only);
} else {
  const { seeds, error, sums } = search(Number(what), Number(seconds));
  console.log(`${seeds} seeds`, sums);
  if (error !== undefined) {
    console.error(`seed ${Number(what) + seeds - 1}:`, error);
    process.exitCode = 1;
  }
}

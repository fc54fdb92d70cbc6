/**
 * `node … leases/main.ts [first seed] [seconds]`: attacks leases until the time is over, or a seed violates something: by random
 * faults and by each nemesis in turn.
 * `node … leases/main.ts planted [seconds] [name]`: the same for each planted bug of leases, by its own finder; the sound
 * sources must stand the very seed that finds it.
 */

import { leaseBugs } from '../planted/bugs-leases.ts';
import type { ByLeases, PlantedBug } from '../planted/bug.ts';
import { plant } from '../planted/loader.ts';
import { attackLeases } from './attack.ts';
import { nemeses, type NemesisName } from './nemeses.ts';
import type { LeaseModules } from './world.ts';

interface Found {
  readonly seeds: number;
  readonly error: unknown;
  readonly sums: Readonly<Record<string, number>>;
}

const usedSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const attack = (seed: number, nemesis: NemesisName | undefined, modules?: LeaseModules) =>
  attackLeases({
    seed,
    ...(nemesis === undefined ? {} : { nemesis }),
    ...(modules === undefined ? {} : { modules }),
  });

const search = (first: number, seconds: number, nemesis?: NemesisName, modules?: LeaseModules): Found => {
  const end = usedSeconds() + seconds;
  const sums: Record<string, number> = {};
  let seed = first;
  for (; usedSeconds() < end; seed++) {
    try {
      for (const [name, count] of Object.entries(attack(seed, nemesis, modules))) {
        sums[name] = (sums[name] ?? 0) + count;
      }
    } catch (error) {
      return { seeds: seed - first + 1, error, sums };
    }
  }
  return { seeds: seed - first, error: undefined, sums };
};

const load = async ({ change }: PlantedBug): Promise<LeaseModules> => {
  const planted = plant(change, ['packages/core', 'packages/master']);
  try {
    return { core: await planted.load('packages/core'), master: await planted.load('packages/master') };
  } finally {
    planted.remove();
  }
};

const searchPlanted = async (seconds: number, only: string): Promise<void> => {
  const startMs = performance.now();
  let missed = 0;
  for (const [name, bug] of Object.entries<PlantedBug>(leaseBugs)) {
    if (!name.includes(only)) continue;
    const { nemesis } = bug.finders[0] as ByLeases;
    const { seeds, error } = search(1, seconds, nemesis, await load(bug));
    if (error === undefined) missed++;
    else attack(seeds, nemesis);
    const how = nemesis ?? 'random faults';
    const what = error instanceof Error ? error.message : 'something else';
    console.log(
      `${name}: ${how}, ${error === undefined ? `NOT FOUND in ${seeds} seeds` : `seed ${seeds}: ${what}`}`,
    );
  }
  console.log(`${missed} not found, in ${((performance.now() - startMs) / 1000).toFixed(0)} s`);
  if (missed > 0) process.exitCode = 1;
};

const searchSound = (first: number, seconds: number): void => {
  const ways = [undefined, ...(Object.keys(nemeses) as NemesisName[])];
  for (const nemesis of ways) {
    // Random faults half of the time, each nemesis its share of the rest.
    const share = nemesis === undefined ? seconds / 2 : seconds / 2 / (ways.length - 1);
    const { seeds, error, sums } = search(first, share, nemesis);
    console.log(`${nemesis ?? 'random faults'}: ${seeds} seeds`, JSON.stringify(sums));
    if (error === undefined) continue;
    console.error(`seed ${first + seeds - 1}:`, error);
    process.exitCode = 1;
  }
};

const [what = '1', seconds = '30', only = ''] = process.argv.slice(2);
if (what === 'planted') await searchPlanted(Number(seconds), only);
else searchSound(Number(what), Number(seconds));

/** What follows from a configuration, which never changes, is found once for each: every turn of every group asks several times. */

import type { Configuration } from './configuration.ts';

export const once = <T extends object>(find: (configuration: Configuration) => T) => {
  const found = new WeakMap<Configuration, T>();
  return (configuration: Configuration): T => {
    let result = found.get(configuration);
    if (result === undefined) found.set(configuration, (result = find(configuration)));
    return result;
  };
};

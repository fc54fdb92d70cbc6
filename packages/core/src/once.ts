/** What follows from a value that never changes (a configuration: every turn of every group asks several times) is found once for each. */
export const once = <K extends object, T extends object>(find: (of: K) => T) => {
  const found = new WeakMap<K, T>();
  return (of: K): T => {
    let result = found.get(of);
    if (result === undefined) found.set(of, (result = find(of)));
    return result;
  };
};

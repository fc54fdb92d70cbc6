/**
 * Makes every way around the ports throw: a run under it proves that nothing reads a clock, draws a number or schedules
 * anything but through them. The driver of the simulation took its own ticks when it was loaded, before.
 */

export class TrapSprung extends Error {
  constructor(name: string) {
    super(`${name} was called: production code reaches around the ports`);
    this.name = 'TrapSprung';
  }
}

type Owner = Record<string, unknown>;

const trapped: readonly (readonly [Owner, string, string])[] = [
  [Date as unknown as Owner, 'now', 'Date.now'],
  [Math as unknown as Owner, 'random', 'Math.random'],
  [performance as unknown as Owner, 'now', 'performance.now'],
  [process as unknown as Owner, 'nextTick', 'process.nextTick'],
  [process as unknown as Owner, 'hrtime', 'process.hrtime'],
  [globalThis, 'setTimeout', 'setTimeout'],
  [globalThis, 'setInterval', 'setInterval'],
  [globalThis, 'setImmediate', 'setImmediate'],
  [globalThis, 'queueMicrotask', 'queueMicrotask'],
];

/** `sprung`: what was called, in order; an error may be swallowed where it is thrown. */
export const withTraps = async <T>(
  run: () => Promise<T>,
): Promise<{ readonly result: T; readonly sprung: readonly string[] }> => {
  const sprung: string[] = [];
  const before = trapped.map(([owner, key]) => Object.getOwnPropertyDescriptor(owner, key));
  for (const [owner, key, name] of trapped) {
    const value = (): never => {
      sprung.push(name);
      throw new TrapSprung(name);
    };
    Object.defineProperty(owner, key, { value, configurable: true, writable: true });
  }
  try {
    return { result: await run(), sprung };
  } finally {
    for (const [index, [owner, key]] of trapped.entries()) {
      const descriptor = before[index];
      if (descriptor === undefined) delete owner[key];
      else Object.defineProperty(owner, key, descriptor);
    }
  }
};

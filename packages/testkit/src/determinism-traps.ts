/**
 * Catches calls of what differs between replicas: time of day, clocks, dice. Only what is called inside of `watch` is
 * caught, also across `await`; the rest of the process goes on as always.
 */

import { AsyncLocalStorage } from 'node:async_hooks';
import nodeCrypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

type AnyFunction = (...args: never[]) => unknown;

/** What a watched function does when it calls `called`. */
type OnCall = (called: string) => void;

const watched = new AsyncLocalStorage<OnCall>();

/** Replaces a method; returns what puts the old one back. */
const trapMethod = (owner: object, name: string, as: string): (() => void) => {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  const target = (owner as Record<string, unknown>)[name];
  if (typeof target !== 'function') return () => undefined;
  const original = target as AnyFunction & Record<string, AnyFunction>;
  const trapped = function trapped(this: unknown, ...args: never[]): unknown {
    watched.getStore()?.(as);
    return original.apply(this, args);
  };
  for (const key of Object.keys(original)) Object.assign(trapped, { [key]: original[key] });
  Object.defineProperty(owner, name, { value: trapped, configurable: true, writable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, name);
    else Object.defineProperty(owner, name, before);
  };
};

/** `Date.now()`, `new Date()` and `Date()`; a date made of a number stays what it is. */
const trapDate = (): (() => void) => {
  const Original = Date;
  const trapped = new Proxy(Original, {
    apply(target): string {
      watched.getStore()?.('Date()');
      return target();
    },
    construct(target, args: [], newTarget): object {
      if (args.length === 0) watched.getStore()?.('new Date()');
      return Reflect.construct(target, args, newTarget === trapped ? target : newTarget) as object;
    },
    get(target, property): unknown {
      if (property !== 'now') return Reflect.get(target, property);
      return (): number => {
        watched.getStore()?.('Date.now');
        return target.now();
      };
    },
  });
  globalThis.Date = trapped;
  return () => {
    globalThis.Date = Original;
  };
};

const cryptoCalls = ['randomUUID', 'randomBytes', 'randomInt', 'randomFillSync', 'randomFill'] as const;

const set = (): (() => void) => {
  const restores = [
    trapDate(),
    trapMethod(Math, 'random', 'Math.random'),
    trapMethod(performance, 'now', 'performance.now'),
    trapMethod(globalThis.crypto, 'randomUUID', 'crypto.randomUUID'),
    trapMethod(globalThis.crypto, 'getRandomValues', 'crypto.getRandomValues'),
    // `hrtime.bigint` hangs on the function itself.
    trapMethod(process.hrtime, 'bigint', 'process.hrtime.bigint'),
    trapMethod(process, 'hrtime', 'process.hrtime'),
    ...cryptoCalls.map((name) => trapMethod(nodeCrypto, name, `crypto.${name}`)),
  ];
  // For those who import these by name.
  syncBuiltinESMExports();
  return () => {
    for (const restore of restores.toReversed()) restore();
    syncBuiltinESMExports();
  };
};

/** Traps are shared by all who use them at once. */
let users = 0;
let restore = (): void => undefined;

/** While `body` runs, `watch(onCall, act)` catches what `act` calls. */
export const withTraps = async <T>(
  body: (watch: <R>(onCall: OnCall, act: () => R) => R) => Promise<T>,
): Promise<T> => {
  if (users++ === 0) restore = set();
  try {
    return await body((onCall, act) => watched.run(onCall, act));
  } finally {
    if (--users === 0) restore();
  }
};

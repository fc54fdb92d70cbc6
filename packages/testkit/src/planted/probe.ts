/** The process that hunts: started on a copy of the sources with a bug in it, or on the sound ones. */

import type { Finder } from './bug.ts';
import { hunt, type Find } from './hunt.ts';

export interface ProbeOrder {
  readonly finder: Finder;
  readonly seconds: number;
  readonly only?: number;
}

/** `error`: the finder itself broke. */
export type ProbeAnswer = { readonly find: Find | undefined } | { readonly error: string };

const answer = (message: ProbeAnswer): void => void process.send?.(message);

process.on('disconnect', () => process.exit());

process.on('message', ({ finder, seconds, only }: ProbeOrder) => {
  const hunting = async (): Promise<Find | undefined> => {
    // A message is handled in a tick, and ticks in a tick run ahead of promises, which virtual time counts on.
    await new Promise<void>((resolve) => void setImmediate(resolve));
    return hunt(finder, only === undefined ? { seconds } : { seconds, only });
  };
  void hunting().then(
    (find) => answer({ find }),
    (error: unknown) => answer({ error: error instanceof Error ? (error.stack ?? '') : String(error) }),
  );
});

/** Writes what Gaios has to say to a pino logger, which the user makes and owns. */

import type { Logger, LogLevel } from '@gaios/sm-base';

/** The part of pino that is used, so that pino itself stays the user's dependency. */
export type PinoLike = Readonly<Record<LogLevel, (facts: object, message: string) => void>>;

export const pinoLogger = (pino: PinoLike): Logger => ({
  log(level, message, facts = {}) {
    // pino serializes an error under `err`.
    const { error, ...rest } = facts;
    pino[level](error === undefined ? rest : { ...rest, err: error }, message);
  },
});

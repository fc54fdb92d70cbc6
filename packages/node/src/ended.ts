/** Ended calls that are still held, beside as many as there are others. */
const ENDED_KEPT = 32;

/**
 * A list of calls of which some have ended, without those, if they have become the most of it. So what comes and goes with
 * every call costs no Map or Set: V8 promotes all that was ever in one that is filled and emptied all the time (core
 * `SessionState`).
 */
export const withoutEnded = <T>(calls: T[], live: number, isLive: (call: T) => boolean): T[] =>
  calls.length > 2 * live + ENDED_KEPT ? calls.filter(isLive) : calls;

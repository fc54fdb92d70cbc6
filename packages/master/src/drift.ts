/**
 * Bounded drift (DESIGN 5, Clocks): each node's monotonic clock runs at a rate between 1-ρ and 1+ρ of true time. No
 * wall clock is used.
 */

const MILLION = 1_000_000;

/**
 * How much of a duration measured on another node's clock may be counted on this one's. If that clock runs fast, the
 * duration takes as little as D/(1+ρ) of true time; if this one runs slow, x on it takes up to x/(1-ρ).
 */
export const countedMs = (durationMs: number, driftPpm: number): number => {
  const rho = driftPpm / MILLION;
  return (durationMs * (1 - rho)) / (1 + rho);
};

/** How much to wait on this clock so that so much true time has passed at least. */
export const waitedMs = (trueMs: number, driftPpm: number): number => trueMs * (1 + driftPpm / MILLION);

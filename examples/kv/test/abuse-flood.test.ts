/** Longer: `pnpm --filter @gaios/example-kv run abuse -- flood --commands 10000`. */

import { expect, test } from '@jest/globals';

import { flood } from './support/flood.ts';

const LONG_MS = 300_000;

test(
  'more than the cluster can take: errors come early and are true, memory is bounded',
  async () => {
    const { answered, busy, clusterdown, offeredBytes, mayGrowBytes } = await flood();
    expect(Math.min(answered, busy, clusterdown)).toBeGreaterThan(0);
    expect(offeredBytes).toBeGreaterThan(mayGrowBytes);
  },
  LONG_MS,
);

/** The front end on a fake node, on free ports. */

import { Registry } from 'prom-client';

import { REQUESTS_BYTES_MAX } from '../../src/limits.ts';
import { LINEARIZABLE } from '../../src/read-level.ts';
import { startService, type Service } from '../../src/service.ts';
import { FakeNode } from './fake-node.ts';

export interface FakeService extends Service {
  readonly node: FakeNode;
}

export const startFake = async ({
  groupCount = 16,
  timeoutMs = 5_000,
  requestsBytesMax = REQUESTS_BYTES_MAX,
  readLevel = LINEARIZABLE,
  leaseReads = true,
} = {}): Promise<FakeService> => {
  const node = new FakeNode(groupCount);
  const service = await startService({
    node,
    groupCount,
    timeoutMs,
    requestsBytesMax,
    readLevel,
    leaseReads,
    respPort: 0,
    adminPort: 0,
    metrics: new Registry(),
    now: () => performance.now(),
  });
  return { ...service, node };
};

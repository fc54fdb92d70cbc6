/** redis-cli, redis-benchmark and ioredis, unchanged, against the front end. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { clientSuite } from './support/client-suite.ts';
import { startFake, type FakeService } from './support/fake-service.ts';
import { runTool } from './support/tools.ts';

let service: FakeService;

beforeAll(async () => {
  service = await startFake();
});

afterAll(async () => {
  await service.stop();
});

clientSuite('a fake node', () => service.respPort);

test('a missing tool is named with its package', async () => {
  const tool = 'redis-no-such-tool' as 'redis-cli';
  await expect(runTool(tool, [])).rejects.toThrow('Debian package redis-tools');
});

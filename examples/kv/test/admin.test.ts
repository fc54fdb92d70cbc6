import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { StartupError } from '../src/listen.ts';
import { startService } from '../src/service.ts';
import { FakeNode } from './support/fake-node.ts';
import { startFake, type FakeService } from './support/fake-service.ts';

let service: FakeService;
let url: string;

beforeAll(async () => {
  service = await startFake({ groupCount: 2 });
  url = `http://127.0.0.1:${service.adminPort}`;
});

afterAll(async () => {
  await service.stop();
});

test('/status has exactly the documented fields', async () => {
  const response = await fetch(`${url}/status`);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  const group = {
    leader: 1,
    nowInstanceId: 1,
    chosenUpTo: 0,
    executedUpTo: 0,
    minChosen: 1,
    members: [{ nodeId: 1, address: '127.0.0.1:7101' }],
    pendingProposals: 0,
    checksum: '00000000',
  };
  expect(await response.json()).toEqual({
    nodeId: 1,
    boot: 3,
    version: '0.1.0',
    peers: [{ nodeId: 2, address: '127.0.0.1:1', state: 'up' }],
    groups: [
      { groupIdx: 0, ...group },
      { groupIdx: 1, ...group },
    ],
  });
});

test('/healthz says whether commands can be served', async () => {
  const healthy = await fetch(`${url}/healthz`);
  expect([healthy.status, await healthy.json()]).toEqual([200, { status: 'ok' }]);
  service.node.leader = 0;
  const ill = await fetch(`${url}/healthz`);
  const problems = ['group 0 knows no leader', 'group 1 knows no leader'];
  expect([ill.status, await ill.json()]).toEqual([503, { status: 'unavailable', problems }]);
  service.node.leader = 1;
});

test('/metrics, what does not exist, and what is not asked for', async () => {
  const metrics = await fetch(`${url}/metrics?x=1`);
  expect(metrics.status).toBe(200);
  expect(metrics.headers.get('content-type')).toMatch(/^text\/plain/);
  expect((await fetch(`${url}/nothing`)).status).toBe(404);
  expect((await fetch(`${url}/status`, { method: 'POST', body: 'x' })).status).toBe(405);
  const head = await fetch(`${url}/status`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
});

test('a busy port is named, and nothing is left listening', async () => {
  const start = (respPort: number, adminPort: number): Promise<unknown> =>
    startService({
      node: new FakeNode(1),
      groupCount: 1,
      respPort,
      adminPort,
      timeoutMs: 1_000,
      metrics: { contentType: 'text/plain', metrics: () => Promise.resolve('') },
      now: () => performance.now(),
    });
  const failure = await start(service.respPort, 0).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(StartupError);
  expect((failure as Error).message).toBe(`RESP port ${service.respPort} on 127.0.0.1 is already in use`);
  await expect(start(0, service.adminPort)).rejects.toThrow(`admin port ${service.adminPort} on 127.0.0.1`);
});

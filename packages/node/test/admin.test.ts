/** The admin port, over real sockets on loopback; and what it says of a cluster. */

import { afterEach, describe, expect, test } from '@jest/globals';
import { connect } from 'node:net';
import { Node } from 'gaios';
import { TestCluster } from '@gaios/testkit/cluster';
import { AdminServer } from '../src/admin/server.ts';
import { systemClock as clock, systemRandom } from '../src/adapters/system-ports.ts';
import { closeAll, closesLater, runAlone } from './alone.ts';
import { Counter, COUNTER, text } from './machines.ts';

const TOKEN = 'sixteen bytes or more';
afterEach(closeAll);

const get = async (node: Node, path: string, init: RequestInit = {}): Promise<[number, unknown]> => {
  const response = await fetch(`http://${node.adminAddress}${path}`, init);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  return [response.status, await response.json()];
};

describe('over its socket', () => {
  test('status, readiness, and whether it may be stopped', async () => {
    const node = await runAlone();
    expect(await get(node, '/status')).toEqual([200, JSON.parse(JSON.stringify(node.status()))]);
    expect(await get(node, '/ready')).toEqual([200, { ready: true, reasons: [] }]);
    expect(await get(node, '/ready?forRestart=0')).toEqual([200, { ready: true, reasons: [] }]);
    expect(await get(node, '/ready?forRestart=1')).toMatchObject([
      503,
      { ready: false, reasons: [{ code: 'NO_QUORUM_WITHOUT' }, { code: 'NO_SUCCESSOR' }] },
    ]);
  });

  test.each([
    ['/', 404],
    ['/status?x=1', 400],
    ['/ready?forRestart=yes', 400],
    ['/ready?forRestart=1&forRestart=0', 400],
    ['/ready?for=1', 400],
  ])('GET %s is %i', async (path, code) => {
    const node = await runAlone();
    expect(await get(node, path)).toEqual([code, { error: expect.any(String) }]);
  });

  test('other methods are refused, and what is not HTTP is told so', async () => {
    const node = await runAlone();
    expect(await get(node, '/ready', { method: 'POST', body: 'x' })).toMatchObject([405, {}]);
    const [host = '', port = ''] = node.adminAddress?.split(':') ?? [];
    const heard = await new Promise<string>((resolve, reject) => {
      let said = '';
      const socket = connect(Number(port), host, () => socket.write('\u0000\u0001 nonsense\r\n\r\n'));
      socket.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
      socket.on('end', () => resolve(said)).on('error', reject);
    });
    expect(heard).toMatch(/^HTTP\/1\.1 400 .*"error":"not a request/s);
    expect(await get(node, '/ready')).toMatchObject([200, {}]);
  });

  test('with a token nobody is answered without it', async () => {
    const node = await runAlone({ adminToken: TOKEN });
    expect(await get(node, '/ready')).toMatchObject([401, {}]);
    const wrong = { headers: { authorization: 'Bearer something else' } };
    expect(await get(node, '/ready', wrong)).toMatchObject([401, {}]);
    const right = { headers: { authorization: `Bearer ${TOKEN}` } };
    expect(await get(node, '/ready', right)).toMatchObject([200, { ready: true }]);
  });

  test('a port that is taken is a typed error, and a closed node answers no more', async () => {
    const node = await runAlone();
    const address = node.adminAddress ?? '';
    const ports = { clock, random: systemRandom() };
    await expect(AdminServer.listen(node, { address }, ports)).rejects.toMatchObject({
      code: 'TRANSPORT_ADDRESS',
    });
    await node.close();
    await expect(fetch(`http://${address}/ready`)).rejects.toThrow('fetch failed');
  });
});

test.each([
  [{ adminAddress: 'nowhere' }, 'must be host:port'],
  [{ adminAddress: '0.0.0.0:1' }, 'must be on loopback'],
  [{ adminAddress: 'example.org:80' }, 'must be on loopback'],
  [{ adminToken: 'short' }, 'must have at least 16 bytes'],
])('%j: %s', async (options, problem) => {
  const nodes = [{ nodeId: 1, address: '127.0.0.1:1' }];
  const running = Node.run({ nodeId: 1, nodes, dataDir: 'never opened', ...options });
  await expect(running).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
    facts: { violations: [{ problem: expect.stringContaining(problem) }] },
  });
});

describe('of a cluster of three', () => {
  let cluster: TestCluster;

  const start = async (): Promise<{ leader: Node; follower: Node; other: Node }> => {
    cluster = await TestCluster.start({ groupCount: 2, stateMachines: () => [new Counter()] });
    closesLater(() => cluster.close());
    await cluster.advance(2_000);
    const leader = cluster.leaderOf(0);
    const [follower, other] = cluster.nodes.filter((node) => node !== leader);
    if (leader === undefined || follower === undefined || other === undefined) throw new Error('no leader');
    return { leader, follower, other };
  };
  const codes = (node: Node): string[] =>
    node.readiness({ forRestart: true }).reasons.map(({ code, nodeId = '' }) => `${code} ${nodeId}`.trim());

  test('any one may be stopped while all are well', async () => {
    await start();
    for (const node of cluster.nodes) {
      expect(node.readiness({ forRestart: true })).toEqual({ ready: true, reasons: [] });
      expect(node.readiness()).toEqual({ ready: true, reasons: [] });
    }
  });

  test('none while another is down, and each reason once for all groups', async () => {
    const { leader, follower, other } = await start();
    cluster.crash(other.nodeId);
    await cluster.advance(3_000);
    for (const node of [leader, follower]) {
      expect(codes(node)).toEqual([`PEER_DOWN ${other.nodeId}`, 'NO_QUORUM_WITHOUT']);
      expect(node.readiness({ forRestart: true }).reasons[0]).toMatchObject({ groupIdx: 0, groups: 2 });
      expect(node.readiness()).toEqual({ ready: true, reasons: [] });
    }
  });

  test('nor while one that came back has not caught up', async () => {
    const { leader, other } = await start();
    cluster.crash(other.nodeId);
    await cluster.advance(3_000);
    const calls = Array.from({ length: 400 }, (_, at) =>
      leader.propose(0, text(`${at}`), COUNTER, { waitForRoom: true }),
    );
    for (const call of calls) await cluster.complete(call);
    const seen: string[][] = [];
    leader.on('peerUp', () => seen.push(codes(leader)));
    await cluster.complete(cluster.boot(other.nodeId));
    await cluster.advance(5_000);
    expect(codes(leader)).toEqual([]);
    expect(seen.flat()).toEqual(expect.arrayContaining(['NO_QUORUM_WITHOUT']));
  });

  test('nor a wiped one, until its new disk is bound', async () => {
    const { leader, follower, other } = await start();
    cluster.crash(other.nodeId);
    cluster.loseDisk(other.nodeId);
    await cluster.advance(3_000);
    const seen: string[][] = [];
    const look = (): void => void seen.push(codes(leader));
    leader.on('peerUp', look);
    leader.on('membershipDuty', look);
    await cluster.complete(cluster.boot(other.nodeId));
    await cluster.advance(5_000);
    expect(seen.flat()).toEqual(expect.arrayContaining([`PEER_BEHIND ${other.nodeId}`, 'NO_QUORUM_WITHOUT']));
    for (const node of [leader, follower]) expect(codes(node)).toEqual([]);
  });
});

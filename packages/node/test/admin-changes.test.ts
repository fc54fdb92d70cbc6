/** Changes through the admin port: who may make them, what is refused, and how they are told. Over real sockets. */

import { afterEach, describe, expect, test } from '@jest/globals';
import { request as httpsRequest } from 'node:https';
import { text as textOf } from 'node:stream/consumers';
import { proveRequest, type Node } from 'gaios';
import { Authority } from '../../transport-ws/test/certificates.ts';
import { closeAll, runAlone } from './alone.ts';

const SECRET = 'a secret of more than sixteen bytes';
const TOKEN = 'another one, for those who look';
afterEach(closeAll);

interface Posted {
  readonly status: number;
  readonly type: string;
  readonly lines: unknown[];
}

const challengeOf = async (node: Node): Promise<string> => {
  const response = await fetch(`http://${node.adminAddress}/challenge`);
  return ((await response.json()) as { challenge: string }).challenge;
};

const post = async (
  node: Node,
  path: string,
  body: unknown,
  headers?: Readonly<Record<string, string>>,
): Promise<Posted> => {
  const bytes = typeof body === 'string' ? body : JSON.stringify(body);
  const authorization =
    headers === undefined
      ? proveRequest(SECRET, await challengeOf(node), { method: 'POST', path, body: bytes })
      : '';
  const response = await fetch(`http://${node.adminAddress}${path}`, {
    method: 'POST',
    body: bytes,
    headers: headers ?? { authorization },
  });
  const lines = (await response.text()).trim().split('\n');
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, type, lines: lines.map((line) => JSON.parse(line) as unknown) };
};

const add = (nodeId: unknown, address: unknown = '127.0.0.1:1'): object => ({
  operation: { kind: 'addLearner', nodeId, address },
});
const isUnchanged = (node: Node): void => {
  expect(node.showMembership(0).members.map(({ nodeId }) => nodeId)).toEqual([1]);
};

describe('who may', () => {
  test('nobody without a proof, also on loopback, and not by the token', async () => {
    const node = await runAlone({ secret: SECRET, adminToken: TOKEN });
    for (const headers of [{}, { authorization: `Bearer ${TOKEN}` }, { authorization: `Bearer ${SECRET}` }]) {
      const { status, lines } = await post(node, '/membership/change', add(2), headers);
      expect(status).toBe(401);
      expect(lines).toEqual([{ error: expect.stringContaining('needs `authorization: Gaios-HMAC-SHA256') }]);
    }
    isUnchanged(node);
  });

  test('a request that was overheard is worth nothing, here and elsewhere', async () => {
    const [node, other] = [await runAlone({ secret: SECRET }), await runAlone({ secret: SECRET })];
    const [path, body] = ['/membership/change', JSON.stringify(add(2))];
    const challenge = await challengeOf(node);
    const headers = { authorization: proveRequest(SECRET, challenge, { method: 'POST', path, body }) };
    expect(await post(other, path, body, headers)).toMatchObject({ status: 401 });
    expect(await post(node, path, body, headers)).toMatchObject({ status: 200 });
    expect(await post(node, path, body, headers)).toMatchObject({
      status: 401,
      lines: [{ error: 'the challenge was used before' }],
    });
  });

  test('a proof is good for looking where a token is asked for', async () => {
    const node = await runAlone({ secret: SECRET, adminToken: TOKEN });
    const authorization = proveRequest(SECRET, await challengeOf(node), {
      method: 'GET',
      path: '/status',
      body: '',
    });
    const url = `http://${node.adminAddress}/status`;
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { headers: { authorization } })).status).toBe(200);
  });

  test('nobody at all at a node that has neither secret nor TLS', async () => {
    const node = await runAlone({});
    expect(await post(node, '/membership/change', add(2), {})).toMatchObject({
      status: 403,
      lines: [{ error: expect.stringContaining('neither `secret` nor `tls`') }],
    });
    expect((await fetch(`http://${node.adminAddress}/challenge`)).status).toBe(404);
    isUnchanged(node);
  });

  test('with TLS: whoever looks, and to change it those with a certificate of ours', async () => {
    const authority = new Authority();
    const node = await runAlone({ tls: authority.node(1) });
    const call = (path: string, body: object | undefined, shown: object): Promise<[number, string]> =>
      new Promise((resolve, reject) => {
        const [host = '', port = ''] = node.adminAddress?.split(':') ?? [];
        const method = body === undefined ? 'GET' : 'POST';
        const trust = { ca: authority.pem, checkServerIdentity: () => undefined };
        const request = httpsRequest(
          { host, port, path, method, agent: false, ...trust, ...shown },
          (response) => {
            textOf(response).then((said) => resolve([response.statusCode ?? 0, said]), reject);
          },
        );
        request.on('error', reject);
        request.end(body === undefined ? undefined : JSON.stringify(body));
      });
    const { cert, key } = authority.node(9, ['gaios://admin']);
    const stranger = authority.node(9, ['gaios://administrator']);
    const foreign = new Authority('another').node(1);
    expect(await call('/status', undefined, {})).toMatchObject([200, expect.any(String)]);
    for (const shown of [
      {},
      { cert: stranger.cert, key: stranger.key },
      { cert: foreign.cert, key: foreign.key },
    ]) {
      const answered = await call('/membership/change', add(2), shown).catch(() => [403, 'at the handshake']);
      expect(answered[0]).toBe(403);
    }
    isUnchanged(node);
    expect(await call('/membership/change', add(2), { cert, key })).toMatchObject([200, expect.any(String)]);
  });
});

describe('what is refused', () => {
  test.each<[string, unknown, number, string]>([
    ['/membership/change', 'no JSON', 400, 'INVALID_ARGUMENT'],
    ['/membership/change', [], 400, 'INVALID_ARGUMENT'],
    ['/membership/change', {}, 400, 'INVALID_ARGUMENT'],
    ['/membership/change', { operation: { kind: 'abdicate' } }, 400, 'INVALID_ARGUMENT'],
    ['/membership/change', { operation: { kind: 'constructor' } }, 400, 'INVALID_ARGUMENT'],
    ['/membership/change', { operation: { kind: 'promote' } }, 400, 'INVALID_ARGUMENT'],
    ['/membership/change', { operation: { kind: 'promote', nodeId: 2, role: 1 } }, 400, 'INVALID_ARGUMENT'],
    ['/membership/change', { ...add(2), forced: true }, 400, 'INVALID_ARGUMENT'],
    ['/membership/change', { ...add(2), force: 'yes' }, 400, 'INVALID_ARGUMENT'],
    ['/membership/change', { ...add(2), timeoutMs: -1 }, 400, 'INVALID_ARGUMENT'],
    ['/membership/change', { ...add(2), group: 'some' }, 400, 'INVALID_ARGUMENT'],
    ['/membership/change', { ...add(2), group: 7 }, 404, 'UNKNOWN_GROUP'],
    ['/membership/change', { ...add(2), version: 99 }, 409, 'VERSION_CONFLICT'],
    ['/membership/change', add(0), 400, 'INVALID_NODE_ID'],
    ['/membership/change', add('2'), 400, 'INVALID_NODE_ID'],
    ['/membership/change', add(2, 'nowhere'), 400, 'INVALID_ADDRESS'],
    ['/membership/change', add(2, { host: 1 }), 400, 'INVALID_ADDRESS'],
    ['/membership/change', add(1), 409, 'DUPLICATE_MEMBER'],
    ['/membership/change', { operation: { kind: 'leave' } }, 409, 'LAST_VOTER'],
    ['/membership/change', { operation: { kind: 'changeMembership', target: 3 } }, 400, 'INVALID_ARGUMENT'],
    ['/membership/change', { operation: { kind: 'changeMember', from: 1, to: 3 } }, 400, 'INVALID_NODE_ID'],
    ['/membership/plan', { operation: { kind: 'removeMember', nodeId: 4 } }, 404, 'UNKNOWN_MEMBER'],
    ['/master/transfer', { group: 0 }, 400, 'INVALID_ARGUMENT'],
    ['/master/transfer', { group: 0, nodeId: 1 }, 400, 'INVALID_ARGUMENT'],
    ['/master/drop', { group: 4 }, 404, 'UNKNOWN_GROUP'],
    ['/master/balance', { groups: 1 }, 400, 'INVALID_ARGUMENT'],
  ])('%s %j is %i %s', async (path, body, status, code) => {
    const node = await runAlone({ secret: SECRET });
    const answer = await post(node, path, body);
    expect(answer).toMatchObject({ status, lines: [{ error: { code, message: expect.any(String) } }] });
    isUnchanged(node);
  });

  test('a body without end, other methods, other paths', async () => {
    const node = await runAlone({ secret: SECRET });
    expect(await post(node, '/membership/change', 'x'.repeat(70_000), {})).toMatchObject({ status: 400 });
    expect((await fetch(`http://${node.adminAddress}/membership/change`)).status).toBe(405);
    expect((await fetch(`http://${node.adminAddress}/membership?group=x`)).status).toBe(400);
    expect((await fetch(`http://${node.adminAddress}/membership?group=3`)).status).toBe(404);
    expect((await fetch(`http://${node.adminAddress}/constructor`)).status).toBe(404);
    expect(await post(node, '/membership/abolish', {})).toMatchObject({ status: 405 });
    isUnchanged(node);
  });
});

describe('how it is told', () => {
  test('progress in lines, and the end in the last; JSON without errors or infinity', async () => {
    const node = await runAlone({ secret: SECRET });
    const { status, type, lines } = await post(node, '/membership/change', add(2));
    expect([status, type]).toEqual([200, 'application/x-ndjson; charset=utf-8']);
    expect(lines[0]).toMatchObject({ progress: { groupIdx: 0, kind: 'planned', plan: { refusals: [] } } });
    expect(lines.at(-1)).toMatchObject({
      done: {
        groups: [{ groupIdx: 0, changed: { members: [{ nodeId: 1 }, { nodeId: 2, role: 'learner' }] } }],
      },
    });
    const again = await post(node, '/membership/change', { ...add(2), group: 0 });
    expect(again).toMatchObject({ status: 409, lines: [{ error: { code: 'DUPLICATE_MEMBER' } }] });
    const plan = await post(node, '/membership/plan', { operation: { kind: 'promote', nodeId: 2 } });
    expect(plan).toMatchObject({
      status: 200,
      lines: [
        {
          done: {
            groups: [{ plan: { nodes: [{}, { behind: null }], refusals: [{ code: 'LEARNER_BEHIND' }] } }],
          },
        },
      ],
    });
  });

  test('whoever goes away ends the wait', async () => {
    const node = await runAlone({ secret: SECRET });
    const path = '/membership/change';
    const body = JSON.stringify({ operation: { kind: 'addMember', nodeId: 2, address: '127.0.0.1:1' } });
    const headers = {
      authorization: proveRequest(SECRET, await challengeOf(node), { method: 'POST', path, body }),
    };
    const gone = new AbortController();
    const init = { method: 'POST', body, headers, signal: gone.signal };
    const response = await fetch(`http://${node.adminAddress}${path}`, init);
    expect(response.status).toBe(200);
    const busy = await post(node, path, { operation: { kind: 'removeMember', nodeId: 2 } });
    expect(busy.lines.at(-1)).toMatchObject({ error: { code: 'CHANGE_UNDER_WAY' } });
    gone.abort();
    await response.text().catch(() => {});
    for (;;) {
      const { lines } = await post(node, path, { operation: { kind: 'removeMember', nodeId: 2 } });
      const last = lines.at(-1) as { error?: { code: string } };
      if (last.error === undefined) break;
      expect(last.error.code).toBe('CHANGE_UNDER_WAY');
    }
    isUnchanged(node);
  });
});

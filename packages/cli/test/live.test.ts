/** The commands against real nodes in this process. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LiveNodes } from './nodes.ts';
import { gaios } from './support.ts';

let live: LiveNodes;

beforeAll(async () => {
  live = await LiveNodes.start();
});

afterAll(() => live.close());

const members = (group = 0): string =>
  live
    .node(1)
    .showMembership(group)
    .members.map(({ nodeId, role }) => `${nodeId}${role === 'learner' ? 'L' : ''}`)
    .join(' ');

describe('looking', () => {
  test('status: all nodes, and one line for groups that stand alike', async () => {
    const { code, out, err } = await live.run(['status']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/node +admin +state +version +boot +leads +groups +peers/);
    expect(out).toMatch(/\n +1 +127\.0\.0\.1:\d+ +running .* 2:up 3:up/);
    expect(out).toMatch(/1 2 3/);
    const json = await live.run(['status', '--json']);
    expect(JSON.parse(json.out)).toMatchObject({ nodes: [{ nodeId: 1 }, { nodeId: 2 }, { nodeId: 3 }] });
  });

  test('a node that does not answer does not hide the others', async () => {
    const { code, out } = await live.run(['status', '--admin', '127.0.0.1:1', '--admin', live.adminOf(2)]);
    expect(code).toBe(0);
    expect(out).toMatch(/\n +2 +127/);
    expect(out).toContain('the node at 127.0.0.1:1 cannot be asked');
  });

  test('a port of something else is named for what it is', async () => {
    const other = createServer((_, response) => void response.end('{"groups":[],"status":"ok"}'));
    await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, err } = await live.run(['status', '--admin', `127.0.0.1:${port}`]);
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/^error: .* is no admin port of Gaios/),
    });
    other.close();
  });

  test('member list: groups alike are told once, one group with its version', async () => {
    const { code, out } = await live.run(['member', 'list']);
    expect(code).toBe(0);
    expect(out).toMatch(/^group 0-1, version 1\nnode +role +address +disk\n/);
    expect(out).toMatch(/\n +2 +voter +127\.0\.0\.1:\d+ +\w{8}\n/);
    const one = await live.run(['member', 'list', '--group', 1, '--json']);
    expect(JSON.parse(one.out)).toMatchObject({ groups: [{ groupIdx: 1, version: 1 }] });
    expect(await live.run(['member', 'list', '--group', 9])).toMatchObject({
      code: 1,
      err: expect.stringContaining('error: UNKNOWN_GROUP'),
    });
  });

  test('a plan says the steps and the quorums, and changes nothing', async () => {
    const { code, out, err } = await live.run(['member', 'plan', 'remove', 3]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('2 of 1 2 3');
    expect(out).toMatch(/1\. (drop the voter|enter the joint configuration)/);
    expect(members()).toBe('1 2 3');
    const bad = await live.run(['member', 'plan', 'remove', 7, '--json']);
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.out)).toMatchObject({ error: { code: 'UNKNOWN_MEMBER', facts: { nodeId: 7 } } });
  });
});

describe('readiness', () => {
  test('of all that are named, at once or waited for', async () => {
    const ready = await live.run(['ready', '--for-restart', '--wait', 20]);
    expect(ready).toMatchObject({ code: 0, err: '' });
    expect(ready.out.match(/is ready/g)).toHaveLength(3);
    const missing = await live.run(['ready', '--admin', live.adminOf(1), '--admin', '127.0.0.1:1', '--json']);
    expect(missing).toMatchObject({ code: 1, err: '' });
    expect(JSON.parse(missing.out)).toMatchObject({
      nodes: [{ ready: true }, { ready: false, reasons: [expect.stringContaining('cannot be asked')] }],
    });
  });
});

describe('what is wrong changes nothing', () => {
  test.each<[(string | number)[], string]>([
    [['member', 'add', 2, '127.0.0.1:1'], 'DUPLICATE_MEMBER'],
    [['member', 'remove', 9], 'UNKNOWN_MEMBER'],
    [['member', 'promote', 9], 'UNKNOWN_MEMBER'],
    [['member', 'take-back'], 'NOTHING_UNDER_WAY'],
    [['member', 'set', '1=127.0.0.1:1/learner'], 'NO_VOTERS'],
    [['member', 'set', '1=127.0.0.1:1', '2=127.0.0.1:1'], 'ADDRESS_IN_USE'],
    [['member', 'remove', 3, '--group', 0, '--from-version', 999], 'VERSION_CONFLICT'],
    [['member', 'remove', 3, '--group', 5], 'UNKNOWN_GROUP'],
    [['member', 'remove', 3, '--from-version', 1], 'INVALID_ARGUMENT'],
    [['master', 'transfer', 0, 9], 'INVALID_ARGUMENT'],
    [['master', 'transfer', 7, 1], 'UNKNOWN_GROUP'],
  ])('%j: %s', async (args, error) => {
    const { code, err } = await live.run(args);
    expect(err).toContain(`error: ${error}: `);
    expect(code).toBe(1);
    expect(members()).toBe('1 2 3');
  });

  test.each([
    [['member', 'add', '0', 'a:1'], 'must be an integer from 1 to 65535'],
    [['member', 'add', '65536', 'a:1'], 'must be an integer from 1 to 65535'],
    [['member', 'add', '4', 'nowhere'], 'must be host:port'],
    [['member', 'add', '4', '300.1.1.1:70'], 'must be host:port'],
    [['member', 'add', '4'], "missing required argument 'address'"],
    [['member', 'set', '4:host'], 'is not of the form id=host:port'],
    [['member', 'set', '4=a:1/king'], 'is not of the form id=host:port'],
    [['member', 'remove', '4', '--timeout', '0'], 'must be an integer from 1'],
    [['member', 'remove', '4', '--group', '-1'], 'must be an integer from 0'],
    [['member', 'leave'], 'name one --admin'],
    [['master', 'transfer', '1e1', '2'], 'must be an integer'],
  ])('%j is not understood', async (args, text) => {
    const { code, err } = await live.run(args);
    expect(err).toContain(text);
    expect(code).toBe(2);
  });

  test('nobody who cannot prove that they may', async () => {
    const none = await gaios(['member', 'remove', 3, '--admin', live.adminOf(1)]);
    expect(none.err).toContain('needs the secret of the nodes (--secret-file)');
    const other = await live.run(['member', 'remove', 3], {
      env: { GAIOS_SECRET_FILE: import.meta.filename },
    });
    expect(other).toMatchObject({ code: 1, err: expect.stringContaining('the proof is wrong') });
    expect(members()).toBe('1 2 3');
  });
});

describe('masters', () => {
  test('transfer, drop, list, and balance', async () => {
    for (const group of [0, 1]) {
      const { node } = live.node(1).getMasterWithVersion(group);
      if (node === 1) continue;
      const { code, out } = await live.run(['master', 'transfer', group, 1]);
      expect({ code, out }).toEqual({ code: 0, out: `node 1 is master of group ${group}\n` });
    }
    expect(await live.run(['master', 'transfer', 0, 1])).toMatchObject({ code: 0 });
    const lonely = await live.run(['master', 'drop', 0, '--admin', live.adminOf(2)]);
    expect(lonely).toMatchObject({ code: 2, err: expect.stringContaining('name its admin port, too') });
    const list = await live.run(['master', 'list', '--admin', live.adminOf(1)]);
    expect(list.out).toMatch(/\n +1 +1 +2 +0-1\n/);

    const balanced = await live.run(['master', 'balance', '--json']);
    expect(balanced.code).toBe(0);
    expect(JSON.parse(balanced.out)).toMatchObject({
      nodes: [{ nodeId: 1, moved: [{ groupIdx: 0 }], leads: 1, failed: [] }, { moved: [] }, { moved: [] }],
    });

    expect(await live.run(['master', 'drop', 1])).toMatchObject({ code: 0, out: 'group 1 is given up\n' });
    await Promise.any(
      [2, 3].map((id) => live.node(id).waitFor({ groupIdx: 1, master: id }, { timeoutMs: 20_000 })),
    );
    expect(live.node(1).isMaster(1)).toBe(false);
  });
});

describe('changes', () => {
  test('a node that does not run is added, and waited for; run again, it goes on', async () => {
    const where = await live.newAddress(4);
    const first = await live.run(['member', 'add', 4, where, '--timeout', 2]);
    expect(first).toMatchObject({ code: 1, err: expect.stringContaining('error: TIMEOUT') });
    expect(first.err).toContain(
      'group 0-1: plan: take new nodes in as learners, set addresses; add the voter',
    );
    expect(first.err).toMatch(/group [01].*: to add the voter, waits: node 4 does not answer/);
    expect(members()).toBe('1 2 3 4L');
    const adding = live.run(['member', 'add', 4, where]);
    await live.join(4);
    const { code, out } = await adding;
    expect(out).toMatch(/groups +result +members\n0-1 +done +1, 2, 3, 4\n/);
    expect(code).toBe(0);
  });

  test('moves a node, also one that is down, and it comes back at its new place', async () => {
    await live.stop(4);
    const where = await live.newAddress(4);
    expect(await live.run(['member', 'move', 4, where])).toMatchObject({ code: 0 });
    await live.join(4);
    await live.node(4).readBarrier(0, { timeoutMs: 20_000 });
    const { out } = await live.run(['member', 'list', '--admin', live.adminOf(4)]);
    expect(out).toContain(where);
  });

  test('demote, promote, leave, and the node knows that it is no member', async () => {
    expect(await live.run(['member', 'demote', 4, '--group', 0])).toMatchObject({ code: 0 });
    expect(members()).toBe('1 2 3 4L');
    expect(members(1)).toBe('1 2 3 4');
    const promoted = await live.run(['member', 'promote', 4]);
    expect(promoted.out).toMatch(/\n0 +done .*\n1 +was so already/);
    const left = await live.run(['member', 'leave', '--admin', live.adminOf(4), '--json']);
    expect(left).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(left.out)).toMatchObject({
      groups: [{ groupIdx: 0, changed: { members: [{ nodeId: 1 }, { nodeId: 2 }, { nodeId: 3 }] } }, {}],
    });
    await live.stop(4);
    const again = await live.run(['member', 'remove', 4]);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('UNKNOWN_MEMBER') });
  });

  test('without a quorum it is refused, and forced it is tried', async () => {
    await live.stop(3);
    const refused = await live.run(['member', 'remove', 2]);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('QUORUM_AT_RISK') });
    const plan = await live.run(['member', 'plan', 'remove', 2]);
    expect(plan.code).toBe(1);
    expect(plan.out).toContain('refused unless forced: QUORUM_AT_RISK');
    expect(plan.out).toContain('node 3 does not answer');
    expect(await live.run(['member', 'remove', 3, '--force'])).toMatchObject({ code: 0 });
    expect(members()).toBe('1 2');
  });

  test('Ctrl-C ends the wait, and says that it may be run again', async () => {
    const stop = new AbortController();
    const adding = live.run(['member', 'add', 9, await live.newAddress(9)], { signal: stop.signal });
    setTimeout(() => stop.abort(), 500);
    const { code, err } = await adding;
    expect(err).toContain('interrupted before it was said what became of it');
    expect(code).toBe(130);
  });
});

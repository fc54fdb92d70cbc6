/** Mistakes of users: each is told for what it is. Over real sockets and folders. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { Node, StateMachine, type NodeOptions, type RequestId } from 'gaios';
import { closeAll, closesLater, runAlone } from './alone.ts';
import { freePort } from './sockets.ts';

afterEach(closeAll);

const VALUE = Uint8Array.of(1);

const options = async (more: object): Promise<NodeOptions> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'gaios-mistakes-'));
  closesLater(() => rmSync(dataDir, { recursive: true, force: true }));
  const nodes = [{ nodeId: 1, address: `127.0.0.1:${await freePort()}` }];
  return { nodeId: 1, nodes, dataDir, synchronous: 'off', ...more };
};

test.each([
  ['nothing', () => {}, 'nothing'],
  ['a promise', () => Promise.resolve([]), 'a promise'],
  ['one machine', () => ({}), 'an object'],
])('stateMachines that returns %s', async (_, stateMachines, what) => {
  await expect(Node.run(await options({ stateMachines }))).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
    message: expect.stringContaining(what),
    facts: { violations: [{ option: 'stateMachines' }] },
  });
});

test('the first start waits for all voters, and calls say so', async () => {
  const more = { nodeId: 2, address: `127.0.0.1:${await freePort()}` };
  const { nodes, ...rest } = await options({});
  const node = await Node.run({ ...rest, nodes: [...nodes, more] });
  closesLater(() => node.close());
  const told = {
    code: 'NO_QUORUM',
    message: expect.stringContaining('not founded yet'),
    facts: { isFounded: false, down: [2] },
  };
  await expect(node.propose(0, VALUE, 0, { timeoutMs: 50 })).rejects.toMatchObject({
    ...told,
    outcome: 'not-executed',
  });
  await expect(node.readBarrier(0, { timeoutMs: 50 })).rejects.toMatchObject(told);
});

test('a timeout and the name of a client have to be what they are said to be', async () => {
  const node = await runAlone();
  const invalid = { code: 'INVALID_ARGUMENT', outcome: 'not-executed' };
  const propose = (more: object): Promise<unknown> => node.propose(0, VALUE, 0, more);
  await expect(propose({ timeoutMs: '50' })).rejects.toMatchObject(invalid);
  await expect(propose({ requestId: { clientId: 5, number: 1 } })).rejects.toMatchObject(invalid);
  // Otherwise it would be told that its request was not executed.
  const misspelt: object = { client: 'me', number: 1 };
  for (const requestId of [misspelt, undefined])
    await expect(node.outcome(0, requestId as RequestId)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});

test('callers are told why a machine does not go on', async () => {
  class Broken extends StateMachine {
    readonly smId = 1;
    override execute(): never {
      throw new Error('on purpose');
    }
  }
  const node = await runAlone({ stateMachines: () => [new Broken()] });
  const first = node.propose(0, VALUE, 1, { timeoutMs: 1_000 });
  await expect(first).rejects.toMatchObject({ outcome: 'unknown' });
  await expect(node.propose(0, VALUE, 1)).rejects.toMatchObject({
    code: 'GROUP_STALLED',
    message: expect.stringContaining('on purpose'),
  });
});

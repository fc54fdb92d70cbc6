/** What must not be done to a node's folder, done to it: a clear error each time, and nothing wrong served. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { TestCluster, until } from './support/cluster.ts';
import { Load } from './support/load.ts';
import { TestProcess } from './support/process.ts';
import { RespClient, type CommandResult } from './support/resp-client.ts';

const LONG_MS = 120_000;
/** Easy to find in a file. */
const SECRET = 'a value that will be looked for in the file, '.repeat(20);

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await TestCluster.start();
}, LONG_MS);

afterAll(async () => {
  await cluster?.close();
}, LONG_MS);

const ask = async (id: number, ...command: string[]): Promise<CommandResult> => {
  const client = await RespClient.open(cluster.respPort(id));
  if (client === undefined) throw new Error(`node ${id} takes no connection`);
  const result = await client.send(...command);
  client.close();
  return result;
};

/** The arguments of a node, some of them replaced. */
const argsWith = (id: number, changes: Readonly<Record<string, string | number>>): (string | number)[] =>
  cluster.args(id).map((arg, index, all) => changes[String(all[index - 1])] ?? arg);

/** It ends with code 1 and says why in one line, the last one; what the log said before that is its own. */
const expectRefused = async (started: TestProcess, line: string | RegExp): Promise<void> => {
  expect(await started.exited).toEqual({ code: 1, signal: null });
  expect(started.stdout).toBe('');
  const lines = started.stderr.split('\n').filter((each) => !each.startsWith('{"level":'));
  expect(lines).toEqual([expect.stringMatching(line), '']);
};

/** Flips a bit in the middle of the text, each time that it stands in the file. */
const flip = (file: string, text: string): void => {
  const bytes = readFileSync(file);
  const at = text.length >> 1;
  const flipped = Buffer.from(text);
  flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at);
  let found = 0;
  for (let from = bytes.indexOf(text); from !== -1; from = bytes.indexOf(text, from + 1)) {
    flipped.copy(bytes, from);
    found++;
  }
  expect(found).toBeGreaterThan(0);
  writeFileSync(file, bytes);
};

test(
  'the folder of another node',
  async () => {
    expect(await cluster.terminate(2)).toEqual({ code: 0, signal: null });
    expect(await cluster.terminate(3)).toEqual({ code: 0, signal: null });
    const started = new TestProcess(argsWith(2, { '--data-dir': cluster.dataDir(3) }));
    await expectRefused(
      started,
      /^error: STORAGE_WRONG_NODE: the data folder belongs to node 3, not 2 \(in .*node-3\)$/,
    );
    cluster.launch(2);
    cluster.launch(3);
    await cluster.untilServing();
  },
  LONG_MS,
);

test(
  'a folder opened twice at once',
  async () => {
    const { pid } = cluster.process(1);
    const nodes =
      cluster
        .args(1)[4]
        ?.toString()
        .replace(`:${cluster.peerPort(1)}`, ':1') ?? '';
    const twice = new TestProcess(argsWith(1, { '--nodes': nodes }));
    const line = `^error: STORAGE_LOCKED: the data folder .* is in use by process ${pid}$`;
    await expectRefused(twice, new RegExp(line));
    expect(await ask(1, 'SET', 'after', 'twice')).toEqual({ kind: 'answer', value: 'OK' });
  },
  LONG_MS,
);

test(
  'each busy port is named',
  async () => {
    const busy = { RESP: cluster.respPort(2), admin: cluster.adminPort(2), peer: cluster.peerPort(2) };
    const spare = { RESP: cluster.sparePort(0), admin: cluster.sparePort(1), peer: cluster.sparePort(2) };
    for (const purpose of ['RESP', 'admin', 'peer'] as const) {
      const ports = { ...spare, [purpose]: busy[purpose] };
      const started = new TestProcess(
        argsWith(1, {
          '--resp-port': ports.RESP,
          '--admin-port': ports.admin,
          '--nodes': `1=127.0.0.1:${ports.peer}`,
          '--data-dir': join(cluster.directory, `busy-${purpose}`),
        }),
      );
      await expectRefused(
        started,
        new RegExp(`^error: ${purpose} port ${busy[purpose]} .*is already in use$`),
      );
    }
  },
  LONG_MS,
);

/** The node starts, says what it does, and serves what all others serve. */
const expectMended = async (id: number, says: RegExp, text: string): Promise<void> => {
  await cluster.restart(id);
  await until('it says what it does', () => Promise.resolve(says.test(cluster.process(id).stderr)));
  await until('it serves', async () => {
    const { kind } = await ask(id, 'GET', 'secret');
    return kind === 'answer';
  });
  for (const each of [1, 2, 3])
    expect(await ask(each, 'GET', 'secret')).toEqual({ kind: 'answer', value: text });
};

const PUT_BACK = /put back from a peer/;
/** A value that is not known to be chosen may be a vote: the disk counts as lost then. */
const PUT_BACK_OR_REBUILT = /put back from a peer|the disk counts as lost/;

test(
  'a flipped byte in a log row is put back from the others, and never served',
  async () => {
    expect(await ask(1, 'SET', 'secret', SECRET)).toEqual({ kind: 'answer', value: 'OK' });
    await cluster.untilConverged();
    expect(await cluster.terminate(2)).toEqual({ code: 0, signal: null });
    flip(join(cluster.dataDir(2), 'gaios.db'), SECRET);
    await expectMended(2, PUT_BACK, SECRET);
    // It stands in the file again: nobody is asked the next time.
    expect(await cluster.terminate(2)).toEqual({ code: 0, signal: null });
    await cluster.restart(2);
    expect(await ask(2, 'GET', 'secret')).toEqual({ kind: 'answer', value: SECRET });
    expect(cluster.process(2).stderr).not.toContain('put back from a peer');
  },
  LONG_MS,
);

test(
  'a flipped byte in the journal that a kill left is mended, too',
  async () => {
    const text = SECRET.toUpperCase();
    expect(await ask(1, 'SET', 'secret', text)).toEqual({ kind: 'answer', value: 'OK' });
    // So that it is not the last commit, of which a crash may have left a part.
    await cluster.untilConverged();
    for (let n = 0; n < 5; n++)
      expect(await ask(1, 'INCR', 'later')).toEqual({ kind: 'answer', value: n + 1 });
    await cluster.untilConverged();
    await cluster.kill(3);
    flip(join(cluster.dataDir(3), 'gaios.journal-0'), text);
    await expectMended(3, PUT_BACK_OR_REBUILT, text);
  },
  LONG_MS,
);

test(
  'a full disk: the node acknowledges no more and says why, the others go on, and it comes back with room',
  async () => {
    await cluster.untilConverged();
    expect(await cluster.terminate(3)).toEqual({ code: 0, signal: null });
    cluster.launch(3, { fileBytesMax: 3 * 2 ** 20 });
    await cluster.untilServing();
    const load = Load.start(cluster, { counters: 4, tokens: 2 });
    try {
      const value = 'x'.repeat(50_000);
      const health = await until(
        'node 3 is full',
        async () => {
          await ask(1, 'SET', `filler:${Math.floor(performance.now()) % 64}`, value);
          const response = await fetch(`http://127.0.0.1:${cluster.adminPort(3)}/healthz`);
          const text = await response.text();
          return text.includes('storage-failed') && text;
        },
        60_000,
      );
      expect(health).toMatch(/the disk|disk I\/O|full|too large/i);
      expect(cluster.process(3).stderr).toContain('storage failed');
      for (const command of [
        ['SET', 'k', 'v'],
        ['GET', 'secret'],
        ['INCR', 'n'],
      ]) {
        expect(await ask(3, ...command)).toMatchObject({
          kind: 'refused',
          text: expect.stringMatching(/^CLUSTERDOWN /),
        });
      }
      await load.served(30_000);
      expect(await ask(2, 'SET', 'k', 'v')).toEqual({ kind: 'answer', value: 'OK' });
      expect(await cluster.terminate(3)).toEqual({ code: 0, signal: null });
      await cluster.restart(3);
      await load.served(30_000);
    } finally {
      await load.stop();
    }
    await cluster.untilConverged();
    await load.verify();
  },
  LONG_MS,
);

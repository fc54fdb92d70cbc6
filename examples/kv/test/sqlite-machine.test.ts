/** `serve --machine sqlite` as real processes: the same answers, and the same keys after kills and clean ends. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { TestCluster } from './support/cluster.ts';
import { RawClient } from './support/raw-client.ts';

/** Six processes are started. */
const LONG_MS = 120_000;
const GROUPS = 2;
/** Enough that every node and group has some. */
const KEYS = 12;

const ask = async (port: number, command: string): Promise<string> => {
  const client = await RawClient.open(port);
  const reply = await client.line(command);
  client.close();
  return reply;
};

describe('three nodes on SQLite', () => {
  let cluster: TestCluster;

  beforeAll(async () => {
    cluster = await TestCluster.start({ groups: GROUPS, flags: ['--machine', 'sqlite'] });
  }, LONG_MS);

  afterAll(async () => {
    await cluster?.close();
  }, LONG_MS);

  test(
    'keys and counters are what they were, whoever is killed or stopped',
    async () => {
      for (let i = 0; i < KEYS; i++) {
        expect(await ask(cluster.respPort(1 + (i % 3)), `SET key-${i} value-${i}`)).toBe('+OK');
        expect(await ask(cluster.respPort(1 + (i % 3)), 'INCR counter')).toBe(`:${i + 1}`);
      }
      await cluster.untilConverged();
      await Promise.all([cluster.kill(1), cluster.kill(2), cluster.terminate(3)]);
      for (const id of cluster.ids) {
        const folders = readdirSync(join(cluster.dataDir(id), 'machines'));
        expect(folders).toHaveLength(GROUPS);
        for (const folder of folders) {
          expect(existsSync(join(cluster.dataDir(id), 'machines', folder, 'state-1.db'))).toBe(true);
        }
      }
      for (const id of cluster.ids) cluster.launch(id);
      await cluster.untilServing(cluster.ids, LONG_MS);
      expect(await ask(cluster.respPort(2), 'INCR counter')).toBe(`:${KEYS + 1}`);
      expect(await ask(cluster.respPort(3), 'DBSIZE')).toBe(`:${KEYS + 1}`);
      expect(await ask(cluster.respPort(1), 'STRLEN key-11')).toBe(`:${'value-11'.length}`);
    },
    LONG_MS,
  );
});

/**
 * The store alone: commits of so many rows of 100 B, one after the other; of so many groups, with the state of each. One
 * operation is a row; latencies are commits'.
 */

import { SqliteLogStorage } from '@gaios/storage-sqlite';
import type { GroupMeta, GroupWrite } from '@gaios/sm-base';
import { repeatAsync, type PartOptions, type PartResult } from './part.ts';

export interface StorageOptions extends PartOptions {
  readonly thread: 'main' | 'worker';
  /** Rows of each group. */
  readonly perCommit: number;
  readonly groups: number;
}

const VALUE_BYTES = 100;
const BALLOT = 65_537;

/** What a group writes with its rows; of the size that three members make it. */
const metaAt = (chosenUpTo: number): GroupMeta => ({
  promised: BALLOT,
  promisedTo: '0'.repeat(32),
  chosenUpTo,
  checksum: (chosenUpTo * 7919) % 2 ** 32,
  minChosen: 1,
  configuration,
});
const configuration = new Uint8Array(150);

/** Of group 0, without its state. */
export const writesFrom = (firstInstance: number, rows: number, valueBytes: number): GroupWrite[] => {
  const value = new Uint8Array(valueBytes).fill(7);
  const records = Array.from({ length: rows }, (_, at) => ({
    instanceId: firstInstance + at,
    ballot: BALLOT,
    chosen: false,
    value,
  }));
  return [{ groupIdx: 0, records }];
};

export const measureStorage = async ({
  dataDir,
  thread,
  perCommit,
  groups,
  measureMs,
}: StorageOptions): Promise<PartResult> => {
  const storage = await SqliteLogStorage.open({ dataDir, nodeId: 1, thread });
  let instanceId = 1;
  try {
    const result = await repeatAsync(measureMs, async () => {
      const [{ records = [] } = {}] = writesFrom(instanceId, perCommit, VALUE_BYTES);
      const meta = metaAt(instanceId);
      await storage.commit(Array.from({ length: groups }, (_, groupIdx) => ({ groupIdx, meta, records })));
      instanceId += perCommit;
      return perCommit * groups;
    });
    return {
      ...result,
      note: `${Math.round((result.operations * 1000) / result.elapsedMs / perCommit / groups)} commits/s`,
    };
  } finally {
    await storage.close();
  }
};

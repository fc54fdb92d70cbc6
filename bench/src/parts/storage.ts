/** The store alone: commits of so many rows of 100 B, one after the other. One operation is a row; latencies are commits'. */

import { SqliteLogStorage } from '@gaios/storage-sqlite';
import type { GroupWrite } from '@gaios/sm-base';
import { repeatAsync, type PartOptions, type PartResult } from './part.ts';

export interface StorageOptions extends PartOptions {
  readonly thread: 'main' | 'worker';
  readonly perCommit: number;
}

const VALUE_BYTES = 100;
const BALLOT = 65_537;

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
  measureMs,
}: StorageOptions): Promise<PartResult> => {
  const storage = await SqliteLogStorage.open({ dataDir, nodeId: 1, thread });
  let instanceId = 1;
  try {
    const result = await repeatAsync(measureMs, async () => {
      await storage.commit(writesFrom(instanceId, perCommit, VALUE_BYTES));
      instanceId += perCommit;
      return perCommit;
    });
    return {
      ...result,
      note: `${Math.round((result.operations * 1000) / result.elapsedMs / perCommit)} commits/s`,
    };
  } finally {
    await storage.close();
  }
};

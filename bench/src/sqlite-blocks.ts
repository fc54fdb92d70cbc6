/** A machine on SQLite whose rows take about a block each, so that it is known how many blocks a change touches. */

import { randomBytes } from 'node:crypto';
import { Making, type CheckpointStore } from '@gaios/checkpoint';
import { SqliteStateMachine, type MachineDatabase } from '@gaios/sm-sqlite';
import { facts, framework, GROUP, MACHINE } from './checkpoint-world.ts';

export interface SqliteBlocksOptions {
  readonly directory: string;
  readonly rows: number;
}

/** With its head more than half of a page of 4 KiB: no two share one. */
const ROW_BYTES = 2_500;
/** Executed in one transaction. */
const BATCH = 500;

class Blocks extends SqliteStateMachine<undefined> {
  readonly smId = MACHINE;
  readonly migrations = ['CREATE TABLE blocks (id INTEGER PRIMARY KEY, content BLOB NOT NULL) STRICT'];

  protected override apply(database: MachineDatabase, value: Uint8Array): undefined {
    const id = Buffer.from(value.buffer, value.byteOffset, 4).readUInt32LE();
    database.run('INSERT OR REPLACE INTO blocks (id, content) VALUES (?, ?)', id, value.subarray(4));
    return undefined;
  }
}

export class SqliteBlocks {
  readonly #machine: Blocks;
  readonly #rows: number;
  #instanceId = 0;

  constructor({ directory, rows }: SqliteBlocksOptions) {
    this.#machine = new Blocks({ directory });
    this.#rows = rows;
  }

  async fill(): Promise<void> {
    for (let from = 0; from < this.#rows; from += BATCH) {
      this.#write(Array.from({ length: Math.min(BATCH, this.#rows - from) }, (_, at) => from + at));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Spread evenly. Returns how many rows it was. */
  change(share: number): number {
    const step = Math.round(1 / share);
    const ids: number[] = [];
    for (let id = 0; id < this.#rows; id += step) ids.push(id);
    this.#write(ids);
    return ids.length;
  }

  async checkpoint(store: CheckpointStore): Promise<void> {
    const instanceId = this.#instanceId;
    const frozen = { groupIdx: GROUP, framework, lastOperations: new Map([[MACHINE, instanceId]]) };
    const making = Making.freeze({ ...frozen, ...facts(instanceId) }, [this.#machine]);
    await making.run({ store });
  }

  close(): void {
    this.#machine.close();
  }

  #write(ids: readonly number[]): void {
    const values = ids.map((id) => {
      const value = randomBytes(4 + ROW_BYTES);
      value.writeUInt32LE(id);
      return value;
    });
    const contexts = ids.map(() => ({
      groupIdx: GROUP,
      instanceId: ++this.#instanceId,
      batchIndex: 0,
      nowMs: 0,
    }));
    this.#machine.executeBatch(values, contexts);
  }
}

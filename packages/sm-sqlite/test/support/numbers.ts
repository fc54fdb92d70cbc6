/** A machine for tests: numbers by key, and every operation in a journal, so that what was executed can be counted. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecuteContext, QueryContext } from '@gaios/sm-base';
import {
  SqliteStateMachine,
  type MachineDatabase,
  type Migration,
  type SqliteMachineOptions,
} from '../../src/index.ts';

export const SM_ID = 7;

export const FIRST_STEPS: readonly Migration[] = [
  'CREATE TABLE numbers (key TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID, STRICT',
  (database) => database.exec('CREATE TABLE done (id INTEGER PRIMARY KEY, at INTEGER, text TEXT)'),
];

/** Operations are texts: `add <key> <number>`, `blob <id> <bytes>`, `fail`; anything else is refused, by result. */
export class Numbers extends SqliteStateMachine<number | string> {
  readonly smId: number;
  readonly migrations: readonly Migration[];
  applied = 0;
  /** Throws while it is above 0, and counts down. */
  failures = 0;

  constructor(options: SqliteMachineOptions, migrations = FIRST_STEPS, smId = SM_ID) {
    super(options);
    this.migrations = migrations;
    this.smId = smId;
  }

  protected override apply(
    database: MachineDatabase,
    value: Uint8Array,
    context: ExecuteContext,
  ): number | string {
    this.applied++;
    const text = Buffer.from(value).toString();
    const [kind, key = '', number = ''] = text.split(' ');
    database.run('INSERT INTO done (at, text) VALUES (?, ?)', context.nowMs, text.slice(0, 20));
    if (kind === 'fail' && this.failures-- > 0) throw new Error('as it was told');
    if (kind !== 'add') return 'refused';
    database.run(
      'INSERT INTO numbers VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET number = number + excluded.number',
      key,
      Number(number),
    );
    return Number(database.value('SELECT number FROM numbers WHERE key = ?', key));
  }

  override query(query: unknown, { groupIdx }: QueryContext): unknown {
    return this.read(groupIdx, (database) =>
      database.value('SELECT number FROM numbers WHERE key = ?', String(query)),
    );
  }

  override stateHash(groupIdx: number): Uint8Array {
    return this.digest(groupIdx);
  }

  count(groupIdx = 0): number {
    return this.read(groupIdx, (database) => Number(database.value('SELECT count(*) FROM done')));
  }
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export const at = (instanceId: number, batchIndex = 0, groupIdx = 0): ExecuteContext => ({
  groupIdx,
  instanceId,
  batchIndex,
  nowMs: instanceId * 1000,
});

/** Executes one operation an instance. */
export const addMany = (machine: Numbers, from: number, to: number): void => {
  for (let instanceId = from; instanceId <= to; instanceId++) {
    machine.execute(bytes(`add key-${instanceId % 100} 1`), at(instanceId));
  }
};

/** Folders and machines of one test file; `end` closes and removes them. */
export class Bench {
  readonly #folders: string[] = [];
  readonly #machines: SqliteStateMachine[] = [];

  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'gaios-sm-sqlite-'));
    this.#folders.push(folder);
    return folder;
  }

  open(
    directory = this.folder(),
    migrations = FIRST_STEPS,
    options: Partial<SqliteMachineOptions> = {},
  ): Numbers {
    return this.keep(new Numbers({ directory, ...options }, migrations));
  }

  keep<M extends SqliteStateMachine>(machine: M): M {
    this.#machines.push(machine);
    return machine;
  }

  end(): void {
    for (const machine of this.#machines.splice(0)) machine.close();
    for (const folder of this.#folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  }
}

/** Of the machine of these tests in one group. */
export const machineFolder = (directory: string, groupIdx = 0): string =>
  join(directory, `group-${groupIdx}-sm-${SM_ID}`);

/** The code and facts that something fails with; 'nothing' if it does not. */
export const failureOf = async (
  body: () => unknown,
): Promise<{ code: string; facts: Readonly<Record<string, unknown>> }> => {
  try {
    await body();
  } catch (error) {
    const { code = String(error), facts = {} } = error as { code?: string; facts?: Record<string, unknown> };
    return { code, facts };
  }
  return { code: 'nothing', facts: {} };
};

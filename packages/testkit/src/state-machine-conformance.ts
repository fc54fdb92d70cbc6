/**
 * What every `StateMachine` must do, as one suite. Whoever wrote one calls it once from their own tests:
 *
 *   stateMachineConformance('bank', { describe, it }, { make: () => new Bank(), operations, queries });
 *
 * What a machine does not offer (batches, hashes, checkpoints) is not asked of it.
 */

import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, normalize } from 'node:path';
import { RESERVED_SM_ID, type ExecuteContext, type StateMachine } from '@gaios/sm-base';
import { checkDeterminism, contextAt } from './determinism.ts';
import type { TestFramework } from './storage-conformance.ts';

export interface StateMachineFixture {
  /** Another machine with nothing in it, each with a state of its own. */
  make(): StateMachine | Promise<StateMachine>;
  /** Closes a machine and removes what it stored. */
  dispose?(machine: StateMachine): void | Promise<void>;
  /** As its users would propose them, invalid ones among them. The more of its code they reach, the better. */
  readonly operations: readonly Uint8Array[];
  /** Reads for its `query`. */
  readonly queries?: readonly unknown[];
}

const GROUP = 0;
const BATCH_SIZES = [2, 3, 7];

type Body = (suite: Suite) => Promise<void>;

export function stateMachineConformance(
  name: string,
  framework: TestFramework,
  fixture: StateMachineFixture,
): void {
  const test = (title: string, body: Body): void =>
    framework.it(title, async () => {
      const suite = new Suite(fixture);
      try {
        await body(suite);
      } finally {
        await suite.dispose();
      }
    });
  framework.describe(`state machine conformance: ${name}`, () => {
    test('has an id that machines of users may have, and keeps it', hasAnId);
    test('depends on nothing but state, value and context', async () => {
      assert.ok(fixture.operations.length > 0, 'the fixture has no operations');
      await checkDeterminism(() => fixture.make(), fixture.operations);
    });
    test('gives the same results and state in batches as one by one', batchesAreAlike);
    test('replays to the same results and the same state', replayIsAlike);
    test('answers queries without changing anything', queriesChangeNothing);
    test('builds a checkpoint by replay without touching the active state', checkpointReplayIsApart);
    test('gives a checkpoint from which another machine goes on', checkpointIsComplete);
  });
}

class Suite {
  readonly fixture: StateMachineFixture;
  readonly #made: StateMachine[] = [];
  readonly #folders: string[] = [];

  constructor(fixture: StateMachineFixture) {
    this.fixture = fixture;
  }

  async make(): Promise<StateMachine> {
    const machine = await this.fixture.make();
    this.#made.push(machine);
    return machine;
  }

  async folder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'gaios-machine-'));
    this.#folders.push(folder);
    return folder;
  }

  async dispose(): Promise<void> {
    for (const machine of this.#made) await this.fixture.dispose?.(machine);
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true });
  }

  /** Executes operations from one position up to another. */
  async execute(machine: StateMachine, from = 0, to = this.fixture.operations.length): Promise<unknown[]> {
    const results: unknown[] = [];
    for (let at = from; at < to; at++) {
      results.push(await machine.execute(this.valueAt(at), contextAt(at)));
    }
    return results;
  }

  /** A copy, so that no machine shares bytes with another. */
  valueAt(operation: number): Uint8Array {
    return Uint8Array.from(this.fixture.operations[operation] ?? []);
  }
}

const hashOf = async (machine: StateMachine): Promise<unknown> => machine.stateHash?.(GROUP);

/** All that can be seen of a state from outside. */
const lookAt = async (machine: StateMachine, fixture: StateMachineFixture): Promise<unknown> => {
  const answers: unknown[] = [];
  const at = { groupIdx: GROUP, instanceId: fixture.operations.length };
  if (machine.query !== undefined) {
    for (const query of fixture.queries ?? []) answers.push(await machine.query(query, at));
  }
  return { hash: await hashOf(machine), answers };
};

const assertAlike = async (a: StateMachine, b: StateMachine, { fixture }: Suite): Promise<void> => {
  assert.deepEqual(await lookAt(a, fixture), await lookAt(b, fixture), 'the states differ');
};

async function hasAnId(suite: Suite): Promise<void> {
  const [first, second] = [await suite.make(), await suite.make()];
  assert.ok(Number.isSafeInteger(first.smId), 'smId is no integer');
  assert.ok(
    first.smId >= 1 && first.smId < RESERVED_SM_ID,
    `smId ${first.smId} is not in 1 … ${RESERVED_SM_ID - 1}`,
  );
  assert.equal(second.smId, first.smId);
}

async function batchesAreAlike(suite: Suite): Promise<void> {
  const { operations } = suite.fixture;
  for (const size of [...BATCH_SIZES, operations.length]) {
    const [one, many] = [await suite.make(), await suite.make()];
    if (many.executeBatch === undefined) return;
    for (let from = 0; from < operations.length; from += size) {
      const { values, contexts } = batchAt(suite, from, size);
      const expected: unknown[] = [];
      for (const [i, context] of contexts.entries()) {
        expected.push(await one.execute(suite.valueAt(from + i), context));
      }
      const actual: unknown[] = await many.executeBatch(values, contexts);
      assert.deepEqual(actual, expected, `batches of ${size}, from operation ${from}`);
    }
    await assertAlike(many, one, suite);
  }
}

/** Operations that share an instance, and so its time. */
const batchAt = (
  suite: Suite,
  from: number,
  size: number,
): { readonly values: Uint8Array[]; readonly contexts: ExecuteContext[] } => {
  const count = Math.min(size, suite.fixture.operations.length - from);
  const places = Array.from({ length: count }, (_, batchIndex) => batchIndex);
  return {
    values: places.map((batchIndex) => suite.valueAt(from + batchIndex)),
    contexts: places.map((batchIndex) => ({ ...contextAt(from), batchIndex })),
  };
};

async function replayIsAlike(suite: Suite): Promise<void> {
  const [first, second] = [await suite.make(), await suite.make()];
  const results = await suite.execute(first);
  assert.deepEqual(await suite.execute(second), results, 'the results differ');
  await assertAlike(second, first, suite);
  assert.deepEqual(await hashOf(first), await hashOf(first), 'a second hash of one state differs');
}

async function queriesChangeNothing(suite: Suite): Promise<void> {
  const [asked, left] = [await suite.make(), await suite.make()];
  for (let at = 0; at < suite.fixture.operations.length; at++) {
    const before = await hashOf(asked);
    const answers = await lookAt(asked, suite.fixture);
    assert.deepEqual(
      await lookAt(asked, suite.fixture),
      answers,
      `before operation ${at}: a second answer differs`,
    );
    assert.deepEqual(await hashOf(asked), before, `before operation ${at}: a query changed the hash`);
    const expected = await suite.execute(left, at, at + 1);
    assert.deepEqual(await suite.execute(asked, at, at + 1), expected, `operation ${at} came out otherwise`);
  }
  await assertAlike(asked, left, suite);
}

async function checkpointReplayIsApart(suite: Suite): Promise<void> {
  const [active, plain] = [await suite.make(), await suite.make()];
  const { operations } = suite.fixture;
  const half = Math.ceil(operations.length / 2);
  await suite.execute(active);
  await suite.execute(plain);
  for (let at = 0; at < half; at++) await active.executeForCheckpoint?.(suite.valueAt(at), contextAt(at));
  const places = Array.from({ length: operations.length - half }, (_, i) => half + i);
  await active.executeBatchForCheckpoint?.(
    places.map((at) => suite.valueAt(at)),
    places.map((at) => contextAt(at)),
  );
  await assertAlike(active, plain, suite);
}

async function checkpointIsComplete(suite: Suite): Promise<void> {
  const donor = await suite.make();
  const { operations } = suite.fixture;
  const half = Math.ceil(operations.length / 2);
  assert.equal(donor.getCheckpointInstanceId(GROUP), 0, 'a machine with nothing in it has a checkpoint');
  await suite.execute(donor, 0, half);
  const folder = await suite.folder();
  await donor.lockCheckpointState?.(GROUP, half);
  const lockedAt = donor.getCheckpointInstanceId(GROUP);
  const state = await donor.getCheckpointState?.(GROUP);
  const instanceId = state?.instanceId ?? lockedAt;
  if (state !== undefined) await copyFiles(state.directory, state.files, folder);
  donor.unlockCheckpointState?.(GROUP);
  assert.ok(instanceId <= half, `the checkpoint is of ${instanceId}, and ${half} was the last instance`);
  if (state === undefined || instanceId === 0) return;
  const heir = await suite.make();
  assert.ok(heir.loadCheckpointState !== undefined, 'it gives checkpoints and takes none');
  await heir.loadCheckpointState(GROUP, folder, state.files, instanceId);
  assert.equal(heir.getCheckpointInstanceId(GROUP), instanceId, 'the id of the checkpoint that was loaded');
  // Instance i holds operation i-1, so execution goes on with the operation at `instanceId`.
  const plain = await suite.make();
  await suite.execute(plain, 0, instanceId);
  await assertAlike(heir, plain, suite);
  const expected = await suite.execute(plain, instanceId);
  assert.deepEqual(await suite.execute(heir, instanceId), expected, 'results after the checkpoint differ');
  await assertAlike(heir, plain, suite);
}

/** As a node would ship them: names from outside have to stay inside of the folder. */
const copyFiles = async (directory: string, files: readonly string[], folder: string): Promise<void> => {
  for (const file of files) {
    const isInside = !isAbsolute(file) && normalize(file) === file && !file.startsWith('..');
    assert.ok(isInside, `${file} is no relative path inside of the checkpoint`);
    assert.ok((await stat(join(directory, file))).isFile(), `${file} is no file`);
    await cp(join(directory, file), join(folder, file), { recursive: true });
  }
};

/** Machines that keep their state of the moment of the freeze until they are asked for it. */

import { beforeEach, expect, test } from '@jest/globals';
import { MemoryVolume } from '@gaios/testkit';
import { Making, type CheckpointStore } from '../src/index.ts';
import { Bytes, Files, frozen, put } from './machines.ts';
import { openStore } from './world.ts';

class Pinned extends Files {
  failsToPin = false;

  override pinCheckpointState(_groupIdx: number, executedUpTo: number): void {
    if (this.failsToPin) throw new Error('not now');
    this.calls.push(`pin ${executedUpTo}`);
  }
}

let store: CheckpointStore;
let machine: Pinned;

beforeEach(async () => {
  store = await openStore(new MemoryVolume());
  machine = new Pinned(2, '/machine');
  machine.instanceId = 100;
  await put(store.files, '/machine/db', 'rows');
  await put(store.files, '/machine/sub/index', 'tree');
});

test('is pinned when the group is frozen, and unlocked once', async () => {
  const making = Making.freeze(frozen, [machine]);
  expect(machine.calls).toEqual(['pin 100']);
  await making.run({ store });
  expect(machine.calls).toEqual(['pin 100', 'lock', 'get', 'unlock']);
});

test('is let go of where the checkpoint ends before its turn comes', async () => {
  const making = Making.freeze(frozen, [new Bytes(1, 'abc'), machine]);
  making.abort();
  expect(machine.calls).toEqual(['pin 100', 'unlock']);
  await expect(making.run({ store })).rejects.toMatchObject({ code: 'ABORTED' });
  expect(machine.calls).toEqual(['pin 100', 'unlock']);
});

test('is let go of when another one cannot be frozen', () => {
  const other = new Pinned(3, '/other');
  other.failsToPin = true;
  expect(() => Making.freeze(frozen, [machine, other])).toThrow(
    expect.objectContaining({ code: 'CHECKPOINT_FAILED', facts: expect.objectContaining({ smId: 3 }) }),
  );
  expect(machine.calls).toEqual(['pin 100', 'unlock']);
});

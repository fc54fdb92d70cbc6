import { describe, expect, test } from '@jest/globals';
import { isSnapshotMachine, SnapshotStateMachine, type Snapshot } from './snapshot-state-machine.ts';
import { StateMachine } from './state-machine.ts';

const textOf = async (pieces: AsyncIterable<Uint8Array>): Promise<string> => {
  let text = '';
  for await (const piece of pieces) text += new TextDecoder().decode(piece);
  return text;
};

class Appender extends SnapshotStateMachine<void> {
  readonly smId = 1;
  state = '';
  aborted = 0;
  failLoads = 0;

  execute(value: Uint8Array): void {
    this.state += new TextDecoder().decode(value);
  }

  beginSnapshot(): Snapshot {
    const fixed = this.state;
    const bytes = (async function* (): AsyncGenerator<Uint8Array> {
      for (const letter of fixed) yield await Promise.resolve(new TextEncoder().encode(letter));
    })();
    return { bytes, abort: () => void this.aborted++ };
  }

  async loadSnapshot(_groupIdx: number, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const text = await textOf(bytes);
    if (this.failLoads-- > 0) throw new Error('not this time');
    this.state = text;
  }
}

const operation = new TextEncoder().encode('x');

describe('SnapshotStateMachine', () => {
  test('gives what it held when the snapshot began, while operations go on', async () => {
    const machine = new Appender();
    machine.execute(operation);
    const snapshot = machine.beginSnapshot();
    machine.execute(operation);
    expect(await textOf(snapshot.bytes)).toBe('x');
    expect(machine.state).toBe('xx');
  });

  test('is of the instance that it was loaded with, per group', async () => {
    const machine = new Appender();
    const donor = new Appender();
    donor.state = 'abc';
    expect(machine.getCheckpointInstanceId(0)).toBe(0);
    await machine.loadCheckpoint(0, donor.beginSnapshot().bytes, 17);
    expect(machine.state).toBe('abc');
    expect(machine.getCheckpointInstanceId(0)).toBe(17);
    expect(machine.getCheckpointInstanceId(1)).toBe(0);
  });

  test('is of no instance while, and after, a loading failed', async () => {
    const machine = new Appender();
    const donor = new Appender();
    await machine.loadCheckpoint(0, donor.beginSnapshot().bytes, 17);
    machine.failLoads = 1;
    await expect(machine.loadCheckpoint(0, donor.beginSnapshot().bytes, 20)).rejects.toThrow('not this time');
    expect(machine.getCheckpointInstanceId(0)).toBe(0);
    await machine.loadCheckpoint(0, donor.beginSnapshot().bytes, 20);
    expect(machine.getCheckpointInstanceId(0)).toBe(20);
  });

  test('loads at once where its author needs no promise', () => {
    class Simple extends Appender {
      override loadSnapshot(): Promise<void> {
        return undefined as unknown as Promise<void>;
      }
    }
    const machine = new Simple();
    void machine.loadCheckpoint(0, machine.beginSnapshot().bytes, 3);
    expect(machine.getCheckpointInstanceId(0)).toBe(3);
  });

  test('is known by what it has', () => {
    class Plain extends StateMachine {
      readonly smId = 2;
      execute(): void {}
    }
    expect(isSnapshotMachine(new Appender())).toBe(true);
    expect(isSnapshotMachine(new Plain())).toBe(false);
  });
});

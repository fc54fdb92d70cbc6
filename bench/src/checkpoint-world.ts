/** What a node hands to packages/checkpoint, without the node: time, a store, states prepared on disk. */

import { randomFillSync } from 'node:crypto';
import {
  CheckpointStore,
  CheckpointWriter,
  nodeFiles,
  type Due,
  type StoredCheckpoint,
  type Time,
} from '@gaios/checkpoint';
import { manifestCodec } from '@gaios/proto';

export const GROUP = 0;
export const GID = 4711;
export const MACHINE = 1;

/** A timer for each deadline: there are few. */
export const systemTime = (): Time => {
  const timers = new WeakMap<Due, NodeJS.Timeout>();
  return {
    nowMs: () => performance.now(),
    deadlines: {
      set: (due, dueMs) => {
        clearTimeout(timers.get(due));
        due.dueMs = dueMs;
        due.heapIndex = dueMs === Infinity ? -1 : 0;
        if (dueMs === Infinity) return;
        const ring = (): void => {
          due.heapIndex = -1;
          due.onDue(performance.now());
        };
        timers.set(due, setTimeout(ring, Math.max(0, dueMs - performance.now())));
      },
      remove: (due) => {
        clearTimeout(timers.get(due));
        due.heapIndex = -1;
      },
    },
  };
};

export const openStore = (root: string): Promise<CheckpointStore> =>
  CheckpointStore.open({ files: nodeFiles, codec: manifestCodec }, { root });

export const facts = (
  instanceId: number,
): { gid: number; instanceId: number; checksum: number; configuration: Uint8Array } => ({
  gid: GID,
  instanceId,
  checksum: 1,
  configuration: new Uint8Array([1]),
});

export const framework = new TextEncoder().encode('none');

export interface StateOptions {
  readonly keys: number;
  readonly bytes: number;
}

/** So many bytes are drawn at a time. */
const DRAWN_BYTES = 2 ** 20;
const KEY_BYTES = 16;

/** As a machine that gives bytes would write its map: key after key, with values that nothing can compress. */
function* entries({ keys, bytes }: StateOptions): Generator<Uint8Array> {
  const valueBytes = Math.floor(bytes / keys) - KEY_BYTES;
  const drawn = Buffer.alloc(DRAWN_BYTES);
  let at = DRAWN_BYTES;
  for (let key = 0; key < keys; key++) {
    if (at + valueBytes > DRAWN_BYTES) {
      randomFillSync(drawn);
      at = 0;
    }
    yield Buffer.from(String(key).padStart(KEY_BYTES, '0'));
    yield drawn.subarray(at, at + valueBytes);
    at += valueBytes;
  }
}

export const writeState = async (
  store: CheckpointStore,
  instanceId: number,
  options: StateOptions,
): Promise<StoredCheckpoint> => {
  const writer = await CheckpointWriter.begin(store, GROUP);
  await writer.addFramework(framework);
  writer.addMachine(MACHINE, instanceId);
  await writer.addFile(MACHINE, 'snapshot', entries(options));
  return writer.finish(facts(instanceId));
};

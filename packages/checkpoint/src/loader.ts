/** Gives machines what a checkpoint holds of them. */

import { GaiosError, isSnapshotMachine, type StateMachine } from '@gaios/sm-base';
import { piecesOf } from './file-io.ts';
import { join, machineFolder } from './names.ts';
import type { CheckpointStore, StoredCheckpoint } from './store.ts';

/** Those whose own state does not hold what the log, which begins behind the checkpoint, cannot give them any more. */
export const machinesToLoad = (
  { groupIdx, manifest }: StoredCheckpoint,
  machines: readonly StateMachine[],
): StateMachine[] =>
  machines.filter((machine) => machine.getCheckpointInstanceId(groupIdx) < manifest.instanceId);

/**
 * Verifies the machine's files, and has it load them. Its state is of the instance that is returned: feed it what is above.
 * Rejects with CHECKPOINT_NOT_OFFERED if the checkpoint holds nothing of it, or it cannot load; CHECKPOINT_DAMAGED; STORAGE_IO;
 * or what the machine throws, and then it is to be tried again.
 */
export const loadMachine = async (
  store: CheckpointStore,
  checkpoint: StoredCheckpoint,
  machine: StateMachine,
): Promise<number> => {
  const { groupIdx, folder, manifest, id } = checkpoint;
  const { smId } = machine;
  const held = manifest.machines.find((each) => each.smId === smId);
  const canLoad = isSnapshotMachine(machine) || machine.loadCheckpointState !== undefined;
  if (held === undefined || !canLoad) {
    throw new GaiosError('CHECKPOINT_NOT_OFFERED', `machine ${smId} cannot be loaded from ${id}`, {
      facts: { groupIdx, smId, id },
    });
  }
  await store.verify(checkpoint, [smId]);
  const files = manifest.files.filter((file) => file.smId === smId);
  if (isSnapshotMachine(machine)) {
    await machine.loadCheckpoint(groupIdx, bytesOf(store, checkpoint, smId), held.instanceId);
  } else {
    const paths = files.map(({ path }) => path);
    await machine.loadCheckpointState?.(groupIdx, join(folder, machineFolder(smId)), paths, held.instanceId);
  }
  return held.instanceId;
};

/** All files of a machine one after another: one that gives bytes has one. Pieces are their reader's own. */
async function* bytesOf(
  store: CheckpointStore,
  checkpoint: StoredCheckpoint,
  smId: number,
): AsyncGenerator<Uint8Array> {
  for (const file of checkpoint.manifest.files) {
    if (file.smId !== smId) continue;
    const open = await store.open(checkpoint, file);
    try {
      for await (const piece of piecesOf(open, file.size)) yield piece.slice();
    } finally {
      await open.close().catch(() => {});
    }
  }
}

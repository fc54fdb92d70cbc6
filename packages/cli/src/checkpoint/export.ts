/**
 * Copies checkpoints out of a data folder, as they are. The target appears as a whole, by a rename, when everything in it was
 * compared with its hash. A node that runs may remove the checkpoint meanwhile, when it has made two newer ones: then the
 * newest is taken instead, from the beginning.
 */

import { GaiosError } from '@gaios/sm-base';
import { join, makeDurableFolder, nodeFiles as files, parentOf } from '@gaios/checkpoint';
import { findCheckpoints, type FoundCheckpoint } from './find.ts';
import { copyCheckpoint, type OnBytes } from './read.ts';
import { newest, type Selection } from './select.ts';

export interface ExportOptions extends Selection {
  readonly from: string;
  readonly to: string;
  readonly signal: AbortSignal;
  /** Told what is copied before it is, and again if it begins anew. */
  readonly onBegin: (bytesTotal: number) => OnBytes;
}

/** Each takes longer than it takes to make two checkpoints: more tries would not help. */
const TRIES = 3;

/**
 * Only what can be imported is exported: otherwise that would be found out when it is needed.
 * @throws GaiosError CHECKPOINT_NOT_FOUND, CHECKPOINT_AHEAD, CHECKPOINT_DAMAGED, CHECKPOINT_TARGET, STORAGE_…
 */
export const exportCheckpoints = async (options: ExportOptions): Promise<readonly FoundCheckpoint[]> => {
  const { to } = options;
  await checkFree(to);
  const part = `${to}.part`;
  await files.remove(part);
  try {
    const exported = await copyNewest(options, part);
    await files.rename(part, to);
    await files.syncFolder(parentOf(to));
    return exported;
  } catch (error) {
    await files.remove(part).catch(() => {});
    throw error;
  }
};

/** Nothing is overwritten. @throws GaiosError CHECKPOINT_TARGET */
export const checkFree = async (path: string): Promise<void> => {
  if ((await files.stat(path)) === undefined) return;
  throw new GaiosError('CHECKPOINT_TARGET', `${path} is there already`, { facts: { path } });
};

const copyNewest = async (options: ExportOptions, part: string): Promise<readonly FoundCheckpoint[]> => {
  const { from, signal, onBegin } = options;
  for (let attempt = 1; ; attempt++) {
    const chosen = newest(await findCheckpoints(from), options);
    const onBytes = onBegin(chosen.reduce((sum, { manifest }) => sum + manifest.bytesTotal, 0));
    await makeDurableFolder(files, part);
    let current: FoundCheckpoint | undefined;
    try {
      for (current of chosen) {
        const { groupIdx, id } = current;
        await copyCheckpoint(files, current, join(part, String(groupIdx), id), { onBytes, signal });
      }
      return chosen;
    } catch (error) {
      const isGone = current !== undefined && (await files.stat(current.folder)) === undefined;
      if (!isGone || attempt === TRIES) throw error;
      await files.remove(part);
    }
  }
};

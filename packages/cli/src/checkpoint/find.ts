/**
 * Looks for checkpoints in a data folder, or in what `gaios checkpoint export` has made: both have them by group and id. A
 * node may be running on the folder: nothing is locked and nothing is changed, unlike what `CheckpointStore.open` does.
 */

import { stat } from 'node:fs/promises';
import { GaiosError, type FileSystem } from '@gaios/sm-base';
import {
  checkIsFile,
  isCheckpointId,
  join,
  machineFolder,
  MAKING,
  MANIFEST_BYTES_MAX,
  MANIFEST_NAME,
  nodeFiles,
  readFile,
  RECEIVING,
  unsealManifest,
  type IdentifiedManifest,
  type ManifestFile,
} from '@gaios/checkpoint';
import { manifestCodec } from '@gaios/proto';

export interface FoundCheckpoint extends IdentifiedManifest {
  readonly groupIdx: number;
  readonly folder: string;
  /** When its folder got its manifest, ms since 1970. */
  readonly madeMs: number;
  /** What is wrong with it, as far as names and sizes tell. */
  readonly problems: readonly Problem[];
}

/** Has no manifest that can be read, or is not one yet. */
export interface UnusableCheckpoint {
  readonly groupIdx: number;
  readonly name: string;
  readonly state: 'being made' | 'being received' | 'damaged';
  readonly why: string;
}

export interface Problem {
  /** As below the checkpoint's folder. */
  readonly path: string;
  readonly code: string;
  readonly why: string;
}

export interface Found {
  /** By group, oldest first. */
  readonly checkpoints: readonly FoundCheckpoint[];
  readonly unusable: readonly UnusableCheckpoint[];
}

/** In a data folder. */
const CHECKPOINTS = 'checkpoints';
const GROUP = /^\d{1,5}$/;

export const pathOf = ({ smId, path }: ManifestFile): string => join(machineFolder(smId), path);

export const problemOf = (path: string, error: unknown): Problem => {
  const code = error instanceof GaiosError ? error.code : 'STORAGE_IO';
  return { path, code, why: error instanceof Error ? error.message : String(error) };
};

/** @throws GaiosError CHECKPOINT_NOT_FOUND if the folder is none; STORAGE_IO */
export const findCheckpoints = async (folder: string, files: FileSystem = nodeFiles): Promise<Found> => {
  const inData = join(folder, CHECKPOINTS);
  const root = (await files.stat(inData))?.kind === 'folder' ? inData : folder;
  if ((await files.stat(root))?.kind !== 'folder') {
    throw new GaiosError('CHECKPOINT_NOT_FOUND', `${folder} is no folder`, { facts: { folder } });
  }
  const checkpoints: FoundCheckpoint[] = [];
  const unusable: UnusableCheckpoint[] = [];
  const groups = (await files.list(root)).filter((name) => GROUP.test(name)).map(Number);
  for (const groupIdx of groups.toSorted((a, b) => a - b)) {
    for (const name of await files.list(join(root, String(groupIdx)))) {
      const found = await lookAt(files, root, groupIdx, name);
      if (found === undefined) continue;
      if ('manifest' in found) checkpoints.push(found);
      else unusable.push(found);
    }
  }
  return { checkpoints, unusable };
};

const lookAt = async (
  files: FileSystem,
  root: string,
  groupIdx: number,
  name: string,
): Promise<FoundCheckpoint | UnusableCheckpoint | undefined> => {
  if (name === MAKING) return { groupIdx, name, state: 'being made', why: 'it is not complete' };
  if (name === RECEIVING) return { groupIdx, name, state: 'being received', why: 'it is not complete' };
  if (!isCheckpointId(name)) return undefined;
  const folder = join(root, String(groupIdx), name);
  const path = join(folder, MANIFEST_NAME);
  try {
    const identified = unsealManifest(manifestCodec, await readFile(files, path, MANIFEST_BYTES_MAX));
    if (identified.id !== name || identified.manifest.groupIdx !== groupIdx) {
      throw new GaiosError('CHECKPOINT_DAMAGED', 'its manifest is one of another checkpoint');
    }
    const { mtimeMs } = await stat(path);
    return {
      ...identified,
      groupIdx,
      folder,
      madeMs: mtimeMs,
      problems: await sizeProblems(files, folder, identified),
    };
  } catch (error) {
    // A node that runs has removed it meanwhile.
    if ((await files.stat(folder)) === undefined) return undefined;
    return { groupIdx, name, state: 'damaged', why: problemOf(MANIFEST_NAME, error).why };
  }
};

const sizeProblems = async (
  files: FileSystem,
  folder: string,
  { manifest }: IdentifiedManifest,
): Promise<Problem[]> => {
  const problems: Problem[] = [];
  for (const file of manifest.files) {
    const problem = await sizeProblem(files, folder, file);
    if (problem !== undefined) problems.push(problem);
  }
  return problems;
};

const sizeProblem = async (
  files: FileSystem,
  folder: string,
  file: ManifestFile,
): Promise<Problem | undefined> => {
  const path = pathOf(file);
  try {
    const size = await checkIsFile(files, join(folder, machineFolder(file.smId)), file.path);
    if (size === file.size) return undefined;
    return { path, code: 'CHECKPOINT_DAMAGED', why: `it has ${size} bytes, not ${file.size}` };
  } catch (error) {
    return problemOf(path, error);
  }
};

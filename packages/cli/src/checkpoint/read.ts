/** Reads the files of a checkpoint and compares them with their hashes; and copies them, which is the same with a target. */

import { createHash } from 'node:crypto';
import { GaiosError, type FileSystem } from '@gaios/sm-base';
import {
  checkIsFile,
  FRAMEWORK_SM_ID,
  join,
  machineFolder,
  makeDurableFolder,
  MANIFEST_NAME,
  parentOf,
  piecesOf,
  readFile,
  withFile,
  writeFile,
  type ManifestFile,
} from '@gaios/checkpoint';
import { pathOf, problemOf, type FoundCheckpoint, type Problem } from './find.ts';

/** Told the bytes that were read last. */
export type OnBytes = (bytes: number) => void;

/** A framework's state is read as a whole, as a node reads it. */
const FRAMEWORK_BYTES_MAX = 1024 * 1024 * 1024;

/** Reads everything. What is wrong, file by file; empty: nothing. */
export const verify = async (
  files: FileSystem,
  checkpoint: FoundCheckpoint,
  { onBytes, signal }: { readonly onBytes: OnBytes; readonly signal: AbortSignal },
): Promise<readonly Problem[]> => {
  const problems: Problem[] = [];
  for (const file of checkpoint.manifest.files) {
    try {
      const pieces = verifiedPieces(files, checkpoint, file);
      for await (const { length } of pieces) {
        signal.throwIfAborted();
        onBytes(length);
      }
    } catch (error) {
      signal.throwIfAborted();
      problems.push(problemOf(pathOf(file), error));
    }
  }
  return problems;
};

/**
 * What a file holds; each piece is valid until the next is asked for. Throws, after the last one, if it was not what its hash
 * says. @throws GaiosError CHECKPOINT_DAMAGED, CHECKPOINT_NOT_A_FILE, STORAGE_IO
 */
export async function* verifiedPieces(
  files: FileSystem,
  { folder, id }: FoundCheckpoint,
  file: ManifestFile,
): AsyncGenerator<Uint8Array> {
  const facts = { id, smId: file.smId, path: file.path };
  const size = await checkIsFile(files, join(folder, machineFolder(file.smId)), file.path);
  if (size !== file.size) {
    throw new GaiosError('CHECKPOINT_DAMAGED', `it has ${size} bytes, not ${file.size}`, { facts });
  }
  const hash = createHash('sha256');
  const open = await files.open(join(folder, pathOf(file)), 'read');
  try {
    for await (const piece of piecesOf(open, size)) {
      hash.update(piece);
      yield piece;
    }
  } finally {
    await open.close().catch(() => {});
  }
  if (hash.digest('hex') === file.sha256) return;
  throw new GaiosError('CHECKPOINT_DAMAGED', 'it is not what its hash says', { facts });
}

/** The framework's own state. @throws as `verifiedPieces` */
export const readFramework = async (files: FileSystem, checkpoint: FoundCheckpoint): Promise<Uint8Array> => {
  const file = checkpoint.manifest.files.find(({ smId }) => smId === FRAMEWORK_SM_ID);
  if (file === undefined) throw new GaiosError('CHECKPOINT_DAMAGED');
  for await (const piece of verifiedPieces(files, checkpoint, file)) void piece;
  return readFile(files, join(checkpoint.folder, pathOf(file)), FRAMEWORK_BYTES_MAX);
};

/** Into a folder that is not there yet; durable when it resolves. @throws as `verifiedPieces`, STORAGE_FULL */
export const copyCheckpoint = async (
  files: FileSystem,
  checkpoint: FoundCheckpoint,
  target: string,
  { onBytes, signal }: { readonly onBytes: OnBytes; readonly signal: AbortSignal },
): Promise<void> => {
  await makeDurableFolder(files, target);
  const folders = new Set<string>([target]);
  for (const file of checkpoint.manifest.files) {
    const path = join(target, pathOf(file));
    await makeDurableFolder(files, parentOf(path));
    folders.add(parentOf(path));
    await withFile(files.open(path, 'create'), async (open) => {
      let at = 0;
      for await (const piece of verifiedPieces(files, checkpoint, file)) {
        signal.throwIfAborted();
        await open.write(piece, at);
        at += piece.length;
        onBytes(piece.length);
      }
      await open.sync();
    });
  }
  await writeFile(files, join(target, MANIFEST_NAME), checkpoint.sealed);
  for (const folder of folders) await files.syncFolder(folder);
};

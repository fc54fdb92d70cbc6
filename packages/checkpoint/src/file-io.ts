/** What is done with files here again and again, on top of the port. */

import { createHash } from 'node:crypto';
import { GaiosError, type FileSystem, type OpenFile } from '@gaios/sm-base';
import { COPY_BYTES } from './bounds.ts';
import { join, parentOf } from './names.ts';

/** Fills the buffer. @throws GaiosError CHECKPOINT_DAMAGED if the file ends before. */
export const readExactly = async (file: OpenFile, buffer: Uint8Array, position: number): Promise<void> => {
  for (let done = 0; done < buffer.length;) {
    const length = await file.read(buffer.subarray(done), position + done);
    if (length === 0) {
      const facts = { position, wanted: buffer.length, got: done };
      throw new GaiosError('CHECKPOINT_DAMAGED', 'a file is shorter than it should be', { facts });
    }
    done += length;
  }
};

/** Opens, acts, and closes whatever happens. What closing a file says that was only read is of no interest. */
export const withFile = async <T>(
  file: Promise<OpenFile>,
  act: (file: OpenFile) => Promise<T>,
): Promise<T> => {
  const open = await file;
  try {
    return await act(open);
  } finally {
    await open.close().catch(() => {});
  }
};

/** @throws GaiosError CHECKPOINT_TOO_LARGE */
export const readFile = (files: FileSystem, path: string, bytesMax: number): Promise<Uint8Array> =>
  withFile(files.open(path, 'read'), async (file) => {
    const size = await file.size();
    if (size > bytesMax) {
      throw new GaiosError('CHECKPOINT_TOO_LARGE', undefined, { facts: { path, size, bytesMax } });
    }
    const bytes = new Uint8Array(size);
    await readExactly(file, bytes, 0);
    return bytes;
  });

/** A new file, whole and durable but for its name. */
export const writeFile = (files: FileSystem, path: string, bytes: Uint8Array): Promise<void> =>
  withFile(files.open(path, 'create'), async (file) => {
    await file.write(bytes, 0);
    await file.sync();
  });

/** Pieces of a file from its begin; each is valid until the next is asked for. */
export async function* piecesOf(file: OpenFile, size: number): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(Math.min(size, COPY_BYTES));
  for (let at = 0; at < size; at += buffer.length) {
    const piece = buffer.subarray(0, Math.min(buffer.length, size - at));
    await readExactly(file, piece, at);
    yield piece;
  }
}

export const hashFile = async (file: OpenFile, size: number): Promise<string> => {
  const hash = createHash('sha256');
  for await (const piece of piecesOf(file, size)) hash.update(piece);
  return hash.digest('hex');
};

/** Makes a folder whose name lasts, and those above it. */
export const makeDurableFolder = async (files: FileSystem, path: string): Promise<void> => {
  if ((await files.stat(path))?.kind === 'folder') return;
  if (parentOf(path) !== path) await makeDurableFolder(files, parentOf(path));
  await files.makeFolder(path);
  await files.syncFolder(parentOf(path));
};

/**
 * That a path below a folder leads through real folders to a real file, and through no link.
 * @throws GaiosError CHECKPOINT_NOT_A_FILE
 */
export const checkIsFile = async (files: FileSystem, folder: string, path: string): Promise<number> => {
  const names = path.split('/');
  let at = folder;
  for (const [depth, name] of names.entries()) {
    at = join(at, name);
    const wanted = depth === names.length - 1 ? 'file' : 'folder';
    const found = await files.stat(at);
    if (found?.kind === wanted) {
      if (wanted === 'file') return found.size;
      continue;
    }
    const facts = { path, at: names.slice(0, depth + 1).join('/'), wanted, found: found?.kind ?? 'nothing' };
    throw new GaiosError('CHECKPOINT_NOT_A_FILE', `${facts.at} is no ${wanted} but ${facts.found}`, {
      facts,
    });
  }
  throw new GaiosError('CHECKPOINT_NOT_A_FILE', undefined, { facts: { path } });
};

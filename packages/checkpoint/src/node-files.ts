/**
 * The `FileSystem` port on node:fs: the only file of this package that touches the disk. Every call gives its errors a code of
 * ours, and follows no link in the last name of a path.
 */

import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { GaiosError, type FileStat, type FileSystem, type OpenFile, type OpenMode } from '@gaios/sm-base';

const { O_CREAT, O_EXCL, O_RDONLY, O_RDWR } = constants;
/** Windows has neither; links are rare there, and `stat` is asked before. */
const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0;

const FLAGS: Readonly<Record<OpenMode, number>> = {
  read: O_RDONLY | O_NOFOLLOW,
  create: O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW,
  update: O_RDWR | O_NOFOLLOW,
};

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

const codeOf = (error: unknown): string => {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'unknown';
};

const attempt = async <T>(operation: string, path: string, act: () => Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch (cause) {
    const systemCode = codeOf(cause);
    const facts = { path, operation, systemCode };
    const code = FULL.has(systemCode) ? 'STORAGE_FULL' : 'STORAGE_IO';
    throw new GaiosError(code, `${operation} of ${path}: ${systemCode}`, { facts, cause });
  }
};

/** `instead` for what does not exist. */
const unlessMissing = async <T>(instead: T, act: () => Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return instead;
    throw error;
  }
};

class NodeFile implements OpenFile {
  readonly #handle: FileHandle;
  readonly #path: string;
  #closed = false;

  constructor(handle: FileHandle, path: string) {
    this.#handle = handle;
    this.#path = path;
  }

  async read(buffer: Uint8Array, position: number): Promise<number> {
    const { length } = buffer;
    const { bytesRead } = await attempt('read', this.#path, () =>
      this.#handle.read(buffer, 0, length, position),
    );
    return bytesRead;
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    // A write to a disk that is nearly full may be short, and the next one says why.
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await attempt('write', this.#path, () =>
        this.#handle.write(bytes, done, bytes.length - done, position + done),
      );
      done += bytesWritten;
    }
  }

  truncate(size: number): Promise<void> {
    return attempt('truncate', this.#path, () => this.#handle.truncate(size));
  }

  async size(): Promise<number> {
    const { size } = await attempt('stat', this.#path, () => this.#handle.stat());
    return size;
  }

  sync(): Promise<void> {
    return attempt('sync', this.#path, () => this.#handle.sync());
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await attempt('close', this.#path, () => this.#handle.close());
  }
}

const kindOf = (stats: Awaited<ReturnType<typeof lstat>>): FileStat['kind'] => {
  if (stats.isSymbolicLink()) return 'link';
  if (stats.isDirectory()) return 'folder';
  return stats.isFile() ? 'file' : 'other';
};

class NodeFiles implements FileSystem {
  async makeFolder(path: string): Promise<void> {
    await attempt('makeFolder', path, () => mkdir(path, { recursive: true }));
  }

  list(path: string): Promise<readonly string[]> {
    return attempt('list', path, () =>
      unlessMissing<string[]>([], async () => (await readdir(path)).toSorted()),
    );
  }

  stat(path: string): Promise<FileStat | undefined> {
    return attempt('stat', path, () =>
      unlessMissing<FileStat | undefined>(undefined, async () => {
        const stats = await lstat(path);
        return { kind: kindOf(stats), size: stats.size };
      }),
    );
  }

  open(path: string, mode: OpenMode): Promise<OpenFile> {
    return attempt('open', path, async () => new NodeFile(await open(path, FLAGS[mode]), path));
  }

  rename(from: string, to: string): Promise<void> {
    return attempt('rename', from, () => rename(from, to));
  }

  remove(path: string): Promise<void> {
    return attempt('remove', path, () => rm(path, { recursive: true, force: true }));
  }

  syncFolder(path: string): Promise<void> {
    return attempt('syncFolder', path, async () => {
      const handle = await open(path, O_RDONLY);
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    });
  }
}

/** The files of this machine. */
export const nodeFiles: FileSystem = new NodeFiles();

/**
 * The port through which checkpoints reach files (DESIGN section 2). Small on purpose: what a crash leaves of each call
 * can then be said, and simulated. Paths have `/` between names. Symbolic links are never followed in the last name of a path.
 */

export interface FileStat {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Bytes of a file; else without meaning. */
  readonly size: number;
}

/** `read`: a file that exists. `create`: one that does not. `update`: one that exists, to be written, too. */
export type OpenMode = 'read' | 'create' | 'update';

/**
 * Everything rejects with STORAGE_FULL or STORAGE_IO, `facts: { path, operation, systemCode }`. What was written is durable only
 * after `sync` of the file, and a new, renamed or removed name only after `syncFolder` of every folder that it concerns.
 */
export interface FileSystem {
  /** Makes the folder, and those above it; nothing if it exists. */
  makeFolder(path: string): Promise<void>;
  /** Names in a folder, sorted; none if it does not exist. */
  list(path: string): Promise<readonly string[]>;
  /** Undefined: there is nothing. Tells of a link itself, not of what it leads to. */
  stat(path: string): Promise<FileStat | undefined>;
  open(path: string, mode: OpenMode): Promise<OpenFile>;
  /** One step: after a crash either name, never both or none. Replaces a file; a folder must not exist yet. */
  rename(from: string, to: string): Promise<void>;
  /** A file or a folder with all that is in it; links as such. Nothing if it does not exist. No single step. */
  remove(path: string): Promise<void>;
  syncFolder(path: string): Promise<void>;
}

export interface OpenFile {
  /** Fills `buffer` from there on. May be short; 0 only at the end. */
  read(buffer: Uint8Array, position: number): Promise<number>;
  /** All of it, also beyond the end. `bytes` must not change until it resolves. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Cuts off, or adds zeros. */
  truncate(size: number): Promise<void>;
  size(): Promise<number>;
  sync(): Promise<void>;
  /** Idempotent. */
  close(): Promise<void>;
}

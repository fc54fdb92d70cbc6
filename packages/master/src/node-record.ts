/**
 * What a node remembers over restarts for the sake of others: one small record of the storage. Of those that it supported, for
 * how long; of each disk that it met, how far that was, so that an older copy of it is known (DESIGN 6.3).
 */

/** A peer's disk as it was seen last. */
export interface SeenDisk {
  readonly nodeId: number;
  readonly storageId: string;
  /** The highest that was met. */
  readonly boot: number;
  /** The most that it had (`LogStorage.commits`). */
  readonly commits: number;
}

export interface NodeRecord {
  /** The longest support that it may ever have granted, ms; 0: none. */
  readonly longestMs: number;
  /** The boot that ended with all its support dropped; 0: none did. */
  readonly cleanBoot: number;
  /** The one met last at the end. */
  readonly disks?: readonly SeenDisk[];
}

const VERSION = 1;
/** Version, support, and, if any disks follow, how many. */
const SUPPORT_BYTES = 24;
const DISKS_AT = SUPPORT_BYTES + 8;
/** nodeId, boot and commits, then the 16 bytes of the storageId. */
const DISK_BYTES = 40;
const ID_BYTES = 16;

export const encodeNodeRecord = ({ longestMs, cleanBoot, disks = [] }: NodeRecord): Uint8Array => {
  const bytes = disks.length === 0 ? SUPPORT_BYTES : DISKS_AT + disks.length * DISK_BYTES;
  const view = new DataView(new ArrayBuffer(bytes));
  view.setFloat64(0, VERSION);
  view.setFloat64(8, longestMs);
  view.setFloat64(16, cleanBoot);
  if (disks.length > 0) view.setFloat64(SUPPORT_BYTES, disks.length);
  for (const [index, { nodeId, storageId, boot, commits }] of disks.entries()) {
    const at = DISKS_AT + index * DISK_BYTES;
    for (const [field, value] of [nodeId, boot, commits].entries()) view.setFloat64(at + 8 * field, value);
    for (let i = 0; i < ID_BYTES; i++)
      view.setUint8(at + 24 + i, Number.parseInt(storageId.slice(2 * i, 2 * i + 2), 16));
  }
  return new Uint8Array(view.buffer);
};

/** Undefined if the bytes are not a record: of a later version, or damaged. Empty bytes: nothing was ever granted. */
export const decodeNodeRecord = (bytes: Uint8Array): NodeRecord | undefined => {
  if (bytes.length === 0) return { longestMs: 0, cleanBoot: 0 };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // A later version may say more behind these.
  if (bytes.length < SUPPORT_BYTES || view.getFloat64(0) < VERSION) return undefined;
  const longestMs = view.getFloat64(8);
  const cleanBoot = view.getFloat64(16);
  const disks = disksOf(view);
  if (!(longestMs >= 0) || !Number.isSafeInteger(cleanBoot) || disks === undefined) return undefined;
  return disks.length === 0 ? { longestMs, cleanBoot } : { longestMs, cleanBoot, disks };
};

const disksOf = (view: DataView): readonly SeenDisk[] | undefined => {
  if (view.byteLength < DISKS_AT) return [];
  const count = view.getFloat64(SUPPORT_BYTES);
  if (!isCount(count) || view.byteLength < DISKS_AT + count * DISK_BYTES) return undefined;
  const disks = Array.from({ length: count }, (_, index) => diskOf(view, DISKS_AT + index * DISK_BYTES));
  return disks.every(({ nodeId, boot, commits }) => [nodeId, boot, commits].every(isCount))
    ? disks
    : undefined;
};

const diskOf = (view: DataView, at: number): SeenDisk => {
  let storageId = '';
  for (let i = 0; i < ID_BYTES; i++)
    storageId += view
      .getUint8(at + 24 + i)
      .toString(16)
      .padStart(2, '0');
  const [nodeId = 0, boot = 0, commits = 0] = [0, 1, 2].map((field) => view.getFloat64(at + 8 * field));
  return { nodeId, storageId, boot, commits };
};

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** What a node remembers over restarts for the sake of those that it supported: one small record of the storage. */

export interface NodeRecord {
  /** The longest support that it may ever have granted, ms; 0: none. */
  readonly longestMs: number;
  /** The boot that ended with all its support dropped; 0: none did. */
  readonly cleanBoot: number;
}

const VERSION = 1;
const BYTES = 24;

export const encodeNodeRecord = ({ longestMs, cleanBoot }: NodeRecord): Uint8Array => {
  const view = new DataView(new ArrayBuffer(BYTES));
  view.setFloat64(0, VERSION);
  view.setFloat64(8, longestMs);
  view.setFloat64(16, cleanBoot);
  return new Uint8Array(view.buffer);
};

/** Undefined if the bytes are not a record: of a later version, or damaged. Empty bytes: nothing was ever granted. */
export const decodeNodeRecord = (bytes: Uint8Array): NodeRecord | undefined => {
  if (bytes.length === 0) return { longestMs: 0, cleanBoot: 0 };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // A later version may say more behind these.
  if (bytes.length < BYTES || view.getFloat64(0) < VERSION) return undefined;
  const longestMs = view.getFloat64(8);
  const cleanBoot = view.getFloat64(16);
  return longestMs >= 0 && Number.isSafeInteger(cleanBoot) ? { longestMs, cleanBoot } : undefined;
};

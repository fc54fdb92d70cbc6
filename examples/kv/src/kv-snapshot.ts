/** The keys as bytes, for checkpoints: for each key its length, that of its value, and both; in the order in which keys came to be. */

const HEAD_BYTES = 8;
/** Small keys are gathered into pieces of about this size. */
const PIECE_BYTES = 64 * 1024;

// oxlint-disable-next-line typescript/require-await -- what is read piece by piece need not wait
export async function* encodeEntries(entries: ReadonlyMap<string, Buffer>): AsyncGenerator<Uint8Array> {
  let pieces: Buffer[] = [];
  let bytes = 0;
  for (const [name, value] of entries) {
    const key = Buffer.from(name, 'latin1');
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt32BE(key.length, 0);
    head.writeUInt32BE(value.length, 4);
    pieces.push(head, key, value);
    bytes += HEAD_BYTES + key.length + value.length;
    if (bytes < PIECE_BYTES) continue;
    yield Buffer.concat(pieces);
    pieces = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(pieces);
}

/** @throws RangeError for bytes that end within an entry */
export async function* decodeEntries(
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly [key: Buffer, value: Buffer]> {
  let held: Buffer[] = [];
  let bytes = 0;
  // A large value comes in many pieces: they are put together once, when it is whole.
  let wanted = HEAD_BYTES;
  for await (const piece of pieces) {
    held.push(Buffer.from(piece));
    bytes += piece.length;
    if (bytes < wanted) continue;
    let rest = Buffer.concat(held, bytes);
    for (wanted = sizeAt(rest); rest.length >= wanted; wanted = sizeAt(rest)) {
      const keyEnd = HEAD_BYTES + rest.readUInt32BE(0);
      // Copies: a slice would keep the whole piece in memory.
      yield [Buffer.from(rest.subarray(HEAD_BYTES, keyEnd)), Buffer.from(rest.subarray(keyEnd, wanted))];
      rest = rest.subarray(wanted);
    }
    held = [rest];
    bytes = rest.length;
  }
  if (bytes > 0) throw new RangeError(`the checkpoint ends within an entry, ${bytes} bytes are left`);
}

const sizeAt = (rest: Buffer): number =>
  rest.length < HEAD_BYTES ? HEAD_BYTES : HEAD_BYTES + rest.readUInt32BE(0) + rest.readUInt32BE(4);

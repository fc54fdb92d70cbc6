/** Reads what the generated code made of bytes that come from outside, with bounds on what that may cost. */

import protobuf from 'protobufjs/minimal.js';
import { PAYLOAD_FIELDS_MAX } from './limits.ts';
import { WireError } from './wire-error.ts';

/** What is outside of our control ends at so many fields; decoding reads a tag for every object that it makes. */
class BoundedReader extends protobuf.Reader {
  readonly #fieldsMax: number;
  #tags = 0;

  constructor(bytes: Uint8Array, fieldsMax: number) {
    super(bytes);
    this.#fieldsMax = fieldsMax;
    this.discardUnknown = true;
  }

  override tag(): number {
    this.#tags += 1;
    if (this.#tags > this.#fieldsMax) throw new WireError(`more than ${this.#fieldsMax} fields`);
    return super.tag();
  }
}

/** @throws WireError */
export const parse = <T>(
  bytes: Uint8Array,
  decode: (reader: protobuf.Reader) => T,
  fieldsMax = PAYLOAD_FIELDS_MAX,
): T => {
  // Never a Buffer, whose slice() means something else than that of the Uint8Array that users are promised.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return decode(new BoundedReader(plain, fieldsMax));
  } catch (error) {
    if (error instanceof WireError) throw error;
    throw new WireError(error instanceof Error ? error.message : String(error));
  }
};

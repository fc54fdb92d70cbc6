/** Reads what the generated code made of bytes that come from outside, with bounds on what that may cost. */

import protobuf from 'protobufjs/minimal.js';
import { PAYLOAD_FIELDS_MAX } from './limits.ts';
import { WireError } from './wire-error.ts';

/** What is outside of our control ends at PAYLOAD_FIELDS_MAX; decoding reads a tag for every object that it makes. */
class BoundedReader extends protobuf.Reader {
  #tags = 0;

  constructor(bytes: Uint8Array) {
    super(bytes);
    this.discardUnknown = true;
  }

  override tag(): number {
    this.#tags += 1;
    if (this.#tags > PAYLOAD_FIELDS_MAX) throw new WireError(`more than ${PAYLOAD_FIELDS_MAX} fields`);
    return super.tag();
  }
}

/** @throws WireError */
export const parse = <T>(bytes: Uint8Array, decode: (reader: protobuf.Reader) => T): T => {
  // Never a Buffer, whose slice() means something else than that of the Uint8Array that users are promised.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return decode(new BoundedReader(plain));
  } catch (error) {
    if (error instanceof WireError) throw error;
    throw new WireError(error instanceof Error ? error.message : String(error));
  }
};

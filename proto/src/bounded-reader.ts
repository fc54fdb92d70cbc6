/** What is outside of our control ends at so many fields; decoding reads a tag for every object that it makes. */

import protobuf from 'protobufjs/minimal.js';
import { WireError } from './wire-error.ts';

export class BoundedReader extends protobuf.Reader {
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

/**
 * Memory for the generated code to write to. Its writer grows by doubling, from 128 bytes on: 100 values of 11 KB leave four
 * megabytes of garbage. So one writer is used again and again, and what is in it is copied out.
 */

import protobuf from 'protobufjs/minimal.js';

/** After a payload beyond this the writer is not kept. */
const KEPT_BYTES_MAX = 2 * 1024 * 1024;

let idle: protobuf.Writer | undefined;

export const write = (encode: (writer: protobuf.Writer) => protobuf.Writer): Uint8Array => {
  const writer = idle ?? protobuf.Writer.create();
  // If it throws, the writer is in the middle of something, and nobody's.
  idle = undefined;
  const bytes = encode(writer).finish();
  if (bytes.length <= KEPT_BYTES_MAX) idle = writer.reset();
  return bytes;
};

/** The codec: payloads with one `Accept`, whose entries hold a batch of one value each. One operation is a payload. */

import { makeBallot, type Message } from '@gaios/core';
import { decodePayload, encodePayload, type PeerPayload } from '@gaios/proto';
import { repeat, type PartOptions, type PartResult } from './part.ts';

const VALUE_BYTES = 100;
/** Between two looks at the clock. */
const PER_STEP = 50;

const payloadOf = (values: number): PeerPayload => {
  const message: Message = {
    kind: 'Accept',
    ballot: makeBallot(3, 1),
    chosenUpTo: 1_000_000,
    checksum: 0xdead_beef,
    entries: Array.from({ length: values }, (_, at) => ({
      instanceId: 1_000_001 + at,
      value: new Uint8Array(VALUE_BYTES).fill(7),
    })),
  };
  return { kind: 'messages', messages: [{ groupIdx: 7, gid: 123_456_789, message }] };
};

export const measureCodec = (
  options: PartOptions & { direction: 'encode' | 'decode'; values: number },
): PartResult => {
  const payload = payloadOf(options.values);
  const bytes = Uint8Array.from(encodePayload(payload));
  const once = options.direction === 'encode' ? () => encodePayload(payload) : () => decodePayload(bytes);
  return repeat(options.measureMs, () => {
    for (let each = 0; each < PER_STEP; each++) once();
    return PER_STEP;
  });
};

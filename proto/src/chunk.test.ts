import { expect, test } from '@jest/globals';
import type { CheckpointMessageOf } from '@gaios/checkpoint';
import { gaios } from '#proto';
import { decodePayload, encodePayload } from './index.ts';

const chunk = (data: Uint8Array): CheckpointMessageOf<'SendFile'> => ({
  kind: 'SendFile',
  groupIdx: 3,
  transfer: 77,
  seq: 5,
  flag: 'ing',
  fileIdx: 1,
  offset: 4096,
  length: data.length,
  kept: new Uint8Array(0),
  encoding: 'plain',
  data,
  crc: 0xdead_beef,
});

test.each([0, 1, 126, 127, 128, 16_383, 16_384, 252 * 1024, 2_097_152])(
  'a piece of %d bytes is read by the generated code, and takes hardly more than its bytes',
  (length) => {
    const data = new Uint8Array(length).map((_, at) => at % 251);
    const message = chunk(data);
    const payload = encodePayload({ kind: 'checkpoint', message });
    expect(payload.length).toBeLessThan(length + 100);
    const { message: decoded } = decodePayload(payload) as { readonly message: typeof message };
    expect({ ...decoded, data: undefined }).toEqual({ ...message, data: undefined });
    // As numbers one by one it takes seconds.
    expect(Buffer.compare(decoded.data, data)).toBe(0);
    expect(gaios.v1.Payload.decode(payload).sendFile?.data).toHaveLength(length);
  },
);

test('the payload is a copy: what it was made from may become something else', () => {
  const data = new Uint8Array(1000).fill(1);
  const payload = encodePayload({ kind: 'checkpoint', message: chunk(data) });
  data.fill(2);
  expect(decodePayload(payload)).toMatchObject({ message: { data: new Uint8Array(1000).fill(1) } });
});

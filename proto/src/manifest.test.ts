import { describe, expect, test } from '@jest/globals';
import type { Manifest } from '@gaios/checkpoint';
import {
  CHUNK_BYTES_MAX as chunkBytesMax,
  HASH_PAGE_BYTES as hashPageBytes,
  MANIFEST_BYTES_MAX as manifestBytesMax,
} from '@gaios/checkpoint';
import { gaios } from '#proto';
import { CHUNK_BYTES_MAX, HASH_PAGE_BYTES, MANIFEST_BYTES_MAX } from './limits.ts';
import { manifestCodec } from './manifest.ts';
import { WireError } from './wire-error.ts';

const sha256 = 'ab'.repeat(32);
const manifest: Manifest = {
  groupIdx: 3,
  gid: 77,
  instanceId: 1000,
  checksum: 0xfedcba98,
  configuration: new Uint8Array([1, 2, 3]),
  machines: [{ smId: 1, instanceId: 1001 }],
  files: [
    { smId: 0, path: 'framework', size: 9, sha256 },
    { smId: 1, path: 'a/b', size: 2 ** 40, sha256 },
  ],
  bytesTotal: 2 ** 40 + 9,
};

const raw = (change: (wire: gaios.v1.Manifest) => void): Uint8Array => {
  const wire = gaios.v1.Manifest.decode(manifestCodec.encode(manifest));
  change(wire);
  return gaios.v1.Manifest.encode(wire).finish();
};

const file = (wire: gaios.v1.Manifest): gaios.v1.ManifestFile.$Properties => wire.files[0] ?? {};

describe('the manifest as bytes', () => {
  test('comes back as it was, in plain memory of its own', () => {
    const bytes = manifestCodec.encode(manifest);
    const decoded = manifestCodec.decode(new Uint8Array(bytes));
    expect(decoded).toStrictEqual(manifest);
    expect(manifestCodec.encode(decoded)).toEqual(bytes);
  });

  test('comes back sealed', () => {
    const sealed = { body: new Uint8Array([4, 5]), sha256 };
    expect(manifestCodec.unseal(new Uint8Array(manifestCodec.seal(sealed)))).toStrictEqual(sealed);
  });

  const bad: readonly (readonly [string, (wire: gaios.v1.Manifest) => void])[] = [
    ['of another format', (wire) => void (wire.format = 2)],
    ['of a group beyond all', (wire) => void (wire.groupIdx = 70_000)],
    ['with a gid that is none', (wire) => void (wire.gid = -1)],
    ['with an instance that is none', (wire) => void (wire.instanceId = 1.5)],
    ['without a file', (wire) => void (wire.files = [])],
    ['with a size that is none', (wire) => void (file(wire).size = -5)],
    ['with half a hash', (wire) => void (file(wire).sha256 = new Uint8Array(16))],
    ['with an empty name', (wire) => void (file(wire).path = '')],
    ['with a NUL in a name', (wire) => void (file(wire).path = 'a\0b')],
    ['with a name without end', (wire) => void (file(wire).path = 'a'.repeat(5000))],
    ['with a machine of instance 0', (wire) => void (wire.machines = [{ smId: 1, instanceId: 0 }])],
    ['with a sum that is none', (wire) => void (wire.bytesTotal = Number.NaN)],
  ];
  test.each(bad)('is refused %s', (_name, change) => {
    expect(() => manifestCodec.decode(raw(change))).toThrow(WireError);
  });

  test('is refused cut off at any byte, or grown beyond bounds', () => {
    const bytes = manifestCodec.seal({ body: manifestCodec.encode(manifest), sha256 });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => manifestCodec.unseal(bytes.subarray(0, length))).toThrow(WireError);
    }
    const large = manifestCodec.seal({ body: new Uint8Array(MANIFEST_BYTES_MAX + 1), sha256 });
    expect(() => manifestCodec.unseal(large)).toThrow(WireError);
  });

  test('has the bounds of packages/checkpoint', () => {
    expect([CHUNK_BYTES_MAX, MANIFEST_BYTES_MAX, HASH_PAGE_BYTES]).toEqual([
      chunkBytesMax,
      manifestBytesMax,
      hashPageBytes,
    ]);
  });
});

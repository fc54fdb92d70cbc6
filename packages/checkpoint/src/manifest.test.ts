import { describe, expect, test } from '@jest/globals';
import { manifestCodec } from '@gaios/proto';
import { FILES_MAX } from './bounds.ts';
import { sealManifest, unsealManifest, type Manifest } from './manifest.ts';

const sha256 = 'cd'.repeat(32);
const manifest: Manifest = {
  groupIdx: 1,
  gid: 2,
  instanceId: 30,
  checksum: 4,
  configuration: new Uint8Array([5]),
  machines: [{ smId: 1, instanceId: 31 }],
  files: [
    { smId: 0, path: 'framework', size: 1, sha256 },
    { smId: 1, path: 'a', size: 2, sha256 },
  ],
  bytesTotal: 3,
};

describe('a sealed manifest', () => {
  test('comes back as it was, under an id that follows from it', () => {
    const sealed = sealManifest(manifestCodec, manifest);
    expect(sealed.id).toMatch(/^000000000000030-[0-9a-f]{16}$/);
    expect(unsealManifest(manifestCodec, new Uint8Array(sealed.sealed))).toEqual({
      ...sealed,
      sealed: new Uint8Array(sealed.sealed),
    });
    expect(sealManifest(manifestCodec, { ...manifest, checksum: 5 }).id).not.toBe(sealed.id);
  });

  test('is refused with any bit of it flipped', () => {
    const { sealed } = sealManifest(manifestCodec, manifest);
    for (let bit = 0; bit < 8 * sealed.length; bit++) {
      const copy = new Uint8Array(sealed);
      copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => unsealManifest(manifestCodec, copy)).toThrow(
        expect.objectContaining({ code: 'CHECKPOINT_DAMAGED' }),
      );
    }
  });

  test('is refused with more files than are bounded', () => {
    const files = [...manifest.files];
    for (let at = files.length; at <= FILES_MAX; at++)
      files.push({ smId: 1, path: `f${at}`, size: 0, sha256 });
    expect(() => sealManifest(manifestCodec, { ...manifest, files })).toThrow(
      expect.objectContaining({ code: 'CHECKPOINT_TOO_LARGE' }),
    );
  });
});

/**
 * The manifest of a checkpoint as bytes: stored with it, and sent in front of its files. Nothing in it is trusted: each
 * field is validated here, what they say together by packages/checkpoint.
 */

import type {
  Manifest,
  ManifestCodec,
  ManifestFile,
  ManifestMachine,
  SealedManifest,
} from '@gaios/checkpoint';
import { InvariantViolation } from '@gaios/sm-base';
import { gaios } from '#proto';
import {
  bytes,
  bytesUpTo,
  counterOrNone,
  type Field,
  gid,
  group,
  instance,
  instanceOrNone,
  list,
  sha256,
  struct,
  formed,
  unsigned32,
} from './fields.ts';
import { MANIFEST_BYTES_MAX } from './limits.ts';
import { parse } from './reader.ts';
import { WireError } from './wire-error.ts';

const FORMAT = 1;

/** What may stand in a path is for packages/checkpoint to say; here it is bounded, and text. */
const path = formed(/^[^\0]+$/s, 4096);

const machine = struct<ManifestMachine, gaios.v1.ManifestMachine>({ smId: unsigned32, instanceId: instance });
const file = struct<ManifestFile, gaios.v1.ManifestFile>({
  smId: unsigned32,
  path,
  size: counterOrNone,
  sha256,
});

const manifest: Field<Manifest, gaios.v1.Manifest> = struct<Manifest, gaios.v1.Manifest>({
  groupIdx: group,
  gid,
  instanceId: instanceOrNone,
  checksum: unsigned32,
  configuration: bytes,
  machines: list(machine, 0),
  files: list(file, 1),
  bytesTotal: counterOrNone,
});

const sealed = struct<SealedManifest, gaios.v1.SealedManifest>({
  body: bytesUpTo(MANIFEST_BYTES_MAX),
  sha256,
});

const wireOf = <T, W>({ encode }: Field<T, W>, value: T): W => {
  if (encode === undefined) throw new InvariantViolation('what has a hash in it is converted');
  return encode(value);
};

const withFormat = (wire: gaios.v1.Manifest.$Properties): gaios.v1.Manifest.$Properties => ({
  ...wire,
  format: FORMAT,
});

/** For `CheckpointStore` and the receiver. What it refuses, it refuses with a WireError. */
export const manifestCodec: ManifestCodec = {
  encode: (value) => gaios.v1.Manifest.encode(withFormat(wireOf(manifest, value))).finish(),
  decode: (body) => {
    const wire = parse(body, (reader) => gaios.v1.Manifest.decode(reader));
    if (wire.format !== FORMAT) throw new WireError(`manifest of format ${wire.format}`);
    const value = manifest.decode(wire, 'Manifest');
    // What it was made from, a whole manifest, is not to be kept for the sake of a few bytes.
    return { ...value, configuration: value.configuration.slice() };
  },
  seal: (value) => gaios.v1.SealedManifest.encode(wireOf(sealed, value)).finish(),
  unseal: (wire) =>
    sealed.decode(
      parse(wire, (reader) => gaios.v1.SealedManifest.decode(reader)),
      'SealedManifest',
    ),
};

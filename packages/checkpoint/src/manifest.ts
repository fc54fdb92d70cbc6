/**
 * What a checkpoint says of itself. It holds nothing of the node that made it, neither its name nor its clock: replicas that
 * took theirs at the same instance have the same manifest, byte for byte, unless they differ.
 *
 * How it becomes bytes is the codec's business (proto/src/manifest.ts), which validates every field by itself. What they say
 * together is checked here.
 */

import { createHash } from 'node:crypto';
import { GaiosError } from '@gaios/sm-base';
import { FILES_MAX, MACHINES_MAX, MANIFEST_BYTES_MAX } from './bounds.ts';
import { checkPath, checkpointId, foldersWithin, FRAMEWORK_PATH, FRAMEWORK_SM_ID } from './names.ts';

export interface ManifestMachine {
  readonly smId: number;
  /** The last instance that its files hold, not below the checkpoint's own. */
  readonly instanceId: number;
}

export interface ManifestFile {
  /** 0: the framework's own state. */
  readonly smId: number;
  /** Relative to the machine's folder (names.ts). */
  readonly path: string;
  readonly size: number;
  /** 64 lower-case hex characters. */
  readonly sha256: string;
}

export interface Manifest {
  readonly groupIdx: number;
  /** Which life of the group it belongs to. */
  readonly gid: number;
  /** The framework's state is as of this instance; the log from the next one on belongs to it. */
  readonly instanceId: number;
  /** Chained checksum of instances 1 … instanceId. */
  readonly checksum: number;
  /** As of `instanceId`, encoded by the core. */
  readonly configuration: Uint8Array;
  /** In order of their ids. */
  readonly machines: readonly ManifestMachine[];
  /** In the order in which they travel: by machine, the framework's first. */
  readonly files: readonly ManifestFile[];
  /** Of all files together. */
  readonly bytesTotal: number;
}

/** How a manifest becomes bytes. Decoding refuses what no node would have written. */
export interface ManifestCodec {
  encode(manifest: Manifest): Uint8Array;
  /** @throws Error */
  decode(body: Uint8Array): Manifest;
  /** The bytes of a manifest with their hash: what is stored, and sent. */
  seal(sealed: SealedManifest): Uint8Array;
  /** @throws Error */
  unseal(bytes: Uint8Array): SealedManifest;
}

export interface SealedManifest {
  readonly body: Uint8Array;
  /** 64 lower-case hex characters, of `body`. */
  readonly sha256: string;
}

/** A manifest with its bytes and the id that follows from them. */
export interface IdentifiedManifest {
  readonly id: string;
  readonly manifest: Manifest;
  readonly sealed: Uint8Array;
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const refuse = (why: string, facts: Readonly<Record<string, unknown>>): never => {
  throw new GaiosError('CHECKPOINT_BAD_MANIFEST', `the manifest contradicts itself: ${why}`, { facts });
};

/** @throws GaiosError CHECKPOINT_BAD_MANIFEST, CHECKPOINT_BAD_NAME, CHECKPOINT_TOO_LARGE */
export const checkManifest = (manifest: Manifest): void => {
  const { machines, files } = manifest;
  if (files.length > FILES_MAX || machines.length > MACHINES_MAX) {
    const facts = {
      files: files.length,
      filesMax: FILES_MAX,
      machines: machines.length,
      machinesMax: MACHINES_MAX,
    };
    throw new GaiosError('CHECKPOINT_TOO_LARGE', 'the checkpoint has too many files', { facts });
  }
  checkMachines(manifest);
  checkFiles(manifest);
  checkSizes(manifest);
};

const checkMachines = ({ machines, instanceId }: Manifest): void => {
  let last = FRAMEWORK_SM_ID;
  for (const machine of machines) {
    const { smId } = machine;
    if (smId <= last) refuse('machines are not in order', { smId });
    if (machine.instanceId < instanceId)
      refuse('a machine holds less than the framework', { smId, held: machine.instanceId, instanceId });
    last = smId;
  }
};

const checkFiles = ({ files, machines }: Manifest): void => {
  const known = new Set([FRAMEWORK_SM_ID, ...machines.map(({ smId }) => smId)]);
  const seen = new Set<string>();
  const folders = new Set<string>();
  let last = FRAMEWORK_SM_ID;
  for (const { smId, path } of files) {
    checkPath(path);
    if (smId < last) refuse('files are not in order of their machines', { smId, path });
    if (!known.has(smId)) refuse('a file belongs to no machine', { smId, path });
    const name = `${smId}/${path}`;
    if (seen.has(name)) refuse('a file is named twice', { smId, path });
    seen.add(name);
    for (const folder of foldersWithin(path)) folders.add(`${smId}/${folder}`);
    last = smId;
  }
  for (const folder of folders)
    if (seen.has(folder)) refuse('a name is of a file and of a folder', { folder });
  const framework = files.filter(({ smId }) => smId === FRAMEWORK_SM_ID);
  if (framework.length !== 1 || framework[0]?.path !== FRAMEWORK_PATH)
    refuse("the framework's state is one file", { files: framework.length });
};

const checkSizes = ({ files, bytesTotal }: Manifest): void => {
  let sum = 0;
  for (const { size } of files) sum += size;
  if (!Number.isSafeInteger(sum) || sum !== bytesTotal) refuse('sizes do not add up', { sum, bytesTotal });
};

/** @throws GaiosError CHECKPOINT_BAD_MANIFEST, CHECKPOINT_BAD_NAME, CHECKPOINT_TOO_LARGE */
export const sealManifest = (codec: ManifestCodec, manifest: Manifest): IdentifiedManifest => {
  checkManifest(manifest);
  const body = codec.encode(manifest);
  const sha256 = sha256Of(body);
  const sealed = codec.seal({ body, sha256 });
  checkBytes(sealed);
  return { id: checkpointId(manifest.instanceId, sha256), manifest, sealed };
};

/**
 * Of bytes that were stored, or received.
 * @throws GaiosError CHECKPOINT_DAMAGED, CHECKPOINT_BAD_MANIFEST, CHECKPOINT_BAD_NAME, CHECKPOINT_TOO_LARGE
 */
export const unsealManifest = (codec: ManifestCodec, sealed: Uint8Array): IdentifiedManifest => {
  checkBytes(sealed);
  const { body, sha256 } = decoded(() => codec.unseal(sealed));
  if (sha256Of(body) !== sha256) {
    throw new GaiosError('CHECKPOINT_DAMAGED', 'the manifest is not what its hash says');
  }
  const manifest = decoded(() => codec.decode(body));
  checkManifest(manifest);
  return { id: checkpointId(manifest.instanceId, sha256), manifest, sealed };
};

const checkBytes = ({ length }: Uint8Array): void => {
  if (length <= MANIFEST_BYTES_MAX) return;
  const facts = { bytes: length, bytesMax: MANIFEST_BYTES_MAX };
  throw new GaiosError('CHECKPOINT_TOO_LARGE', 'the manifest is too large', { facts });
};

const decoded = <T>(decode: () => T): T => {
  try {
    return decode();
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new GaiosError('CHECKPOINT_DAMAGED', `the manifest cannot be read: ${detail}`, { cause });
  }
};

/** What two checkpoints of one instance differ in, for people; empty: they are the same. */
export const compareManifests = (a: Manifest, b: Manifest): string[] => {
  const found: string[] = [];
  const compare = (what: string, left: unknown, right: unknown): void => {
    if (left !== right) found.push(`${what}: ${String(left)} and ${String(right)}`);
  };
  compare('group', a.groupIdx, b.groupIdx);
  compare('life of the group', a.gid, b.gid);
  compare('instance', a.instanceId, b.instanceId);
  compare('chained checksum', a.checksum, b.checksum);
  compare('configuration', sha256Of(a.configuration), sha256Of(b.configuration));
  const heldBy = (manifest: Manifest): ReadonlyMap<string, string> =>
    new Map([
      ...manifest.machines.map(
        ({ smId, instanceId }) => [`instance of machine ${smId}`, `${instanceId}`] as const,
      ),
      ...manifest.files.map(
        ({ smId, path, size, sha256 }) => [`file ${smId}/${path}`, `${size} bytes, ${sha256}`] as const,
      ),
    ]);
  const [left, right] = [heldBy(a), heldBy(b)];
  for (const what of new Set([...left.keys(), ...right.keys()])) {
    compare(what, left.get(what) ?? 'none', right.get(what) ?? 'none');
  }
  return found;
};

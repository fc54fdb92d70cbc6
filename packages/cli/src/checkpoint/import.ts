/**
 * Builds a new cluster from checkpoints: a data folder for each of its nodes, all in one go, since they have to agree on the
 * lives of the groups and on each other's disks. What is made appears as a whole, by a rename; cut off, nothing is there.
 */

import { randomInt } from 'node:crypto';
import { GaiosError, type GroupWrite } from '@gaios/sm-base';
import { encodeConcluded, type Member } from '@gaios/core';
import type { TargetMember } from '@gaios/config-sm';
import {
  CheckpointStore,
  CheckpointWriter,
  FRAMEWORK_SM_ID,
  join,
  makeDurableFolder,
  nodeFiles as files,
  parentOf,
} from '@gaios/checkpoint';
import { manifestCodec } from '@gaios/proto';
import { SqliteLogStorage } from '@gaios/storage-sqlite';
import { checkFree } from './export.ts';
import { findCheckpoints, type FoundCheckpoint } from './find.ts';
import { newLives, oldGroup, type NewGroup } from './new-life.ts';
import { readFramework, verifiedPieces, type OnBytes } from './read.ts';
import { newest, type Selection } from './select.ts';

export interface ImportOptions extends Selection {
  readonly from: string;
  /** Gets a folder for each node. */
  readonly out: string;
  readonly nodes: readonly TargetMember[];
  readonly signal: AbortSignal;
  readonly onBegin: (bytesTotal: number) => OnBytes;
}

export interface Imported {
  readonly nodes: readonly { readonly nodeId: number; readonly folder: string; readonly storageId: string }[];
  readonly groups: readonly {
    readonly groupIdx: number;
    readonly gid: number;
    readonly instanceId: number;
  }[];
}

/** A gid is drawn from so many: two never meet. */
const GIDS = 2 ** 48 - 1;

export const nodeFolder = (out: string, nodeId: number): string => join(out, `node-${nodeId}`);

/**
 * @throws GaiosError DUPLICATE_MEMBER, ADDRESS_IN_USE, NO_VOTERS; CHECKPOINT_NOT_FOUND, …_INCOMPLETE, …_AHEAD, …_DAMAGED,
 * …_TARGET; STORAGE_…
 */
export const importCheckpoints = async (options: ImportOptions): Promise<Imported> => {
  const { from, out, nodes } = options;
  checkNodes(nodes);
  await checkFree(out);
  const found = newest(await findCheckpoints(from), options);
  checkGroups(found);
  const old = await Promise.all(
    found.map(async (each) => oldGroup(each.manifest, await readFramework(files, each))),
  );
  const part = `${out}.part`;
  await files.remove(part);
  try {
    const storageIds = await makeDisks(part, nodes);
    const members = nodes
      .map((node): Member => ({ ...node, storageId: storageIds.get(node.nodeId) ?? '' }))
      .toSorted((a, b) => a.nodeId - b.nodeId);
    const groups = newLives(old, { members, drawGid: () => randomInt(1, GIDS) });
    const bytes = found.reduce((sum, { manifest }) => sum + manifest.bytesTotal, 0);
    const onBytes = options.onBegin(bytes * nodes.length);
    for (const { nodeId } of members) {
      await fillFolder(nodeFolder(part, nodeId), nodeId, found, groups, { ...options, onBytes });
    }
    await files.rename(part, out);
    await files.syncFolder(parentOf(out));
    return {
      nodes: members.map(({ nodeId, storageId }) => ({ nodeId, folder: nodeFolder(out, nodeId), storageId })),
      groups: groups.map(({ groupIdx, instanceId, concluded }) => ({
        groupIdx,
        gid: concluded.configuration.gid,
        instanceId,
      })),
    };
  } catch (error) {
    await files.remove(part).catch(() => {});
    throw error;
  }
};

const repeated = <T>(values: readonly T[]): T | undefined =>
  values.find((value, at) => values.indexOf(value) !== at);

const checkNodes = (nodes: readonly TargetMember[]): void => {
  const nodeId = repeated(nodes.map((node) => node.nodeId));
  if (nodeId !== undefined) throw new GaiosError('DUPLICATE_MEMBER', undefined, { facts: { nodeId } });
  const address = repeated(nodes.map((node) => node.address));
  if (address !== undefined) throw new GaiosError('ADDRESS_IN_USE', undefined, { facts: { address } });
  if (!nodes.some(({ role }) => role === 'voter')) throw new GaiosError('NO_VOTERS');
};

/** Group 0 tells a node what else there is; without it in its log a node would take itself for a new one. */
const checkGroups = (found: readonly FoundCheckpoint[]): void => {
  if (found.some(({ groupIdx }) => groupIdx === 0)) return;
  const detail = 'there is no checkpoint of group 0, without which no cluster starts';
  throw new GaiosError('CHECKPOINT_INCOMPLETE', detail, { facts: { groups: [0] } });
};

/** Each folder's storage draws its own disk. */
const makeDisks = async (
  part: string,
  nodes: readonly TargetMember[],
): Promise<ReadonlyMap<number, string>> => {
  const disks = new Map<number, string>();
  for (const { nodeId } of nodes) {
    const storage = await SqliteLogStorage.open({ dataDir: nodeFolder(part, nodeId), nodeId });
    disks.set(nodeId, storage.identity.storageId);
    await storage.close();
  }
  return disks;
};

interface FillOptions {
  readonly onBytes: OnBytes;
  readonly signal: AbortSignal;
}

const fillFolder = async (
  dataDir: string,
  nodeId: number,
  found: readonly FoundCheckpoint[],
  groups: readonly NewGroup[],
  options: FillOptions,
): Promise<void> => {
  const root = join(dataDir, 'checkpoints');
  await makeDurableFolder(files, root);
  const store = await CheckpointStore.open({ files, codec: manifestCodec }, { root });
  for (const [at, group] of groups.entries()) await writeCheckpoint(store, found[at]!, group, options);
  const storage = await SqliteLogStorage.open({ dataDir, nodeId, ifMoved: 'refuse' });
  try {
    await storage.commit(groups.map(writeOf));
  } finally {
    await storage.close();
  }
};

const writeCheckpoint = async (
  store: CheckpointStore,
  found: FoundCheckpoint,
  { groupIdx, instanceId, checksum, concluded, framework }: NewGroup,
  { onBytes, signal }: FillOptions,
): Promise<void> => {
  const { machines, files: named } = found.manifest;
  const writer = await CheckpointWriter.begin(store, groupIdx);
  await writer.addFramework(framework);
  for (const machine of machines) writer.addMachine(machine.smId, machine.instanceId);
  const told = async function* (pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      signal.throwIfAborted();
      yield piece;
      onBytes(piece.length);
    }
  };
  for (const file of named) {
    if (file.smId === FRAMEWORK_SM_ID) continue;
    await writer.addFile(file.smId, file.path, told(verifiedPieces(files, found, file)));
  }
  const configuration = encodeConcluded(concluded);
  await writer.finish({ gid: concluded.configuration.gid, instanceId, checksum, configuration });
};

/** The log begins behind the checkpoint, with nothing in it. Promised: at least what the configuration was chosen by. */
const writeOf = ({ groupIdx, instanceId, checksum, concluded }: NewGroup): GroupWrite => ({
  groupIdx,
  meta: {
    promised: concluded.ballot,
    promisedTo: '',
    chosenUpTo: instanceId,
    checksum,
    minChosen: instanceId + 1,
    configuration: encodeConcluded(concluded),
  },
});

/** Checkpoints made by hand, in folders of this machine. */

import { join } from 'node:path';
import { CheckpointStore, CheckpointWriter, nodeFiles, type StoredCheckpoint } from '@gaios/checkpoint';
import { encodeDirectory, encodeMembership, type GroupEntry } from '@gaios/config-sm';
import { encodeConcluded, makeBallot, type Configuration } from '@gaios/core';
import { encodeMasterRecord } from '@gaios/master';
import { encodeFrameworkState, manifestCodec } from '@gaios/proto';
import { DIRECTORY_SM_ID, MASTER_SM_ID, SYSTEM_SM_ID } from '@gaios/sm-base';
import { disk, GID, member } from './repair-folders.ts';

export const LIST_SM_ID = 1;
/** Of the last master. */
export const OLD_BALLOT = makeBallot(9, 2);

export const openStore = (dataDir: string): Promise<CheckpointStore> =>
  CheckpointStore.open({ files: nodeFiles, codec: manifestCodec }, { root: join(dataDir, 'checkpoints') });

export interface Wanted {
  readonly groupIdx?: number;
  readonly instanceId: number;
  readonly bytes: Uint8Array;
  /** Default: as `instanceId`. */
  readonly heldBy?: number;
  readonly directory?: readonly GroupEntry[];
}

const oldConfiguration = (groupIdx: number): Configuration => ({
  gid: GID + groupIdx,
  version: 1,
  members: [member(1), member(2), member(3)],
  formerDisks: [disk(9)],
});

export const oldGid = (groupIdx: number): number => oldConfiguration(groupIdx).gid;

const masterState = (): Uint8Array => {
  const record = encodeMasterRecord({
    nodeId: 2,
    boot: 1,
    ballot: OLD_BALLOT,
    reign: OLD_BALLOT,
    leaseMs: 1_000,
  });
  const bytes = new Uint8Array(8 + record.length);
  new DataView(bytes.buffer).setFloat64(0, 2, true);
  bytes.set(record, 8);
  return bytes;
};

const frameworkOf = ({ groupIdx = 0, instanceId, directory }: Wanted): Uint8Array => {
  const membership = encodeMembership(oldConfiguration(groupIdx));
  const entries = new Map(directory?.map((entry) => [entry.groupIdx, entry]));
  const announced = new Map([[1, { nodeId: 1 }]]);
  return encodeFrameworkState({
    format: 1,
    instanceId,
    checksum: 1000 + instanceId,
    nowMs: 5_000,
    configuration: membership,
    executions: [{ nodeId: 1, storageId: disk(1), boot: 3, last: 17 }],
    clients: [
      {
        clientId: 'shop',
        forgottenUpTo: 1,
        lastInstance: instanceId,
        results: [{ number: 2, instanceId, batchIndex: 0, result: new Uint8Array([1, 2, 3]) }],
      },
    ],
    machines: [
      { smId: SYSTEM_SM_ID, state: membership },
      { smId: MASTER_SM_ID, state: masterState() },
      { smId: DIRECTORY_SM_ID, state: encodeDirectory({ entries, announced }) },
    ],
  });
};

export const writeCheckpoint = async (dataDir: string, wanted: Wanted): Promise<StoredCheckpoint> => {
  const { groupIdx = 0, instanceId, bytes, heldBy = instanceId } = wanted;
  const writer = await CheckpointWriter.begin(await openStore(dataDir), groupIdx);
  await writer.addFramework(frameworkOf(wanted));
  writer.addMachine(LIST_SM_ID, heldBy);
  await writer.addFile(LIST_SM_ID, 'deep/state', [bytes]);
  const configuration = encodeConcluded({
    configuration: oldConfiguration(groupIdx),
    ballot: makeBallot(4, 1),
  });
  return writer.finish({
    gid: oldGid(groupIdx),
    instanceId,
    checksum: 1000 + instanceId,
    configuration,
  });
};

/** Data folders made by hand, for the offline repair: what each node of a group has, instance by instance. */

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeBatch, encodeBatch, SYSTEM_SM_ID, type LogRecord, type Proposal } from '@gaios/sm-base';
import {
  configurationAfter,
  encodeChange,
  encodeConcluded,
  initialConfiguration,
  makeBallot,
  type ConfigurationChange,
  type Member,
} from '@gaios/core';
import { SqliteLogStorage } from '@gaios/storage-sqlite';
import { chainChecksum } from 'gaios';

export const GID = 4711;

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'gaios-repair-'));

/** The disk that `write` makes for a node. */
export const disk = (nodeId: number): string => nodeId.toString(16).padStart(2, '0').repeat(16);

export const member = (nodeId: number, role: Member['role'] = 'voter', storageId = disk(nodeId)): Member => ({
  nodeId,
  address: `127.0.0.1:${7000 + nodeId}`,
  role,
  storageId,
});

const proposal = (nodeId: number, seq: number, smId: number, payload: Uint8Array): Proposal => ({
  nodeId,
  storageId: disk(nodeId),
  boot: 1,
  seq,
  floor: 0,
  smId,
  payload,
});

/** An instance that holds a change of the membership. */
export const change = (wanted: Omit<ConfigurationChange, 'gid'>): Uint8Array =>
  encodeBatch({
    timeMs: 0,
    proposals: [proposal(1, 0, SYSTEM_SM_ID, encodeChange({ gid: GID, ...wanted }))],
  });

export const founding = (...nodeIds: number[]): Uint8Array =>
  change({ fromVersion: 0, members: nodeIds.map((nodeId) => member(nodeId)) });

/** An instance that holds one operation of a node. */
export const operation = (text: string, nodeId = 1, seq = 1): Uint8Array =>
  encodeBatch({ timeMs: 0, proposals: [proposal(nodeId, seq, 1, new TextEncoder().encode(text))] });

export const ballot = (round: number, nodeId = 1): number => makeBallot(round, nodeId);

export interface Content {
  readonly chosen: readonly Uint8Array[];
  /** Above it. */
  readonly accepted?: readonly Pick<LogRecord, 'instanceId' | 'ballot' | 'value'>[];
  /** Learned above a gap. */
  readonly learned?: readonly Pick<LogRecord, 'instanceId' | 'value'>[];
  readonly promised?: number;
  /** Its log begins there, behind a checkpoint. */
  readonly minChosen?: number;
}

/** One folder; groups in order. */
export const write = async (
  directory: string,
  nodeId: number,
  groups: readonly (Content | undefined)[],
): Promise<string> => {
  const dataDir = join(directory, `${nodeId}`);
  const random = { next: () => nodeId / 256, nextInteger: () => nodeId };
  const storage = await SqliteLogStorage.open({ dataDir, nodeId, random, synchronous: 'off' });
  const writes = groups.flatMap((content, groupIdx) =>
    content === undefined ? [] : [{ groupIdx, ...rowsOf(content) }],
  );
  await storage.commit(writes);
  await storage.close();
  return dataDir;
};

const rowsOf = ({ chosen, accepted = [], learned = [], promised = ballot(1), minChosen = 1 }: Content) => {
  let configuration = initialConfiguration([]);
  for (const [index, value] of chosen.entries()) {
    configuration = configurationAfter(configuration, index + 1, proposalsOf(value));
  }
  const at = ballot(1);
  const isFounded = configuration.version > 0;
  return {
    meta: {
      promised,
      promisedTo: '',
      chosenUpTo: chosen.length,
      checksum: chosen.reduce(chainChecksum, 0),
      minChosen,
      configuration: isFounded ? encodeConcluded({ configuration, ballot: at }) : new Uint8Array(0),
    },
    records: [
      ...chosen
        .map((value, index) => ({ instanceId: index + 1, ballot: at, chosen: true, value }))
        .slice(minChosen - 1),
      ...accepted.map((record) => ({ ...record, chosen: false })),
      ...learned.map((record) => ({ ...record, ballot: at, chosen: true })),
    ],
  };
};

const proposalsOf = (value: Uint8Array): readonly Proposal[] => decodeBatch(value).proposals;

/**
 * One row per message that fills a payload by itself: what each of its fields is. As in pair-messages.ts and
 * lead-messages.ts of packages/master, fact-messages.ts of packages/config-sm, and messages.ts of packages/checkpoint.
 */

import type { CheckpointMessage, CheckpointMessageMap, FailReason } from '@gaios/checkpoint';
import type { FactMessage, FactMessageMap } from '@gaios/config-sm';
import type { InstanceValue, RowMessage, RowMessageMap } from '@gaios/core';
import type { LeadMessage, LeadMessageMap, PairMessage, PairMessageMap } from '@gaios/master';
import type { gaios } from '#proto';
import {
  boot,
  bytes,
  bytesUpTo,
  counter,
  counterOrNone,
  duration,
  type Field,
  flag,
  gid,
  group,
  instance,
  instanceOrNone,
  list,
  node,
  nodeOrNone,
  oneOf,
  oneOfOr,
  type Spec,
  struct,
  formed,
  unsigned32,
} from './fields.ts';
import { CHUNK_BYTES_MAX, HASH_PAGE_BYTES, MANIFEST_BYTES_MAX } from './limits.ts';

type Schema = typeof gaios.v1;
export type NodeMessage = PairMessage | LeadMessage | FactMessage | CheckpointMessage | RowMessage;
export type NodeMessageKind = NodeMessage['kind'];
type Specs<M extends object> = {
  readonly [K in keyof M]: Spec<
    M[K],
    K extends keyof Schema & NodeMessageKind ? InstanceType<Schema[K]> : never
  >;
};

/** Between nodes, not groups (DESIGN 5). */
const pairSpecs: Specs<PairMessageMap> = {
  Heartbeat: { seq: counter, echo: counterOrNone, supports: list(node, 0), commits: counterOrNone },
  HeartbeatAnswer: { boot, seq: counter, epoch: counterOrNone, durationMs: duration },
  DropSupport: { epoch: counter },
  SupportDropped: { boot, epoch: counter },
};

/** Who is to lead which group (DESIGN 5, Elections). */
const leadSpecs: Specs<LeadMessageMap> = {
  AskToLead: { groupIdx: group, priority: unsigned32 },
  RefuseToYield: { groupIdx: group },
  GivenByUser: { groupIdx: group },
};

/** For changes of the membership of a group (DESIGN 6). */
const factSpecs: Specs<FactMessageMap> = {
  AskForFacts: { groupIdx: group, gid, version: instanceOrNone },
  Facts: {
    groupIdx: group,
    gid,
    leader: nodeOrNone,
    chosenUpTo: instanceOrNone,
    executedUpTo: instanceOrNone,
    fortifiers: list(node, 0),
    configuration: bytes,
  },
};

const reason = oneOfOr<FailReason>(
  {
    none: 0,
    'unknown-transfer': 1,
    gone: 2,
    busy: 3,
    damaged: 4,
    hash: 5,
    manifest: 6,
    chunk: 7,
    checksum: 8,
    full: 9,
    io: 10,
    aborted: 11,
    other: 12,
  },
  'other',
);
const checkpointIdOrNone = formed(/^(\d{15}-[0-9a-f]{16})?$/, 32);
/** One bit for each block of a chunk. */
const bitmap = bytesUpTo(CHUNK_BYTES_MAX / 4096 / 8);

/** To ship a checkpoint (DESIGN 8). */
const checkpointSpecs: Specs<CheckpointMessageMap> = {
  AskForCheckpoint: { groupIdx: group, gid, round: counterOrNone, chosenUpTo: instanceOrNone },
  CheckpointOffer: {
    groupIdx: group,
    gid,
    round: counterOrNone,
    id: checkpointIdOrNone,
    instanceId: instanceOrNone,
    minChosen: instance,
    bytes: counterOrNone,
    load: unsigned32,
    isLeader: flag,
  },
  TakeCheckpoint: {
    groupIdx: group,
    gid,
    transfer: counterOrNone,
    id: checkpointIdOrNone,
    fileIdx: unsigned32,
    offset: counterOrNone,
    hasBase: flag,
  },
  SendFile: {
    groupIdx: group,
    transfer: counterOrNone,
    seq: counterOrNone,
    flag: oneOf({ begin: 1, ing: 2, end: 3 }),
    fileIdx: unsigned32,
    offset: counterOrNone,
    length: unsigned32,
    kept: bitmap,
    encoding: oneOf({ plain: 1, deflate: 2 }),
    data: bytesUpTo(MANIFEST_BYTES_MAX),
    crc: unsigned32,
  },
  SendFileAck: {
    groupIdx: group,
    transfer: counterOrNone,
    verdict: oneOf({ ok: 1, fail: 2 }),
    next: counterOrNone,
    reason,
  },
  AskForHashes: { groupIdx: group, transfer: counterOrNone, fileIdx: unsigned32, block: counterOrNone },
  BlockHashes: {
    groupIdx: group,
    transfer: counterOrNone,
    fileIdx: unsigned32,
    block: counterOrNone,
    hashes: bytesUpTo(HASH_PAGE_BYTES),
    crc: unsigned32,
  },
  RefuseCheckpoint: { groupIdx: group, transfer: counterOrNone, reason },
  InstalledCheckpoint: {
    groupIdx: group,
    gid,
    transfer: counterOrNone,
    chosenUpTo: instanceOrNone,
    caughtUp: flag,
  },
};

const instanceValue = struct<InstanceValue, gaios.v1.InstanceValue>({ instanceId: instance, value: bytes });

/** To put damaged values back (DESIGN 6.3). */
const rowSpecs: Specs<RowMessageMap> = {
  AskForRows: { groupIdx: group, life: unsigned32, gid, from: instance, to: instance },
  Rows: {
    groupIdx: group,
    life: unsigned32,
    gid,
    from: instance,
    minChosen: instance,
    entries: list(instanceValue, 0),
  },
};

export interface NodeRow {
  /** Of `PeerPayload`. */
  readonly kind: 'pair' | 'lead' | 'facts' | 'checkpoint' | 'rows';
  /** The property of a Payload of the schema. */
  readonly body: Uncapitalize<NodeMessageKind>;
  readonly codec: Field<NodeMessage, object>;
}

const rowsOf = (kind: NodeRow['kind'], specs: object): [NodeMessageKind, NodeRow][] =>
  Object.entries(specs).map(([name, spec]) => [
    name as NodeMessageKind,
    {
      kind,
      body: `${name.charAt(0).toLowerCase()}${name.slice(1)}` as Uncapitalize<NodeMessageKind>,
      codec: struct(spec as Spec<NodeMessage, object>, { kind: name as NodeMessageKind }),
    },
  ]);

export const nodeRows = Object.fromEntries([
  ...rowsOf('pair', pairSpecs),
  ...rowsOf('lead', leadSpecs),
  ...rowsOf('facts', factSpecs),
  ...rowsOf('checkpoint', checkpointSpecs),
  ...rowsOf('rows', rowSpecs),
]) as Readonly<Record<NodeMessageKind, NodeRow>>;

export const nodeMessageKinds = Object.keys(nodeRows) as readonly NodeMessageKind[];

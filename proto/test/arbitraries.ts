/** Random messages of every kind, within the bounds that a decoder accepts. One row per kind, as in the codec. */

import {
  makeBallot,
  type Message,
  type MessageKind,
  type MessageMap,
  ROUND_MAX,
  type RowMessage,
  type RowMessageKind,
  type RowMessageMap,
} from '@gaios/core';
import type { CheckpointMessage, CheckpointMessageKind, CheckpointMessageMap } from '@gaios/checkpoint';
import type { FactMessage, FactMessageKind, FactMessageMap } from '@gaios/config-sm';
import type {
  LeadMessage,
  LeadMessageKind,
  LeadMessageMap,
  PairMessage,
  PairMessageKind,
  PairMessageMap,
} from '@gaios/master';
import fc, { type Arbitrary } from 'fast-check';
import type { PeerPayload } from '../src/index.ts';

const INSTANCE_MAX = 2 ** 47 - 1;

/** Most are small, some are at the very end of the range. */
const upTo = (min: number, max: number): Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min, max: Math.min(max, 300) }),
    fc.maxSafeNat().map((n) => min + (n % (max - min + 1))),
    fc.constantFrom(min, max),
  );

const instanceId = upTo(1, INSTANCE_MAX);
const orZero = upTo(0, INSTANCE_MAX);
const nodeId = upTo(1, 65_535);
const leader = upTo(0, 65_535);
const origin = fc.option(nodeId, { nil: undefined });
const boot = upTo(1, 2 ** 32 - 1);
const checksum = upTo(0, 2 ** 32 - 1);
const counter = upTo(0, Number.MAX_SAFE_INTEGER);
const ballot = fc.tuple(upTo(1, ROUND_MAX - 1), nodeId).map(([round, node]) => makeBallot(round, node));
const promised = fc.oneof(ballot, fc.constant(0));
const value = fc.uint8Array({ maxLength: 40 });
const storageId = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString('hex'));
const proposer = storageId;

const few = <T>(element: Arbitrary<T>, minLength = 0): Arbitrary<T[]> =>
  fc.array(element, { minLength, maxLength: 5 });
const record = <T extends object>(fields: { [F in keyof T]: Arbitrary<T[F]> }): Arbitrary<T> =>
  fc.record(fields, { noNullPrototype: true }) as Arbitrary<T>;
const seq = upTo(1, Number.MAX_SAFE_INTEGER);
const proposal = record({ nodeId, storageId, boot, seq, floor: counter, smId: checksum, payload: value });
const where = { chosenUpTo: orZero, checksum };

const byKind: { readonly [K in MessageKind]: Arbitrary<MessageMap[K]> } = {
  PrepareDryRun: record({ ballot, from: instanceId }),
  PrepareDryRunReply: record({
    ballot,
    proposer,
    granted: fc.boolean(),
    promised,
    leader,
    chosenUpTo: orZero,
    minChosen: instanceId,
  }),
  Prepare: record({ ballot, from: instanceId }),
  PrepareReply: record({
    ballot,
    proposer,
    from: instanceId,
    promised,
    chosenUpTo: orZero,
    minChosen: instanceId,
    next: orZero,
    verdict: fc.constantFrom('promised', 'refused', 'chosen'),
    accepted: few(record({ instanceId, ballot, chosen: fc.boolean(), value })),
  }),
  Accept: record({ ballot, entries: few(record({ instanceId, value }), 1), ...where }),
  AcceptReply: record({
    ballot,
    proposer,
    promised,
    ...where,
    verdict: fc.constantFrom('accepted', 'refused', 'chosen'),
    instanceIds: few(instanceId),
  }),
  ProposerSendSuccess: record({ ballot, ...where }),
  ProposerSendSuccessReply: record({ ballot, proposer, promised, ...where }),
  Release: record({ ballot }),
  ReleaseReply: record({ ballot }),
  Fortified: record({ ballot, proposer, boot, epoch: seq }),
  RefusedFor: record({ ballot }),
  Transfer: record({ ballot, chosenUpTo: orZero }),
  ReleasedTo: record({ ballot }),
  AskForLearn: record({ from: instanceId }),
  SendNowInstanceId: record({ chosenUpTo: orZero, minChosen: instanceId, leader: origin }),
  ConfirmAskForLearn: record({ from: instanceId }),
  SendLearnValue: record({ entries: few(record({ instanceId, ballot, value })), chosenUpTo: orZero }),
  SendLearnValueAck: record({ upTo: orZero }),
  SendNewValue: record({ boot, units: few(few(proposal, 1), 0), origin }),
  SendNewValueReply: record({
    boot,
    expected: counter,
    leader,
    ballot: promised,
    verdict: fc.constantFrom('gap', 'full', 'not-leader'),
    origin,
  }),
  AskForReadIndex: record({ boot, requestId: counter, origin }),
  ReadIndex: record({ boot, requestId: counter, instanceId: orZero, origin }),
  ConfirmLeader: record({ ballot, round: counter }),
  ConfirmLeaderReply: record({ ballot, proposer, round: counter, promised }),
  CompareChecksum: record({ instanceId, checksum }),
  CompareChecksumReply: record({ instanceId: orZero, checksum }),
};

export const messageOf = (kind: MessageKind): Arbitrary<Message> =>
  (byKind[kind] as Arbitrary<object>).map((fields) => ({ kind, ...fields }) as Message);

export const anyKind = Object.keys(byKind) as MessageKind[];

const groupMessage = record({
  groupIdx: upTo(0, 65_535),
  gid: counter,
  message: fc.constantFrom(...anyKind).chain(messageOf),
});

const byPairKind: { readonly [K in PairMessageKind]: Arbitrary<PairMessageMap[K]> } = {
  Heartbeat: record({ seq, echo: counter, supports: few(nodeId), commits: counter }),
  HeartbeatAnswer: record({
    boot,
    seq,
    epoch: counter,
    durationMs: fc.double({ min: 0.5, max: 86_400_000, noNaN: true }),
  }),
  DropSupport: record({ epoch: seq }),
  SupportDropped: record({ boot, epoch: seq }),
};

export const anyPairKind = Object.keys(byPairKind) as PairMessageKind[];

export const pairMessageOf = (kind: PairMessageKind): Arbitrary<PairMessage> =>
  (byPairKind[kind] as Arbitrary<object>).map((fields) => ({ kind, ...fields }) as PairMessage);

const byLeadKind: { readonly [K in LeadMessageKind]: Arbitrary<LeadMessageMap[K]> } = {
  AskToLead: record({ groupIdx: leader, priority: checksum }),
  RefuseToYield: record({ groupIdx: leader }),
  GivenByUser: record({ groupIdx: leader }),
};

export const anyLeadKind = Object.keys(byLeadKind) as LeadMessageKind[];

export const leadMessageOf = (kind: LeadMessageKind): Arbitrary<LeadMessage> =>
  (byLeadKind[kind] as Arbitrary<object>).map((fields) => ({ kind, ...fields }) as LeadMessage);

const leadPayload = (message: LeadMessage): PeerPayload => ({ kind: 'lead', message });

const byFactKind: { readonly [K in FactMessageKind]: Arbitrary<FactMessageMap[K]> } = {
  AskForFacts: record({ groupIdx: upTo(0, 65_535), gid: counter, version: orZero }),
  Facts: record({
    groupIdx: upTo(0, 65_535),
    gid: counter,
    leader,
    chosenUpTo: orZero,
    executedUpTo: orZero,
    fortifiers: few(nodeId),
    configuration: value,
  }),
};

export const anyFactKind = Object.keys(byFactKind) as FactMessageKind[];

export const factMessageOf = (kind: FactMessageKind): Arbitrary<FactMessage> =>
  (byFactKind[kind] as Arbitrary<object>).map((fields) => ({ kind, ...fields }) as FactMessage);

const factPayload = (message: FactMessage): PeerPayload => ({ kind: 'facts', message });

const checkpointId = fc
  .tuple(fc.integer({ min: 0, max: 999_999 }), fc.integer({ min: 0, max: 0xffff }))
  .map(([at, hash]) => `${String(at).padStart(15, '0')}-${hash.toString(16).padStart(16, '0')}`);
const idOrNone = fc.oneof(checkpointId, fc.constant(''));
const reason = fc.constantFrom(
  ...([
    'none',
    'unknown-transfer',
    'gone',
    'busy',
    'damaged',
    'hash',
    'manifest',
    'chunk',
    'checksum',
    'full',
    'io',
    'aborted',
    'other',
  ] as const),
);
const groupIdx = upTo(0, 65_535);

const byCheckpointKind: { readonly [K in CheckpointMessageKind]: Arbitrary<CheckpointMessageMap[K]> } = {
  AskForCheckpoint: record({ groupIdx, gid: counter, round: counter, chosenUpTo: orZero }),
  CheckpointOffer: record({
    groupIdx,
    gid: counter,
    round: counter,
    id: idOrNone,
    instanceId: orZero,
    minChosen: instanceId,
    bytes: counter,
    load: checksum,
    isLeader: fc.boolean(),
  }),
  TakeCheckpoint: record({
    groupIdx,
    gid: counter,
    transfer: counter,
    id: idOrNone,
    fileIdx: checksum,
    offset: counter,
    hasBase: fc.boolean(),
  }),
  SendFile: record({
    groupIdx,
    transfer: counter,
    seq: counter,
    flag: fc.constantFrom('begin', 'ing', 'end'),
    fileIdx: checksum,
    offset: counter,
    length: checksum,
    kept: fc.uint8Array({ maxLength: 32 }),
    encoding: fc.constantFrom('plain', 'deflate'),
    data: value,
    crc: checksum,
  }),
  SendFileAck: record({
    groupIdx,
    transfer: counter,
    verdict: fc.constantFrom('ok', 'fail'),
    next: counter,
    reason,
  }),
  AskForHashes: record({ groupIdx, transfer: counter, fileIdx: checksum, block: counter }),
  BlockHashes: record({
    groupIdx,
    transfer: counter,
    fileIdx: checksum,
    block: counter,
    hashes: value,
    crc: checksum,
  }),
  RefuseCheckpoint: record({ groupIdx, transfer: counter, reason }),
  InstalledCheckpoint: record({
    groupIdx,
    gid: counter,
    transfer: counter,
    chosenUpTo: orZero,
    caughtUp: fc.boolean(),
  }),
};

export const anyCheckpointKind = Object.keys(byCheckpointKind) as CheckpointMessageKind[];

export const checkpointMessageOf = (kind: CheckpointMessageKind): Arbitrary<CheckpointMessage> =>
  (byCheckpointKind[kind] as Arbitrary<object>).map((fields) => ({ kind, ...fields }) as CheckpointMessage);

const checkpointPayload = (message: CheckpointMessage): PeerPayload => ({ kind: 'checkpoint', message });

const byRowKind: { readonly [K in RowMessageKind]: Arbitrary<RowMessageMap[K]> } = {
  AskForRows: record({ groupIdx, life: checksum, gid: counter, from: instanceId, to: instanceId }),
  Rows: record({
    groupIdx,
    life: checksum,
    gid: counter,
    from: instanceId,
    minChosen: instanceId,
    entries: few(record({ instanceId, value })),
  }),
};

export const anyRowKind = Object.keys(byRowKind) as RowMessageKind[];

export const rowMessageOf = (kind: RowMessageKind): Arbitrary<RowMessage> =>
  (byRowKind[kind] as Arbitrary<object>).map((fields) => ({ kind, ...fields }) as RowMessage);

const rowPayload = (message: RowMessage): PeerPayload => ({ kind: 'rows', message });

const pairPayload = (message: PairMessage): PeerPayload => ({ kind: 'pair', message });

export const anyPayload: Arbitrary<PeerPayload> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...anyPairKind)
      .chain(pairMessageOf)
      .map(pairPayload),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...anyLeadKind)
      .chain(leadMessageOf)
      .map(leadPayload),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...anyFactKind)
      .chain(factMessageOf)
      .map(factPayload),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...anyCheckpointKind)
      .chain(checkpointMessageOf)
      .map(checkpointPayload),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...anyRowKind)
      .chain(rowMessageOf)
      .map(rowPayload),
  },
  { weight: 9, arbitrary: few(groupMessage).map((messages) => ({ kind: 'messages', messages }) as const) },
);

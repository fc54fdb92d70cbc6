/** One row per message: what each of its fields is. Order and names as in packages/core/src/messages.ts. */

import type { InstanceValue, LearnedValue, Message, MessageKind, MessageMap, Reported } from '@gaios/core';
import type { Proposal } from '@gaios/sm-base';
import type { gaios } from '#proto';
import {
  ballot,
  ballotOrNone,
  boot,
  bytes,
  counter,
  counterOrNone,
  type Field,
  flag,
  instance,
  instanceOrNone,
  list,
  node,
  nodeIfAny,
  nodeOrNone,
  oneOf,
  type Spec,
  storageId,
  struct,
  unsigned32,
  wrappedList,
} from './fields.ts';

type Schema = typeof gaios.v1;
/** Messages are called the same in the schema; one that is missing there fails to compile here. */
type Wire<K extends MessageKind> = InstanceType<Schema[K]>;

const reported = struct<Reported, gaios.v1.Reported>({
  instanceId: instance,
  ballot,
  chosen: flag,
  value: bytes,
});
const instanceValue = struct<InstanceValue, gaios.v1.InstanceValue>({ instanceId: instance, value: bytes });
const learnedValue = struct<LearnedValue, gaios.v1.LearnedValue>({
  instanceId: instance,
  ballot,
  value: bytes,
});
const proposal = struct<Proposal, gaios.v1.Proposal>({
  nodeId: node,
  storageId,
  boot,
  seq: counter,
  floor: counterOrNone,
  smId: unsigned32,
  payload: bytes,
});

const specs: { readonly [K in MessageKind]: Spec<MessageMap[K], Wire<K>> } = {
  PrepareDryRun: { ballot, from: instance },
  PrepareDryRunReply: {
    ballot,
    proposer: storageId,
    granted: flag,
    promised: ballotOrNone,
    leader: nodeOrNone,
    chosenUpTo: instanceOrNone,
    minChosen: instance,
  },
  Prepare: { ballot, from: instance },
  PrepareReply: {
    ballot,
    proposer: storageId,
    from: instance,
    verdict: oneOf({ promised: 1, refused: 2, chosen: 3 }),
    promised: ballotOrNone,
    chosenUpTo: instanceOrNone,
    minChosen: instance,
    accepted: list(reported, 0),
    next: instanceOrNone,
  },
  Accept: { ballot, entries: list(instanceValue, 1), chosenUpTo: instanceOrNone, checksum: unsigned32 },
  AcceptReply: {
    ballot,
    proposer: storageId,
    verdict: oneOf({ accepted: 1, refused: 2, chosen: 3 }),
    instanceIds: list(instance, 0),
    promised: ballotOrNone,
    chosenUpTo: instanceOrNone,
    checksum: unsigned32,
  },
  ProposerSendSuccess: { ballot, chosenUpTo: instanceOrNone, checksum: unsigned32 },
  ProposerSendSuccessReply: {
    ballot,
    proposer: storageId,
    promised: ballotOrNone,
    chosenUpTo: instanceOrNone,
    checksum: unsigned32,
  },
  Release: { ballot },
  ReleaseReply: { ballot },
  Fortified: { ballot, proposer: storageId, boot, epoch: counter },
  RefusedFor: { ballot },
  Transfer: { ballot, chosenUpTo: instanceOrNone },
  ReleasedTo: { ballot },
  AskForLearn: { from: instance },
  SendNowInstanceId: { chosenUpTo: instanceOrNone, minChosen: instance, leader: nodeIfAny },
  ConfirmAskForLearn: { from: instance },
  SendLearnValue: { entries: list(learnedValue, 0), chosenUpTo: instanceOrNone },
  SendLearnValueAck: { upTo: instanceOrNone },
  SendNewValue: { boot, units: list(wrappedList('proposals', list(proposal, 1)), 0), origin: nodeIfAny },
  SendNewValueReply: {
    boot,
    verdict: oneOf({ gap: 1, full: 2, 'not-leader': 3 }),
    expected: counterOrNone,
    leader: nodeOrNone,
    ballot: ballotOrNone,
    origin: nodeIfAny,
  },
  AskForReadIndex: { boot, requestId: counterOrNone, origin: nodeIfAny },
  ReadIndex: { boot, requestId: counterOrNone, instanceId: instanceOrNone, origin: nodeIfAny },
  ConfirmLeader: { ballot, round: counterOrNone },
  ConfirmLeaderReply: { ballot, proposer: storageId, round: counterOrNone, promised: ballotOrNone },
  CompareChecksum: { instanceId: instance, checksum: unsigned32 },
  CompareChecksumReply: { instanceId: instanceOrNone, checksum: unsigned32 },
};

/** The property of a GroupMessage of the schema that holds a message of this kind. */
export type BodyName = Uncapitalize<MessageKind>;

export interface Row {
  readonly kind: MessageKind;
  readonly body: BodyName;
  readonly codec: Field<Message, object>;
}

const rowOf = (kind: MessageKind): Row => {
  const body = `${kind.charAt(0).toLowerCase()}${kind.slice(1)}` as BodyName;
  const codec = struct(specs[kind] as unknown as Spec<Message, object>, { kind } as Partial<Message>);
  return { kind, body, codec };
};

export const messageKinds = Object.keys(specs) as readonly MessageKind[];
export const rows = Object.fromEntries(messageKinds.map((kind) => [kind, rowOf(kind)])) as Readonly<
  Record<MessageKind, Row>
>;

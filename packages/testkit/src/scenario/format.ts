/** How a transcript names ballots, values and messages: what decides, without what only fills bytes (gids, checksums). */

import {
  ballotNode,
  ballotRound,
  decodeChange,
  type Ballot,
  type Configuration,
  type LearnedValue,
  type Member,
  type Message,
  type MessageKind,
  type MessageOf,
  type ProposalUnit,
  type ReplicaEvent,
  type ReplicaEventKind,
} from '@gaios/core';
import { decodeBatch, SYSTEM_SM_ID, type Proposal } from '@gaios/sm-base';
import { textOf } from '../lab-watch.ts';

/** `2.1`: round 2 of node 1; `0`: none. */
export const ballotText = (ballot: Ballot): string =>
  ballot === 0 ? '0' : `${ballotRound(ballot)}.${ballotNode(ballot)}`;

/** `{1,2,4}`, learners as `4L`. */
export const membersText = (members: readonly Member[]): string =>
  `{${members.map(({ nodeId, role }) => `${nodeId}${role === 'learner' ? 'L' : ''}`).join()}}`;

export const configurationText = ({
  members,
  outgoing,
}: Pick<Configuration, 'members' | 'outgoing'>): string =>
  membersText(members) + (outgoing === undefined ? '' : `&${membersText(outgoing)}`);

const proposalText = ({ smId, payload }: Proposal): string => {
  if (smId !== SYSTEM_SM_ID) return textOf(payload);
  const change = decodeChange(payload);
  if (change === undefined) return 'no change';
  return `${change.fromVersion === 0 ? 'found' : 'to'}${configurationText(change)}`;
};

/** The values of a batch with `+` between them; a no-op is `-`. */
export const valueText = (value: Uint8Array): string => {
  const { proposals } = decodeBatch(value);
  return proposals.length === 0 ? '-' : proposals.map(proposalText).join('+');
};

/** How many of a batch's values users' machines are to execute. */
export const forMachines = (value: Uint8Array): number =>
  decodeBatch(value).proposals.filter(({ smId }) => smId !== SYSTEM_SM_ID).length;

const unitsText = (units: readonly ProposalUnit[]): string =>
  units.map((unit) => unit.map((each) => `${each.seq}=${proposalText(each)}`).join('+')).join(' ');

/** `3@1.1=a`; `3!` if it is known to be chosen. */
export const entryText = (entry: LearnedValue & { readonly chosen?: boolean }): string =>
  `${entry.instanceId}${entry.chosen === true ? '!' : ''}@${ballotText(entry.ballot)}=${valueText(entry.value)}`;

const list = (words: readonly (string | number)[]): string =>
  words.length === 0 ? 'nothing' : words.join(' ');
const upTo = (chosenUpTo: number): string => `chosen..${chosenUpTo}`;
const log = (minChosen: number, chosenUpTo: number): string =>
  minChosen === 1 ? upTo(chosenUpTo) : `chosen ${minChosen}..${chosenUpTo}`;

const messages: { readonly [K in MessageKind]: (message: MessageOf<K>) => string } = {
  PrepareDryRun: ({ ballot, from }) => `${ballotText(ballot)} from ${from}`,
  PrepareDryRunReply: ({ ballot, granted, promised, leader, chosenUpTo, minChosen }) =>
    `${ballotText(ballot)} ${granted ? 'granted' : 'refused'}, promised ${ballotText(promised)}, ` +
    `${leader === 0 ? '' : `follows ${leader}, `}${log(minChosen, chosenUpTo)}`,
  Prepare: ({ ballot, from }) => `${ballotText(ballot)} from ${from}`,
  PrepareReply: ({ ballot, verdict, promised, from, accepted, next, chosenUpTo, minChosen }) =>
    `${ballotText(ballot)} ${verdict}${verdict === 'refused' ? ` for ${ballotText(promised)}` : ''}` +
    `${verdict === 'promised' ? ` from ${from}: ${list(accepted.map(entryText))}` : ''}, ` +
    `${next === 0 ? '' : `next ${next}, `}${log(minChosen, chosenUpTo)}`,
  Accept: ({ ballot, entries, chosenUpTo }) =>
    `${ballotText(ballot)} ${entries.map((each) => `${each.instanceId}=${valueText(each.value)}`).join(' ')}, ${upTo(chosenUpTo)}`,
  AcceptReply: ({ ballot, verdict, instanceIds, promised, chosenUpTo }) =>
    `${ballotText(ballot)} ${verdict} ${instanceIds.join(' ')}${verdict === 'refused' ? ` for ${ballotText(promised)}` : ''}, ${upTo(chosenUpTo)}`,
  ProposerSendSuccess: ({ ballot, chosenUpTo }) => `${ballotText(ballot)} ${upTo(chosenUpTo)}`,
  ProposerSendSuccessReply: ({ ballot, promised, chosenUpTo }) =>
    `${ballotText(ballot)} promised ${ballotText(promised)}, ${upTo(chosenUpTo)}`,
  Release: ({ ballot }) => ballotText(ballot),
  ReleaseReply: ({ ballot }) => ballotText(ballot),
  Fortified: ({ ballot, epoch }) => `${ballotText(ballot)} at epoch ${epoch}`,
  RefusedFor: ({ ballot }) => ballotText(ballot),
  Transfer: ({ ballot, chosenUpTo }) => `${ballotText(ballot)} ${upTo(chosenUpTo)}`,
  ReleasedTo: ({ ballot }) => ballotText(ballot),
  AskForLearn: ({ from }) => `from ${from}`,
  SendNowInstanceId: ({ chosenUpTo, minChosen }) => log(minChosen, chosenUpTo),
  ConfirmAskForLearn: ({ from }) => `from ${from}`,
  SendLearnValue: ({ entries, chosenUpTo }) => `${list(entries.map(entryText))}, ${upTo(chosenUpTo)}`,
  SendLearnValueAck: ({ upTo: last }) => `up to ${last}`,
  SendNewValue: ({ units }) => list(units.length === 0 ? [] : [unitsText(units)]),
  SendNewValueReply: ({ verdict, expected, leader }) =>
    `${verdict}${verdict === 'gap' ? `, expected ${expected}` : ''}${verdict === 'not-leader' ? `, leader ${leader}` : ''}`,
  AskForReadIndex: ({ requestId }) => `#${requestId}`,
  ReadIndex: ({ requestId, instanceId }) => `#${requestId} at ${instanceId}`,
  ConfirmLeader: ({ ballot, round }) => `${ballotText(ballot)} round ${round}`,
  ConfirmLeaderReply: ({ ballot, round, promised }) =>
    `${ballotText(ballot)} round ${round}, promised ${ballotText(promised)}`,
  CompareChecksum: ({ instanceId }) => `at ${instanceId}`,
  CompareChecksumReply: ({ instanceId }) => `at ${instanceId}`,
};

export const messageKinds = Object.keys(messages) as MessageKind[];

export const messageText = (message: Message): string =>
  `${message.kind} ${(messages[message.kind] as (message: Message) => string)(message)}`.trimEnd();

const events: {
  readonly [K in ReplicaEventKind]: (event: Extract<ReplicaEvent, { readonly kind: K }>) => string;
} = {
  leaderChange: ({ leader, ballot }) =>
    leader === 0 ? 'follows nobody' : `follows ${leader} at ${ballotText(ballot)}`,
  campaign: ({ ballot, phase }) =>
    phase === 'dry-run' ? `sounds out ${ballotText(ballot)}` : `prepares ${ballotText(ballot)}`,
  steppedDown: ({ ballot, reason }) => `steps down from ${ballotText(ballot)}: ${reason}`,
  learned: ({ from, to, peer }) => `learned ${from}..${to} from ${peer}`,
  configuration: ({ instanceId, configuration }) =>
    `configuration ${instanceId}: ${configurationText(configuration)}`,
  notVoting: ({ reason }) => `does not vote: ${reason}`,
  divergence: ({ instanceId, peer }) => `diverges from ${peer} at ${instanceId}`,
  messageRejected: ({ peer, message, reason }) => `rejects ${message} of ${peer}: ${reason}`,
  needsCheckpoint: ({ from }) => `needs a checkpoint from ${from} on`,
  needsNoCheckpoint: ({ from }) => `needs no checkpoint from ${from} on any more`,
  peerNeedsCheckpoint: ({ peer, from }) => `cannot give ${peer} the log from ${from} on`,
};

export const eventText = (event: ReplicaEvent): string =>
  (events[event.kind] as (event: ReplicaEvent) => string)(event);

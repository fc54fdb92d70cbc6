/**
 * Letters that can never again have any effect. Worlds that differ only in such letters are the same world, so they are
 * taken away as soon as they are of no use. Each rule rests on something that never goes back, and is itself checked: the
 * promise on a disk; a ballot that its owner has left for good (rule 2); what a reign has counted or concluded, as long as
 * it lasts. model-reductions.test.ts compares searches with and without this.
 *
 * | letter | is dead once |
 * | --- | --- |
 * | any answer at a ballot | its owner holds the ballot no more |
 * | a promise | this reign has it already, or has its quorum and no change of configuration can make it ask again |
 * | an acceptance | all its instances are concluded, or have this vote already |
 * | an answer that names nothing higher, nor anything chosen that is not known here | at once, in this reign |
 * | `Release` | its receiver has promised more, or follows a higher ballot and cannot crash any more |
 * | `Prepare`, `Accept`, `ProposerSendSuccess` | its owner holds the ballot no more, and its receiver has promised more |
 * | a checkpoint | its receiver knows all that is in it, come what may |
 * | any letter | its receiver is down for good |
| `SendNewValueReply` | it answers an earlier life of its receiver |
 *
 * One thing that a late `Accept` or `ProposerSendSuccess` of an old ballot could still do is left out: to remind a node
 * that has heard of more than it knows, and has nobody left whom it asks, to ask again. That is as if the letter were lost.
 */

import { mayVote, type Message, type MessageOf, type ReplicaState, type Speaker } from '@gaios/core';
import { storageIdOf, type Letter } from '../lab.ts';
import { shippedIn } from './checkpoints.ts';
import type { ModelNode } from './model-node.ts';
import type { ModelSetup } from './setup.ts';

/** Rules that ask its receiver only. */
export const isDeadLetter = (setup: ModelSetup, letter: Letter, node: ModelNode): boolean => {
  if (node.state === undefined && setup.gone.includes(node.nodeId)) return true;
  const checkpoint = shippedIn(letter);
  if (checkpoint !== undefined) return checkpoint.base.instanceId <= knownUpTo(setup, node);
  const { from, message } = letter;
  if (isAnswer(message)) return isDeadAnswer(setup, message, from, node);
  if (message.kind === 'Release') return isDeadRelease(setup, message.ballot, node);
  if (message.kind === 'SendNewValueReply') return message.boot !== node.boot || node.state === undefined;
  return false;
};

/** Whether a leader's letter can be of no use to its receiver, if its sender holds the ballot no more. */
export const isOutranked = (setup: ModelSetup, { message }: Letter, node: ModelNode): boolean => {
  const { kind } = message;
  if (kind !== 'Prepare' && kind !== 'Accept' && kind !== 'ProposerSendSuccess') return false;
  if (!isBarred(setup, message.ballot, node)) return false;
  return kind === 'Prepare' || (message.chosenUpTo <= knownUpTo(setup, node) && !isWaiting(node));
};

/** Whether its sender has left the ballot of a letter, and cannot take it up again (rule 2): with its disk, for one. */
export const isLeft = ({ from, message }: Letter, node: ModelNode): boolean =>
  from.storageId !== diskOf(node) ||
  ('ballot' in message && !holds(node, message.ballot) && promisedOnDisk(node) >= message.ballot);

const diskOf = ({ nodeId, life }: ModelNode): string => storageIdOf(nodeId, life);

const ANSWERS = ['PrepareDryRunReply', 'PrepareReply', 'AcceptReply', 'ProposerSendSuccessReply'] as const;
type Answer = { [K in (typeof ANSWERS)[number]]: MessageOf<K> }[(typeof ANSWERS)[number]];
const answers: ReadonlySet<string> = new Set(ANSWERS);
const isAnswer = (message: Message): message is Answer => answers.has(message.kind);

const isDeadAnswer = (setup: ModelSetup, message: Answer, from: Speaker, node: ModelNode): boolean => {
  const { state } = node;
  if (promisedOnDisk(node) < message.ballot) return false;
  if (message.kind === 'PrepareDryRunReply') {
    return !(state?.proposer.ballot === message.ballot && state.proposer.role === 'dry-run');
  }
  if (state === undefined || !holds(node, message.ballot)) return true;
  if (message.chosenUpTo > state.learner.chosenUpTo) return false;
  if (message.kind === 'PrepareReply') return isDeadPromise(setup, message, from, state);
  // What a node has acknowledged matters only where something is repeated.
  if (setup.bounds.timeouts > 0 || !state.proposer.announced.has(from.nodeId)) return false;
  if (message.kind === 'ProposerSendSuccessReply') return message.promised <= message.ballot;
  return (
    message.verdict === 'accepted' && message.instanceIds.every((id) => isCounted(state, id, from.nodeId))
  );
};

const isDeadPromise = (
  setup: ModelSetup,
  message: MessageOf<'PrepareReply'>,
  from: Speaker,
  { proposer, configuration }: ReplicaState,
): boolean => {
  if (message.verdict === 'chosen') return true;
  const known = proposer.promises.get(from.nodeId);
  if (message.verdict === 'promised' && known?.storageId === from.storageId && known.next === 0) return true;
  return proposer.role === 'leader' && !proposer.regathering && !mayChange(setup, configuration.version);
};

const isCounted = ({ learner, proposer }: ReplicaState, instanceId: number, from: number): boolean =>
  instanceId <= learner.chosenUpTo || (proposer.inflight.get(instanceId)?.acks.has(from) ?? false);

const isDeadRelease = (setup: ModelSetup, ballot: number, node: ModelNode): boolean => {
  const leader = node.state?.leader;
  if (leader === undefined) return false;
  const isFollowed = leader.nodeId !== 0 && leader.ballot === ballot;
  if (!isFollowed && isBarred(setup, ballot, node)) return true;
  return setup.bounds.crashes === 0 && node.wipes === 0 && leader.ballot > ballot;
};

/** Whether it never again follows, promises or accepts at this ballot: it has promised more, and votes for good. */
const isBarred = (setup: ModelSetup, ballot: number, node: ModelNode): boolean =>
  promisedOnDisk(node) > ballot && votesForGood(setup, node);

const votesForGood = ({ wishes }: ModelSetup, node: ModelNode): boolean => {
  const { nodeId, state, wipes } = node;
  if (state === undefined || wipes > 0) return false;
  const speaker = { nodeId, storageId: diskOf(node) };
  if (state.configuration.version === 0 || !mayVote(state.configuration, speaker)) return false;
  return [...wishes.values()]
    .flat()
    .every((wish) => typeof wish === 'string' || wish.voters.includes(nodeId));
};

const mayChange = ({ wishes, duties }: ModelSetup, version: number): boolean =>
  duties > 0 ||
  [...wishes.values()].flat().some((wish) => typeof wish !== 'string' && wish.fromVersion >= version);

/** Up to where it knows all, come what may. */
const knownUpTo = ({ bounds }: ModelSetup, { state, disk }: ModelNode): number =>
  (bounds.crashes === 0 ? state?.learner.chosenUpTo : disk.meta?.chosenUpTo) ?? 0;

/** It has heard of more than it knows, and asks nobody for it. */
const isWaiting = ({ state }: ModelNode): boolean =>
  state !== undefined && state.learner.ask === undefined && state.learner.heard.size > 0;

const holds = ({ state }: ModelNode, ballot: number): boolean =>
  state?.proposer.ballot === ballot &&
  (state.proposer.role === 'preparing' || state.proposer.role === 'leader');

const promisedOnDisk = ({ disk }: ModelNode): number => disk.meta?.promised ?? 0;

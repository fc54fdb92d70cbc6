/** What a replica does with each message: one row for each kind. docs/protocol.md shows the same table for people. */

import type { Acceptor } from './acceptor.ts';
import type { Auditor } from './auditor.ts';
import { ballotNode } from './ballot.ts';
import { isInitial } from './configuration.ts';
import type { Following } from './following.ts';
import type { Forwarding } from './forwarding.ts';
import type { Leading } from './leading.ts';
import type { LearnServer } from './learn-server.ts';
import type { Learner } from './learner.ts';
import type { Lease } from './lease.ts';
import type { MessageKind, MessageOf, Speaker } from './messages.ts';
import type { Outbox } from './outbox.ts';
import type { Pipeline } from './pipeline.ts';
import type { Proposer } from './proposer.ts';
import type { Reader } from './reader.ts';
import type { Relay } from './relay.ts';
import type { ReplicaState } from './state.ts';
import type { Voting } from './voting.ts';

export type Handlers = { readonly [K in MessageKind]: (from: Speaker, message: MessageOf<K>) => void };

export interface HandlerParts {
  readonly state: ReplicaState;
  readonly out: Outbox;
  readonly self: Speaker;
  readonly acceptor: Acceptor;
  readonly auditor: Auditor;
  readonly following: Following;
  readonly forwarding: Forwarding;
  readonly leading: Leading;
  readonly learner: Learner;
  readonly lease: Lease;
  readonly pipeline: Pipeline;
  readonly proposer: Proposer;
  readonly reader: Reader;
  readonly relay: Relay;
  readonly server: LearnServer;
  readonly voting: Voting;
  readonly audit: (from: Speaker, instanceId: number, checksum: number) => void;
}

export const handlersOf = (parts: HandlerParts): Handlers => {
  const { state, out, self, acceptor, auditor, following, forwarding, leading } = parts;
  const { learner, lease, pipeline, proposer, reader, relay, server, voting, audit } = parts;
  return {
    PrepareDryRun: (from, message) => {
      // A candidate asks from what it does not know on. A voter that lacks the founding of the group learns it here.
      learner.hear(from.nodeId, message.from - 1);
      if (!voting.answersVotes(message.from)) return;
      const { liveLeader } = following;
      const bond = following.bondAgainst(from);
      out.send(from.nodeId, acceptor.dryRun(from, message, liveLeader, bond !== 0));
      const isForLeader = liveLeader !== 0 && liveLeader !== from.nodeId;
      if (isForLeader) following.refusedFor(state.leader.ballot, from.nodeId);
      else if (bond !== 0) following.refusedFor(bond, from.nodeId);
    },
    PrepareDryRunReply: (from, message) => {
      relay.heard(from.nodeId, message.leader, self.nodeId);
      const outcome = proposer.dryRunReply(from, message);
      const bond = outcome === 'quorum' ? lease.bondAgainst(self) : 0;
      if (bond !== 0) leading.stepDown('bound to another leader');
      else if (outcome === 'quorum') proposer.prepare();
      else leading.phase1(from, message.chosenUpTo, outcome);
    },
    Prepare: (from, message) => {
      if (!voting.answersVotes(message.from)) return;
      const bond = following.bondAgainst(from);
      const reply = acceptor.prepare(from, message, bond !== 0);
      if (reply.verdict === 'promised') out.vote(from.nodeId, reply);
      else out.send(from.nodeId, reply);
      if (reply.verdict === 'refused' && bond !== 0) following.refusedFor(bond, from.nodeId);
    },
    PrepareReply: (from, message) => {
      const outcome = proposer.prepareReply(from, message);
      if (outcome === 'quorum') leading.promised();
      else leading.phase1(from, message.chosenUpTo, outcome);
    },
    Accept: (from, message) => {
      const isFree = following.heed(from, message);
      const first = message.entries.reduce((low, entry) => Math.min(low, entry.instanceId), Infinity);
      if (isFree && voting.answersVotes(first)) {
        const reply = acceptor.accept(from, message);
        if (reply.verdict === 'accepted') {
          out.vote(from.nodeId, reply);
          if (lease.fortify(from, message.ballot)) lease.answer(from, message.ballot);
        } else out.send(from.nodeId, reply);
      }
      following.believe(from, message);
    },
    AcceptReply: (from, message) => {
      if (!leading.isMyReign(message)) return;
      leading.hearFollower(from, message);
      if (message.verdict === 'accepted') pipeline.acceptReply(from, message);
      if (message.verdict === 'refused') leading.outbid(from, message.promised);
      leading.conclude();
    },
    ProposerSendSuccess: (from, message) => {
      const isFree = following.heed(from, message);
      following.believe(from, message);
      // Not acknowledged, so that it is said again.
      if (!isFree) return;
      // A learner, too: it may become a voter, and counts from then on.
      if (lease.isOn && voting.isBound && !isInitial(state.configuration)) {
        // It proves a phase 1 quorum, so what is promised below it is worth nothing any more.
        if (message.ballot > state.acceptor.promised) acceptor.promise(message.ballot, from.storageId);
        lease.fortify(from, message.ballot);
        lease.answer(from, message.ballot);
      }
      out.send(from.nodeId, {
        kind: 'ProposerSendSuccessReply',
        ballot: message.ballot,
        proposer: from.storageId,
        promised: state.acceptor.promised,
        chosenUpTo: state.learner.chosenUpTo,
        checksum: state.learner.checksum,
      });
    },
    ProposerSendSuccessReply: (from, message) => {
      if (!leading.isMyReign(message)) return;
      leading.hearFollower(from, message);
      lease.heardPromise(from, message.promised);
      leading.outbid(from, message.promised);
    },
    Release: (from, message) => {
      lease.released(message.ballot, from.storageId);
      following.ended(message.ballot);
      if (lease.isOn) out.send(from.nodeId, { kind: 'ReleaseReply', ballot: message.ballot });
    },
    ReleaseReply: (from, message) => lease.releaseReply(from, message.ballot),
    Fortified: (from, message) => lease.fortifiedBy(from, message),
    RefusedFor: (from, { ballot }) => {
      const { stopped, proposer: own } = state;
      if (ballotNode(ballot) !== self.nodeId) return;
      // By this ballot, or by a later one that the other has not heard of.
      const leads = own.role === 'leader' && own.ballot >= ballot && stopped === undefined;
      if (leads) pipeline.greet(from.nodeId);
      // One that is being prepared, or gone above just now, is not over; one above the promise was never this disk's.
      else if (
        own.ballot !== ballot &&
        !lease.isKept(ballot) &&
        ballot <= state.acceptor.promised &&
        !voting.isReplacing
      ) {
        // By a promise that is on disk: one that was only raised to it, by a change just learned, may be forgotten again.
        out.vote(from.nodeId, { kind: 'Release', ballot });
      }
    },
    Transfer: (from, { ballot, chosenUpTo }) => {
      lease.released(ballot, from.storageId);
      following.ended(ballot);
      learner.hear(from.nodeId, chosenUpTo);
      leading.succeed(ballot, chosenUpTo);
    },
    ReleasedTo: (_from, { ballot }) => lease.released(ballot, ''),
    AskForLearn: (from, message) => {
      server.askForLearn(from.nodeId, message.from);
      // It has what comes before that. This node may know no voter any more that could tell it so.
      learner.hear(from.nodeId, message.from - 1);
    },
    SendNowInstanceId: (from, message) => {
      relay.heard(from.nodeId, message.leader ?? 0, self.nodeId);
      learner.sendNowInstanceId(from.nodeId, message);
    },
    ConfirmAskForLearn: (from, message) => server.confirmAskForLearn(from.nodeId, message.from),
    SendLearnValue: (from, message) => {
      const { chosenUpTo } = state.learner;
      const newest = learner.sendLearnValue(from.nodeId, message);
      // Rule 5 (phxpaxos S3): what is chosen at or above `from` came by another ballot. This one is over.
      const { role, from: open } = state.proposer;
      const isForeign = newest >= open || state.learner.chosenUpTo > chosenUpTo;
      if (isForeign && (role === 'preparing' || role === 'leader')) {
        leading.stepDown('learned a value chosen by another ballot');
      }
    },
    SendLearnValueAck: (from, message) => server.sendLearnValueAck(from.nodeId, message.upTo),
    SendNewValue: (from, message) => forwarding.sendNewValue(from, message),
    SendNewValueReply: (from, message) => {
      const refused = forwarding.sendNewValueReply(from, message) === 'not-leader';
      if (refused) following.leave();
    },
    AskForReadIndex: (from, message) => reader.askForReadIndex(from, message),
    ReadIndex: (from, message) => {
      const { leader } = state;
      const refused = reader.readIndex(from, message) === 'not-leader';
      if (refused && leader.nodeId === from.nodeId) following.leave();
    },
    ConfirmLeader: (from, message) => {
      const { promised } = state.acceptor;
      const { ballot, round } = message;
      const answer = { ballot, proposer: from.storageId, round, promised };
      out.send(from.nodeId, { kind: 'ConfirmLeaderReply', ...answer });
    },
    ConfirmLeaderReply: (from, message) => {
      lease.probeAnswered(from, message);
      if (reader.confirmLeaderReply(from, message)) leading.outbid(from, message.promised);
    },
    CompareChecksum: (from, message) => {
      auditor.compareChecksum(from.nodeId, message.instanceId);
      audit(from, message.instanceId, message.checksum);
    },
    CompareChecksumReply: (from, message) => audit(from, message.instanceId, message.checksum),
  };
};

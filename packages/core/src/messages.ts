/**
 * Every message of the protocol, in the order in which they are met: election, choice, learning, forwarding,
 * reading, auditing. One entry here, one handler (handlers.ts), one codec row (proto). Names are phxpaxos's
 * where it has one; docs/protocol.md holds the table of both.
 *
 * Each message travels with its group index and `gid` (`GroupMessage`), and its sender's identity is that of the
 * authenticated connection (`Speaker`), so that a vote always names the disk that remembers it (rule 7).
 */

import type { Proposal } from '@gaios/sm-base';
import type { Ballot } from './ballot.ts';

/** Who said it, and with which disk. */
export interface Speaker {
  readonly nodeId: number;
  readonly storageId: string;
}

/** What an acceptor reports of one instance in phase 1. */
export interface Reported {
  readonly instanceId: number;
  readonly ballot: Ballot;
  /** Known to be chosen, not just accepted. */
  readonly chosen: boolean;
  readonly value: Uint8Array;
}

export interface InstanceValue {
  readonly instanceId: number;
  readonly value: Uint8Array;
}

/** A chosen value and a ballot at which it was chosen. */
export interface LearnedValue extends InstanceValue {
  readonly ballot: Ballot;
}

/** One proposal, or several that must share an instance. */
export type ProposalUnit = readonly Proposal[];

export interface MessageMap {
  /** Would you promise? Changes nothing anywhere (DESIGN 3.2). */
  PrepareDryRun: { readonly ballot: Ballot; readonly from: number };
  /** Never counts as a promise. */
  PrepareDryRunReply: {
    readonly ballot: Ballot;
    /** storageId of the candidate that asked. */
    readonly proposer: string;
    readonly granted: boolean;
    /** The acceptor's present promise. */
    readonly promised: Ballot;
    /** The live leader that it follows, 0 if none. */
    readonly leader: number;
    readonly chosenUpTo: number;
    readonly minChosen: number;
  };
  /** Phase 1a for all instances `>= from`. */
  Prepare: { readonly ballot: Ballot; readonly from: number };
  /** Phase 1b, in pages: `next` is the instance to ask from for the next page, 0 on the last one. */
  PrepareReply: {
    readonly ballot: Ballot;
    readonly proposer: string;
    readonly from: number;
    readonly verdict: 'promised' | 'refused' | 'chosen';
    readonly promised: Ballot;
    readonly chosenUpTo: number;
    readonly minChosen: number;
    readonly accepted: readonly Reported[];
    readonly next: number;
  };
  /** Phase 2a for several instances; `chosenUpTo` and the chained checksum there ride along. */
  Accept: {
    readonly ballot: Ballot;
    readonly entries: readonly InstanceValue[];
    readonly chosenUpTo: number;
    readonly checksum: number;
  };
  /** Phase 2b. `refused` names the higher promise; `chosen` says that all of them are chosen here already. */
  AcceptReply: {
    readonly ballot: Ballot;
    readonly proposer: string;
    readonly verdict: 'accepted' | 'refused' | 'chosen';
    readonly instanceIds: readonly number[];
    readonly promised: Ballot;
    readonly chosenUpTo: number;
    readonly checksum: number;
  };
  /** The leader of `ballot` says what is chosen, when no `Accept` is there to carry it. Also: I lead. */
  ProposerSendSuccess: { readonly ballot: Ballot; readonly chosenUpTo: number; readonly checksum: number };
  ProposerSendSuccessReply: {
    readonly ballot: Ballot;
    readonly proposer: string;
    readonly promised: Ballot;
    readonly chosenUpTo: number;
    readonly checksum: number;
  };
  /**
   * I lead at this ballot no longer, and never shall again: lets others elect at once, and ends the fortification of
   * this ballot and of any below it.
   */
  Release: { readonly ballot: Ballot };
  ReleaseReply: { readonly ballot: Ballot };
  /** I have fortified you at this ballot, and at this epoch of my present boot (DESIGN 5). */
  Fortified: {
    readonly ballot: Ballot;
    readonly proposer: string;
    readonly boot: number;
    readonly epoch: number;
  };
  /** I refused a candidate for the sake of this ballot of yours: do you lead by it? Answered by word or `Release`. */
  RefusedFor: { readonly ballot: Ballot };
  /** You are to lead in my place: all is chosen up to there, and my ballot is released. */
  Transfer: { readonly ballot: Ballot; readonly chosenUpTo: number };
  /** The owner of this ballot released it in my favour: goes ahead of the successor's `Prepare`, worth a `Release`. */
  ReleasedTo: { readonly ballot: Ballot };
  /** I need everything from here on; what have you? */
  AskForLearn: { readonly from: number };
  /** `leader`: whom I follow, if anybody. */
  SendNowInstanceId: {
    readonly chosenUpTo: number;
    readonly minChosen: number;
    readonly leader?: number | undefined;
  };
  ConfirmAskForLearn: { readonly from: number };
  SendLearnValue: { readonly entries: readonly LearnedValue[]; readonly chosenUpTo: number };
  SendLearnValueAck: { readonly upTo: number };
  /**
   * Proposals of another node for the leader, in the order in which they were made; without any: do you still lead?
   * `origin`, here and below: the node that it is from, or the answer for, if a peer of it relays it (relay.ts).
   */
  SendNewValue: {
    readonly boot: number;
    readonly units: readonly ProposalUnit[];
    readonly origin?: number | undefined;
  };
  /** They were not taken: send again from `expected` (gap), later (full), or to another (not-leader). */
  SendNewValueReply: {
    readonly boot: number;
    readonly verdict: 'gap' | 'full' | 'not-leader';
    readonly expected: number;
    readonly leader: number;
    readonly ballot: Ballot;
    readonly origin?: number | undefined;
  };
  /** A follower wants to read: what is the read index? `requestId` is unique over its boots. */
  AskForReadIndex: {
    readonly boot: number;
    readonly requestId: number;
    readonly origin?: number | undefined;
  };
  ReadIndex: {
    readonly boot: number;
    readonly requestId: number;
    /** 0: not answered, ask again or elsewhere. */
    readonly instanceId: number;
    readonly origin?: number | undefined;
  };
  /** Have you promised anything above my ballot? */
  ConfirmLeader: { readonly ballot: Ballot; readonly round: number };
  ConfirmLeaderReply: {
    readonly ballot: Ballot;
    readonly proposer: string;
    readonly round: number;
    readonly promised: Ballot;
  };
  /** My chained checksum there; what is yours? (DESIGN 3.6) */
  CompareChecksum: { readonly instanceId: number; readonly checksum: number };
  CompareChecksumReply: { readonly instanceId: number; readonly checksum: number };
}

export type MessageKind = keyof MessageMap;
export type MessageOf<K extends MessageKind> = { readonly kind: K } & MessageMap[K];
export type Message = { [K in MessageKind]: MessageOf<K> }[MessageKind];

/**
 * A message as it travels: `gid` is 0 until the sender has concluded instance 1 (DESIGN 6). `life` says from the beginning
 * which life of its index the group is; absent: the one that the options of the first start name.
 */
export interface GroupMessage {
  readonly groupIdx: number;
  readonly life?: number;
  readonly gid: number;
  readonly message: Message;
}

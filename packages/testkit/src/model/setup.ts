/**
 * What the model checker is set up with: which nodes there are, what they know at the start, what they want to propose,
 * and how much of each thing may happen. All ports are constant functions, so that a step depends on its input only.
 */

import type * as core from '@gaios/core';
import {
  makeBallot,
  type Configuration,
  type Member,
  type ReplicaOptions,
  type ReplicaTuning,
} from '@gaios/core';
import {
  changesConfiguration,
  decodeBatch,
  encodeBatch,
  SYSTEM_SM_ID,
  type GroupMeta,
  type LogRecord,
} from '@gaios/sm-base';
import { crc32 } from 'node:zlib';
import { storageIdOf } from '../lab.ts';

/** The core that is checked: the real one, or one loaded from mutated sources (planted/loader.ts). */
export type Core = typeof core;

/** What a node wants to get chosen: a text, or the members (and the old side, if joint) that a change is to make. */
export type Wish =
  | string
  | {
      readonly voters: readonly number[];
      readonly outgoing?: readonly number[];
      readonly fromVersion: number;
    };

export interface ModelBounds {
  /** Instances that may be proposed above the founding one. */
  readonly instances: number;
  /** Campaigns of all nodes together; each uses at most one ballot. */
  readonly ballots: number;
  readonly crashes: number;
  /** Explicit losses. A letter that never arrives is explored in any case, and has the same effect. */
  readonly drops: number;
  /** Deliveries after which the letter is still under way. */
  readonly duplicates: number;
  /** Times that all timers of a node run out, or that a node loses sight of its leader. */
  readonly timeouts: number;
}

export interface ModelSetup {
  readonly voters: readonly number[];
  /** Members that do not vote at first; they know the founding instance, too. */
  readonly learners: readonly number[];
  /** Who may campaign, and how often; all others only answer. */
  readonly campaigns: ReadonlyMap<number, number>;
  /** What each node proposes from its start on. */
  readonly wishes: ReadonlyMap<number, readonly Wish[]>;
  /** Whether it proposes that again, as new values, after each restart. */
  readonly wishesAgain: boolean;
  /** How often a node may lose its disk, at any moment; it comes back with an empty one, bound to nothing. */
  readonly wipes: ReadonlyMap<number, number>;
  /**
   * How often each node, while it leads, may propose what is a leader's duty (config-sm duties.ts): to bind the disk that
   * a member has now, or to leave a joint configuration. It waits for nobody to have caught up, which no rule rests on.
   */
  readonly duties: number;
  /** How often a node may make a checkpoint, at any moment, and cut off its log behind it (checkpoints.ts). */
  readonly cleans: ReadonlyMap<number, number>;
  /** To whom it goes then. */
  readonly receivers: readonly number[];
  /** Nodes that, once down, stay down. */
  readonly gone: readonly number[];
  readonly bounds: ModelBounds;
  /** Writes reach the disk by steps of their own; otherwise within the turn that asks for them. */
  readonly unsynced: boolean;
  /**
   * `apart`: every letter travels on its own. `whole`: letters that only prepare others, and tell of no promise, no
   * acceptance and nothing chosen, are answered at once: a campaign and the answers to its dry run, of as many voters as
   * it takes and for every choice of them, are one step, and so is all that an `AskForLearn` leads to up to the values
   * sent. What this leaves out is only that such an answer may be stale.
   */
  readonly talk: 'apart' | 'whole';
  /** Letters that can have no effect any more are taken away (dead.ts). Only tests of just that say no. */
  readonly buries: boolean;
  readonly windowInstances: number;
  /** Disks start empty, and instance 1 has to be chosen first; otherwise it is chosen and known to everybody. */
  readonly fresh: boolean;
}

const GID = 7;
/** Deadlines lie one unit ahead of a clock that stands still, until a timeout moves it past all of them. */
export const LATER_MS = 1;

const tuning: ReplicaTuning = {
  windowInstances: 2,
  windowBytes: 1 << 20,
  // One proposal an instance, so that what is small can still be pipelined.
  batchCount: 1,
  batchBytes: 1 << 16,
  batchDelayMs: 0,
  announceDelayMs: 0,
  queueBytes: 1 << 16,
  retryMinMs: LATER_MS,
  retryMaxMs: LATER_MS,
  campaignTimeoutMs: LATER_MS,
  acceptAheadInstances: 64,
  pageBytes: 1 << 16,
  learnWindowBytes: 1 << 16,
};

const memberAs =
  (role: Member['role'], storageId: (nodeId: number) => string) =>
  (nodeId: number): Member => ({ nodeId, address: `n${nodeId}`, role, storageId: storageId(nodeId) });

const initialMembers = ({ voters, learners }: ModelSetup): Member[] => [
  ...voters.map(memberAs('voter', () => '')),
  ...learners.map(memberAs('learner', () => '')),
];

const chain = (checksum: number, value: Uint8Array): number => crc32(value, checksum);

export const nodesOf = ({ voters, learners }: ModelSetup): number[] =>
  [...voters, ...learners].toSorted((a, b) => a - b);

/** The highest instance whose `Accept`s are delivered. */
export const lastInstance = (setup: ModelSetup): number => setup.bounds.instances + (setup.fresh ? 0 : 1);

/** The tuning of every replica. */
export const tuningOf = ({ windowInstances }: ModelSetup): ReplicaTuning => ({ ...tuning, windowInstances });

export const optionsOf = (setup: ModelSetup, nodeId: number, boot: number, life: number): ReplicaOptions => ({
  groupIdx: 0,
  self: { nodeId, storageId: storageIdOf(nodeId, life), boot },
  initialMembers: initialMembers(setup),
  gidProposal: GID,
  tuning: tuningOf(setup),
  drainBeforePropose: false,
  ports: { frame: encodeBatch, unframe: decodeBatch, changesConfiguration, chain },
});

/** Instance 1 as the voter with the lowest id would have proposed it: every disk is bound. */
export interface Founding {
  readonly record: LogRecord;
  readonly meta: GroupMeta;
}

export const foundingOf = (core: Core, setup: ModelSetup): Founding => {
  const founder = Math.min(...setup.voters);
  const ballot = makeBallot(1, founder);
  const members = initialMembers(setup).map((member) => ({
    ...member,
    storageId: storageIdOf(member.nodeId),
  }));
  const storageId = storageIdOf(founder);
  const payload = core.encodeChange({ gid: GID, fromVersion: 0, members });
  const proposal = { nodeId: founder, storageId, boot: 1, seq: 0, floor: 0, smId: SYSTEM_SM_ID, payload };
  const value = encodeBatch({ timeMs: 0, proposals: [proposal] });
  const configuration: Configuration = { gid: GID, version: 1, members };
  return {
    record: { instanceId: 1, ballot, chosen: true, value },
    meta: {
      promised: ballot,
      promisedTo: storageId,
      chosenUpTo: 1,
      checksum: chain(0, value),
      minChosen: 1,
      configuration: core.encodeConcluded({ configuration, ballot }),
    },
  };
};

/** The machine and the bytes of a wish, as its node proposes it. */
export const requestOf = (core: Core, nodeId: number, boot: number, wish: Wish): core.ProposalRequest => {
  if (typeof wish === 'string') {
    const text = boot === 1 ? wish : `${wish}'${boot}`;
    return { smId: 1, payload: Uint8Array.from(text, (char) => char.charCodeAt(0)) };
  }
  const member = memberAs('voter', (voter) => storageIdOf(voter));
  const change = { gid: GID, fromVersion: wish.fromVersion, members: wish.voters.map(member) };
  const outgoing = wish.outgoing?.map(member);
  const payload = core.encodeChange(outgoing === undefined ? change : { ...change, outgoing });
  return { smId: SYSTEM_SM_ID, payload };
};

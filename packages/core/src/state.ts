/**
 * A replica's whole state as plain data: numbers, strings, bytes, arrays, Maps and Sets. It can be cloned, compared and
 * hashed (`stateKey`), which is what the simulator and the model checker do with it.
 */

import type { Ballot } from './ballot.ts';
import {
  decodeConcluded,
  initialConfiguration,
  type Configuration,
  type ConcludedConfiguration,
} from './configuration.ts';
import type { WriteSeq } from './effects.ts';
import type { ProposalRequest, ReplicaOptions, StoredReplica } from './replica-api.ts';
import type { ProposalUnit } from './messages.ts';

/** What is accepted, or learned as chosen above a gap, at one instance. */
export interface Acceptance {
  readonly ballot: Ballot;
  readonly value: Uint8Array;
  readonly chosen: boolean;
  /** The write that makes it durable; 0: it was on disk at start. */
  readonly writeSeq: WriteSeq;
}

export interface AcceptorState {
  promised: Ballot;
  /** storageId of the proposer that the promise was given to; '' if that is not known. */
  promisedTo: string;
  /** Instances above `chosenUpTo` only. */
  readonly accepted: Map<number, Acceptance>;
}

/** A learning stream that this replica asked for. */
export interface LearnAsk {
  readonly peer: number;
  phase: 'asked' | 'confirmed';
  deadlineMs: number;
}

/** A learning stream that this replica serves. */
export interface LearnStream {
  next: number;
  loading: boolean;
  /** Sent and not acknowledged, in order. */
  unacked: { readonly upTo: number; readonly bytes: number }[];
}

export interface LearnerState {
  chosenUpTo: number;
  minChosen: number;
  checksum: number;
  /** Chained checksums of the last instances up to `chosenUpTo`, for comparison with peers (checksums.ts). */
  readonly checksums: number[];
  /** The highest `chosenUpTo` heard from each peer. */
  readonly heard: Map<number, number>;
  /** The first instance still in the log of each peer, as it said last; absent: not known, and taken for 1. */
  readonly keptFrom: Map<number, number>;
  /** The instance from which on a checkpoint was said to be needed; 0: none is. */
  needsFrom: number;
  /** What live peers asked for and have not acknowledged: they need the log from there on. */
  readonly asked: Map<number, number>;
  ask: LearnAsk | undefined;
  /** The highest instance that anybody said to know as chosen. */
  known: number;
  /** When all live peers are asked, since nobody is known to have what is missing; and the wait after that. */
  inquireAtMs: number;
  inquireMs: number;
  readonly streams: Map<number, LearnStream>;
}

/** The leader followed, as far as known: who proved a phase 1 quorum at `ballot`. */
export interface LeaderState {
  /** 0: none. */
  nodeId: number;
  ballot: Ballot;
  chosenUpTo: number;
}

export interface Promise1 {
  readonly storageId: string;
  /** First instance of the page that is awaited; 0: all pages are in. */
  next: number;
}

export interface Flight {
  readonly value: Uint8Array;
  readonly acks: Set<number>;
  /** Other nodes whose proposals are in it. */
  readonly origins: readonly number[];
}

export interface QueuedUnit {
  readonly unit: ProposalUnit;
  readonly bytes: number;
  /** First seq of an own unit, to mark it when it is cut; 0 for a forwarded one. */
  readonly ownSeq: number;
}

export interface QueuedUpTo {
  readonly storageId: string;
  readonly boot: number;
  seq: number;
}

export type ProposerRole = 'follower' | 'dry-run' | 'preparing' | 'leader';

export interface ProposerState {
  role: ProposerRole;
  /** Own ballot; meaningful unless follower. */
  ballot: Ballot;
  /** First instance asked for in phase 1. */
  from: number;
  /** The highest ballot heard of. */
  highestSeen: Ballot;
  campaignDeadlineMs: number;
  /** Answers to the dry run: granted or not. */
  readonly grants: Map<number, boolean>;
  /** Promises at `ballot`, by voter. */
  readonly promises: Map<number, Promise1>;
  /** Highest reported value per instance, not proposed yet. */
  readonly recovered: Map<
    number,
    { readonly ballot: Ballot; readonly value: Uint8Array; readonly chosen: boolean }
  >;
  /** Highest instance that phase 1 reported. */
  recoveredUpTo: number;
  /** Next instance to propose. */
  next: number;
  readonly inflight: Map<number, Flight>;
  inflightBytes: number;
  /** Instance in flight that may change the configuration; 0: none. */
  changeAt: number;
  /** The configuration that it would make. */
  proposed: Configuration | undefined;
  /** After a change: waiting until a quorum of the new configuration has promised. */
  regathering: boolean;
  /** First own instance of this reign past all recovered ones; 0: not proposed yet. */
  readyAt: number;
  queue: QueuedUnit[];
  queueBytes: number;
  queuedSinceMs: number;
  /** Per node, the last seq taken into this reign's queue. */
  readonly queuedUpTo: Map<number, QueuedUpTo>;
  /** Per node, the seq that it was told is missing here. */
  readonly gapsTold: Map<number, number>;
  /** `chosenUpTo` last sent to, and last acknowledged by, each member. */
  readonly announced: Map<number, { sent: number; acked: number }>;
  /** Members that wait for what is chosen and not announced to them. */
  readonly askers: Set<number>;
  /** When what is chosen is announced to the others, if no `Accept` does it before. */
  announceAtMs: number;
  retryAtMs: number;
  retryMs: number;
  /** Drains its window, to hand over to this node; 0: no. And when it gives up on that. */
  transferTo: number;
  transferUntilMs: number;
  /** As a candidate: the ballot that was released in its favour; 0: none. */
  token: Ballot;
  /** The ballot at which it began to lead, and which it has gone above since without a break; 0: the present one. */
  reign: Ballot;
}

/** The leader that this replica promises nobody else for, while the epoch of the pair is this. */
export interface Fortified {
  readonly nodeId: number;
  readonly storageId: string;
  readonly ballot: Ballot;
  readonly epoch: number;
}

/** See relay.ts. */
export interface RelayState {
  /** The peer that follows a leader; 0: none. */
  via: number;
}

/** See lease.ts. */
export interface LeaseState {
  fortified: Fortified | undefined;
  /** The promise that its owner has released; 0: none. */
  released: Ballot;
  /** As a leader: what each voter answered last at this ballot. */
  readonly fortifiers: Map<
    number,
    { readonly storageId: string; readonly boot: number; readonly epoch: number }
  >;
  /** The ballot at which this node led and which it has not released yet; 0: none. */
  unreleased: Ballot;
  releasing:
    | { readonly ballot: Ballot; readonly waiting: Set<number>; retryAtMs: number; retryMs: number }
    | undefined;
  /** Since when this leader is without the lease; Infinity: it holds it. */
  withoutSinceMs: number;
  /** When a quorum was last seen to have promised nothing higher. */
  confirmedMs: number;
  /** When that was last asked for, and who has answered. */
  probedMs: number;
  readonly probed: Set<number>;
  /** Learners that have promised more than the ballot at which this node leads. */
  readonly declined: Set<number>;
  /** The ballot of a leader that spoke while this replica was bound to another one; 0: none. */
  passedOver: Ballot;
  /** It was dropped as leader: it does not stand before this. */
  notStandingUntilMs: number;
}

const initialLease = (): LeaseState => ({
  fortified: undefined,
  released: 0,
  fortifiers: new Map(),
  unreleased: 0,
  releasing: undefined,
  withoutSinceMs: Infinity,
  confirmedMs: 0,
  probedMs: 0,
  probed: new Set(),
  declined: new Set(),
  passedOver: 0,
  notStandingUntilMs: 0,
});

/** Own proposals that share an instance. */
export interface SessionUnit {
  readonly firstSeq: number;
  readonly requests: readonly ProposalRequest[];
  readonly bytes: number;
  /** Whether it ever left: was cut into an instance here, or forwarded. */
  sent: boolean;
  /** Ballot of the reign to which it was handed last; 0: hand it over (again). */
  handedTo: Ballot;
  /** Seqs of it that execution has settled; undefined for a unit of one, which is settled at once. */
  readonly settled: Set<number> | undefined;
}

export interface SessionState {
  nextSeq: number;
  /**
   * By first seq, in order. No Map: V8 keeps each table that a Map outgrew, with all that was in it, as long as it keeps
   * the one before, and that of a Map that was there before its last full collection it keeps until the next.
   */
  readonly units: SessionUnit[];
  /** Without a hole, all before this seq are handed to this reign: where to go on. 0: from the floor. */
  handedBefore: number;
  handedBallot: Ballot;
  retryAtMs: number;
  retryMs: number;
}

export interface RemoteRead {
  readonly peer: number;
  /** Whom to answer: itself, or the peer that relayed it. */
  readonly via: number;
  readonly boot: number;
  readonly requestId: number;
}

/** A confirmation round of the leader. */
export interface ReadRound {
  readonly round: number;
  readonly index: number;
  readonly local: readonly number[];
  readonly remote: readonly RemoteRead[];
  readonly acks: Set<number>;
  retryAtMs: number;
}

/** A read index asked of the leader. */
export interface ReadAsk {
  readonly requestId: number;
  readonly ballot: Ballot;
  readonly local: readonly number[];
  retryAtMs: number;
}

export interface ReaderState {
  nextId: number;
  waiting: number[];
  waitingRemote: RemoteRead[];
  round: ReadRound | undefined;
  ask: ReadAsk | undefined;
}

export interface ReplicaState {
  nowMs: number;
  wallMs: number;
  writeSeq: WriteSeq;
  /** `chosenUpTo` is ahead of the meta row last handed over; it rides on the next write. */
  metaDirty: boolean;
  stopped: string | undefined;
  notVoting: string;
  /** Identity of the group's life as peers told it; 0: none has spoken of one. */
  heardGid: number;
  executedUpTo: number;
  /** The configuration of instance `chosenUpTo + 1`. */
  configuration: Configuration;
  /** Ballot at which the last change was chosen (rule 4). */
  configurationBallot: Ballot;
  readonly alive: Set<number>;
  /** The disk that each peer was last seen with. */
  readonly disks: Map<number, string>;
  readonly differing: Map<number, number>;
  readonly leader: LeaderState;
  readonly acceptor: AcceptorState;
  readonly learner: LearnerState;
  readonly proposer: ProposerState;
  readonly session: SessionState;
  readonly reader: ReaderState;
  readonly lease: LeaseState;
  readonly relay: RelayState;
}

const initialProposer = (): ProposerState => ({
  role: 'follower',
  ballot: 0,
  from: 0,
  highestSeen: 0,
  campaignDeadlineMs: Infinity,
  grants: new Map(),
  promises: new Map(),
  recovered: new Map(),
  recoveredUpTo: 0,
  next: 0,
  inflight: new Map(),
  inflightBytes: 0,
  changeAt: 0,
  proposed: undefined,
  regathering: false,
  readyAt: 0,
  queue: [],
  queueBytes: 0,
  queuedSinceMs: 0,
  queuedUpTo: new Map(),
  gapsTold: new Map(),
  announced: new Map(),
  askers: new Set(),
  announceAtMs: Infinity,
  retryAtMs: Infinity,
  retryMs: 0,
  transferTo: 0,
  transferUntilMs: Infinity,
  token: 0,
  reign: 0,
});

/** The group has one, and it is not known here. */
const SOME_GID = -1;

const storedConfiguration = (options: ReplicaOptions, stored: StoredReplica): ConcludedConfiguration => {
  const bytes = stored.stored?.meta.configuration;
  const concluded = bytes === undefined || bytes.length === 0 ? undefined : decodeConcluded(bytes);
  return (
    concluded ?? { configuration: initialConfiguration(options.initialMembers, options.life), ballot: 0 }
  );
};

/**
 * Requests are told apart by boot and id; the boots of a new disk are counted from 1 again, so that its ids start
 * elsewhere: a late answer to what the lost disk asked must not be taken for an answer to this one.
 */
const firstRequestId = (storageId: string): number =>
  (Number.parseInt(storageId.slice(-8), 16) || 0) * 2 ** 20 + 1;

/** The state of a replica that starts on what its disk holds. */
export const restoreState = (options: ReplicaOptions, stored: StoredReplica): ReplicaState => {
  const meta = stored.stored?.meta;
  const { configuration, ballot } = storedConfiguration(options, stored);
  const promised = meta?.promised ?? 0;
  const raised = ballot > promised;
  const accepted = new Map<number, Acceptance>();
  for (const record of stored.tail) {
    accepted.set(record.instanceId, {
      ballot: record.ballot,
      value: record.value,
      chosen: record.chosen,
      writeSeq: 0,
    });
  }
  return {
    nowMs: 0,
    wallMs: 0,
    writeSeq: 0,
    metaDirty: false,
    stopped: undefined,
    notVoting: '',
    heardGid: stored.hadLog === true ? SOME_GID : 0,
    executedUpTo: 0,
    configuration,
    configurationBallot: ballot,
    alive: new Set(),
    disks: new Map(),
    differing: new Map(),
    leader: { nodeId: 0, ballot: 0, chosenUpTo: 0 },
    acceptor: {
      // Rule 4: start raises the promise again from the ballot stored with the last change.
      promised: raised ? ballot : promised,
      promisedTo: raised ? '' : (meta?.promisedTo ?? ''),
      accepted,
    },
    learner: {
      chosenUpTo: meta?.chosenUpTo ?? 0,
      minChosen: meta?.minChosen ?? 1,
      checksum: meta?.checksum ?? 0,
      checksums: meta === undefined ? [] : [meta.checksum],
      heard: new Map(),
      keptFrom: new Map(),
      needsFrom: 0,
      asked: new Map(),
      ask: undefined,
      known: 0,
      inquireAtMs: Infinity,
      inquireMs: 0,
      streams: new Map(),
    },
    proposer: initialProposer(),
    session: {
      nextSeq: 1,
      units: [],
      handedBefore: 0,
      handedBallot: 0,
      retryAtMs: Infinity,
      retryMs: 0,
    },
    reader: {
      nextId: firstRequestId(options.self.storageId),
      waiting: [],
      waitingRemote: [],
      round: undefined,
      ask: undefined,
    },
    lease: initialLease(),
    relay: { via: 0 },
  };
};

/** Back to a follower that has nothing in flight. What it knows of others' ballots stays. */
export const resetProposer = (proposer: ProposerState): void => {
  const { highestSeen } = proposer;
  Object.assign(proposer, initialProposer(), { highestSeen });
};

const copy = (value: unknown): unknown => {
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copy);
  if (value instanceof Set) return new Set([...value].map(copy));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, copy(item)]));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copy(item)]));
};

/** A deep copy. Values are shared: they never change. */
export const cloneState = (state: ReplicaState): ReplicaState => copy(state) as ReplicaState;

const key = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Uint8Array) return `<${value.join()}>`;
  if (Array.isArray(value)) return `[${value.map(key).join()}]`;
  if (value instanceof Set) return `(${[...value].map(key).toSorted().join()})`;
  if (value instanceof Map) {
    return `{${[...value]
      .map(([k, item]) => `${key(k)}:${key(item)}`)
      .toSorted()
      .join()}}`;
  }
  return `{${Object.entries(value)
    .map(([k, item]) => `${k}:${key(item)}`)
    .toSorted()
    .join()}}`;
};

/** A canonical text of a state: equal states, and only they, have equal keys. */
export const stateKey = (state: ReplicaState): string => key(state);

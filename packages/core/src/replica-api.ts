/**
 * What a driver sees of a replica: the inputs. Everything they cause comes out of `take()`.
 * A driver calls `clock` first in each turn, any inputs, then `take` once; it may leave that out after inputs that all said
 * that nothing is to be taken, but not in its first turn.
 */

import type { Batch, LogRecord, StoredGroup } from '@gaios/sm-base';
import type { Ballot } from './ballot.ts';
import type { Configuration, Member } from './configuration.ts';
import type { Effects, Load } from './effects.ts';
import type { Message, Speaker } from './messages.ts';
import type { SupportTable } from './support-table.ts';
import type { CheckpointBase, InstallVerdict } from './checkpoint-base.ts';

/** Limits and timeouts; the runtime's option rows give defaults and bounds. */
export interface ReplicaTuning {
  /** Instances in flight at once. */
  readonly windowInstances: number;
  /** Bytes in flight at once. */
  readonly windowBytes: number;
  /** A batch is cut at this many proposals … */
  readonly batchCount: number;
  /** … or bytes; a single larger value is a batch of its own. */
  readonly batchBytes: number;
  /** How long a batch may wait to fill, ms; 0: not at all. */
  readonly batchDelayMs: number;
  /** Within what time members that wait for nothing are told what is chosen, if no `Accept` tells them before, ms. */
  readonly announceDelayMs: number;
  /** Proposals (bytes) waiting at the leader beyond the window, before it refuses forwarded ones. */
  readonly queueBytes: number;
  /** First and last wait before an unanswered message is repeated, ms; doubles in between. */
  readonly retryMinMs: number;
  readonly retryMaxMs: number;
  /** A campaign that found no quorum is over after this, ms. */
  readonly campaignTimeoutMs: number;
  /** Accepts further ahead of `chosenUpTo` than this are dropped (memory bound of one that lags). */
  readonly acceptAheadInstances: number;
  /** Bytes of one page of a PrepareReply or SendLearnValue; at least one value always fits. */
  readonly pageBytes: number;
  /** Unacknowledged bytes of a learning stream. */
  readonly learnWindowBytes: number;
}

export interface ReplicaOptions {
  readonly groupIdx: number;
  readonly self: Speaker & { readonly boot: number };
  /** The members named by the options of the first start; the configuration of instance 1. */
  readonly initialMembers: readonly Member[];
  /** See `Configuration.life`. */
  readonly life?: number;
  /** Used as gid if this node proposes instance 1: random, 1 … 2^53-1. */
  readonly gidProposal: number;
  readonly tuning: ReplicaTuning;
  /** With `beforePropose`: cut a batch only when nothing is in flight and all is executed. */
  readonly drainBeforePropose: boolean;
  /** As long as this replica is no voter, it learns from that node if it can. Absent: from anybody. */
  readonly followNodeId?: number;
  /** Absent: no leases. */
  readonly lease?: LeaseOptions;
  readonly ports: ReplicaPorts;
}

export interface LeaseOptions {
  readonly support: SupportTable;
  /** Whether a leader with a lease gives read indexes without asking a quorum. */
  readonly reads: boolean;
  /** It counts no support for longer than this, ms; it shortens, and lengthens nothing. May change. */
  capMs: number;
}

/** The few functions that the core needs of the outside; all pure. */
export interface ReplicaPorts {
  /** Frames a batch (sm-base `encodeBatch`), letting machines change values first where that is on. */
  frame(batch: Batch): Uint8Array;
  /** Reads a frame (sm-base `decodeBatch`). */
  unframe(value: Uint8Array): Batch;
  /** Whether a framed value may change the configuration (sm-base `changesConfiguration`). */
  changesConfiguration(value: Uint8Array): boolean;
  /** Extends a chained checksum by a value: an unsigned 32-bit number. */
  chain(checksum: number, value: Uint8Array): number;
  /**
   * What a leader says in its first instance past all that it recovered, instead of a no-op; `reign` is the ballot at
   * which it began to lead without a break. It goes out framed as no node's proposal, so nobody can forward or repeat it:
   * a later leader that finds it proposes these very bytes.
   */
  reignValue?(ballot: Ballot, reign: Ballot): ProposalRequest;
}

/** One value to propose. */
export interface ProposalRequest {
  readonly smId: number;
  readonly payload: Uint8Array;
}

/** What the group looks like from here, whenever it is looked at. */
export interface ReplicaView {
  readonly role: 'follower' | 'dry-run' | 'preparing' | 'leader';
  /** 0: unknown. */
  readonly leader: number;
  readonly ballot: number;
  readonly promised: number;
  readonly gid: number;
  readonly chosenUpTo: number;
  readonly minChosen: number;
  readonly checksum: number;
  readonly executedUpTo: number;
  readonly pending: number;
  readonly configuration: Configuration;
  /** Whether this disk is bound as a voter in the configuration (or may become so by bootstrap). */
  readonly votes: boolean;
  /** Whether this disk is bound to this node in the configuration; if not, its proposals are never executed. */
  readonly bound: boolean;
  readonly stopped: string | undefined;
  /** Node of the last leader known, unless that has released its ballot; 0: none. */
  readonly lastLeader: number;
  /** A peer is known to have more of the log. */
  readonly isBehind: boolean;
  /** Live peers that need what is truncated here: they have to be given a checkpoint. */
  readonly stranded: readonly number[];
  /** The node that this leader drains its window for, to hand over to it; 0: none. */
  readonly transferTo: number;
}

export interface StoredReplica {
  readonly stored: StoredGroup | undefined;
  /** All records above `stored.meta.chosenUpTo`. */
  readonly tail: readonly LogRecord[];
  /** The group had a log on a disk that this one replaces: this replica must not take part in founding it. */
  readonly hadLog?: boolean;
}

export interface ReplicaInputs {
  /** First in each turn: monotonic now and the wall clock. */
  clock(nowMs: number, wallMs: number): void;
  /** Tells whether there may be something to take: of most votes nothing follows. */
  receive(from: Speaker, message: Message, gid: number): boolean;
  /** Takes proposals that share one instance; returns the seq of the first, the others follow. */
  propose(requests: readonly ProposalRequest[]): number;
  /** The caller waits no longer. Tells whether it ever left the session; if not, it never will. */
  giveUp(seq: number): 'never-sent' | 'sent' | 'settled';
  /**
   * Own proposals that execution met: done (executed or skipped for good), or met too early. Tells whether there may be
   * something to take.
   */
  executed(
    upTo: number,
    own: { readonly done: readonly number[]; readonly early: readonly number[] },
  ): boolean;
  /**
   * For a replica that knows no leader: starts a dry run, or, if it may not vote (as far as it knows), asks its peers what
   * it has missed. So does one that `mayStand` not: voters that support the last leader would be needed.
   */
  campaign(mayStand?: boolean): void;
  /**
   * The failure detector's word on a peer, and the disk that it speaks with. All peers start as down. Called again
   * when a peer came back with another boot.
   */
  peerUp(nodeId: number, storageId: string): void;
  peerDown(nodeId: number): void;
  /** What that peer's support of this node amounts to has changed: a new epoch, or it ran out. */
  supportChanged(nodeId: number): void;
  /** Asks for a read index; answered by `Effects.reads` under the returned id. */
  read(): number;
  cancelRead(readId: number): void;
  loaded(load: Load, records: readonly LogRecord[]): void;
  /**
   * Deletes the log below that instance. False, and nothing happens: it is not executed up to there, or is deleted already.
   * That it is in a checkpoint, and needed by nobody else, is for the caller to know.
   */
  truncate(below: number): boolean;
  /**
   * A checkpoint takes the place of everything up to its instance; the promise, and what is accepted above, stay. Its machines
   * and files must be safe already: `Effects.installed` says when it is durable that they count.
   */
  install(checkpoint: CheckpointBase): InstallVerdict;
  /** How far each live peer has the log, as far as is known here: nothing above is to be truncated without need. */
  peersAt(): Map<number, number>;
  /** Stops voting and leading for good (storage failed, or the driver met a broken invariant). */
  stop(reason: string): void;
  /** Gives up leadership, if held. */
  resign(reason: string): void;
  /** The same, and stands for leader not before that reading of the clock, unless another leader hands over to it. */
  drop(untilMs: number): void;
  /**
   * Drains the window and hands leadership to a caught-up voter; given up after a while, or if it leads no more. False:
   * this node does not lead, or that one cannot take over.
   */
  transfer(nodeId: number): boolean;
  /**
   * Other voters that could not take this node's place now: not alive, another disk than the one bound, or, as far as
   * this node knows as their leader, not caught up.
   */
  laggards(): number[];
  /** Takes a transfer back that has not been made yet. */
  keepLeading(): void;
  /** Whether nobody else can have anything chosen now, at a reading of the clock taken just now. */
  holdsLease(readingMs: number): boolean;
  /**
   * Whether this leader and those that fortified it are a quorum of that configuration. If not, a change to it would end
   * the lease, and is proposed only if it is forced.
   */
  fortifiersCover(configuration: Configuration, readingMs: number): boolean;
  /** The read index that the lease vouches for, at a reading of the clock taken just now; 0: no lease, or not ready. */
  leaseIndex(readingMs: number): number;
  /** Repeats what is due. Call when `deadlineMs` has passed. */
  tick(): void;
  /** Monotonic ms at which `tick` wants to be called; Infinity: not at all. */
  readonly deadlineMs: number;
  readonly view: ReplicaView;
  /** `readClock`: the clock as it is just then; asked only if a read may be served by the lease. Without it none is. */
  take(readClock?: () => number): Effects;
}

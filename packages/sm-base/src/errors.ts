/**
 * Every expected failure of Gaios is a `GaiosError`: a `code` to switch on, the facts, and, for a proposal,
 * what became of it. A broken invariant is not one of these: it is an `InvariantViolation` and stops the group.
 */

/** What is known of a proposal that did not return normally (DESIGN: proposals from any node). */
export type Outcome = 'not-executed' | 'unknown' | 'executed';

/** One line per code, so that a new one is documented where it is made. */
export const errorCodes = {
  /** An option or argument is out of bounds; `facts.violations` lists every one. */
  INVALID_OPTIONS: 'an option is invalid',
  INVALID_ARGUMENT: 'an argument is invalid',
  /** The value is larger than this node accepts; nothing was sent. */
  VALUE_TOO_LARGE: 'the value is too large',
  TIMEOUT: 'the call did not finish in time',
  ABORTED: 'the call was aborted by its signal',
  /** The node is closing or closed. */
  CLOSED: 'the node is closed',
  /** No leader, or no quorum, within the time allowed, and nothing was sent. */
  NO_QUORUM: 'no quorum answers',
  /** Only this node's lease could vouch for the read, and it holds none. */
  NO_LEASE: 'this node holds no lease of the group',
  /** `useMaster` is not set for the group, so none is recorded by this node. */
  MASTER_NOT_USED: 'no master is recorded for the group',
  /** Only the master itself may be asked for this. */
  NOT_MASTER: 'this node is not the master of the group',
  /** The master's version is not the one that the proposal named, when its turn came. */
  MASTER_CHANGED: 'the master has changed',
  /** Another node cannot take over, did not in time, or somebody else did; `facts` say which, and who leads. */
  TRANSFER_FAILED: 'the master was not handed over',
  /** The group is another than the one that the session belongs to. */
  FOREIGN_SESSION: 'the session belongs to another life of the group',
  /** Admission control: too many proposals wait already. Nothing was sent. */
  OVERLOADED: 'too many proposals are waiting',
  UNKNOWN_GROUP: 'no such group',
  UNKNOWN_STATE_MACHINE: 'no such state machine',
  DUPLICATE_STATE_MACHINE: 'a state machine with this id exists',
  /** The machine has no `query`. */
  NOT_QUERYABLE: 'the state machine answers no queries',
  /** This node is not a member of the group, or its disk is not the one bound to it. */
  NOT_A_MEMBER: 'this node is no bound member of the group',
  /** The group has stopped on this node: invariant broken, divergence, or storage failure. */
  GROUP_STOPPED: 'the group has stopped on this node',
  /** The state machine of the group cannot execute; it is being retried. */
  GROUP_STALLED: 'the group is stalled',
  /** The instance was removed from the log, or never chosen. */
  INSTANCE_NOT_FOUND: 'no such instance in the log',
  INSTANCE_NOT_CHOSEN: 'the instance is not chosen yet',
  /** The operation was executed, but its result is not available here. */
  RESULT_LOST: 'executed, but the result is lost',
  /** A checkpoint took the place of the instances that would have told whether it was executed. */
  OUTCOME_UNKNOWN: 'not known whether it was executed',
  /** The operation was not executed and will not be. */
  NOT_EXECUTED: 'the operation was not executed',
  /** The request id is older than what is remembered of its client: whether it was executed is not known. */
  REQUEST_EXPIRED: 'the request is too old to be known',
  /** A state machine depends on more than its state, the value and the context; `facts` say how it was found. */
  NOT_DETERMINISTIC: 'the state machine is not deterministic',
  // Membership
  /** Not an integer from 1 to 65535. */
  INVALID_NODE_ID: 'a node id is an integer from 1 to 65535',
  INVALID_ADDRESS: 'the address is no host name, IPv4 or [IPv6] with a port',
  ADDRESS_IN_USE: 'another member has this address',
  DUPLICATE_MEMBER: 'a node is named twice, or is a member already',
  UNKNOWN_MEMBER: 'the node is not a member of the group',
  NO_VOTERS: 'a configuration needs a voter',
  LAST_VOTER: 'the last voter cannot be removed',
  /** The learner has not caught up, does not answer, or has no bound disk; `force` overrides. */
  LEARNER_BEHIND: 'the learner is not ready to vote',
  /** The membership is another than the one that the change was made from; `facts` name both versions. */
  VERSION_CONFLICT: 'the membership has changed meanwhile',
  CHANGE_UNDER_WAY: 'another change of the membership is under way',
  NOTHING_UNDER_WAY: 'no change of the membership is under way',
  /** Less than a live, caught-up quorum would be left; `force` overrides. */
  QUORUM_AT_RISK: 'no live and caught-up quorum would be left',
  // Directory of groups
  NO_DIRECTORY: 'the directory of groups does not exist yet',
  GROUP_EXISTS: 'the group exists',
  /** A node that is to be a member has no machines for groups of this kind. */
  UNKNOWN_KIND: 'the kind of the group is not known to all of its members',
  /** `groupsMax`. */
  GROUP_LIMIT: 'there are too many groups',
  /** What was under way when the group was destroyed; it can have no result any more. */
  GROUP_DESTROYED: 'the group was destroyed',
  GROUP_DRAINING: 'the group is being destroyed',
  // State machines with a database of their own
  /** A machine's own code failed on an operation; the whole batch is undone and tried again. */
  MACHINE_APPLY_FAILED: 'the state machine failed on an operation',
  MACHINE_QUERY_FAILED: 'the state machine failed on a query',
  /** `facts.step` is the step of the schema, from 1; nothing of it is left. */
  MACHINE_SCHEMA_FAILED: 'a step of the schema failed',
  MACHINE_DATABASE_FOREIGN: 'the database is not one of this state machine',
  MACHINE_DATABASE_NEWER: 'the database was written by a newer version of the state machine',
  /** Its own state is of instances that the log of this node does not have; neither is touched. */
  MACHINE_AHEAD_OF_LOG: 'the state machine holds more than the log of this node',
  /** `facts.reason`: files, damaged, instance. The state is as it was. */
  MACHINE_CHECKPOINT_REFUSED: 'the checkpoint cannot be loaded',
  // Storage
  STORAGE_LOCKED: 'the data folder is in use by another process',
  STORAGE_WRONG_NODE: 'the data folder belongs to another node',
  STORAGE_NEWER_FORMAT: 'the data folder was written by a newer version',
  STORAGE_MISSING: 'the database is missing beside its marker',
  STORAGE_DAMAGED: 'stored data is damaged',
  STORAGE_FULL: 'the disk is full',
  STORAGE_IO: 'the disk failed',
  STORAGE_CLOSED: 'the store is closed',
  /** It was copied or moved: inode, time of birth or file system of the database differ. */
  STORAGE_MOVED: 'the data folder is not where it was',
  // What an operator asks for a folder
  DISK_NOT_MOVED: 'the data folder is where it was: there is nothing to adopt',
  DISK_NOT_CLOSED: 'the data folder was not closed in order: it may lack votes, and cannot be adopted',
  // Offline repair
  /** As many folders tell one history as another. */
  REPAIR_UNDECIDED: 'the data folders tell different histories',
  /** The folders give another plan than the one that was named; `facts` have both hashes. */
  REPAIR_PLAN_CHANGED: 'the plan is another one now',
  REPAIR_NOT_NEEDED: 'there is nothing to repair',
  /** Two folders of one node, or one that belongs to another cluster. */
  REPAIR_FOLDERS: 'the data folders do not fit together',
  // Checkpoints
  CHECKPOINT_NOT_FOUND: 'no such checkpoint',
  /** A file or the manifest is not what the manifest says. */
  CHECKPOINT_DAMAGED: 'the checkpoint is damaged',
  /** A file name that could lead out of the folder, or that some system cannot have. */
  CHECKPOINT_BAD_NAME: 'the file name cannot be used in a checkpoint',
  /** A symbolic link, a folder or a device where a file has to be. */
  CHECKPOINT_NOT_A_FILE: 'no regular file',
  CHECKPOINT_BAD_MANIFEST: 'the manifest contradicts itself',
  /** From the network: outside of its file, expanding beyond what it says, or not what its checksum says. */
  CHECKPOINT_BAD_CHUNK: 'the chunk does not belong to the checkpoint',
  CHECKPOINT_TOO_LARGE: 'the checkpoint is larger than what is bounded',
  /** `facts.smId` names the machine that threw or holds less than the framework; the last checkpoint stays. */
  CHECKPOINT_FAILED: 'the checkpoint was not made',
  /** A machine of the group has no checkpoint calls: its log is never cleaned. */
  CHECKPOINT_NOT_OFFERED: 'a state machine offers no checkpoint',
  /** One is being made, or received, already. */
  CHECKPOINT_BUSY: 'a checkpoint is under way',
  /** Nobody offers one that would help, or nobody could send it; it is tried again. */
  CHECKPOINT_NO_SENDER: 'no node could send a checkpoint',
  /** What would be written there is not: nothing is overwritten. */
  CHECKPOINT_TARGET: 'the target is there already',
  /** `facts.groups`: without them the others are no cluster. */
  CHECKPOINT_INCOMPLETE: 'checkpoints of some groups are missing',
  /** A machine's files are of a later instance than the rest, and a new cluster has no log in between. */
  CHECKPOINT_AHEAD: 'a machine of the checkpoint is ahead of it',
  // Transport
  TRANSPORT_ADDRESS: 'the address cannot be used',
  TRANSPORT_INSECURE: 'a secret or TLS is needed to listen beyond loopback',
} as const;

export type ErrorCode = keyof typeof errorCodes;

export interface GaiosErrorOptions {
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly outcome?: Outcome;
  readonly cause?: unknown;
}

/** An expected failure. Switch on `code`; never parse `message`. */
export class GaiosError extends Error {
  readonly code: ErrorCode;
  readonly facts: Readonly<Record<string, unknown>>;
  /** Set on every failure of a proposal. */
  readonly outcome?: Outcome;

  constructor(code: ErrorCode, detail?: string, options: GaiosErrorOptions = {}) {
    super(detail ?? errorCodes[code], options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'GaiosError';
    this.code = code;
    this.facts = options.facts ?? {};
    if (options.outcome !== undefined) this.outcome = options.outcome;
  }
}

/** A bug, in Gaios or beneath it: a rule that must hold does not. The group that meets it stops. */
export class InvariantViolation extends Error {
  readonly invariant: string;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(invariant: string, facts: Readonly<Record<string, unknown>> = {}) {
    super(`invariant broken: ${invariant} ${JSON.stringify(facts)}`);
    this.name = 'InvariantViolation';
    this.invariant = invariant;
    this.facts = facts;
  }
}

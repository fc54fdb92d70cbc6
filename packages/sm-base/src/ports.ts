/**
 * The ports through which everything impure enters: `LogStorage`, `Transport`, `Clock`, `Random`, and the
 * optional `Logger` and `Metrics`. They live here so that the edges implement them without importing
 * anything above (DESIGN section 2).
 */

/** Who speaks: a node, the disk it remembers with, and how often that disk was opened. */
export interface Identity {
  /** 1 … 65535, chosen by the operator. */
  readonly nodeId: number;
  /** 128 random bits in lower-case hex (32 characters), made with the database. */
  readonly storageId: string;
  /** Counter of openings, from 1; on disk before the node says anything. */
  readonly boot: number;
}

/** One accepted or learned instance, as stored. */
export interface LogRecord {
  /** From 1; a safe integer below 2^47. */
  readonly instanceId: number;
  /** The ballot at which it was accepted, or, if learned, at which it was chosen. */
  readonly ballot: number;
  /** Learned as chosen, possibly above a gap. (That an instance is chosen is otherwise told by `chosenUpTo`.) */
  readonly chosen: boolean;
  /** The framed batch. Never changed after it was handed over. */
  readonly value: Uint8Array;
}

/** What one group remembers beside its log: one small row, replaced as a whole. */
export interface GroupMeta {
  /** Highest ballot promised; 0: none. It never goes down (rule 1). */
  readonly promised: number;
  /** The storageId of the proposer that the promise was given to; '' if none. */
  readonly promisedTo: string;
  /** Every instance up to it is chosen and its chosen value is in the log; 0: none. */
  readonly chosenUpTo: number;
  /** Chained checksum of instances 1 … chosenUpTo. */
  readonly checksum: number;
  /** First instance still in the log; 1 in an untruncated log. */
  readonly minChosen: number;
  /** The last configuration change that is concluded, encoded by the core; empty if none. */
  readonly configuration: Uint8Array;
}

/** What one group adds to a commit. */
export interface GroupWrite {
  readonly groupIdx: number;
  /** Forgets the group wholly, before anything else of this write: its meta row and all records, as if it had never been. */
  readonly drop?: true;
  readonly meta?: GroupMeta;
  /** Upserts, keyed by instanceId. */
  readonly records?: readonly LogRecord[];
  /** Deletes all records below this instance. */
  readonly deleteBelow?: number;
}

export interface StoredGroup {
  readonly groupIdx: number;
  readonly meta: GroupMeta;
}

/**
 * The durable log of all groups of one node. Opened by its implementation's own factory, which also
 * locks the folder and counts the boot.
 */
export interface LogStorage {
  readonly identity: Identity;
  /** True if this opening made the database: the folder was empty. */
  readonly created: boolean;
  /**
   * How much is durable on this disk: a counter of commits, over all openings, which do not count themselves. It only ever
   * grows, so whoever has seen more knows this disk for an old copy (DESIGN 6.3). What is not durable yet is not in it.
   */
  readonly commits: number;
  /** The disk that this one replaces, if it was found to be a copy, or moved (DESIGN 6.3). */
  readonly replaced?: { readonly storageId: string; readonly why: string; readonly keptIn: string };
  /**
   * Writes everything in one transaction and one fsync. Resolves when it is durable; all or nothing. Calls are
   * applied in call order, and may be made while earlier ones are under way (the implementation may merge those that wait).
   * Rejects with STORAGE_FULL, STORAGE_IO or STORAGE_CLOSED; after a rejection every later commit is
   * rejected too, until the store is opened anew. `nodeRecord` replaces what the node remembers beside its groups.
   */
  commit(writes: readonly GroupWrite[], nodeRecord?: Uint8Array): Promise<void>;
  /** What `commit` was given last as `nodeRecord`; empty: never anything. Rejects with STORAGE_DAMAGED. */
  nodeRecord(): Promise<Uint8Array>;
  /** All groups that wrote a meta row and were not dropped since. Rejects with STORAGE_DAMAGED. */
  groups(): Promise<readonly StoredGroup[]>;
  /**
   * Records of a group with `from <= instanceId <= to` in order, ending early once their values sum to more than
   * `bytesMax` (at least one is returned if there is one). Sees all commits that have resolved. Verifies every row;
   * rejects with STORAGE_DAMAGED, `facts: { groupIdx, instanceId }`, and `repairable: true` if nothing but the value of
   * that row is damaged and the row is at or below `chosenUpTo`: `repair` can put the value back.
   */
  read(range: ReadRange): Promise<readonly LogRecord[]>;
  /**
   * Puts back values that peers still have. Of what is offered only that is written which stands in a row that `read` calls
   * repairable, and fits the checksum that this row has of its value; all else of a row stays as it is. Resolves with the
   * instances that were written, when they are durable.
   */
  repair(groupIdx: number, offered: readonly ChosenValue[]): Promise<readonly number[]>;
  /** Waits for commits under way, then closes and unlocks. Idempotent. */
  close(): Promise<void>;
}

/** What is known to be chosen. */
export type ChosenValue = Pick<LogRecord, 'instanceId' | 'value'>;

export interface ReadRange {
  readonly groupIdx: number;
  readonly from: number;
  readonly to: number;
  readonly bytesMax: number;
}

/** `consensus` for what is small and urgent, `bulk` for what may wait and must not stand in front of it. */
export type Channel = 'consensus' | 'bulk';

export type LinkState = 'connecting' | 'up' | 'down' | 'refused';

export interface PeerStatus {
  readonly nodeId: number;
  readonly address: string;
  readonly state: LinkState;
  /** Why it is down or refused, for people. */
  readonly reason?: string;
  readonly queuedBytes: number;
  /** Messages dropped because a queue was full, since start. */
  readonly dropped: number;
}

/** A node that this one talks with. */
export interface PeerAddress {
  readonly nodeId: number;
  /** `host:port`, `ipv4:port` or `[ipv6]:port`. */
  readonly address: string;
}

export interface TransportHandlers {
  /** A payload of an authenticated peer. The bytes belong to the receiver; views of them may be kept. */
  onMessage(from: Identity, payload: Uint8Array, channel: Channel): void;
  /** The consensus link to a peer came up; `peer` is who answered. Called again if its boot or storageId changed. */
  onPeerUp(peer: Identity): void;
  onPeerDown(nodeId: number, reason: string): void;
  /** A peer does not let this node in, and says why; repeated at each try. */
  onPeerRefused?(nodeId: number, reason: string, kind: RefusalKind): void;
  /** `LogStorage.commits` by now: goes along with the identity when a connection is made. */
  commits?(): number;
  /**
   * A peer is about to be let in: why not, if it must not be, because more was seen of its disk than it has now. May be asked
   * several times for one connection, also before the peer has proved who it is: nothing is to be remembered of it yet.
   */
  refuses?(peer: Identity, commits: number): string | undefined;
}

/** Why a peer does not let a node in, for programs. */
export type RefusalKind = 'restored-copy' | 'second-process' | 'not-a-peer' | 'other';

/**
 * Moves payloads between nodes, each at most once and, per peer and channel, in order while a connection lasts.
 * It may lose, never invent or alter. One payload is all that one turn has for one peer.
 */
export interface Transport {
  /** Listens and starts to connect. Rejects with TRANSPORT_ADDRESS or TRANSPORT_INSECURE. */
  start(self: Identity, handlers: TransportHandlers): Promise<void>;
  /**
   * Replaces the peers and their addresses: those that are gone are cut off, those that stay keep their connections, and
   * a new address is used when next dialling. Throws INVALID_OPTIONS or TRANSPORT_INSECURE, and changes nothing then.
   */
  setPeers(peers: readonly PeerAddress[]): void;
  /** Throws what `setPeers` would, and never changes anything: asked before an address gets into a log. Absent: all will do. */
  checkPeers?(peers: readonly PeerAddress[]): void;
  /** Queues a payload; never throws, never blocks. When the bounded queue is full, old consensus payloads are dropped. */
  send(to: number, channel: Channel, payload: Uint8Array): void;
  /** Sends ahead of all queues, for heartbeats. */
  sendUrgent(to: number, payload: Uint8Array): void;
  peers(): readonly PeerStatus[];
  /** Flushes what it can within a second, then closes. Idempotent. */
  close(): Promise<void>;
}

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Monotonic milliseconds, with a fraction; from an arbitrary zero. */
  monotonicMs(): number;
  /**
   * Milliseconds that also count while the machine sleeps, from an arbitrary zero. Where the monotonic clock may stop with
   * the machine, leases are not safe without it.
   */
  uptimeMs?(): number;
  /** Wall clock, integer milliseconds since 1970. Only ever a hint (DESIGN 3.7). */
  wallMs(): number;
  /** Runs `callback` once, not before `delayMs` have passed. Does not keep the process alive. */
  setTimer(delayMs: number, callback: () => void): Timer;
  /** Runs `callback` at the end of this turn of the event loop, after the input that is waiting already. */
  defer(callback: () => void): void;
}

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [0, 2^53). */
  nextInteger(): number;
}

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** `logger.log('warn', 'peer down', { nodeId: 2 })`. Must not throw. */
export interface Logger {
  log(level: LogLevel, message: string, facts?: Readonly<Record<string, unknown>>): void;
}

/** Counters, gauges and histograms by name; labels are few and bounded. Must not throw. */
export interface Metrics {
  count(name: string, by?: number, labels?: Readonly<Record<string, string>>): void;
  gauge(name: string, value: number, labels?: Readonly<Record<string, string>>): void;
  observe(name: string, value: number, labels?: Readonly<Record<string, string>>): void;
}

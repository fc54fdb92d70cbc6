/**
 * Everything about this transport that has a number, one row each, and the check of all options at once.
 */

import { GaiosError, parseAddress, type PeerAddress } from '@gaios/sm-base';
import { isLoopbackHost } from './loopback.ts';

export interface OptionRow {
  readonly byDefault: number;
  readonly min: number;
  readonly max: number;
  readonly unit: 'ms' | 'bytes' | 'count';
  readonly reason: string;
}

const kib = 1024;
const mib = 1024 * kib;

/** Bounds and defaults; `tuning` replaces any of them. */
export const transportOptionRows = {
  handshakeTimeoutMs: {
    byDefault: 5_000,
    min: 50,
    max: 120_000,
    unit: 'ms',
    reason:
      'from the first byte to the last proof; slow disks and cores need seconds, a stranger gets no more',
  },
  handshakeBytesMax: {
    byDefault: 8 * kib,
    min: 2 * kib,
    max: 64 * kib,
    unit: 'bytes',
    reason:
      'one handshake message is well below 1 KiB; a stranger can make us hold this much and one read of a socket',
  },
  handshakesMax: {
    byDefault: 64,
    min: 2,
    max: 4_096,
    unit: 'count',
    reason: 'incoming connections that have not proved anything yet; more are turned away at once',
  },
  connectionsMax: {
    byDefault: 1_024,
    min: 8,
    max: 65_536,
    unit: 'count',
    reason: 'incoming sockets in all; two for each peer, and room for those that are being replaced',
  },
  dialStaggerMs: {
    byDefault: 100,
    min: 0,
    max: 10_000,
    unit: 'ms',
    reason:
      'the higher node id dials this much later, so that a pair usually makes one connection and not two',
  },
  backoffMinMs: {
    byDefault: 50,
    min: 1,
    max: 60_000,
    unit: 'ms',
    reason: 'first wait before dialling again',
  },
  backoffMaxMs: {
    byDefault: 2_000,
    min: 1,
    max: 600_000,
    unit: 'ms',
    reason: 'the wait doubles up to this; a healed partition is noticed within it',
  },
  refusedRetryMs: {
    byDefault: 10_000,
    min: 1,
    max: 3_600_000,
    unit: 'ms',
    reason: 'a refusal needs a person, so asking often only fills logs',
  },
  settleMs: {
    byDefault: 1_000,
    min: 1,
    max: 60_000,
    unit: 'ms',
    reason:
      'how long the other one of two connections dialled at once may take to come up before the peer counts as down',
  },
  pingIntervalMs: {
    byDefault: 2_000,
    min: 20,
    max: 600_000,
    unit: 'ms',
    reason: 'finds peers that vanished without closing',
  },
  silenceMaxMs: {
    byDefault: 8_000,
    min: 40,
    max: 3_600_000,
    unit: 'ms',
    reason: 'a connection on which nothing, not even a pong, came for so long is dead; several pings fit in',
  },
  probeMs: {
    byDefault: 1_000,
    min: 10,
    max: 60_000,
    unit: 'ms',
    reason:
      'when a second process claims a node id, the first must answer a ping within this, or is taken for dead',
  },
  consensusPayloadBytesMax: {
    byDefault: 4 * mib,
    min: kib,
    max: 64 * mib,
    unit: 'bytes',
    reason:
      'one payload is one frame here; larger ones would stand in front of heartbeats and belong on bulk',
  },
  bulkPayloadBytesMax: {
    byDefault: 64 * mib,
    min: kib,
    max: 1024 * mib,
    unit: 'bytes',
    reason: 'a value of 50 MiB in large-value mode with its framing; the receiver sets this much aside',
  },
  chunkBytes: {
    byDefault: 256 * kib,
    min: kib,
    max: 4 * mib,
    unit: 'bytes',
    reason: 'well below a millisecond of work each, so that other sockets get their turn between two',
  },
  consensusQueueBytesMax: {
    byDefault: 8 * mib,
    min: kib,
    max: 1024 * mib,
    unit: 'bytes',
    reason: 'about what a slow peer may lag; beyond it the oldest are dropped, which Paxos tolerates',
  },
  bulkQueueBytesMax: {
    byDefault: 128 * mib,
    min: kib,
    max: 4096 * mib,
    unit: 'bytes',
    reason: 'two of the largest payloads; beyond it the newest are dropped',
  },
  downQueueBytesMax: {
    byDefault: mib,
    min: 0,
    max: 1024 * mib,
    unit: 'bytes',
    reason:
      'per channel, while there is no connection: enough for a start, not a heap of stale messages for a dead peer',
  },
  queuePayloadsMax: {
    byDefault: 16_384,
    min: 1,
    max: 1_048_576,
    unit: 'count',
    reason: 'bounds the queues also when payloads are tiny',
  },
  urgentQueueMax: {
    byDefault: 16,
    min: 1,
    max: 1_024,
    unit: 'count',
    reason: 'heartbeats that wait for a full socket; only the newest are of use',
  },
  socketBytesMax: {
    byDefault: 512 * kib,
    min: 64 * kib,
    max: 64 * mib,
    unit: 'bytes',
    reason:
      'handed to a socket and not yet taken by the system; urgent payloads cannot pass these, so they are few',
  },
  flushMs: {
    byDefault: 1_000,
    min: 0,
    max: 60_000,
    unit: 'ms',
    reason: 'how long close() tries to send what is queued',
  },
  bootsRememberedMax: {
    byDefault: 16,
    min: 1,
    max: 1_024,
    unit: 'count',
    reason: 'disks per node id whose highest boot is remembered; a node gets a new disk seldom',
  },
} as const satisfies Record<string, OptionRow>;

export type TransportOptionName = keyof typeof transportOptionRows;
export type TransportTuning = { readonly [name in TransportOptionName]: number };

export interface TransportTls {
  /** PEM. The peers' certificates must be signed by `ca` and carry the SAN `URI:gaios://node/<nodeId>`. */
  readonly ca: string | Buffer;
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

export interface TransportOptions {
  /** At most 128 characters; the same on every node. */
  readonly clusterName: string;
  /** Where to listen; port 0 lets the system choose. */
  readonly listenAddress: string;
  /** Everybody who may connect. An entry for this node itself is ignored. */
  /** Why a node that is no peer is none, if there is more to be said than that; it is told so. */
  readonly whyUnknown?: (peer: { readonly nodeId: number; readonly storageId: string }) => string | undefined;
  readonly peers: readonly PeerAddress[];
  /** Shared by all nodes, at least 16 bytes. */
  readonly secret?: string | Uint8Array;
  readonly tls?: TransportTls;
  readonly tuning?: Readonly<Partial<Record<TransportOptionName, number>>>;
}

const secretBytesMin = 16;
const clusterNameMax = 128;
/** Nodes are numbered in 16 bits (DESIGN 1). */
export const nodeIdMax = 65_535;

/** Fills in defaults. @throws GaiosError INVALID_OPTIONS with `facts.violations`, every one of them. */
export function checkOptions(options: TransportOptions): TransportTuning {
  const violations = [...basicViolations(options), ...peerViolations(options.peers)];
  const tuning: Record<string, number> = {};
  for (const [name, row] of Object.entries<OptionRow>(transportOptionRows)) {
    const value = options.tuning?.[name as TransportOptionName] ?? row.byDefault;
    tuning[name] = value;
    if (!Number.isSafeInteger(value) || value < row.min || value > row.max) {
      violations.push(`${name} is ${value}, must be an integer from ${row.min} to ${row.max} (${row.unit})`);
    }
  }
  for (const name of Object.keys(options.tuning ?? {})) {
    if (!(name in transportOptionRows)) violations.push(`${name} is no option of the transport`);
  }
  if (violations.length > 0)
    throw new GaiosError('INVALID_OPTIONS', violations.join('; '), { facts: { violations } });
  return tuning as TransportTuning;
}

/** Without a secret and TLS nothing but this machine may be named. @throws GaiosError TRANSPORT_INSECURE */
export function checkSecure(options: TransportOptions): void {
  if (isSecured(options)) return;
  const exposed = [options.listenAddress, ...options.peers.map((peer) => peer.address)].filter(
    (address) => !isLoopbackHost(parseAddress(address)?.host ?? ''),
  );
  if (exposed.length === 0) return;
  throw new GaiosError(
    'TRANSPORT_INSECURE',
    `${[...new Set(exposed)].join(', ')}: not on loopback, and there is neither a secret nor TLS`,
    { facts: { addresses: exposed } },
  );
}

export function isSecured(options: TransportOptions): boolean {
  return options.secret !== undefined || options.tls !== undefined;
}

function basicViolations(options: TransportOptions): string[] {
  const violations: string[] = [];
  const { clusterName, listenAddress, secret } = options;
  if (clusterName.length === 0 || clusterName.length > clusterNameMax) {
    violations.push(`clusterName has ${clusterName.length} characters, must have 1 to ${clusterNameMax}`);
  }
  if (!parseAddress(listenAddress)) violations.push(`listenAddress "${listenAddress}" is no host:port`);
  if (secret !== undefined && Buffer.byteLength(secret) < secretBytesMin) {
    violations.push(`secret has ${Buffer.byteLength(secret)} bytes, must have at least ${secretBytesMin}`);
  }
  return violations;
}

/** What is wrong with a list of peers. */
export function peerViolations(peers: readonly PeerAddress[]): string[] {
  const violations: string[] = [];
  const seen = new Set<number>();
  for (const { nodeId, address } of peers) {
    if (!Number.isInteger(nodeId) || nodeId < 1 || nodeId > nodeIdMax) {
      violations.push(`node id ${nodeId} is not an integer from 1 to ${nodeIdMax}`);
    }
    if (seen.has(nodeId)) violations.push(`node id ${nodeId} is named twice`);
    seen.add(nodeId);
    if (!parseAddress(address)) violations.push(`address "${address}" of node ${nodeId} is no host:port`);
  }
  return violations;
}

/**
 * The first message of each side: what it says of itself. JSON, so that fields can be added; unknown ones are
 * ignored. Nothing in it is believed before the proof (handshake.ts), and its bytes, as sent, are what is proved.
 */

import { isChannel } from './channels.ts';
import { nodeIdMax } from './options.ts';
import type { Channel } from '@gaios/sm-base';

export interface Hello {
  /** Lowest and highest protocol version spoken; the highest common one is used. */
  readonly versions: readonly [number, number];
  readonly cluster: string;
  /** What this side is. Nothing but nodes connect so far. */
  readonly kind: 'node';
  readonly role: Role;
  readonly nodeId: number;
  readonly storageId: string;
  readonly boot: number;
  /** How much is durable on that disk by now (`LogStorage.commits`). */
  readonly commits: number;
  /** Random, one per start of a transport: tells two processes apart that claim the same identity. */
  readonly session: string;
  readonly channel: Channel;
  /** Whom the dialler wants; the acceptor repeats whom it answers. */
  readonly to: number;
  readonly auth: Auth;
  readonly nonce: string;
}

export type Role = 'dialler' | 'acceptor';
/** What this side proves itself by. Both sides must say the same. */
export type Auth = 'none' | 'secret' | 'tls' | 'secret+tls';

export const protocolVersions: readonly [number, number] = [1, 1];

const auths: readonly unknown[] = ['none', 'secret', 'tls', 'secret+tls'] satisfies Auth[];
const nonceText = /^[0-9a-f]{64}$/;
const idText = /^[0-9a-f]{32}$/;
const clusterMax = 128;
const versionMax = 65_535;

export function encodeHello(hello: Hello): Buffer {
  return Buffer.from(JSON.stringify(hello));
}

/** Undefined unless every field is there and within its bounds. */
export function decodeHello(bytes: Uint8Array): Hello | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Partial<Record<keyof Hello, unknown>>;
  const { cluster, kind, role, nodeId, storageId, boot, commits, session, channel, to, auth, nonce } = fields;
  const versions = versionsOf(fields.versions);
  if (!versions || kind !== 'node' || (role !== 'dialler' && role !== 'acceptor')) return undefined;
  if (!text(cluster) || cluster.length > clusterMax || !auths.includes(auth) || !isChannel(channel))
    return undefined;
  if (!integer(nodeId, 1, nodeIdMax) || !integer(to, 1, nodeIdMax)) return undefined;
  if (!integer(boot, 1, Number.MAX_SAFE_INTEGER) || !text(storageId) || !idText.test(storageId))
    return undefined;
  if (!integer(commits, 0, Number.MAX_SAFE_INTEGER)) return undefined;
  if (!text(session) || !idText.test(session) || !text(nonce) || !nonceText.test(nonce)) return undefined;
  return {
    versions,
    cluster,
    kind,
    role,
    nodeId,
    storageId,
    boot,
    commits,
    session,
    channel,
    to,
    auth: auth as Auth,
    nonce,
  };
}

/** The highest version that both speak. */
export function commonVersion(a: Hello['versions'], b: Hello['versions']): number | undefined {
  const version = Math.min(a[1], b[1]);
  return version >= Math.max(a[0], b[0]) ? version : undefined;
}

function versionsOf(value: unknown): [number, number] | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [min, max] = value as unknown[];
  return integer(min, 1, versionMax) && integer(max, min, versionMax) ? [min, max] : undefined;
}

function text(value: unknown): value is string {
  return typeof value === 'string';
}

function integer(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max;
}

/** Why a connection was closed, as WebSocket close codes. From 4100 on it is a refusal: retrying soon cannot help. */

import type { RefusalKind } from '@gaios/sm-base';

export const closeCodes = {
  goingAway: 1001,
  badFrame: 4000,
  /** Two connections of one pair and channel: this is the one that goes. */
  duplicate: 4001,
  silent: 4002,
  handshakeTimeout: 4003,
  /** Not our handshake at all. */
  badHandshake: 4004,
  /** The peer is no longer among ours. */
  forgotten: 4005,
  version: 4100,
  cluster: 4101,
  unknownNode: 4102,
  wrongNode: 4103,
  /** Secret or certificate. */
  auth: 4104,
  boot: 4105,
  secondProcess: 4106,
  notLoopback: 4107,
} as const;

export type CloseName = keyof typeof closeCodes;

export interface Refusal {
  readonly code: CloseName;
  readonly reason: string;
}

const refusalsFrom = 4100;
const refusalsBelow = 4200;
/** RFC 6455 section 5.5: a control frame has at most 125 bytes, two of which are the code. */
const reasonBytesMax = 123;

export function isRefusal(code: number): boolean {
  return code >= refusalsFrom && code < refusalsBelow;
}

const kinds: { readonly [K in CloseName]?: RefusalKind } = {
  boot: 'restored-copy',
  secondProcess: 'second-process',
  unknownNode: 'not-a-peer',
};

/** For those above. */
export function kindOf(name: CloseName | 'other' | undefined): RefusalKind {
  return (name !== undefined && name !== 'other' && kinds[name]) || 'other';
}

/** For metric labels: unknown numbers must not make new ones. */
export function closeName(code: number): CloseName | 'other' {
  for (const [name, value] of Object.entries(closeCodes)) if (value === code) return name as CloseName;
  return 'other';
}

/** Printable ASCII that fits a close frame: our own reasons, which may quote strangers, and those of peers. */
export function cleanReason(reason: string): string {
  return reason.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, reasonBytesMax);
}

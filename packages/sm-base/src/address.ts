/**
 * Addresses of nodes as people write them: `host:port`, `ipv4:port`, `[ipv6]:port`. The only place that reads them: what
 * the configuration of a group may hold is what the transport can dial. (Without `node:net`: this layer is pure.)
 */

import { GaiosError } from './errors.ts';

export interface HostPort {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
}

const PORT_MAX = 65_535;
/** Of a DNS name (RFC 1035). */
const HOST_LENGTH_MAX = 253;
/** RFC 1123, and `_`, which container names use. */
const HOST_NAME = /^(?!-)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?$/;
const IPV4 = /^(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;
const IPV6_GROUP = /^[0-9A-Fa-f]{1,4}$/;
/** Of a link-local address: which interface (RFC 4007). */
const IPV6_ZONE = /%[0-9A-Za-z.:-]+$/;
const IPV6_GROUPS = 8;

/** Undefined if it is no address. Port 0 is one, for listening. */
export function parseAddress(text: string): HostPort | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  if (!match) return undefined;
  const [, ipv6, name, digits] = match;
  const port = Number(digits);
  if (port > PORT_MAX) return undefined;
  if (ipv6 !== undefined) return isIpv6(ipv6) ? { host: ipv6, port } : undefined;
  if (name === undefined || name.length > HOST_LENGTH_MAX || !HOST_NAME.test(name)) return undefined;
  // All digits and dots, but no address: a typing error rather than a name.
  if (/^[\d.]+$/.test(name) && !IPV4.test(name)) return undefined;
  return { host: name, port };
}

export function formatAddress({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** An address at which others can reach a node. @throws GaiosError INVALID_ADDRESS */
export function requireAddress(address: unknown): HostPort {
  const parsed = typeof address === 'string' ? parseAddress(address) : undefined;
  if (parsed !== undefined && parsed.port > 0) return parsed;
  const detail = `not an address that a node can be reached at: ${JSON.stringify(address)}`;
  throw new GaiosError('INVALID_ADDRESS', detail, { facts: { address } });
}

const isIpv6 = (text: string): boolean => {
  const halves = text.replace(IPV6_ZONE, '').split('::');
  if (halves.length > 2) return false;
  const groups = halves.map((half, at) => countGroups(half, at === halves.length - 1));
  const count = groups.reduce((sum, each) => sum + each, 0);
  // `::` stands for at least one group of zeros; NaN, of what is no group, is neither.
  return halves.length === 2 ? count < IPV6_GROUPS : count === IPV6_GROUPS;
};

/** Groups of 16 bits; NaN if something is none. The address may end in four decimal numbers. */
const countGroups = (half: string, isLast: boolean): number => {
  if (half === '') return 0;
  const parts = half.split(':');
  return parts.reduce((count, part, at) => {
    if (IPV6_GROUP.test(part)) return count + 1;
    return isLast && at === parts.length - 1 && IPV4.test(part) ? count + 2 : Number.NaN;
  }, 0);
};

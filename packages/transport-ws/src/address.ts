/** Addresses of nodes as people write them: `host:port`, `ipv4:port`, `[ipv6]:port`. */

import { isIP, isIPv6 } from 'node:net';

export interface HostPort {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
}

const portMax = 65_535;
/** RFC 1123, and `_`, which container names use. */
const hostName = /^(?!-)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?$/;

/** Undefined if it is no address. Port 0 is one, for listening. */
export function parseAddress(text: string): HostPort | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  if (!match) return undefined;
  const [, ipv6, name, digits] = match;
  const port = Number(digits);
  if (port > portMax) return undefined;
  if (ipv6 !== undefined) return isIPv6(ipv6) ? { host: ipv6, port } : undefined;
  if (name === undefined || name.length > 253 || !hostName.test(name)) return undefined;
  // All digits and dots, but no address: a typing error rather than a name.
  if (/^[\d.]+$/.test(name) && isIP(name) !== 4) return undefined;
  return { host: name, port };
}

export function formatAddress({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** An IP address of this machine's loopback interface. */
export function isLoopbackIp(address: string): boolean {
  const ip = address.toLowerCase().startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
  if (isIP(ip) === 4) return ip.startsWith('127.');
  return ip === '::1' || ip === '0:0:0:0:0:0:0:1';
}

/** As far as can be told without asking DNS: other names are checked again once they are resolved. */
export function isLoopbackHost(host: string): boolean {
  return isIP(host) === 0 ? true : isLoopbackIp(host);
}

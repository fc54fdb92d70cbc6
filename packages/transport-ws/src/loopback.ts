/** Which addresses are of this machine alone. How addresses are written: sm-base `address.ts`. */

import { isIP } from 'node:net';

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

/** Arguments of the command line, read. What is wrong is told before anybody is asked. */

import { InvalidArgumentError } from 'commander';
import { parseAddress } from 'gaios';

const NODE_ID_MAX = 65_535;
const GROUP_MAX = 65_535;

/** Digits only: no sign, no exponent, no spaces. */
export const integer =
  (min: number, max: number) =>
  (text: string): number => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be an integer from ${min} to ${max}.`);
  };

export const nodeId = integer(1, NODE_ID_MAX);
export const groupIdx = integer(0, GROUP_MAX);

/** `host:port`, `ipv4:port` or `[ipv6]:port`. */
export const address = (text: string): string => {
  const parsed = parseAddress(text);
  if (parsed !== undefined && parsed.port > 0) return text;
  throw new InvalidArgumentError('It must be host:port, ipv4:port or [ipv6]:port.');
};

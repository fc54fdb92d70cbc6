/** Arguments of the command line, read. What is wrong is told before anybody is asked. */

import { InvalidArgumentError, Option } from 'commander';
import { isCheckpointId } from '@gaios/checkpoint';
import { parseAddress, type TargetMember } from 'gaios';

const NODE_ID_MAX = 65_535;
const GROUP_MAX = 65_535;
/** Instances are below 2^47. */
const INSTANCE_MAX = 2 ** 47 - 1;
/** As long as a node's own calls may take. */
const SECONDS_MAX = 24 * 3600;

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
export const instanceId = integer(0, INSTANCE_MAX);

/** `host:port`, `ipv4:port` or `[ipv6]:port`. */
export const address = (text: string): string => {
  const parsed = parseAddress(text);
  if (parsed !== undefined && parsed.port > 0) return text;
  throw new InvalidArgumentError('It must be host:port, ipv4:port or [ipv6]:port.');
};

/** Seconds, to milliseconds. */
const seconds = (text: string): number => integer(1, SECONDS_MAX)(text) * 1000;

/** Typed in seconds, kept in ms. */
export const timeoutOption = (what: string, defaultMs: number): Option =>
  new Option('--timeout <seconds>', what).argParser(seconds).default(defaultMs, String(defaultMs / 1000));

export const waitOption = (what: string): Option =>
  new Option('--wait <seconds>', `wait so long ${what}`).argParser(seconds).default(0, 'do not wait');

/** `4=host:port`, or `4=host:port/learner`. */
export const member = (text: string): TargetMember => {
  const [, id, at, role = 'voter'] = /^(\d{1,5})=([^/\s]+)(?:\/(voter|learner))?$/.exec(text) ?? [];
  if (id === undefined || at === undefined) {
    throw new InvalidArgumentError(`"${text}" is not of the form id=host:port or id=host:port/learner.`);
  }
  return { nodeId: nodeId(id), address: address(at), role: role as TargetMember['role'] };
};

/** As `gaios checkpoint list` shows them. */
export const checkpointId = (text: string): string => {
  if (isCheckpointId(text)) return text;
  throw new InvalidArgumentError('It must be an id as `gaios checkpoint list` shows it.');
};

/** Commands about what the reads of a connection see. */

import { lower, text, type Call, type Command } from './command.ts';
import { LEVELS_TEXT, parseLevel, textOfLevel } from './read-level.ts';
import { bulk, ErrorReply, OK, type Reply } from './reply.ts';

const NO_LEASE_READS = new ErrorReply(
  'ERR this server does not read by leases (--no-lease-reads); choose another level',
);

/** GAIOS.READLEVEL [level [milliseconds | token]] */
const readLevel = ({ args, client, server }: Call): Reply => {
  const { reads } = client;
  const words = args.slice(1).map(lower);
  if (words.length === 0) return bulk(textOfLevel(reads.level));
  if (words[0] === 'default' && words.length === 1) {
    reads.level = server.readLevel;
    return OK;
  }
  const token = words[0] === 'session' && words.length === 2 ? text(args[2]) : undefined;
  const level = parseLevel(token === undefined ? words : words.slice(0, 1));
  if (level === undefined) return new ErrorReply(`ERR the read level must be ${LEVELS_TEXT}, or default`);
  if (level.kind === 'lease' && !server.leaseReads) return NO_LEASE_READS;
  if (token !== undefined && !reads.resume(token, server.store.groupCount)) {
    return new ErrorReply('ERR that is no token of GAIOS.SESSION');
  }
  reads.level = level;
  return OK;
};

const CONNECTION = { keys: [0, 0, 0], group: 'connection', flags: ['fast'] } as const;

export const readCommands: readonly Command[] = [
  {
    name: 'gaios.readlevel',
    arity: -1,
    ...CONNECTION,
    run: readLevel,
    summary: 'Show or choose what reads of this connection see',
  },
  {
    name: 'gaios.session',
    arity: 1,
    ...CONNECTION,
    run: ({ client }: Call): Reply => bulk(client.reads.token),
    summary: 'A token of what this connection saw, for GAIOS.READLEVEL session',
  },
];

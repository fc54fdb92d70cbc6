/** The commands on keys. Each says in which groups it runs; what it does there is decided by the machine. */

import {
  text,
  lower,
  NOT_AN_INTEGER,
  SYNTAX_ERROR,
  type Call,
  type Command,
  type Handler,
} from './command.ts';
import { allParts, CommandFailure } from './failures.ts';
import { INT64_MIN, parseInt64 } from './integer.ts';
import type { KvQuery } from './kv-logic.ts';
import {
  encodeOperation,
  OPERATIONS,
  SET_IF_ABSENT,
  SET_IF_PRESENT,
  SET_RETURNS_COUNT,
  SET_RETURNS_OLD,
  type OperationCode,
} from './operations.ts';
import { bulk, ErrorReply, OK, type Reply } from './reply.ts';
import type { Asker } from './store.ts';

const argument = (call: Call, index: number): Buffer => call.args[index] ?? Buffer.alloc(0);

/** A write to the group of its first argument. */
const write = (call: Call, code: OperationCode, fields: readonly Buffer[], flags = 0): undefined => {
  const { store } = call.server;
  const certain = code === OPERATIONS.set && flags === 0 ? OK : undefined;
  store.write(call, groupOfKey(call, 1), encodeOperation(code, fields, flags), certain);
};

/** A command that passes its arguments on as they are. */
const plainWrite =
  (code: OperationCode, flags = 0): Handler =>
  (call) =>
    write(call, code, call.args.slice(1), flags);

/** A read of the group of its first argument. */
const read = (call: Call, query: KvQuery): undefined => {
  call.server.store.read(call, groupOfKey(call, 1), query);
};

/** Of a command over several groups: what it does in one of them. */
const inOneGroup = ({ client, arrivedAtMs }: Call, start: (asker: Asker) => void): Promise<Reply> =>
  new Promise((resolve, reject) => start({ client, arrivedAtMs, answer: resolve, fail: reject }));

const writePart = (call: Call, groupIdx: number, operation: Buffer, certain?: Reply): Promise<Reply> =>
  inOneGroup(call, (asker) => call.server.store.write(asker, groupIdx, operation, certain));

const readPart = (call: Call, groupIdx: number, query: KvQuery): Promise<Reply> =>
  inOneGroup(call, (asker) => call.server.store.read(asker, groupIdx, query));

const groupOfKey = (call: Call, index: number): number => call.server.store.groupOf(argument(call, index));

const SET_OPTIONS: Readonly<Record<string, number>> = {
  nx: SET_IF_ABSENT,
  xx: SET_IF_PRESENT,
  get: SET_RETURNS_OLD,
};

const set: Handler = (call) => {
  if (call.args.length === 3) return write(call, OPERATIONS.set, call.args.slice(1));
  const options = call.args.slice(3).map(lower);
  if (!options.every((option) => Object.hasOwn(SET_OPTIONS, option))) return SYNTAX_ERROR;
  const flags = options.reduce((all, option) => all | (SET_OPTIONS[option] ?? 0), 0);
  const contradicts = (flags & SET_IF_ABSENT) !== 0 && (flags & SET_IF_PRESENT) !== 0;
  return contradicts ? SYNTAX_ERROR : write(call, OPERATIONS.set, call.args.slice(1, 3), flags);
};

const increment =
  (sign: 1n | -1n, fixed?: bigint): Handler =>
  (call) => {
    const amount = fixed ?? parseInt64(text(call.args[2]));
    if (amount === undefined) return NOT_AN_INTEGER;
    if (sign === -1n && amount === INT64_MIN) return new ErrorReply('ERR decrement would overflow');
    return write(call, OPERATIONS.increment, [argument(call, 1), bulk(String(sign * amount))]);
  };

/** Positions of the keys among the words, by group. */
const byGroup = (call: Call, step: number): Map<number, number[]> => {
  const groups = new Map<number, number[]>();
  for (let index = 1; index < call.args.length; index += step) {
    const groupIdx = groupOfKey(call, index);
    const positions = groups.get(groupIdx);
    if (positions === undefined) groups.set(groupIdx, [index]);
    else positions.push(index);
  }
  return groups;
};

/** Writes to several groups at once; each group's part is one operation, and atomic. */
const writeParts = (call: Call, code: OperationCode, step: 1 | 2, certain?: Reply): Promise<Reply[]> => {
  const operations = [...byGroup(call, step)].map(([groupIdx, positions]) => {
    const fields = positions.flatMap((index) => call.args.slice(index, index + step));
    return { groupIdx, operation: encodeOperation(code, fields) };
  });
  const large = operations.find(({ operation }) => operation.length > call.server.operationBytesMax);
  if (large !== undefined && operations.length > 1) {
    // Alone it would be refused by the node; here its other parts would be executed by then.
    const size = `${large.operation.length} bytes for one group, at most ${call.server.operationBytesMax}`;
    throw new CommandFailure(`ERR the command is too large: ${size}; nothing was executed`, true);
  }
  const parts = operations.map(({ groupIdx, operation }) => writePart(call, groupIdx, operation, certain));
  return allParts(parts, 'write');
};

const sum = (replies: readonly Reply[]): Reply => {
  let total = 0;
  for (const reply of replies) {
    if (typeof reply !== 'number') return reply;
    total += reply;
  }
  return total;
};

const firstError = (replies: readonly Reply[]): Reply | undefined =>
  replies.find((reply) => reply instanceof ErrorReply);

const mset: Handler = async (call) => {
  if (call.args.length % 2 === 0) return new ErrorReply("ERR wrong number of arguments for 'mset' command");
  const replies = await writeParts(call, OPERATIONS.setMany, 2, OK);
  return firstError(replies) ?? OK;
};

const mget: Handler = async (call) => {
  const groups = [...byGroup(call, 1)];
  const parts = groups.map(([groupIdx, positions]) =>
    readPart(call, groupIdx, { kind: 'mget', keys: positions.map((index) => argument(call, index)) }),
  );
  const values: Reply[] = Array.from({ length: call.args.length - 1 }, () => null);
  const replies = await allParts(parts, 'read');
  for (const [part, [, positions]] of groups.entries()) {
    const found = replies[part] as readonly Reply[];
    for (const [index, position] of positions.entries()) values[position - 1] = found[index] ?? null;
  }
  return values;
};

const exists: Handler = async (call) => {
  const parts = [...byGroup(call, 1)].map(([groupIdx, positions]) =>
    readPart(call, groupIdx, { kind: 'exists', keys: positions.map((index) => argument(call, index)) }),
  );
  return sum(await allParts(parts, 'read'));
};

const allGroups = (call: Call): number[] =>
  Array.from({ length: call.server.store.groupCount }, (_, index) => index);

const readAll = (call: Call, query: KvQuery): Promise<Reply[]> =>
  allParts(
    allGroups(call).map((groupIdx) => readPart(call, groupIdx, query)),
    'read',
  );

const flushall: Handler = async (call) => {
  if (call.args.length > 2 || !['', 'async', 'sync'].includes(lower(call.args[1]))) return SYNTAX_ERROR;
  const operation = encodeOperation(OPERATIONS.flush);
  const parts = allGroups(call).map((groupIdx) => writePart(call, groupIdx, operation, OK));
  return firstError(await allParts(parts, 'write')) ?? OK;
};

const row = (
  [name, arity]: readonly [string, number],
  flags: string,
  keys: Command['keys'],
  [group, summary]: readonly [Command['group'], string],
  run: Handler,
): Command => ({ name, arity, flags: flags.split(' '), keys, group, summary, run });

const ONE = [1, 1, 1] as const;
const ALL = [1, -1, 1] as const;
const NONE = [0, 0, 0] as const;

export const dataCommands: readonly Command[] = [
  row(['get', 2], 'readonly fast', ONE, ['string', 'Get the value of a key'], (call) =>
    read(call, { kind: 'get', key: argument(call, 1) }),
  ),
  row(['strlen', 2], 'readonly fast', ONE, ['string', 'Get the length of the value of a key'], (call) =>
    read(call, { kind: 'strlen', key: argument(call, 1) }),
  ),
  row(['set', -3], 'write denyoom', ONE, ['string', 'Set the value of a key (NX, XX, GET)'], set),
  row(
    ['setnx', 3],
    'write denyoom fast',
    ONE,
    ['string', 'Set the value of a key that does not exist'],
    plainWrite(OPERATIONS.set, SET_IF_ABSENT | SET_RETURNS_COUNT),
  ),
  row(
    ['getset', 3],
    'write denyoom fast',
    ONE,
    ['string', 'Set the value of a key and return the old one'],
    plainWrite(OPERATIONS.set, SET_RETURNS_OLD),
  ),
  row(
    ['getdel', 2],
    'write fast',
    ONE,
    ['string', 'Delete a key and return its value'],
    plainWrite(OPERATIONS.getDelete),
  ),
  row(
    ['append', 3],
    'write denyoom fast',
    ONE,
    ['string', 'Append to the value of a key'],
    plainWrite(OPERATIONS.append),
  ),
  row(['incr', 2], 'write denyoom fast', ONE, ['string', 'Add one to an integer'], increment(1n, 1n)),
  row(['decr', 2], 'write denyoom fast', ONE, ['string', 'Subtract one from an integer'], increment(-1n, 1n)),
  row(['incrby', 3], 'write denyoom fast', ONE, ['string', 'Add to an integer'], increment(1n)),
  row(['decrby', 3], 'write denyoom fast', ONE, ['string', 'Subtract from an integer'], increment(-1n)),
  row(
    ['gaios.cas', 4],
    'write denyoom fast',
    ONE,
    ['string', 'Set a key if its value is the old one: 1 done, 0 not'],
    plainWrite(OPERATIONS.compareAndSet),
  ),
  row(['mget', -2], 'readonly fast', ALL, ['string', 'Get the values of several keys'], mget),
  row(['mset', -3], 'write denyoom', [1, -1, 2], ['string', 'Set several keys'], mset),
  row(['del', -2], 'write', ALL, ['generic', 'Delete keys'], async (call) =>
    sum(await writeParts(call, OPERATIONS.delete, 1)),
  ),
  row(['exists', -2], 'readonly fast', ALL, ['generic', 'Count the keys that exist'], exists),
  row(['keys', 2], 'readonly', NONE, ['generic', 'List the keys that match a pattern'], async (call) => {
    const parts = await readAll(call, { kind: 'keys', pattern: argument(call, 1) });
    return firstError(parts) ?? parts.flatMap((part) => (Array.isArray(part) ? (part as Reply[]) : []));
  }),
  row(['dbsize', 1], 'readonly fast', NONE, ['server', 'Count the keys'], async (call) =>
    sum(await readAll(call, { kind: 'dbsize' })),
  ),
  row(['flushall', -1], 'write', NONE, ['server', 'Delete all keys'], flushall),
];

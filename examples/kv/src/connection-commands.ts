/** Commands about the connection itself: what clients send when they connect. */

import {
  lower,
  NOT_AN_INTEGER,
  SYNTAX_ERROR,
  text,
  type Call,
  type Client,
  type Command,
  type Handler,
} from './command.ts';
import { parseInt64 } from './integer.ts';
import { bulk, ErrorReply, OK, type Reply } from './reply.ts';

/** Clients choose their features by the version they are told; this is the Redis whose behaviour is followed. */
export const REDIS_VERSION = '7.0.15';

const BAD_NAME = new ErrorReply('ERR Client names cannot contain spaces, newlines or special characters.');

/** Redis: printable, no space. */
const isName = (name: string): boolean => /^[!-~]*$/.test(name);

const setName = (client: Client, name: string): Reply => {
  if (!isName(name)) return BAD_NAME;
  client.name = name;
  return OK;
};

const ping: Handler = ({ args }) => {
  if (args.length > 2) return new ErrorReply("ERR wrong number of arguments for 'ping' command");
  return args[1] ?? 'PONG';
};

const select: Handler = ({ args }) => {
  const index = parseInt64(text(args[1]));
  if (index === undefined) return NOT_AN_INTEGER;
  return index === 0n ? OK : new ErrorReply('ERR DB index is out of range');
};

/** HELLO [2 [AUTH name password] [SETNAME name]]. There are no passwords, and the user is `default`, as in a fresh Redis. */
const hello: Handler = (call) => {
  const { args, client } = call;
  if (args.length > 1) {
    const version = parseInt64(text(args[1]));
    if (version === undefined)
      return new ErrorReply('ERR Protocol version is not an integer or out of range');
    if (version !== 2n) return new ErrorReply('NOPROTO unsupported protocol version');
  }
  let name: string | undefined;
  for (let at = 2; at < args.length;) {
    const option = lower(args[at]);
    if (option === 'auth' && at + 2 < args.length) {
      if (text(args[at + 1]) !== 'default') {
        return new ErrorReply('WRONGPASS invalid username-password pair or user is disabled.');
      }
      at += 3;
    } else if (option === 'setname' && at + 1 < args.length) {
      name = text(args[at + 1]);
      if (!isName(name)) return BAD_NAME;
      at += 2;
    } else return new ErrorReply(`ERR Syntax error in HELLO option '${text(args[at])}'`);
  }
  if (name !== undefined) client.name = name;
  // A map, flattened as RESP2 has it.
  const facts: Record<string, Reply> = {
    server: bulk('redis'),
    version: bulk(REDIS_VERSION),
    proto: 2,
    id: client.id,
    mode: bulk('standalone'),
    role: bulk('master'),
    modules: [],
  };
  return Object.entries(facts).flatMap(([fact, value]) => [bulk(fact), value]);
};

const describe = (client: Client, now: number): string => {
  const seconds = (since: number): number => Math.floor((now - since) / 1000);
  return [
    `id=${client.id} addr=${client.address} laddr=${client.localAddress} fd=0 name=${client.name}`,
    `age=${seconds(client.connectedAtMs)} idle=${seconds(client.lastCommandAtMs)} flags=N db=0 sub=0 psub=0 ssub=0`,
    `multi=-1 cmd=${client.lastCommand} user=default lib-name=${client.libName} lib-ver=${client.libVersion} resp=2`,
  ].join(' ');
};

const clientList: Handler = ({ args, server }) => {
  let listed = [...server.clients.values()];
  if (args.length > 2) {
    if (lower(args[2]) === 'type' && args.length === 4) {
      if (lower(args[3]) !== 'normal') listed = [];
    } else if (lower(args[2]) === 'id' && args.length > 3) {
      const ids = args.slice(3).map((id) => parseInt64(text(id)));
      if (ids.some((id) => id === undefined || id <= 0n)) return new ErrorReply('ERR Invalid client ID');
      listed = listed.filter(({ id }) => ids.includes(BigInt(id)));
    } else return SYNTAX_ERROR;
  }
  return bulk(listed.map((client) => `${describe(client, server.now())}\n`).join(''));
};

const setInfo: Handler = ({ args, client }) => {
  const attribute = lower(args[2]);
  const value = text(args[3]);
  if (attribute !== 'lib-name' && attribute !== 'lib-ver') {
    return new ErrorReply(`ERR Unrecognized option '${text(args[2])}'`);
  }
  if (!isName(value)) {
    return new ErrorReply(`ERR ${attribute} cannot contain spaces, newlines or special characters.`);
  }
  if (attribute === 'lib-name') client.libName = value;
  else client.libVersion = value;
  return OK;
};

/** Accepted for the sake of clients that send it; nothing is evicted here, and nothing has an age to touch. */
const onOrOff: Handler = ({ args }) => (['on', 'off'].includes(lower(args[2])) ? OK : SYNTAX_ERROR);

/** As Redis lists them: one line each. */
export const help = (command: string, lines: readonly string[]): Handler => {
  const all = [
    `${command} <subcommand> [<arg> [value] [opt] ...]. Subcommands are:`,
    ...lines,
    'HELP',
    '    Print this help.',
  ];
  return () => all;
};

const clientHelp = help('CLIENT', [
  'GETNAME',
  '    Return the name of the current connection.',
  'ID',
  '    Return the ID of the current connection.',
  'INFO',
  '    Return information about the current client connection.',
  'LIST [TYPE NORMAL | ID <id> [<id> ...]]',
  '    Return information about client connections.',
  'NO-EVICT (ON|OFF), NO-TOUCH (ON|OFF)',
  '    Accepted, without effect.',
  'SETINFO (LIB-NAME|LIB-VER) <value>',
  '    Name the client library.',
  'SETNAME <name>',
  '    Assign the name <name> to the current connection.',
]);

const CONNECTION = { keys: [0, 0, 0], group: 'connection' } as const;

export const connectionCommands: readonly Command[] = [
  {
    name: 'ping',
    arity: -1,
    flags: ['fast'],
    ...CONNECTION,
    run: ping,
    summary: 'Answer PONG, or the argument',
  },
  {
    name: 'echo',
    arity: 2,
    flags: ['fast'],
    ...CONNECTION,
    summary: 'Answer the argument',
    run: ({ args }: Call): Reply => args[1] ?? null,
  },
  {
    name: 'select',
    arity: 2,
    flags: ['fast'],
    ...CONNECTION,
    run: select,
    summary: 'Choose database 0, the only one',
  },
  {
    name: 'quit',
    arity: -1,
    flags: ['fast'],
    ...CONNECTION,
    summary: 'Close the connection',
    run: ({ client }: Call): Reply => {
      client.quit();
      return OK;
    },
  },
  {
    name: 'hello',
    arity: -1,
    flags: ['fast'],
    ...CONNECTION,
    run: hello,
    summary: 'Handshake; protocol 2 only',
  },
  {
    name: 'client',
    arity: -2,
    flags: ['admin'],
    ...CONNECTION,
    summary: 'Names, ids and lists of connections',
    run: (): Reply => SYNTAX_ERROR,
    subcommands: {
      getname: { arity: 2, run: ({ client }) => (client.name === '' ? null : bulk(client.name)) },
      help: { arity: 2, run: clientHelp },
      id: { arity: 2, run: ({ client }) => client.id },
      info: { arity: 2, run: ({ client, server }) => bulk(`${describe(client, server.now())}\n`) },
      list: { arity: -2, run: clientList },
      'no-evict': { arity: 3, run: onOrOff },
      'no-touch': { arity: 3, run: onOrOff },
      setinfo: { arity: 4, run: setInfo },
      setname: { arity: 3, run: ({ args, client }) => setName(client, text(args[2])) },
    },
  },
];

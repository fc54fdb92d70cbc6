/** INFO, CONFIG GET and COMMAND: what tools ask of a server before they trust it. */

import {
  lower,
  SYNTAX_ERROR,
  text,
  type Call,
  type Command,
  type Handler,
  type ServerContext,
} from './command.ts';
import { help, REDIS_VERSION } from './connection-commands.ts';
import { globMatches } from './glob.ts';
import { BULK_BYTES_MAX, CLIENTS_MAX } from './limits.ts';
import { bulk, ErrorReply, type Reply } from './reply.ts';

/** The settings that tools look for. `save` and `appendonly` are what redis-benchmark prints. */
const configOf = (server: ServerContext): ReadonlyMap<string, string> =>
  new Map([
    ['appendfsync', 'always'],
    ['appendonly', 'yes'],
    ['bind', '127.0.0.1'],
    ['databases', '1'],
    ['maxclients', String(CLIENTS_MAX)],
    ['maxmemory', '0'],
    ['maxmemory-policy', 'noeviction'],
    ['port', String(server.respPort)],
    ['proto-max-bulk-len', String(BULK_BYTES_MAX)],
    ['save', ''],
    ['timeout', '0'],
  ]);

const configGet: Handler = ({ args, server }) => {
  const patterns = args.slice(2).map((pattern) => lower(pattern));
  const found = [...configOf(server)].filter(([name]) =>
    patterns.some((pattern) => globMatches(pattern, name)),
  );
  return found.flatMap(([name, value]) => [bulk(name), bulk(value)]);
};

type Section = readonly (readonly [string, string | number])[];

const serverSection = ({ node, now, startedAtMs, respPort }: ServerContext): Section => {
  const uptime = Math.floor((now() - startedAtMs) / 1000);
  return [
    ['redis_version', REDIS_VERSION],
    ['redis_mode', 'standalone'],
    ['gaios_version', node.status().version],
    ['os', `${process.platform} ${process.arch}`],
    ['arch_bits', 64],
    ['process_id', process.pid],
    ['tcp_port', respPort],
    ['uptime_in_seconds', uptime],
    ['uptime_in_days', Math.floor(uptime / 86_400)],
  ];
};

const memorySection = (): Section => {
  const { rss, heapUsed } = process.memoryUsage();
  const human = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(2)}M`;
  return [
    ['used_memory', heapUsed],
    ['used_memory_human', human(heapUsed)],
    ['used_memory_rss', rss],
    ['used_memory_rss_human', human(rss)],
    ['maxmemory', 0],
  ];
};

/** Every node takes writes, so each calls itself a master; the groups' leaders follow. */
const replicationSection = ({ node }: ServerContext): Section => {
  const { nodeId, boot, peers, groups } = node.status();
  return [
    ['role', 'master'],
    ['connected_slaves', 0],
    ['gaios_node_id', nodeId],
    ['gaios_boot', boot],
    ['gaios_peers_up', peers.filter(({ state }) => state === 'up').length],
    ['gaios_groups', groups.length],
    ...groups.map(
      ({ groupIdx, leader, executedUpTo }) =>
        [`gaios_group${groupIdx}`, `leader=${leader},executed_up_to=${executedUpTo}`] as const,
    ),
  ];
};

/** Of what this node has executed: INFO must answer without a quorum too. */
const keyspaceSection = async ({ store }: ServerContext): Promise<Section> => {
  const groups = Array.from({ length: store.groupCount }, (_, groupIdx) => groupIdx);
  const counts = await Promise.allSettled(
    groups.map((groupIdx) => store.readLocal(groupIdx, { kind: 'dbsize' })),
  );
  const keys = counts.reduce(
    (sum, count) => sum + (count.status === 'fulfilled' ? Number(count.value) : 0),
    0,
  );
  return keys === 0 ? [] : [['db0', `keys=${keys},expires=0,avg_ttl=0`]];
};

const SECTIONS: Readonly<Record<string, (server: ServerContext) => Section | Promise<Section>>> = {
  Server: serverSection,
  Clients: ({ clients }) => [
    ['connected_clients', clients.size],
    ['maxclients', CLIENTS_MAX],
    ['blocked_clients', 0],
  ],
  Memory: memorySection,
  Persistence: () => [
    ['loading', 0],
    ['aof_enabled', 1],
  ],
  Stats: ({ stats }) => [
    ['total_connections_received', stats.connections],
    ['total_commands_processed', stats.commands],
  ],
  Replication: replicationSection,
  Keyspace: keyspaceSection,
};

const info: Handler = async ({ args, server }) => {
  const wanted = args.slice(1).map((word) => lower(word));
  const all = wanted.length === 0 || wanted.some((word) => ['all', 'default', 'everything'].includes(word));
  const parts: string[] = [];
  for (const [title, section] of Object.entries(SECTIONS)) {
    if (!all && !wanted.includes(title.toLowerCase())) continue;
    // In order, and only few: no reason to run them at once.
    const lines = (await section(server)).map(([name, value]) => `${name}:${value}\r\n`);
    parts.push(`# ${title}\r\n${lines.join('')}`);
  }
  return bulk(parts.join('\r\n'));
};

const categories = ({ flags, group }: Command): Reply => {
  const names = flags.flatMap(
    (flag) => ({ readonly: ['read'], write: ['write'], fast: ['fast'] })[flag] ?? [],
  );
  return [group === 'generic' ? 'keyspace' : group, ...names].map((name) => `@${name}`);
};

/** As Redis 7 describes a command; tips, key specifications and subcommands are left empty. */
const describe = (command: Command): Reply => [
  bulk(command.name),
  command.arity,
  command.flags,
  ...command.keys,
  categories(command),
  [],
  [],
  [],
];

const documentation = (command: Command): Reply[] => [
  bulk(command.name),
  [bulk('summary'), bulk(command.summary), bulk('since'), bulk('1.0.0'), bulk('group'), bulk(command.group)],
];

const keysOf = (command: Command, words: readonly Buffer[]): Buffer[] => {
  const [first, last, step] = command.keys;
  const end = last < 0 ? words.length + last : last;
  return first === 0 ? [] : words.filter((_, at) => at >= first && at <= end && (at - first) % step === 0);
};

const commandsOf = (table: ReadonlyMap<string, Command>): Record<string, { arity: number; run: Handler }> => {
  const named = ({ args }: Call): readonly (Command | undefined)[] =>
    args.length > 2 ? args.slice(2).map((name) => table.get(lower(name))) : [...table.values()];
  return {
    count: { arity: 2, run: () => table.size },
    docs: {
      arity: -2,
      run: (call) => named(call).flatMap((command) => (command === undefined ? [] : documentation(command))),
    },
    getkeys: {
      arity: -3,
      run: ({ args }) => {
        const command = table.get(lower(args[2]));
        if (command === undefined) return new ErrorReply('ERR Invalid command specified');
        const words = args.slice(2);
        const fits = command.arity < 0 ? words.length >= -command.arity : words.length === command.arity;
        if (!fits) return new ErrorReply('ERR Invalid number of arguments specified for command');
        const keys = keysOf(command, words);
        return keys.length > 0 ? keys : new ErrorReply('ERR The command has no key arguments');
      },
    },
    help: {
      arity: 2,
      run: help('COMMAND', [
        'COUNT, DOCS [<name> ...], GETKEYS <command>, INFO [<name> ...], LIST [FILTERBY PATTERN <pattern>]',
        '    What Redis says, for the commands that exist here.',
      ]),
    },
    info: {
      arity: -2,
      run: (call) => named(call).map((command) => (command === undefined ? null : describe(command))),
    },
    list: {
      arity: -2,
      run: ({ args }) => {
        const filtered = args.length === 5 && lower(args[2]) === 'filterby' && lower(args[3]) === 'pattern';
        if (args.length !== 2 && !filtered) return SYNTAX_ERROR;
        const pattern = filtered ? text(args[4]) : '*';
        return [...table.keys()].filter((name) => globMatches(pattern, name)).map(bulk);
      },
    },
  };
};

const SERVER = { keys: [0, 0, 0], group: 'server' } as const;

/** COMMAND describes the table it stands in, so it is made with it. */
export const serverCommands = (table: ReadonlyMap<string, Command>): readonly Command[] => [
  {
    name: 'info',
    arity: -1,
    flags: ['loading'],
    ...SERVER,
    run: info,
    summary: 'Facts about the server',
  },
  {
    name: 'config',
    arity: -2,
    flags: ['admin'],
    ...SERVER,
    summary: 'Read settings (CONFIG GET)',
    run: () => SYNTAX_ERROR,
    subcommands: {
      get: { arity: -3, run: configGet },
      help: {
        arity: 2,
        run: help('CONFIG', ['GET <pattern>', '    Return the settings that match <pattern>.']),
      },
    },
  },
  {
    name: 'command',
    arity: -1,
    flags: ['loading'],
    ...SERVER,
    summary: 'Facts about the commands',
    run: () => [...table.values()].map(describe),
    subcommands: commandsOf(table),
  },
];

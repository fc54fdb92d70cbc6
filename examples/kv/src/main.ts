/** The command line: `serve` runs one node, `cluster` three of them. */

import { Command, InvalidArgumentError } from 'commander';
import type { NodeAddress } from 'gaios';

import { cluster, type ClusterOptions } from './cluster.ts';
import { StartupError } from './listen.ts';
import { LEVELS_TEXT, LINEARIZABLE, parseLevel, type ReadLevel } from './read-level.ts';
import { serve, type ServeOptions } from './serve.ts';

const integer =
  (min: number, max: number) =>
  (text: string): number => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be an integer from ${min} to ${max}.`);
  };

const port = integer(1, 65_535);
const groups = integer(1, 65_536);
/** The node's own bounds for a call. */
const timeout = integer(1, 3_600_000);

const nodes = (text: string): NodeAddress[] =>
  text.split(',').map((part) => {
    const [, nodeId, address] = /^\s*(\d{1,5})=(\S+)\s*$/.exec(part) ?? [];
    if (nodeId === undefined || address === undefined) {
      throw new InvalidArgumentError(`"${part}" is not of the form id=host:port.`);
    }
    return { nodeId: Number(nodeId), address };
  });

/** `bounded` with its milliseconds behind a colon. */
const readLevel = (value: string): ReadLevel => {
  const level = parseLevel(value.toLowerCase().split(':'));
  if (level !== undefined) return level;
  throw new InvalidArgumentError(`It must be ${LEVELS_TEXT.replace('bounded <', 'bounded:<')}.`);
};

const READ_LEVEL_TEXT = 'what reads see unless their connection says otherwise: linearizable, lease, …';
const NO_LEASE_READS_TEXT = 'a leader asks the others for each read, although it holds the lease';

/** Refuses what can never be answered. */
const checkLevel = <O extends Pick<ServeOptions, 'readLevel' | 'leaseReads'>>(options: O): O => {
  if (options.readLevel.kind !== 'lease' || options.leaseReads) return options;
  throw new StartupError('--read-level lease contradicts --no-lease-reads');
};

/** Nothing could be changed through it. */
const checkControl = (options: ServeOptions): ServeOptions => {
  if (options.controlPort === undefined || options.secretFile !== undefined) return options;
  throw new StartupError(
    '--control-port needs --secret-file: who changes something proves that they know the secret',
  );
};

/** Runs a command to its end and leaves with its exit code: 0 after a signal, 1 after a failure. */
const run = async (work: () => Promise<number>): Promise<never> => {
  try {
    process.exit(await work());
  } catch (error) {
    const expected = error instanceof StartupError;
    process.stderr.write(`error: ${expected ? error.message : ((error as Error).stack ?? String(error))}\n`);
    process.exit(1);
  }
};

const program = new Command('gaios-kv').description(
  'A replicated key-value store that speaks RESP2, on Gaios.',
);

program
  .command('serve')
  .description('run one node in the foreground until SIGTERM or SIGINT')
  .requiredOption('--node-id <id>', 'id of this node', integer(1, 65_535))
  .requiredOption('--nodes <list>', 'all nodes, this one included: 1=host:port,2=host:port,…', nodes)
  .requiredOption('--resp-port <port>', 'port for Redis clients, on 127.0.0.1', port)
  .requiredOption('--admin-port <port>', 'port for /healthz, /metrics and /status, on 127.0.0.1', port)
  .requiredOption('--data-dir <folder>', 'data of this node; made if missing')
  .option('--groups <count>', 'Paxos groups that the keys are spread over; never changed later', groups, 16)
  .option(
    '--join',
    'this node founds nothing: it joins the cluster of the others, as a learner at first',
    false,
  )
  .option('--secret-file <file>', 'file with the secret shared by the nodes; needed beyond loopback')
  .option('--control-port <port>', 'port for the gaios command, on 127.0.0.1; needs --secret-file', port)
  .option('--timeout-ms <ms>', 'a command is answered within this', timeout, 5000)
  .option('--read-level <level>', READ_LEVEL_TEXT, readLevel, LINEARIZABLE)
  .option('--no-lease-reads', NO_LEASE_READS_TEXT)
  .option('--log-level <level>', 'error, warn, info or debug; logs go to stderr', 'warn')
  .action((options: ServeOptions) => run(() => serve(checkControl(checkLevel(options)))));

program
  .command('cluster')
  .description('run three nodes on this machine until SIGTERM or SIGINT')
  .option('--fresh', 'remove the data of the three nodes first', false)
  .option('--data-dir <folder>', 'folder of the nodes’ folders', './data')
  .option('--resp-port <port>', 'of node 1; the others have the next two', port, 6381)
  .option('--admin-port <port>', 'of node 1; the others have the next two', port, 8081)
  .option('--peer-port <port>', 'of node 1; the others have the next two', port, 7101)
  .option('--control-port <port>', 'for the gaios command: of node 1; the others have the next two', port)
  .option('--groups <count>', 'Paxos groups that the keys are spread over', groups, 16)
  .option('--timeout-ms <ms>', 'a command is answered within this', timeout, 5000)
  .option('--read-level <level>', READ_LEVEL_TEXT, readLevel, LINEARIZABLE)
  .option('--no-lease-reads', NO_LEASE_READS_TEXT)
  .action((options: ClusterOptions) => run(() => cluster(checkLevel(options))));

await program.parseAsync();

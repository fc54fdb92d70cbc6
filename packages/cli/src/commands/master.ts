/** `gaios master …`: who is master of the groups; handing over, dropping, balancing. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { AdminClient, PostOptions } from '../admin-client.ts';
import { clientsOf, withAdmin, type AdminFlags } from '../admin-options.ts';
import { askAll, askFirst } from '../ask.ts';
import { jsonLine, withExamples, withJson, type Register } from '../command.ts';
import { CliError } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { groupIdx, nodeId, timeoutOption } from '../parse.ts';
import { ranges, table } from '../table.ts';
import type { BalanceAnswer, MasterAnswer } from '../wire.ts';

interface Flags extends AdminFlags {
  readonly json?: true;
}

interface TimedFlags extends Flags {
  /** ms. */
  readonly timeout: number;
}

const TRANSFER_MS = 10_000;
/** A drop waits for nothing. */
const DROP_MS = 1_000;

export const registerMaster: Register = (parent, io) => {
  const master = parent.command('master').description('who is master of the groups, and who should be');
  registerList(master, io);
  registerTransfer(master, io);
  registerDrop(master, io);
  registerBalance(master, io);
};

const postOptions = (io: CliIo, timeoutMs: number): PostOptions => ({ signal: io.signal, timeoutMs });

const withTimeout = (command: Command, what: string): Command =>
  command.addOption(timeoutOption(what, TRANSFER_MS));

const mastersOf = (clients: readonly AdminClient[], group?: number): Promise<MasterAnswer> =>
  askFirst(clients, (client) =>
    client.get<MasterAnswer>(`/master${group === undefined ? '' : `?group=${group}`}`),
  );

const registerList = (parent: Command, io: CliIo): void => {
  const command = parent
    .command('list')
    .description('the masters, as the first node that answers knows them')
    .option('--group <number>', 'this group only (default: all groups)', groupIdx)
    .action(async (flags: Flags & { readonly group?: number }) => {
      const answer = await mastersOf(clientsOf(flags, io), flags.group);
      io.out(flags.json ? jsonLine(answer) : listText(answer));
    });
  withExamples(withJson(withAdmin(command)), 'gaios master list --admin 127.0.0.1:7201');
};

const listText = ({ groups }: MasterAnswer): string => {
  const byMaster = new Map<string, number[]>();
  for (const { groupIdx: at, leader, master } of groups) {
    const key = JSON.stringify([masterText(master), leader === 0 ? 'none' : leader]);
    byMaster.set(key, [...(byMaster.get(key) ?? []), at]);
  }
  const rows = [...byMaster].map(([key, at]) => {
    const [master, leader] = JSON.parse(key) as [string | number, string | number];
    return [master, leader, at.length, ranges(at)];
  });
  return table(
    ['master', 'leader', 'count', 'groups'],
    rows.toSorted((a, b) => String(a[0]).localeCompare(String(b[0]), 'en', { numeric: true })),
  );
};

const masterText = (master: MasterAnswer['groups'][number]['master']): string | number => {
  if (master === undefined) return 'not used';
  return master.node === 0 ? 'none' : master.node;
};

const registerTransfer = (parent: Command, io: CliIo): void => {
  const command = parent
    .command('transfer')
    .description('hand a group over to another voter, without a lost operation')
    .argument('<group>', 'the group', groupIdx)
    .argument('<node>', 'the voter that is to be master', nodeId)
    .action(async (group: number, to: number, flags: TimedFlags) => {
      const clients = clientsOf(flags, io);
      const master = await masterOf(clients, group);
      const fields = { group, nodeId: to, timeoutMs: flags.timeout };
      const done =
        master.node === to
          ? { groupIdx: group, ...master }
          : await (
              await clientOf(clients, master.node, group)
            ).post('/master/transfer', fields, postOptions(io, flags.timeout));
      io.out(flags.json ? jsonLine(done) : `node ${to} is master of group ${group}\n`);
    });
  withExamples(
    withTimeout(withJson(withAdmin(command)), 'give up after this, and go on leading'),
    'gaios master transfer 3 2 --admin 127.0.0.1:7201 --admin 127.0.0.1:7202',
  );
};

const registerDrop = (parent: Command, io: CliIo): void => {
  const command = parent
    .command('drop')
    .description('make the master give a group up; the others elect one of themselves')
    .argument('<group>', 'the group', groupIdx)
    .action(async (group: number, flags: Flags) => {
      const clients = clientsOf(flags, io);
      const { node } = await masterOf(clients, group);
      const client = await clientOf(clients, node, group);
      const done = await client.post('/master/drop', { group }, postOptions(io, DROP_MS));
      io.out(flags.json ? jsonLine(done) : `group ${group} is given up\n`);
    });
  withExamples(withJson(withAdmin(command)), 'gaios master drop 3 --admin 127.0.0.1:7201');
};

const registerBalance = (parent: Command, io: CliIo): void => {
  const command = parent
    .command('balance')
    .description('each node that is named hands over what it leads beyond its share')
    .action(async (flags: TimedFlags) => {
      const answers = await balance(clientsOf(flags, io), flags, io);
      io.out(flags.json ? jsonLine({ nodes: answers }) : balanceText(answers));
      const failed = answers.flatMap((answer) => answer.failed);
      if (failed.length > 0 && !flags.json) throw new CliError(`${failed.length} could not be handed over`);
      if (failed.length > 0) throw new CliError('', { exit: 'told' });
    });
  withExamples(
    withTimeout(withJson(withAdmin(command)), 'for each group'),
    'gaios master balance --admin 127.0.0.1:7201 --admin 127.0.0.1:7202 --admin 127.0.0.1:7203',
  );
};

/** Thousands of groups, one after the other. */
const BALANCE_MS_MAX = 600_000;
/** A node that has only begun to lead a group cannot hand it over yet. */
const BALANCE_ROUNDS = 4;
const BALANCE_REST_MS = 500;

/** In rounds, until nothing fails. Each node's answer is that of its last round, with all that it handed over. */
const balance = async (
  clients: readonly AdminClient[],
  flags: TimedFlags,
  io: CliIo,
): Promise<readonly BalanceAnswer[]> => {
  const answers = new Map<number, BalanceAnswer>();
  for (let round = 1; round <= BALANCE_ROUNDS; round++) {
    for (const client of clients) {
      const options = postOptions(io, BALANCE_MS_MAX);
      const answer = await client.post<BalanceAnswer>(
        '/master/balance',
        { timeoutMs: flags.timeout },
        options,
      );
      const moved = [...(answers.get(answer.nodeId)?.moved ?? []), ...answer.moved];
      answers.set(answer.nodeId, { ...answer, moved });
    }
    if ([...answers.values()].every(({ failed }) => failed.length === 0)) break;
    if (round < BALANCE_ROUNDS) await sleep(BALANCE_REST_MS, undefined, { signal: io.signal });
  }
  return [...answers.values()];
};

const balanceText = (answers: readonly BalanceAnswer[]): string => {
  const rows = answers.map(({ nodeId: id, leads, moved, failed }) => [
    id,
    moved.length,
    leads,
    failed.map(({ groupIdx: at, error }) => `${at}: ${error.code ?? error.message}`).join('; ') || 'none',
  ]);
  return table(['node', 'handed over', 'leads now', 'failed'], rows);
};

/** @throws CliError NOT_MASTER if nobody is known */
const masterOf = async (
  clients: readonly AdminClient[],
  group: number,
): Promise<{ readonly node: number; readonly version: number }> => {
  const { groups } = await mastersOf(clients, group);
  const { node = 0, version = 0 } = groups[0]?.master ?? {};
  if (node !== 0) return { node, version };
  throw new CliError(`group ${group} has no master that is known`, { code: 'NOT_MASTER' });
};

/** The master itself has to be asked. @throws CliError if its admin port was not named */
const clientOf = async (
  clients: readonly AdminClient[],
  node: number,
  group: number,
): Promise<AdminClient> => {
  const heard = await askAll(clients, (client) => client.status());
  const found = heard.find((each) => 'answer' in each && each.answer.nodeId === node);
  if (found !== undefined) return found.client;
  throw new CliError(`node ${node} is master of group ${group}: name its admin port, too`, { exit: 'usage' });
};

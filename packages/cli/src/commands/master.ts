/** `gaios master …`: who is master of the groups; handing over, dropping, balancing. */

import type { Command } from 'commander';
import type { NodeStatus } from 'gaios';
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
      const client = await masterClient(clientsOf(flags, io), group);
      const fields = { group, nodeId: to, timeoutMs: flags.timeout };
      const done = await client.post('/master/transfer', fields, postOptions(io, flags.timeout));
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
      const client = await masterClient(clientsOf(flags, io), group);
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
      const answers: BalanceAnswer[] = [];
      for (const client of clientsOf(flags, io)) {
        const options = postOptions(io, BALANCE_MS_MAX);
        answers.push(await client.post('/master/balance', { timeoutMs: flags.timeout }, options));
      }
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

const balanceText = (answers: readonly BalanceAnswer[]): string => {
  const rows = answers.map(({ nodeId: id, leads, moved, failed }) => [
    id,
    moved.length,
    leads,
    failed.map(({ groupIdx: at, error }) => `${at}: ${error.code ?? error.message}`).join('; ') || 'none',
  ]);
  return table(['node', 'handed over', 'leads now', 'failed'], rows);
};

/** The master itself has to be asked. @throws CliError if nobody is, or its admin port was not named */
const masterClient = async (clients: readonly AdminClient[], group: number): Promise<AdminClient> => {
  const { groups } = await mastersOf(clients, group);
  const { node = 0 } = groups[0]?.master ?? {};
  if (node === 0) throw new CliError(`group ${group} has no master that is known`, { code: 'NOT_MASTER' });
  const heard = await askAll(clients, (client) => client.get<NodeStatus>('/status'));
  const found = heard.find((each) => 'answer' in each && each.answer.nodeId === node);
  if (found !== undefined) return found.client;
  throw new CliError(`node ${node} is master of group ${group}: name its admin port, too`, { exit: 'usage' });
};

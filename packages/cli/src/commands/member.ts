/** `gaios member …`: who is in the groups, what a change would do, and the change itself. */

import type { Command } from 'commander';
import { clientsOf, withAdmin, type AdminFlags } from '../admin-options.ts';
import type { AdminClient } from '../admin-client.ts';
import { askFirst } from '../ask.ts';
import { jsonLine, withExamples, withJson, type Register } from '../command.ts';
import { CliError } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { groupIdx, instanceId, timeoutOption } from '../parse.ts';
import { Progress } from '../progress.ts';
import type { ChangeAnswer, MembershipAnswer, PlanAnswer, WireProgress } from '../wire.ts';
import { progressWords } from '../words.ts';
import { addOperation, operationRows, type OperationRow, type TypedOperation } from './member-operations.ts';
import { changeText, failedGroups, membershipText, planText } from './member-text.ts';

interface Flags extends AdminFlags {
  readonly group?: number;
  readonly json?: true;
}

interface ChangeFlags extends Flags {
  readonly force?: true;
  readonly fromVersion?: number;
  /** ms. */
  readonly timeout: number;
}

/** New nodes may have to be started, and catch up. */
const CHANGE_MS = 60_000;
/** All members are asked, and what does not answer is waited for a little. */
const PLAN_MS = 10_000;

export const registerMember: Register = (parent, io) => {
  const member = parent.command('member').description('who is in the groups, and changes of it');
  registerList(member, io);
  const plan = member.command('plan').description('what a change would do; it changes nothing');
  for (const row of operationRows) registerPlan(plan, row, io);
  for (const row of operationRows) registerChange(member, row, io);
};

const withGroup = (command: Command): Command =>
  command.option('--group <number>', 'this group only (default: all groups)', groupIdx);

const registerList = (parent: Command, io: CliIo): void => {
  const command = parent
    .command('list')
    .description('members with their addresses, roles and disks')
    .action(async (flags: Flags) => {
      const query = flags.group === undefined ? '' : `?group=${flags.group}`;
      const answer = await askFirst(clientsOf(flags, io), (client) =>
        client.get<MembershipAnswer>(`/membership${query}`),
      );
      io.out(flags.json ? jsonLine(answer) : membershipText(answer));
    });
  withExamples(
    withJson(withGroup(withAdmin(command))),
    'gaios member list --admin 127.0.0.1:7201',
    'gaios member list --group 3 --json',
  );
};

const registerPlan = (parent: Command, row: OperationRow, io: CliIo): void => {
  const command = addOperation(parent, row).action(async (...given: unknown[]) => {
    const read = readArguments(row, given);
    const { operation, flags } = { ...read, flags: read.flags as Flags };
    const fields = { operation, ...(flags.group === undefined ? {} : { group: flags.group }) };
    const options = { signal: io.signal, timeoutMs: PLAN_MS };
    const answer = await askFirst(chosen(operation, flags, io), (client) =>
      client.post<PlanAnswer>('/membership/plan', fields, options),
    );
    io.out(flags.json ? jsonLine(answer) : planText(answer));
    const refused = answer.groups.filter((each) => 'error' in each || each.plan.refusals.length > 0);
    if (refused.length > 0 && !flags.json)
      throw new CliError(`it would be refused in ${refused.length} of ${answer.groups.length} groups`);
    if (refused.length > 0) throw new CliError('', { exit: 'told' });
  });
  withExamples(
    withJson(withGroup(withAdmin(command))),
    `gaios member plan ${row.name} ${row.example}`.trim(),
  );
};

const registerChange = (parent: Command, row: OperationRow, io: CliIo): void => {
  const command = addOperation(parent, row)
    .option('--force', 'do it although a quorum may not be live then, and do not wait for one')
    .option(
      '--from-version <version>',
      'only if the group has this version of its membership now',
      instanceId,
    )
    .addOption(timeoutOption('for all of it; what is done by then stays done', CHANGE_MS))
    .action(async (...given: unknown[]) => {
      const read = readArguments(row, given);
      const { operation, flags } = { ...read, flags: read.flags as ChangeFlags };
      const answer = await change(operation, flags, io);
      io.out(flags.json ? jsonLine(answer) : changeText(answer));
      const failed = failedGroups(answer);
      if (failed.length > 0)
        throw flags.json
          ? new CliError('', { exit: 'told' })
          : new CliError(
              `not done in ${failed.length} of ${answer.groups.length} groups; run it again to go on`,
            );
    });
  withExamples(
    withJson(withGroup(withAdmin(command))),
    `gaios member ${row.name} ${row.example}`.trim(),
    `gaios member ${row.name} ${row.example} --group 0 --timeout 600 --json`.replaceAll('  ', ' '),
  );
};

const change = async (operation: TypedOperation, flags: ChangeFlags, io: CliIo): Promise<ChangeAnswer> => {
  const { group, fromVersion: version, force, timeout: timeoutMs } = flags;
  const fields = { operation, group, version, force, timeoutMs };
  const progress = new Progress(io);
  const onProgress = (event: unknown): void => {
    const { groupIdx: at } = event as WireProgress;
    if (!flags.json) progress.say(at, progressWords(event as WireProgress));
  };
  try {
    return await askFirst(chosen(operation, flags, io), (client) =>
      client.post<ChangeAnswer>('/membership/change', fields, { signal: io.signal, timeoutMs, onProgress }),
    );
  } finally {
    progress.flush();
  }
};

/** Who leaves has to be told so itself. */
const chosen = ({ kind }: TypedOperation, flags: Flags, io: CliIo): readonly AdminClient[] => {
  const clients = clientsOf(flags, io);
  if (kind !== 'leave' || clients.length === 1) return clients;
  throw new CliError('leave is for the one node that is asked: name one --admin', { exit: 'usage' });
};

/** Commander hands over the arguments, then the options, then the command. */
const readArguments = (
  row: OperationRow,
  given: readonly unknown[],
): { operation: TypedOperation; flags: unknown } => {
  const { length } = row.args;
  return { operation: row.build(...(given.slice(0, length) as never[])), flags: given[length] };
};

/** `gaios checkpoint create`: has all replicas of a group take a checkpoint at one instance. */

import type { AdminClient } from '../admin-client.ts';
import { clientsOf, withAdmin, type AdminFlags } from '../admin-options.ts';
import { askFirst } from '../ask.ts';
import { bytesText } from '../checkpoint/bar.ts';
import { jsonLine, withExamples, withJson, type Register } from '../command.ts';
import { groupIdx, timeoutOption } from '../parse.ts';
import { table } from '../table.ts';
import type { CheckpointAnswer } from '../wire.ts';

interface Flags extends AdminFlags {
  readonly json?: true;
  /** ms. */
  readonly timeout: number;
}

/** A gigabyte, at the default rate of writing, and some waiting. */
const CREATE_MS = 300_000;

export const registerCheckpointCreate: Register = (parent, io) => {
  const command = parent
    .command('create')
    .description('makes one now, at one instance on all replicas; shows that of the node that answers')
    .argument('<group...>', 'the groups', (text: string, before: readonly number[] | undefined) => [
      ...(before ?? []),
      groupIdx(text),
    ])
    .addOption(timeoutOption('stop waiting for each after this', CREATE_MS))
    .action(async (groups: readonly number[], flags: Flags) => {
      const clients = clientsOf(flags, io);
      const options = { signal: io.signal, timeoutMs: flags.timeout };
      const create = (client: AdminClient, group: number): Promise<CheckpointAnswer> =>
        client.post('/checkpoint/create', { group, timeoutMs: flags.timeout }, options);
      const made: CheckpointAnswer[] = [];
      // One after the other: they share the nodes' disks.
      for (const group of groups) made.push(await askFirst(clients, (client) => create(client, group)));
      io.out(flags.json ? jsonLine({ checkpoints: made }) : madeText(made));
    });
  withExamples(withJson(withAdmin(command)), 'gaios checkpoint create 0 1 2 --admin 127.0.0.1:7201');
};

const madeText = (made: readonly CheckpointAnswer[]): string =>
  table(
    ['group', 'id', 'instance', 'size'],
    made.map((each) => [each.groupIdx, each.id, each.instanceId, bytesText(each.bytes)]),
  );

/** `gaios status`: each node that was named, and the groups as they see them. */

import type { NodeStatus } from 'gaios';
import type { AdminClient } from '../admin-client.ts';
import { clientsOf, withAdmin, type AdminFlags } from '../admin-options.ts';
import { askAll, type Heard } from '../ask.ts';
import { jsonLine, withExamples, withJson, type Register } from '../command.ts';
import { ranges, table } from '../table.ts';

interface Flags extends AdminFlags {
  readonly json?: true;
}

export const registerStatus: Register = (parent, io) => {
  const command = parent
    .command('status')
    .description('nodes, their links and their groups')
    .action(async (flags: Flags) => {
      const heard = await askAll(clientsOf(flags, io), (client) => client.status());
      io.out(flags.json ? jsonLine(toJson(heard)) : toText(heard));
    });
  withExamples(
    withJson(withAdmin(command)),
    'gaios status --admin 127.0.0.1:7201 --admin 127.0.0.1:7202',
    'GAIOS_ADMIN=10.0.0.1:7201,10.0.0.2:7201 gaios status --token-file token --json',
  );
};

type HeardStatus = Heard<NodeStatus>;

const toJson = (heard: readonly HeardStatus[]): unknown => ({
  nodes: heard.map((each) =>
    'answer' in each
      ? { admin: each.client.address, ...each.answer }
      : { admin: each.client.address, error: each.error.message },
  ),
});

const toText = (heard: readonly HeardStatus[]): string => {
  const answers = heard.flatMap((each) => ('answer' in each ? [each.answer] : []));
  const failures = heard.flatMap((each) => ('error' in each ? [`${each.error.message}\n`] : []));
  const nodes = table(
    ['node', 'admin', 'state', 'version', 'boot', 'leads', 'groups', 'peers'],
    heard.flatMap((each) => ('answer' in each ? [nodeRow(each.client, each.answer)] : [])),
  );
  return [nodes, ...failures, '\n', groupsText(answers), ...remarks(answers)].join('');
};

const nodeRow = (client: AdminClient, status: NodeStatus): (string | number)[] => {
  const { nodeId, state, version, boot, groups, peers } = status;
  const leads = groups.filter(({ leader }) => leader === nodeId).length;
  const links = peers.map((peer) => `${peer.nodeId}:${peer.state}`).join(' ');
  return [nodeId, client.address, state, version, boot, leads, groups.length, links];
};

interface Standing {
  readonly cells: readonly (string | number)[];
  readonly nodes: number[];
  lag: number;
}

/** Nodes that say the same of a group are one line, and so are groups of which the same is said: there may be thousands. */
const groupsText = (answers: readonly NodeStatus[]): string => {
  const lines = new Map<string, Standing & { readonly groups: number[] }>();
  for (const [groupIdx, standings] of standingsOf(answers)) {
    for (const { cells, nodes, lag } of standings.values()) {
      const key = JSON.stringify([cells, nodes]);
      const line = lines.get(key) ?? { cells, nodes, lag: 0, groups: [] };
      line.groups.push(groupIdx);
      line.lag = Math.max(line.lag, lag);
      lines.set(key, line);
    }
  }
  const rows = [...lines.values()].map(({ groups, cells, nodes, lag }) => [
    ranges(groups),
    ...cells,
    ranges(nodes),
    lag,
  ]);
  return table(['groups', 'state', 'leader', 'members (L: learner)', 'on nodes', 'behind'], rows);
};

const standingsOf = (answers: readonly NodeStatus[]): Map<number, Map<string, Standing>> => {
  const furthest = new Map<number, number>();
  for (const { groups } of answers) {
    for (const { groupIdx, chosenUpTo } of groups)
      furthest.set(groupIdx, Math.max(furthest.get(groupIdx) ?? 0, chosenUpTo));
  }
  const found = new Map<number, Map<string, Standing>>();
  for (const { nodeId, groups } of answers) {
    for (const { groupIdx, state, leader, members, executedUpTo } of groups) {
      const who = members
        .map((member) => `${member.nodeId}${member.role === 'learner' ? 'L' : ''}`)
        .join(' ');
      const cells = [state, leader === 0 ? 'none' : leader, who];
      const standings = found.get(groupIdx) ?? new Map<string, Standing>();
      const standing = standings.get(JSON.stringify(cells)) ?? { cells, nodes: [], lag: 0 };
      standing.nodes.push(nodeId);
      standing.lag = Math.max(standing.lag, (furthest.get(groupIdx) ?? 0) - executedUpTo);
      found.set(groupIdx, standings.set(JSON.stringify(cells), standing));
    }
  }
  return found;
};

/** What somebody should look at. */
export const remarks = (answers: readonly NodeStatus[]): string[] => {
  const lines = answers.flatMap(({ nodeId, peers, groups, notices }) => [
    ...notices.map((notice) => `node ${nodeId}: ${notice}`),
    ...peers
      .filter(({ reason }) => reason !== undefined)
      .map((peer) => `node ${nodeId}: link to ${peer.nodeId} is ${peer.state}: ${peer.reason}`),
    ...groups
      .filter(({ reason }) => reason !== undefined)
      .map(({ groupIdx, state, reason }) => `node ${nodeId}: group ${groupIdx} is ${state}: ${reason}`),
    ...groups.flatMap(({ groupIdx, membershipSteps }) =>
      membershipSteps.map((step) => `node ${nodeId}: group ${groupIdx}: ${step}`),
    ),
  ]);
  return lines.length === 0 ? [] : ['\n', ...lines.map((line) => `${line}\n`)];
};

/** `gaios repair plan|apply`: a cluster whose quorum is gone for good, on the data folders that are left. */

import { jsonLine, withExamples, withJson, type Register } from '../command.ts';
import { applyRepair, type Applied } from '../repair/apply.ts';
import { planJson, planText } from '../repair/describe.ts';
import { planRepair } from '../repair/plan.ts';
import { withSurvivors } from '../repair/survey.ts';
import { table } from '../table.ts';

interface Flags {
  readonly json: boolean;
}

interface ApplyFlags extends Flags {
  readonly planHash: string;
}

const FOLDERS = 'data folders of all nodes that are left; the nodes must be stopped';

export const registerRepair: Register = (parent, io) => {
  const repair = parent
    .command('repair')
    .description('goes on without the dead, when a quorum is lost for good');
  const plan = repair
    .command('plan')
    .description('shows what is left, what may be lost, and what would be done; changes nothing')
    .argument('<folders...>', FOLDERS)
    .action((folders: string[], flags: Flags) => {
      const planned = withSurvivors(folders, planRepair);
      io.out(flags.json ? jsonLine(planJson(planned)) : planText(planned));
    });
  withExamples(withJson(plan), 'gaios repair plan /srv/gaios-1 /srv/gaios-2');
  const apply = repair
    .command('apply')
    .description('does what the plan with this hash says; if it is cut off, run it again')
    .requiredOption('--plan-hash <hash>', 'as `gaios repair plan` has shown it')
    .argument('<folders...>', FOLDERS)
    .action(async (folders: string[], flags: ApplyFlags) => {
      const applied = await applyRepair(folders, flags.planHash, {
        onFolder: (nodeId, what) => io.err(`node ${nodeId}: ${what === 'begins' ? 'writing' : 'done'}\n`),
      });
      io.out(flags.json ? jsonLine({ hash: flags.planHash, applied }) : appliedText(applied));
    });
  withExamples(
    withJson(apply),
    'gaios repair apply --plan-hash 0123456789abcdef0123456789abcdef /srv/gaios-1 /srv/gaios-2',
  );
};

const appliedText = (applied: readonly Applied[]): string => {
  const rows = applied.map(({ nodeId, groups, folder }) => [
    nodeId,
    groups.length === 0 ? 'nothing to do' : `${groups.length} repaired`,
    folder,
  ]);
  return `${table(['node', 'groups', 'folder'], rows)}\nStart these nodes now. Nodes that were removed must not be started on their old folders.\n`;
};

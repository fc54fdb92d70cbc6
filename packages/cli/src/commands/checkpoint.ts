/** `gaios checkpoint list|verify|export|import`: the checkpoints in a data folder, backup and restore. */

import { resolve } from 'node:path';
import { Option } from 'commander';
import type { TargetMember } from 'gaios';
import { nodeFiles } from '@gaios/checkpoint';
import { bytesText, ProgressBar } from '../checkpoint/bar.ts';
import { exportCheckpoints } from '../checkpoint/export.ts';
import { findCheckpoints, type Found, type FoundCheckpoint, type Problem } from '../checkpoint/find.ts';
import { importCheckpoints, type Imported } from '../checkpoint/import.ts';
import { verify, type OnBytes } from '../checkpoint/read.ts';
import { meant } from '../checkpoint/select.ts';
import { jsonLine, withExamples, withJson, type Register } from '../command.ts';
import { CliError } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { checkpointId, groupIdx, member } from '../parse.ts';
import { table } from '../table.ts';
import { registerCheckpointCreate } from './checkpoint-create.ts';

interface Flags {
  readonly json?: true;
  readonly group?: readonly number[];
  readonly id?: string;
}

interface ExportFlags extends Flags {
  readonly to: string;
}

interface ImportFlags extends Flags {
  readonly node: readonly TargetMember[];
  readonly out: string;
}

const FOLDER = 'data folder of a node, which may be running, or what export has made';

const gathered =
  <T>(parse: (text: string) => T) =>
  (text: string, before: readonly T[] = []): readonly T[] => [...before, parse(text)];

const groupOption = (what: string): Option =>
  new Option('--group <index>', `${what}; may be given several times`).argParser(gathered(groupIdx));

const idOption = (): Option =>
  new Option('--id <id>', 'this one, as list shows it; default: the newest of each group').argParser(
    checkpointId,
  );

const selectionOf = ({ group, id }: Flags): { groups?: readonly number[]; id?: string } => ({
  ...(group !== undefined && { groups: group }),
  ...(id !== undefined && { id }),
});

interface Bar {
  /** Again where the work begins anew. */
  readonly begin: (total: number) => OnBytes;
  readonly end: () => void;
}

/** With `--json` nothing is told but the result. */
const barOf = (io: CliIo, what: string, { json }: Flags): Bar => {
  let bar: ProgressBar | undefined;
  const end = (): void => bar?.end();
  const begin = (total: number): OnBytes => {
    end();
    if (json) return () => {};
    bar = new ProgressBar(io, what, total);
    return bar.add;
  };
  return { begin, end };
};

export const registerCheckpoint: Register = (parent, io) => {
  const checkpoint = parent
    .command('checkpoint')
    .description('looks at checkpoints, makes them, and copies them out and in: backup and restore');
  const list = checkpoint
    .command('list')
    .description('the checkpoints of each group; reads no more than their manifests')
    .addOption(groupOption('only of this group'))
    .argument('<folder>', FOLDER)
    .action((folder: string, flags: Flags) => showList(folder, flags, io));
  withExamples(withJson(list), 'gaios checkpoint list /srv/gaios');
  const check = checkpoint
    .command('verify')
    .description('reads all files and compares them with their hashes; ends with 1 if any is damaged')
    .addOption(groupOption('only of this group'))
    .addOption(new Option('--id <id>', 'only this one, as list shows it').argParser(checkpointId))
    .argument('<folder>', FOLDER)
    .action((folder: string, flags: Flags) => showVerified(folder, flags, io));
  withExamples(withJson(check), 'gaios checkpoint verify /srv/gaios');
  const save = checkpoint
    .command('export')
    .description('copies the newest checkpoint of each group into a folder of its own, verified')
    .addOption(groupOption('only of this group'))
    .addOption(idOption())
    .requiredOption('--to <folder>', 'where to; it must not be there yet')
    .argument('<folder>', FOLDER)
    .action((folder: string, flags: ExportFlags) => runExport(folder, flags, io));
  withExamples(withJson(save), 'gaios checkpoint export /srv/gaios --to /backup/monday');
  const load = checkpoint
    .command('import')
    .description('builds the data folders of a new cluster from what export has made')
    .addOption(
      new Option('--node <id=address>', 'a node of the new cluster: 1=host:port, or 1=host:port/learner')
        .argParser(gathered(member))
        .makeOptionMandatory(),
    )
    .requiredOption('--out <folder>', 'gets a folder node-<id> for each; it must not be there yet')
    .argument('<export>', 'what export has made')
    .action((folder: string, flags: ImportFlags) => runImport(folder, flags, io));
  withExamples(
    withJson(load),
    'gaios checkpoint import /backup/monday --node 1=a:7001 --node 2=b:7001 --node 3=c:7001 --out /srv/new',
  );
  registerCheckpointCreate(checkpoint, io);
};

const dateText = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

const machinesText = ({ machines, instanceId }: FoundCheckpoint['manifest']): string =>
  machines
    .map((each) => (each.instanceId === instanceId ? each.smId : `${each.smId}@${each.instanceId}`))
    .join(', ');

const rowOf = ({ id, groupIdx: group, madeMs, manifest, problems }: FoundCheckpoint) => ({
  groupIdx: group,
  id,
  instanceId: manifest.instanceId,
  gid: manifest.gid,
  bytes: manifest.bytesTotal,
  machines: manifest.machines,
  made: new Date(madeMs).toISOString(),
  complete: problems.length === 0,
  problems,
});

const inGroups =
  ({ group }: Flags) =>
  (each: { readonly groupIdx: number }): boolean =>
    group === undefined || group.includes(each.groupIdx);

const showList = async (folder: string, flags: Flags, io: CliIo): Promise<void> => {
  const found = await findCheckpoints(resolve(folder));
  const checkpoints = found.checkpoints.filter(inGroups(flags));
  const unusable = found.unusable.filter(inGroups(flags));
  if (flags.json) return io.out(jsonLine({ checkpoints: checkpoints.map(rowOf), unusable }));
  const rows = [
    ...checkpoints.map((each) => [
      each.groupIdx,
      each.id,
      each.manifest.instanceId,
      bytesText(each.manifest.bytesTotal),
      machinesText(each.manifest),
      dateText(each.madeMs),
      each.problems.length === 0 ? 'complete' : `DAMAGED: ${problemText(each.problems[0]!)}`,
    ]),
    ...unusable.map(({ groupIdx: group, name, state, why }) => [
      group,
      name,
      undefined,
      undefined,
      undefined,
      undefined,
      state === 'damaged' ? `DAMAGED: ${why}` : state,
    ]),
  ];
  if (rows.length === 0) return io.out('no checkpoints\n');
  io.out(table(['group', 'id', 'instance', 'size', 'machines', 'made (UTC)', 'state'], rows));
};

const problemText = ({ path, why }: Problem): string => `${path}: ${why}`;

const showVerified = async (folder: string, flags: Flags, io: CliIo): Promise<void> => {
  const found = await findCheckpoints(resolve(folder));
  const broken = found.unusable.filter(inGroups(flags)).filter(({ state }) => state === 'damaged');
  const chosen = chosenOf(found, flags, broken.length > 0);
  const bar = barOf(io, 'verifying', flags);
  const onBytes = bar.begin(chosen.reduce((sum, { manifest }) => sum + manifest.bytesTotal, 0));
  const verified: { readonly checkpoint: FoundCheckpoint; readonly problems: readonly Problem[] }[] = [];
  try {
    for (const checkpoint of chosen) {
      const problems = await verify(nodeFiles, checkpoint, { onBytes, signal: io.signal });
      verified.push({ checkpoint, problems });
    }
  } finally {
    bar.end();
  }
  const isDamaged = broken.length > 0 || verified.some(({ problems }) => problems.length > 0);
  if (flags.json) {
    const rows = verified.map(({ checkpoint, problems }) => ({
      ...rowOf(checkpoint),
      complete: problems.length === 0,
      problems,
    }));
    io.out(jsonLine({ damaged: isDamaged, checkpoints: rows, unusable: broken }));
  } else {
    for (const { groupIdx: group, name, why } of broken) io.out(`group ${group} ${name}: DAMAGED: ${why}\n`);
    for (const { checkpoint, problems } of verified) {
      const { groupIdx: group, id, manifest } = checkpoint;
      if (problems.length === 0) io.out(`group ${group} ${id}: ${bytesText(manifest.bytesTotal)}, whole\n`);
      for (const each of problems) io.out(`group ${group} ${id}: DAMAGED: ${problemText(each)}\n`);
    }
  }
  if (isDamaged) throw new CliError('a checkpoint is damaged', { exit: 'told' });
};

/** That there is none to be verified is an error, but for those that are damaged beyond that. */
const chosenOf = (found: Found, flags: Flags, isBroken: boolean): readonly FoundCheckpoint[] =>
  isBroken && found.checkpoints.filter(inGroups(flags)).length === 0 ? [] : meant(found, selectionOf(flags));

const runExport = async (folder: string, flags: ExportFlags, io: CliIo): Promise<void> => {
  const to = resolve(flags.to);
  const bar = barOf(io, 'copying', flags);
  try {
    const options = { from: resolve(folder), to, signal: io.signal, onBegin: bar.begin };
    const exported = await exportCheckpoints({ ...options, ...selectionOf(flags) });
    bar.end();
    if (flags.json) return io.out(jsonLine({ to, checkpoints: exported.map(rowOf) }));
    const rows = exported.map((each) => [each.groupIdx, each.id, bytesText(each.manifest.bytesTotal)]);
    io.out(`${table(['group', 'id', 'size'], rows)}\nCopied to ${to}, and verified.\n`);
  } catch (error) {
    bar.end();
    throw error;
  }
};

const runImport = async (
  folder: string,
  { node: nodes, ...flags }: ImportFlags,
  io: CliIo,
): Promise<void> => {
  const out = resolve(flags.out);
  const bar = barOf(io, 'writing', flags);
  try {
    const options = { from: resolve(folder), out, nodes, signal: io.signal, onBegin: bar.begin };
    const imported = await importCheckpoints(options);
    bar.end();
    io.out(flags.json ? jsonLine(imported) : importedText(imported, nodes));
  } catch (error) {
    bar.end();
    throw error;
  }
};

const importedText = ({ nodes, groups }: Imported, members: readonly TargetMember[]): string => {
  const rows = nodes.map(({ nodeId, folder, storageId }) => {
    const { address, role } = members.find((each) => each.nodeId === nodeId)!;
    return [nodeId, address, role, storageId.slice(0, 8), folder];
  });
  return [
    table(
      ['group', 'life', 'instance'],
      groups.map((each) => [each.groupIdx, each.gid, each.instanceId]),
    ),
    table(['node', 'address', 'role', 'disk', 'folder'], rows),
    'This is a new cluster: nodes of the old one, and of other imports, are refused by it.',
    'Start each node on its folder. One that goes to another machine: move it, keep no copy, and vouch for it there',
    'with `gaios disk adopt` before its first start.',
    '',
  ].join('\n');
};

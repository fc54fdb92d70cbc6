/** `gaios disk show|adopt`: one data folder, while no node runs on it. */

import { adoptDisk, checkAdoptable, describeDisk, type DiskReport } from '@gaios/storage-sqlite';
import { jsonLine, withExamples, withJson, type Register } from '../command.ts';
import { CliError } from '../failure.ts';

interface Flags {
  readonly json: boolean;
}

interface AdoptFlags extends Flags {
  readonly yes: boolean;
}

export const registerDisk: Register = (parent, io) => {
  const disk = parent.command('disk').description('looks at data folders, and vouches for moved ones');
  const show = disk
    .command('show')
    .description('whose folder it is, whether it was closed in order, and whether it is where it was')
    .argument('<folder>', 'data folder of a node that is stopped')
    .action((folder: string, flags: Flags) => {
      const report = describeDisk(folder);
      io.out(flags.json ? jsonLine(report) : textOf(report));
    });
  withExamples(withJson(show), 'gaios disk show /srv/gaios');
  const adopt = disk
    .command('adopt')
    .description('lets a node go on with a folder that was closed in order and then moved')
    .option('--yes', 'it is the only and the last copy', false)
    .argument('<folder>', 'data folder of a node that is stopped')
    .action((folder: string, flags: AdoptFlags) => {
      const before = describeDisk(folder);
      checkAdoptable(before);
      if (!flags.yes) throw new CliError(`${vouched(before)}\nIf it is so: --yes`, { exit: 'usage' });
      const after = adoptDisk(folder);
      io.out(flags.json ? jsonLine(after) : `${vouched(before)}\nAdopted.\n`);
    });
  withExamples(withJson(adopt), 'gaios disk adopt --yes /srv/gaios');
};

const placeText = ({ place, why = '' }: DiskReport): string =>
  ({
    same: 'where it was',
    unknown: 'not known: the next opening takes it to be where it was',
    moved: `MOVED: ${why}. A node that starts on it begins with an empty disk, unless it is adopted before`,
  })[place];

const textOf = (report: DiskReport): string => {
  const { folder, identity, groups, lastCommit, closedCleanly, replaced } = report;
  return [
    `folder    ${folder}`,
    `node      ${identity.nodeId}`,
    `disk      ${identity.storageId}, opened ${identity.boot} times`,
    `holds     ${groups} groups, ${lastCommit} commits`,
    `closed    ${closedCleanly ? 'in order' : 'NOT IN ORDER: its node was killed, or it was copied while in use'}`,
    `place     ${placeText(report)}`,
    ...(replaced === undefined
      ? []
      : [`replaces  disk ${replaced.storageId}, which is kept in ${replaced.keptIn}: ${replaced.why}`]),
    '',
  ].join('\n');
};

const vouched = ({ folder, identity: { nodeId, storageId, boot } }: DiskReport): string =>
  `You vouch for this: ${folder} is the only and the last copy of disk ${storageId} of node ${nodeId}, as it was after its ${boot}. opening.
No other copy is in use, or will ever be; nothing ran on another one after this one was made. If that is not so, acknowledged
writes may be lost, and replicas may come to differ.`;

/**
 * Checkpoints of the laboratory: what the machines of a node hold as of an instance, with what the log needs to know of it.
 * They are safe as soon as they are made or received; which of them counts is what the disk says (DESIGN 8).
 */

import { initialConfiguration, type ExecutionTable, type Member } from '@gaios/core';
import type { LabCheckpoint, LabMachine, LabNode } from './lab-api.ts';
import { LabViolation } from './lab-watch.ts';

export const newMachine = (members: readonly Member[]): LabMachine => ({
  executed: [],
  executedUpTo: 0,
  checksum: 0,
  table: new Map(),
  configuration: initialConfiguration(members),
  configurationBallot: 0,
});

export const takeCheckpoint = (machine: LabMachine): LabCheckpoint => {
  const { executed, executedUpTo, checksum, table, configuration, configurationBallot } = machine;
  const base = { instanceId: executedUpTo, checksum, configuration, ballot: configurationBallot };
  return { base, executed: [...executed], table: copyOf(table) };
};

export const loadCheckpoint = ({ base, executed, table }: LabCheckpoint): LabMachine => ({
  executed: [...executed],
  executedUpTo: base.instanceId,
  checksum: base.checksum,
  table: copyOf(table),
  configuration: base.configuration,
  configurationBallot: base.ballot,
});

const copyOf = (table: ExecutionTable): ExecutionTable =>
  new Map([...table].map(([nodeId, row]) => [nodeId, { ...row }]));

/** The one that a start begins with: the newest that the log goes on from. @throws LabViolation */
export const startingPoint = ({ nodeId, disk, checkpoints }: LabNode): LabCheckpoint | undefined => {
  const { chosenUpTo = 0, minChosen = 1 } = disk.meta ?? {};
  const found = checkpoints.findLast(
    ({ base }) => base.instanceId <= chosenUpTo && base.instanceId >= minChosen - 1,
  );
  if (found === undefined && minChosen > 1)
    throw new LabViolation(`node ${nodeId}: its log begins at ${minChosen}, and no checkpoint goes with it`);
  return found;
};

/** Of the own seqs that a node waits for, those that a checkpoint says are past: they are never executed again. */
export const settledBy = (node: LabNode): number[] => {
  const row = node.table.get(node.nodeId);
  if (row?.storageId !== node.storageId || row.boot !== node.boot) return [];
  const seqs: number[] = [];
  for (const { firstSeq, requests } of node.replica.state.session.units) {
    for (let seq = firstSeq; seq < firstSeq + requests.length; seq++) if (seq <= row.last) seqs.push(seq);
  }
  return seqs;
};

/** Rule 1: an instance above what is chosen that is accepted on disk, and of which the running replica knows nothing. */
export const forgottenAcceptance = ({ disk, replica }: LabNode): number | undefined => {
  const { acceptor, learner } = replica.state;
  for (const { instanceId, ballot, chosen } of disk.records.values()) {
    if (instanceId <= learner.chosenUpTo) continue;
    const held = acceptor.accepted.get(instanceId);
    if (held === undefined || (held.ballot < ballot && !held.chosen) || (chosen && !held.chosen))
      return instanceId;
  }
  return undefined;
};

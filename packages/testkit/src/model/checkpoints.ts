/**
 * Checkpoints of the model (DESIGN 8): what a node holds as of what it has executed, kept when it cleans its log, and sent to
 * others, which may install it at any moment, or never. Its way is that of a letter: it may be late, lost and doubled. What the
 * transfer does with files is not modelled; here it arrives whole.
 */

import { checksumAt, decodeConcluded, initialConfiguration, type Message } from '@gaios/core';
import { storageIdOf, type Letter } from '../lab.ts';
import type { ModelCheckpoint, ModelNode } from './model-node.ts';

interface Shipped {
  readonly kind: 'Checkpoint';
  readonly instanceId: number;
  readonly checkpoint: ModelCheckpoint;
}

/** Undefined: there is nothing of which one could be made. */
export const checkpointOf = (node: ModelNode): ModelCheckpoint | undefined => {
  const { state, executedUpTo, configuration, table, jump } = node;
  const checksum = state && checksumAt(state.learner, executedUpTo);
  if (state === undefined || jump !== undefined || checksum === undefined) return undefined;
  if (configuration.version === 0) return undefined;
  const copy = new Map([...table].map(([nodeId, row]) => [nodeId, { ...row }]));
  // That of the last change, or one below: what a node is told of it, not what it has concluded itself.
  const ballot = concludedBallot(node);
  return { base: { instanceId: executedUpTo, checksum, configuration, ballot }, table: copy };
};

/** As its disk names it; a change that is not there yet is above all that is executed. */
const concludedBallot = ({ disk }: ModelNode): number =>
  decodeConcluded(disk.meta?.configuration ?? new Uint8Array(0))?.ballot ?? 0;

/** It can be cut off there: more than what is in no log any more. */
export const mayClean = (node: ModelNode): boolean =>
  node.cleans > 0 && node.state !== undefined && node.executedUpTo >= node.state.learner.minChosen;

export const shippedTo = (
  { nodeId, life, state }: ModelNode,
  to: number,
  checkpoint: ModelCheckpoint,
): Letter => {
  const message: Shipped = { kind: 'Checkpoint', instanceId: checkpoint.base.instanceId, checkpoint };
  const from = { nodeId, storageId: storageIdOf(nodeId, life) };
  const gid = state?.configuration.gid ?? 0;
  // No replica is given it: it stands among the letters for the sake of its way alone.
  return { from, to, gid, message: message as unknown as Message };
};

export const shippedIn = ({ message }: Letter): ModelCheckpoint | undefined =>
  (message.kind as string) === 'Checkpoint' ? (message as unknown as Shipped).checkpoint : undefined;

/** With which a start begins: the newest that the log goes on from, and one above it, whose installation was cut off. */
export const startingPoints = ({
  nodeId,
  disk,
}: ModelNode): {
  readonly base: ModelCheckpoint | undefined;
  readonly above: ModelCheckpoint | undefined;
} => {
  const { chosenUpTo = 0, minChosen = 1 } = disk.meta ?? {};
  const base = disk.checkpoints.findLast(
    ({ base: { instanceId } }) => instanceId <= chosenUpTo && instanceId >= minChosen - 1,
  );
  if (base === undefined && minChosen > 1)
    throw new Error(`node ${nodeId}: its log begins at ${minChosen}, and no checkpoint goes with it`);
  const above = disk.checkpoints.findLast(({ base: { instanceId } }) => instanceId > chosenUpTo);
  return { base, above };
};

/** In order; those that can never count any more are removed. */
export const keptWith = ({ disk }: ModelNode, checkpoint: ModelCheckpoint): readonly ModelCheckpoint[] => {
  const minChosen = disk.meta?.minChosen ?? 1;
  const others = disk.checkpoints.filter(
    ({ base: { instanceId } }) => instanceId >= minChosen - 1 && instanceId !== checkpoint.base.instanceId,
  );
  return [...others, checkpoint].toSorted((a, b) => a.base.instanceId - b.base.instanceId);
};

/** The machines of a node that starts from there, or jumps. */
export const loaded = ({
  base,
  table,
}: ModelCheckpoint): Pick<ModelNode, 'executedUpTo' | 'table' | 'configuration'> => ({
  executedUpTo: base.instanceId,
  table: new Map([...table].map(([nodeId, row]) => [nodeId, { ...row }])),
  configuration: base.configuration,
});

export const nothingExecuted = (): Pick<ModelNode, 'executedUpTo' | 'table' | 'configuration'> => ({
  executedUpTo: 0,
  table: new Map(),
  configuration: initialConfiguration([]),
});

/** Own seqs that a checkpoint says are past. */
export const settledBy = ({ state, table, nodeId, boot, life }: ModelNode): number[] => {
  const row = table.get(nodeId);
  if (state === undefined || row?.storageId !== storageIdOf(nodeId, life) || row.boot !== boot) return [];
  const seqs: number[] = [];
  for (const { firstSeq, requests } of state.session.units) {
    for (let seq = firstSeq; seq < firstSeq + requests.length; seq++) if (seq <= row.last) seqs.push(seq);
  }
  return seqs;
};

/** What must hold at the end of a chaos run, when all faults have stopped for a while. */

import { isInitial, memberOf, membersOf, type Configuration } from '@gaios/core';
import { isHealthy } from './lab-chaos-members.ts';
import type { Lab, LabNode } from './lab.ts';
import { LabViolation } from './lab-watch.ts';

export interface ChaosLedger {
  /** All values that may ever be executed. */
  readonly proposed: ReadonlySet<string>;
  /** Those that must have been: node → seq → text. */
  readonly waiting: ReadonlyMap<number, ReadonlyMap<number, string>>;
}

/** @returns whether it could be asked to converge at all. @throws LabViolation */
export const checkConverged = (lab: Lab, ledger: ChaosLedger): boolean => {
  const nodes = [...lab.nodes.values()];
  for (const node of nodes) {
    checkExactlyOnce(node, ledger);
    checkOrder(node);
  }
  const { configuration } = nodes.reduce((a, b) => (a.executedUpTo >= b.executedUpTo ? a : b));
  if (isInitial(configuration) || !isHealthy(lab)) return false;
  const members = nodes.filter(({ nodeId }) => membersOf(configuration).includes(nodeId));
  checkEqual(members);
  for (const node of members) checkServed(node, configuration, ledger);
  return true;
};

const checkEqual = (nodes: readonly LabNode[]): void => {
  const [first] = nodes;
  for (const node of nodes) {
    if (node.executedUpTo !== first?.executedUpTo) {
      throw new LabViolation(
        `no convergence: ${nodes.map((each) => `${each.nodeId}@${each.executedUpTo}`).join()}`,
      );
    }
    if (node.replica.view.checksum !== first.replica.view.checksum)
      throw new LabViolation('checksums differ');
    if (node.replica.view.leader === 0) throw new LabViolation(`node ${node.nodeId} knows no leader`);
  }
};

/** Nobody waits any more. */
const checkServed = (node: LabNode, configuration: Configuration, { waiting }: ChaosLedger): void => {
  const { nodeId, storageId } = node;
  if (node.asked.size > 0) throw new LabViolation(`node ${nodeId}: a read never ends`);
  if (memberOf(configuration, nodeId)?.storageId !== storageId) return;
  const executed = new Set(node.executed.map(({ text }) => text));
  for (const [seq, value] of waiting.get(nodeId) ?? []) {
    if (!executed.has(value) && !node.skipped.has(seq)) {
      throw new LabViolation(`node ${nodeId}: seq ${seq} (${value}) was never executed`);
    }
  }
  if (node.replica.view.pending > 0) throw new LabViolation(`node ${nodeId}: a proposal is never settled`);
};

const checkExactlyOnce = (node: LabNode, { proposed }: ChaosLedger): void => {
  const seen = new Set<string>();
  for (const { text } of node.executed) {
    if (seen.has(text)) throw new LabViolation(`${text} was executed twice`);
    if (!proposed.has(text)) throw new LabViolation(`${text} was executed, but never proposed or never sent`);
    seen.add(text);
  }
};

const checkOrder = (node: LabNode): void => {
  const last = new Map<string, number>();
  const lives = new Map<number, string>();
  for (const { nodeId, boot, seq, storageId } of node.executed) {
    const key = `${nodeId}.${storageId}.${boot}`;
    // An earlier boot, or a disk that is not bound any more: neither comes back.
    if (lives.get(nodeId) !== key && last.has(key)) {
      throw new LabViolation(`node ${key}: seq ${seq} executed after those of a later life`);
    }
    lives.set(nodeId, key);
    if (seq <= (last.get(key) ?? 0)) throw new LabViolation(`node ${key}: seq ${seq} executed out of order`);
    last.set(key, seq);
  }
};

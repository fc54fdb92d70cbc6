/**
 * Letters that can never again have any effect, because they answer what was asked at a ballot that is over: its owner
 * holds it no more, and its disk has promised at least that much, so that by rule 2 (which is checked) it never takes it
 * up again. Worlds that differ only in such letters are the same world. model-reductions.test.ts compares searches with and
 * without this.
 */

import type { Letter } from '../lab.ts';
import type { ModelNode } from './model-node.ts';

export const isDeadLetter = ({ message }: Letter, { state, disk }: ModelNode): boolean => {
  const { kind } = message;
  const isDryRun = kind === 'PrepareDryRunReply';
  if (!isDryRun && kind !== 'PrepareReply' && kind !== 'AcceptReply' && kind !== 'ProposerSendSuccessReply') {
    return false;
  }
  if (state?.proposer.ballot === message.ballot) {
    const { role } = state.proposer;
    if (isDryRun ? role === 'dry-run' : role === 'preparing' || role === 'leader') return false;
  }
  return (disk.meta?.promised ?? 0) >= message.ballot;
};

/** What a membership must be to be wanted at all. Each mistake has a code of its own, and says what is wrong with what. */

import { formatAddress, GaiosError, parseAddress, requireAddress } from '@gaios/sm-base';
import { find, voterIds, type Target, type TargetMember } from './members.ts';

const NODE_ID_MAX = 65_535;

export const requireNodeId = (nodeId: unknown): void => {
  if (Number.isInteger(nodeId) && (nodeId as number) >= 1 && (nodeId as number) <= NODE_ID_MAX) return;
  throw new GaiosError('INVALID_NODE_ID', undefined, { facts: { nodeId } });
};

/**
 * @param known Members of now: their addresses are taken as they are.
 * @throws GaiosError INVALID_NODE_ID, INVALID_ADDRESS, INVALID_ARGUMENT, DUPLICATE_MEMBER, ADDRESS_IN_USE, NO_VOTERS
 */
export const requireTarget = (target: unknown, known: Target = []): Target => {
  if (!Array.isArray(target)) {
    throw new GaiosError('INVALID_ARGUMENT', 'a membership is an array', { facts: { target } });
  }
  const members = target as Target;
  for (const member of members) requireMember(member, known);
  requireDistinct(members);
  if (voterIds(members).length === 0) {
    throw new GaiosError('NO_VOTERS', undefined, { facts: { members: members.map(({ nodeId }) => nodeId) } });
  }
  return members;
};

const requireMember = (member: TargetMember | null, known: Target): void => {
  requireNodeId(member?.nodeId);
  const { nodeId, address, role } = member as TargetMember;
  if (role !== 'voter' && role !== 'learner') {
    throw new GaiosError('INVALID_ARGUMENT', 'a role is voter or learner', { facts: { nodeId, role } });
  }
  const old = find(known, nodeId);
  if (old === undefined || old.address !== address) requireAddress(address);
};

const requireDistinct = (members: Target): void => {
  const byAddress = new Map<string, number>();
  const ids = new Set<number>();
  for (const { nodeId, address } of members) {
    if (ids.has(nodeId)) throw new GaiosError('DUPLICATE_MEMBER', undefined, { facts: { nodeId } });
    ids.add(nodeId);
    const written = canonical(address);
    const other = byAddress.get(written);
    if (other !== undefined) {
      throw new GaiosError('ADDRESS_IN_USE', undefined, { facts: { address, nodeId, other } });
    }
    byAddress.set(written, nodeId);
  }
};

/** Names of hosts do not tell upper from lower case. */
const canonical = (address: string): string => {
  const parsed = parseAddress(address);
  return (parsed === undefined ? address : formatAddress(parsed)).toLowerCase();
};

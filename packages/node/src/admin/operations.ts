/** Membership operations as they come over the wire, and what is left of one where part of it was done before. */

import type { MembershipOperation, TargetMember } from '@gaios/config-sm';
import type { ChangedMembership, ChangeOptions, Membership, MembershipApi } from '../api.ts';
import { fieldsOf, invalid, onlyFields } from './body.ts';

/** Fields of each kind besides `kind`. Whether ids and addresses are good is for the operation itself to say. */
const fieldsOfKind: { readonly [K in MembershipOperation['kind']]: readonly string[] } = {
  addMember: ['nodeId', 'address'],
  addLearner: ['nodeId', 'address'],
  removeMember: ['nodeId'],
  changeMember: ['from', 'to'],
  promote: ['nodeId'],
  demote: ['nodeId'],
  changeAddress: ['nodeId', 'address'],
  changeMembership: ['target'],
  takeBack: [],
};

/** `leave`: the node that is asked removes itself. @throws GaiosError INVALID_ARGUMENT */
export const operationOf = (value: unknown, self: number): MembershipOperation => {
  const fields = fieldsOf(value, 'the operation');
  const { kind } = fields;
  if (kind === 'leave') {
    onlyFields(fields, ['kind'], 'leave');
    return { kind: 'removeMember', nodeId: self };
  }
  const known = typeof kind === 'string' && Object.hasOwn(fieldsOfKind, kind);
  if (!known) {
    const kinds = [...Object.keys(fieldsOfKind), 'leave'].join(', ');
    throw invalid(`the operation is none of ${kinds}`, { kind });
  }
  const wanted = fieldsOfKind[kind as MembershipOperation['kind']];
  onlyFields(fields, ['kind', ...wanted], kind);
  const missing = wanted.filter((name) => fields[name] === undefined);
  if (missing.length > 0) throw invalid(`${kind} needs ${missing.join(', ')}`);
  return fields as unknown as MembershipOperation;
};

/**
 * What is still to be done, where the same was asked for before and did not come to its end; undefined: nothing. An
 * `addMember` that made a learner goes on to make a voter of it, and waits for that as it would have.
 */
export const restOf = (
  { members, outgoing }: Membership,
  operation: MembershipOperation,
): MembershipOperation | undefined => {
  const find = (nodeId: number): TargetMember | undefined => members.find((each) => each.nodeId === nodeId);
  const isThere = (nodeId: number, address: string): boolean => find(nodeId)?.address === address;
  // It is joint: what it is on its way to is not for us to say.
  if (outgoing !== undefined) return operation;
  switch (operation.kind) {
    case 'addMember':
      if (!isThere(operation.nodeId, operation.address)) return operation;
      if (find(operation.nodeId)?.role === 'voter') return undefined;
      return { kind: 'changeMembership', target: asVoter(members, operation.nodeId) };
    case 'addLearner':
      return isThere(operation.nodeId, operation.address) && find(operation.nodeId)?.role === 'learner'
        ? undefined
        : operation;
    case 'removeMember':
      return find(operation.nodeId) === undefined ? undefined : operation;
    case 'changeMember':
      return restOfReplacement(members, operation);
    case 'takeBack':
      return undefined;
    case 'promote':
    case 'demote':
    case 'changeAddress':
    case 'changeMembership':
      break;
  }
  // They say themselves that there is nothing to do.
  return operation;
};

const restOfReplacement = (
  members: readonly TargetMember[],
  operation: Extract<MembershipOperation, { kind: 'changeMember' }>,
): MembershipOperation | undefined => {
  const old = members.find(({ nodeId }) => nodeId === operation.from);
  const next = members.find(({ nodeId }) => nodeId === operation.to?.nodeId);
  if (next === undefined || next.address !== operation.to.address) return operation;
  if (old === undefined) return undefined;
  const target = members
    .filter(({ nodeId }) => nodeId !== operation.from)
    .map((each) => ({
      nodeId: each.nodeId,
      address: each.address,
      role: each === next ? old.role : each.role,
    }));
  return { kind: 'changeMembership', target };
};

const asVoter = (members: readonly TargetMember[], voter: number): TargetMember[] =>
  members.map(({ nodeId, address, role }) => ({
    nodeId,
    address,
    role: nodeId === voter ? 'voter' : role,
  }));

type Calls = {
  readonly [K in MembershipOperation['kind']]: (
    api: MembershipApi,
    groupIdx: number,
    operation: Extract<MembershipOperation, { kind: K }>,
    options: ChangeOptions,
  ) => Promise<ChangedMembership>;
};

const calls: Calls = {
  addMember: (api, groupIdx, { nodeId, address }, options) =>
    api.addMember(groupIdx, nodeId, address, options),
  addLearner: (api, groupIdx, { nodeId, address }, options) =>
    api.addLearner(groupIdx, nodeId, address, options),
  removeMember: (api, groupIdx, { nodeId }, options) => api.removeMember(groupIdx, nodeId, options),
  changeMember: (api, groupIdx, { from, to }, options) => api.changeMember(groupIdx, from, to, options),
  promote: (api, groupIdx, { nodeId }, options) => api.promote(groupIdx, nodeId, options),
  demote: (api, groupIdx, { nodeId }, options) => api.demote(groupIdx, nodeId, options),
  changeAddress: (api, groupIdx, { nodeId, address }, options) =>
    api.changeAddress(groupIdx, nodeId, address, options),
  changeMembership: (api, groupIdx, { target }, options) => api.changeMembership(groupIdx, target, options),
  takeBack: (api, groupIdx, _operation, options) => api.takeBack(groupIdx, options),
};

export const carryOut = (
  api: MembershipApi,
  groupIdx: number,
  operation: MembershipOperation,
  options: ChangeOptions,
): Promise<ChangedMembership> =>
  (calls[operation.kind] as Calls['takeBack'])(api, groupIdx, operation as { kind: 'takeBack' }, options);

/** The changes of membership that can be typed. `member` has each, and `member plan` says what each would do. */

import { Argument, type Command } from 'commander';
import type { MembershipOperation, TargetMember } from 'gaios';
import { address, member, nodeId } from '../parse.ts';

/** `leave`: the node that is asked removes itself. */
export type TypedOperation = MembershipOperation | { readonly kind: 'leave' };

export interface OperationRow {
  readonly name: string;
  readonly description: string;
  readonly args: readonly (() => Argument)[];
  /** What a user would type behind the name. */
  readonly example: string;
  readonly build: (...args: never[]) => TypedOperation;
}

const node = (): Argument => new Argument('<node>', 'id of the node').argParser(nodeId);
const at = (): Argument =>
  new Argument('<address>', 'where the others reach it, host:port').argParser(address);

export const operationRows: readonly OperationRow[] = [
  {
    name: 'add',
    description: 'a new voter; it learns first, and votes as soon as it has caught up',
    args: [node, at],
    example: '4 10.0.0.4:7000',
    build: (id: number, where: string) => ({ kind: 'addMember', nodeId: id, address: where }),
  },
  {
    name: 'add-learner',
    description: 'a node that follows and does not vote',
    args: [node, at],
    example: '4 10.0.0.4:7000',
    build: (id: number, where: string) => ({ kind: 'addLearner', nodeId: id, address: where }),
  },
  {
    name: 'remove',
    description: 'any member; stop its process when this is done, not before',
    args: [node],
    example: '3',
    build: (id: number) => ({ kind: 'removeMember', nodeId: id }),
  },
  {
    name: 'replace',
    description: 'one node by another, which gets its role',
    args: [() => new Argument('<old>', 'id of the node that goes').argParser(nodeId), node, at],
    example: '3 4 10.0.0.4:7000',
    build: (from: number, id: number, where: string) => ({
      kind: 'changeMember',
      from,
      to: { nodeId: id, address: where },
    }),
  },
  {
    name: 'promote',
    description: 'a learner that has caught up becomes a voter',
    args: [node],
    example: '4',
    build: (id: number) => ({ kind: 'promote', nodeId: id }),
  },
  {
    name: 'demote',
    description: 'a voter becomes a learner',
    args: [node],
    example: '3',
    build: (id: number) => ({ kind: 'demote', nodeId: id }),
  },
  {
    name: 'move',
    description: 'the same node and disk at another address, also while it is down',
    args: [node, at],
    example: '3 10.0.0.9:7000',
    build: (id: number, where: string) => ({
      kind: 'changeAddress',
      nodeId: id,
      address: where,
    }),
  },
  {
    name: 'set',
    description: 'exactly these members, whatever there is now',
    args: [
      () =>
        new Argument('<members...>', 'id=host:port, or id=host:port/learner').argParser(
          (text: string, before: readonly TargetMember[] | undefined) => [...(before ?? []), member(text)],
        ),
    ],
    example: '1=10.0.0.1:7000 4=10.0.0.4:7000 5=10.0.0.5:7000/learner',
    build: (target: readonly TargetMember[]) => ({ kind: 'changeMembership', target }),
  },
  {
    name: 'leave',
    description: 'the node that is asked (--admin) removes itself',
    args: [],
    example: '--admin 10.0.0.3:7201',
    build: () => ({ kind: 'leave' }),
  },
  {
    name: 'take-back',
    description: 'out of a joint change that cannot be completed, to where it came from',
    args: [],
    example: '',
    build: () => ({ kind: 'takeBack' }),
  },
];

export const addOperation = (parent: Command, { name, description, args }: OperationRow): Command => {
  const command = parent.command(name).description(description);
  for (const arg of args) command.addArgument(arg());
  return command;
};

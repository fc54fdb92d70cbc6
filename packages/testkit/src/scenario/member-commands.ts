/** The commands of a transcript that change the membership as a user does: by calls, which the nodes carry out. */

import type { MembershipOperation, TargetMember } from '@gaios/config-sm';
import { labAddress } from '../lab.ts';
import { toIds, type CommandLine } from './command-line.ts';
import type { Command, Stage } from './stage.ts';

const at = (nodeId: number): { readonly nodeId: number; readonly address: string } => ({
  nodeId,
  address: labAddress(nodeId),
});

const voter = (nodeId: number): TargetMember => ({ ...at(nodeId), role: 'voter' });

/** Calls by their names. */
const operations: Readonly<Record<string, (line: CommandLine) => MembershipOperation>> = {
  addMember: (line) => ({ kind: 'addMember', ...at(line.number('new node')) }),
  addLearner: (line) => ({ kind: 'addLearner', ...at(line.number('new node')) }),
  removeMember: (line) => ({ kind: 'removeMember', nodeId: line.number('who goes') }),
  promote: (line) => ({ kind: 'promote', nodeId: line.number('learner') }),
  demote: (line) => ({ kind: 'demote', nodeId: line.number('voter') }),
  changeMember: (line) => ({
    kind: 'changeMember',
    from: line.number('who goes'),
    to: at(line.number('who comes')),
  }),
  changeMembership: (line) => ({ kind: 'changeMembership', target: toIds(line.word('voters')).map(voter) }),
  takeBack: () => ({ kind: 'takeBack' }),
};

export const memberCommands: Readonly<Record<string, Command>> = {
  call: (stage, line) => {
    const nodeId = line.number('node');
    const name = line.word('call');
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (operation === undefined) throw new RangeError(`there is no call "${name}"`);
    const force = line.flag('force');
    stage.members.change(nodeId, operation(line), force);
  },
  facts: (stage: Stage, line) => {
    for (const nodeId of toIds(line.word('node'))) stage.members.look(nodeId);
  },
};

import { describe, expect, test } from '@jest/globals';
import { GaiosError } from '@gaios/sm-base';
import { configuration, member, three, voters, wanted } from '../test/support.ts';
import { shapeOf, type Target } from './members.ts';
import { targetOf, type MembershipOperation } from './operations.ts';

const mixed = configuration([...voters(1, 2), member(3, 'learner')]);
const joint = configuration(voters(1, 2, 4), [...voters(1, 2, 3), member(4, 'learner')]);
const at = (host: string): { address: string } => ({ address: `${host}:7000` });

describe('an operation leads to', () => {
  test.each<[string, MembershipOperation, Target]>([
    [
      'addMember',
      { kind: 'addMember', nodeId: 9, ...at('nine') },
      [...two(), learns(3), { ...wanted(9), ...at('nine') }],
    ],
    [
      'addLearner, by an IPv6 address',
      { kind: 'addLearner', nodeId: 9, ...at('[2001:db8::9]') },
      [...two(), learns(3), { ...learns(9), ...at('[2001:db8::9]') }],
    ],
    ['removeMember', { kind: 'removeMember', nodeId: 2 }, [wanted(1), learns(3)]],
    [
      'changeMember of a voter',
      { kind: 'changeMember', from: 2, to: { nodeId: 9, ...at('nine') } },
      [wanted(1), learns(3), { ...wanted(9), ...at('nine') }],
    ],
    [
      'changeMember of a learner',
      { kind: 'changeMember', from: 3, to: { nodeId: 9, ...at('nine') } },
      [...two(), { ...learns(9), ...at('nine') }],
    ],
    ['promote', { kind: 'promote', nodeId: 3 }, [...two(), wanted(3)]],
    ['promote of a voter: nothing', { kind: 'promote', nodeId: 2 }, [...two(), learns(3)]],
    ['demote', { kind: 'demote', nodeId: 2 }, [wanted(1), learns(2), learns(3)]],
    [
      'changeAddress',
      { kind: 'changeAddress', nodeId: 2, ...at('[::1]') },
      [wanted(1), { ...wanted(2), ...at('[::1]') }, learns(3)],
    ],
    [
      'changeMembership',
      { kind: 'changeMembership', target: [wanted(5), wanted(1)] },
      [wanted(1), wanted(5)],
    ],
  ])('%s', (_sentence, operation, target) => {
    expect(targetOf(mixed, operation)).toEqual(target);
  });

  test('takeBack: where it came from', () => {
    expect(shapeOf({ members: targetOf(joint, { kind: 'takeBack' }) })).toBe(
      shapeOf({ members: joint.outgoing ?? [] }),
    );
  });
});

describe('a mistake is told by its code, with the facts', () => {
  const one = configuration([member(1), member(2, 'learner')]);
  const to = (target: unknown): MembershipOperation => ({
    kind: 'changeMembership',
    target: target as Target,
  });

  test.each<[string, MembershipOperation, object, typeof three?]>([
    ['INVALID_NODE_ID', { kind: 'addMember', nodeId: 0, ...at('a') }, { nodeId: 0 }],
    ['INVALID_NODE_ID', { kind: 'addLearner', nodeId: 65_536, ...at('a') }, { nodeId: 65_536 }],
    ['INVALID_NODE_ID', { kind: 'removeMember', nodeId: 1.5 }, { nodeId: 1.5 }],
    ['INVALID_NODE_ID', to([{ ...wanted(1), nodeId: '1' }]), { nodeId: '1' }],
    ['INVALID_NODE_ID', to([null]), {}],
    ['INVALID_NODE_ID', { kind: 'changeMember', from: 1, to: undefined as never }, {}],
    [
      'INVALID_ADDRESS',
      { kind: 'addMember', nodeId: 9, address: '10.0.0.300:1' },
      { address: '10.0.0.300:1' },
    ],
    ['INVALID_ADDRESS', { kind: 'changeAddress', nodeId: 1, address: 'nine' }, { address: 'nine' }],
    ['INVALID_ADDRESS', { kind: 'changeAddress', nodeId: 1, address: '::1:7000' }, { address: '::1:7000' }],
    ['INVALID_ADDRESS', { kind: 'addLearner', nodeId: 9, address: 'a:0' }, { address: 'a:0' }],
    [
      'INVALID_ADDRESS',
      { kind: 'addLearner', nodeId: 9, address: undefined as never },
      { address: undefined },
    ],
    ['ADDRESS_IN_USE', { kind: 'addMember', nodeId: 9, address: '10.0.0.2:7000' }, { nodeId: 9, other: 2 }],
    [
      'ADDRESS_IN_USE',
      to([
        { ...wanted(1), ...at('A') },
        { ...wanted(2), ...at('a') },
      ]),
      { other: 1 },
    ],
    ['DUPLICATE_MEMBER', { kind: 'addMember', nodeId: 2, ...at('a') }, { nodeId: 2, role: 'voter' }],
    ['DUPLICATE_MEMBER', { kind: 'addMember', nodeId: 2, ...at('a') }, { role: 'learner' }, one],
    ['DUPLICATE_MEMBER', { kind: 'changeMember', from: 1, to: { nodeId: 2, ...at('a') } }, { nodeId: 2 }],
    ['DUPLICATE_MEMBER', to([wanted(1), { ...wanted(1), ...at('a') }]), { nodeId: 1 }],
    ['UNKNOWN_MEMBER', { kind: 'removeMember', nodeId: 9 }, { nodeId: 9 }],
    ['UNKNOWN_MEMBER', { kind: 'promote', nodeId: 9 }, { nodeId: 9 }],
    ['UNKNOWN_MEMBER', { kind: 'demote', nodeId: 9 }, { nodeId: 9 }],
    ['UNKNOWN_MEMBER', { kind: 'changeAddress', nodeId: 9, ...at('a') }, { nodeId: 9 }],
    ['UNKNOWN_MEMBER', { kind: 'changeMember', from: 9, to: { nodeId: 8, ...at('a') } }, { nodeId: 9 }],
    ['LAST_VOTER', { kind: 'removeMember', nodeId: 1 }, { nodeId: 1 }, one],
    ['LAST_VOTER', { kind: 'demote', nodeId: 1 }, { nodeId: 1 }, one],
    ['NO_VOTERS', to([]), { members: [] }],
    ['NO_VOTERS', to([wanted(1, 'learner')]), { members: [1] }],
    ['INVALID_ARGUMENT', to('everybody'), { target: 'everybody' }],
    ['INVALID_ARGUMENT', to([{ ...wanted(1), role: 'king' }]), { role: 'king' }],
    ['CHANGE_UNDER_WAY', { kind: 'removeMember', nodeId: 1 }, { version: 5 }, joint],
    ['CHANGE_UNDER_WAY', { kind: 'removeMember', nodeId: 1 }, { version: 0 }, { ...three, version: 0 }],
    ['NOTHING_UNDER_WAY', { kind: 'takeBack' }, { version: 5 }],
  ])('%s: %j', (code, operation, facts, now = three) => {
    const error = thrownBy(() => targetOf(now, operation));
    expect(error).toBeInstanceOf(GaiosError);
    expect(error).toMatchObject({ code, facts });
  });

  test('addresses of those who are members already are not judged anew', () => {
    const odd = configuration([{ ...member(1), address: 'sim' }, member(2)]);
    expect(targetOf(odd, { kind: 'removeMember', nodeId: 2 })).toEqual([{ ...wanted(1), address: 'sim' }]);
  });
});

function two(): Target {
  return [wanted(1), wanted(2)];
}

function learns(nodeId: number): Target[number] {
  return wanted(nodeId, 'learner');
}

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

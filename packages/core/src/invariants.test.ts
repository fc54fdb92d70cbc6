import { describe, expect, test } from '@jest/globals';
import { bytes, options, step } from '../test/step.ts';
import {
  acceptancesAreSound,
  assertInvariants,
  backwards,
  BrokenInvariant,
  invariants,
} from './invariants.ts';
import { cloneState, type ReplicaState } from './state.ts';

const flight = { value: bytes('x'), acks: new Set<number>(), origins: [] };
const leader = (state: ReplicaState): void => {
  Object.assign(state.proposer, { role: 'leader', ballot: 65_537, next: 2 });
  state.acceptor.promised = 65_537;
};

/** For each invariant what breaks it, and it alone. */
const breaks: Readonly<Record<string, (state: ReplicaState) => void>> = {
  L1: (state) => {
    leader(state);
    state.acceptor.promised = 65_538;
  },
  L2: (state) => {
    state.configurationBallot = 5;
  },
  L3: (state) => {
    state.executedUpTo = 2;
  },
  L4: (state) => {
    leader(state);
    state.proposer.next = 3;
  },
  L5: (state) => {
    leader(state);
    state.proposer.changeAt = 5;
  },
  L6: (state) => {
    leader(state);
    for (let i = 0; i < 5; i++) state.proposer.inflight.set(2 + i, flight);
    state.proposer.next = 7;
  },
  L7: (state) => {
    state.proposer.inflight.set(2, flight);
  },
  L8: (state) => {
    state.lease.fortified = { nodeId: 1, storageId: '', ballot: 65_537, epoch: 1 };
  },
  L9: (state) => {
    state.lease.fortifiers.set(2, { storageId: '', boot: 1, epoch: 1 });
  },
  L10: (state) => {
    state.learner.minChosen = state.learner.chosenUpTo + 2;
  },
};

describe('the invariants', () => {
  test('hold at the start, and of a leader', () => {
    const { state } = step();
    expect(() => assertInvariants(state, options())).not.toThrow();
    leader(state);
    expect(() => assertInvariants(state, options())).not.toThrow();
  });

  test('each have what breaks them', () => {
    expect(Object.keys(breaks)).toEqual(invariants.map(({ id }) => id));
  });

  test.each(Object.entries(breaks))('%s is noticed', (id, breakIt) => {
    const { state } = step();
    breakIt(state);
    expect(invariants.filter((each) => !each.holds(state, options())).map((each) => each.id)).toEqual([id]);
    expect(() => assertInvariants(state, options())).toThrow(BrokenInvariant);
  });
});

test('going backwards is noticed', () => {
  const { state: before } = step();
  before.acceptor.promised = 5;
  const later = (change: (state: ReplicaState) => void): string | undefined => {
    const after = cloneState(before);
    change(after);
    return backwards(before, after);
  };
  expect(later(() => undefined)).toBeUndefined();
  expect(later((state) => (state.acceptor.promised = 4))).toContain('promise');
  expect(later((state) => (state.learner.chosenUpTo = 0))).toContain('chosenUpTo');
  expect(later((state) => (state.configuration = { ...state.configuration, version: 0 }))).toContain(
    'configuration',
  );
});

test('an acceptance out of place is noticed', () => {
  const { state } = step();
  const accepted = (instanceId: number, ballot: number, chosen = false): boolean => {
    state.acceptor.accepted.clear();
    state.acceptor.accepted.set(instanceId, { ballot, value: bytes('x'), chosen, writeSeq: 0 });
    return acceptancesAreSound(state);
  };
  state.acceptor.promised = 5;
  expect([accepted(2, 5), accepted(2, 6), accepted(2, 6, true), accepted(1, 5)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
});

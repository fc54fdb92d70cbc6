import { describe, expect, test } from '@jest/globals';
import { bytes, configuration, disk, member, options, step } from '../test/step.ts';
import { encodeConcluded } from './configuration.ts';
import { checksumAt } from './checksums.ts';
import { cloneState, resetProposer, restoreState, stateKey } from './state.ts';

const config = configuration([member(1), member(2)]);
const meta = {
  promised: 65_538,
  promisedTo: disk(2),
  chosenUpTo: 6,
  checksum: 9,
  minChosen: 5,
  configuration: encodeConcluded({ configuration: config, ballot: 65_537 }),
};
const tail = [{ instanceId: 8, ballot: 65_538, chosen: false, value: bytes('x') }];

describe('a restored state', () => {
  test('is what the disk holds', () => {
    const state = restoreState(options(), { stored: { groupIdx: 0, meta }, tail });
    expect(state).toMatchObject({
      configuration: config,
      configurationBallot: 65_537,
      executedUpTo: 0,
      acceptor: { promised: 65_538, promisedTo: disk(2) },
      learner: { chosenUpTo: 6, minChosen: 5, checksum: 9 },
      proposer: { role: 'follower' },
    });
    expect([...state.acceptor.accepted]).toEqual([
      [8, { ballot: 65_538, value: bytes('x'), chosen: false, writeSeq: 0 }],
    ]);
    expect([checksumAt(state.learner, 6), checksumAt(state.learner, 5)]).toEqual([9, undefined]);
  });

  test("raises the promise to the ballot of the last change, which is nobody's yet", () => {
    const raised = encodeConcluded({ configuration: config, ballot: 131_073 });
    const state = restoreState(options(), {
      stored: { groupIdx: 0, meta: { ...meta, configuration: raised } },
      tail,
    });
    expect(state.acceptor).toMatchObject({ promised: 131_073, promisedTo: '' });
  });

  test('of an empty disk has the initial configuration, with no disk bound', () => {
    const state = restoreState(options(), { stored: undefined, tail: [] });
    expect(state.configuration).toMatchObject({ gid: 0, version: 0 });
    expect(state).toMatchObject({ acceptor: { promised: 0 }, learner: { chosenUpTo: 0, minChosen: 1 } });
  });

  test('numbers its requests differently on every disk', () => {
    const of = (storageId: string): number =>
      restoreState(options({ self: { nodeId: 1, storageId, boot: 1 } }), { stored: undefined, tail: [] })
        .reader.nextId;
    expect(of(disk(1))).not.toBe(of(disk(2)));
    expect(Number.isSafeInteger(of('f'.repeat(32)) + 2 ** 20)).toBe(true);
    expect(of('')).toBe(1);
  });
});

describe('a copy', () => {
  test('has the same key, and a life of its own', () => {
    const { state } = step();
    state.proposer.promises.set(2, { storageId: disk(2), next: 0 });
    state.proposer.inflight.set(2, { value: bytes('x'), acks: new Set([1]), origins: [] });
    const copy = cloneState(state);
    expect(stateKey(copy)).toBe(stateKey(state));
    copy.proposer.inflight.get(2)?.acks.add(3);
    copy.learner.checksums.push(9);
    copy.acceptor.promised = 5;
    expect(state.proposer.inflight.get(2)?.acks).toEqual(new Set([1]));
    expect([state.learner.checksums, state.acceptor.promised]).toEqual([[], 0]);
    expect(stateKey(copy)).not.toBe(stateKey(state));
  });

  test('has a key that does not depend on the order in which things were put in', () => {
    const [a, b] = [step().state, step().state];
    for (const [state, order] of [
      [a, [2, 3]],
      [b, [3, 2]],
    ] as const) {
      for (const nodeId of order) {
        state.alive.add(nodeId);
        state.learner.heard.set(nodeId, 1);
      }
    }
    expect(stateKey(a)).toBe(stateKey(b));
    expect(stateKey(a)).not.toBe(stateKey(step().state));
  });
});

test('a reset proposer keeps what it heard of other ballots, and nothing else', () => {
  const { state } = step();
  const fresh = stateKey(state);
  Object.assign(state.proposer, {
    role: 'leader',
    ballot: 5,
    next: 4,
    readyAt: 3,
    queueBytes: 9,
    highestSeen: 7,
  });
  state.proposer.inflight.set(3, { value: bytes('x'), acks: new Set(), origins: [] });
  resetProposer(state.proposer);
  expect(state.proposer.highestSeen).toBe(7);
  state.proposer.highestSeen = 0;
  expect(stateKey(state)).toBe(fresh);
});

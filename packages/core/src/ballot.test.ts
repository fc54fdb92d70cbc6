import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ballotAbove, ballotNode, ballotRound, isBallot, makeBallot, ROUND_MAX } from './ballot.ts';

const nodeIds = fc.integer({ min: 1, max: 65_535 });
const rounds = fc.integer({ min: 1, max: ROUND_MAX - 2 });

describe('ballots', () => {
  test('name their round and their node', () => {
    fc.assert(
      fc.property(rounds, nodeIds, (round, nodeId) => {
        const ballot = makeBallot(round, nodeId);
        expect([ballotRound(ballot), ballotNode(ballot), isBallot(ballot)]).toEqual([round, nodeId, true]);
      }),
    );
  });

  test('are ordered by round, then by node', () => {
    fc.assert(
      fc.property(rounds, nodeIds, rounds, nodeIds, (roundA, a, roundB, b) => {
        const naive = roundA === roundB ? Math.sign(a - b) : Math.sign(roundA - roundB);
        expect(Math.sign(makeBallot(roundA, a) - makeBallot(roundB, b))).toBe(naive);
      }),
    );
  });

  test('the next one of a node is above all that are named, and in the next round only', () => {
    fc.assert(
      fc.property(nodeIds, fc.array(fc.tuple(rounds, nodeIds)), (nodeId, seen) => {
        const ballots = seen.map(([round, node]) => makeBallot(round, node));
        const next = ballotAbove(nodeId, ...ballots);
        expect(ballots.every((ballot) => next > ballot)).toBe(true);
        expect(next).toBe(makeBallot(Math.max(0, ...seen.map(([round]) => round)) + 1, nodeId));
      }),
    );
  });

  test.each([0, -1, 1, 65_536, 65_535, 1.5, Number.NaN, Infinity, makeBallot(ROUND_MAX, 1)])(
    '%d is none',
    (ballot) => {
      expect(isBallot(ballot)).toBe(false);
    },
  );
});

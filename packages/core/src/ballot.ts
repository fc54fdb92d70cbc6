/**
 * Ballots: `round * 65536 + nodeId`, one safe integer, so that they compare with `<` and name their proposer.
 */

export type Ballot = number;

const NODES = 65_536;
/** Rounds stay below 2^36, so that every ballot is a safe integer with room to spare. */
export const ROUND_MAX = 2 ** 36;

export const makeBallot = (round: number, nodeId: number): Ballot => round * NODES + nodeId;
export const ballotNode = (ballot: Ballot): number => ballot % NODES;
export const ballotRound = (ballot: Ballot): number => Math.floor(ballot / NODES);

/** The lowest ballot of `nodeId` that is above all of `ballots`. */
export const ballotAbove = (nodeId: number, ...ballots: readonly Ballot[]): Ballot =>
  makeBallot(ballotRound(Math.max(0, ...ballots)) + 1, nodeId);

/** Whether a number from outside is a ballot that some node may use. */
export const isBallot = (ballot: number): boolean =>
  Number.isSafeInteger(ballot) &&
  ballotNode(ballot) > 0 &&
  ballotRound(ballot) > 0 &&
  ballotRound(ballot) < ROUND_MAX;

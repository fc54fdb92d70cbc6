/**
 * What clients saw of one key that they only GET and SET … GET, each value being written once, and whether it is
 * linearizable. Histories of any length: they are cut where the state is known, nothing in them stays open, and every
 * answer tells the state before it, so that there is little to try. (With a third of plain SETs, ten at a time, the search
 * goes wild.)
 */

import { checkLinearizable, type HistoryEntry, type Linearizability, type Model } from '@gaios/testkit/sim';

export interface RegisterCall {
  /** Undefined: a read. */
  readonly write: string | undefined;
  /** What the key held before, by the answer; undefined: there was none. */
  readonly result: string | undefined;
  readonly calledAt: number;
  /** Infinity: nobody knows whether it took effect. */
  readonly returnedAt: number;
}

/** Before the first write. */
export const EMPTY = '';
/** Of one piece. Its operations are some hundreds, each tried with those beside it. */
const STEPS_MAX = 5_000_000;

const model = (initial: string): Model<string, RegisterCall> => ({
  initial,
  key: (state) => state,
  step: (state, { write, result }) =>
    result !== undefined && result !== state ? undefined : (write ?? state),
});

/** Of calls that were not refused. `unknown`: a piece was too hard. */
export const checkRegister = (
  calls: readonly RegisterCall[],
): Linearizability & { readonly pieces: number } => {
  let initial = EMPTY;
  let steps = 0;
  const pieces = piecesOf(settled(calls));
  for (const piece of pieces) {
    const entries = piece.map((call): HistoryEntry<RegisterCall> => ({
      operation: call,
      calledAt: call.calledAt,
      returnedAt: call.returnedAt,
    }));
    const checked = checkLinearizable(model(initial), entries, STEPS_MAX);
    steps += checked.steps;
    if (checked.verdict !== 'linearizable') return { verdict: checked.verdict, steps, pieces: pieces.length };
    initial = piece.at(-1)?.result ?? initial;
  }
  return { verdict: 'linearizable', steps, pieces: pieces.length };
};

/**
 * Without open ends. A write of unknown outcome whose value somebody saw has happened before that answer; one whose value
 * nobody saw can be left out, since no answer depends on it; and so can a read without an answer.
 */
const settled = (calls: readonly RegisterCall[]): RegisterCall[] => {
  const seenAt = new Map<string, number>();
  for (const { result, returnedAt } of calls) {
    if (result !== undefined) seenAt.set(result, Math.min(seenAt.get(result) ?? Infinity, returnedAt));
  }
  return calls.flatMap((call) => {
    if (call.returnedAt < Infinity) return [call];
    const seen = call.write === undefined ? undefined : seenAt.get(call.write);
    return seen === undefined ? [] : [{ ...call, returnedAt: seen }];
  });
};

/** Cut behind each read that overlaps nothing: what it saw is the state there. */
const piecesOf = (calls: readonly RegisterCall[]): RegisterCall[][] => {
  const sorted = calls.toSorted((a, b) => a.calledAt - b.calledAt);
  const pieces: RegisterCall[][] = [];
  let piece: RegisterCall[] = [];
  let busyUntil = -Infinity;
  for (const [index, call] of sorted.entries()) {
    piece.push(call);
    const alone = call.calledAt > busyUntil && call.returnedAt < (sorted[index + 1]?.calledAt ?? Infinity);
    busyUntil = Math.max(busyUntil, call.returnedAt);
    if (!alone || call.write !== undefined) continue;
    pieces.push(piece);
    piece = [];
  }
  if (piece.length > 0) pieces.push(piece);
  return pieces;
};

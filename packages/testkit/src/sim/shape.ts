/** The cluster of a run, as far as faults are drawn for it. */

/** The cluster that faults are drawn for. */
export interface Shape {
  readonly voters: number;
  readonly learners: number;
  readonly groups: number;
  readonly simulatedMs: number;
}

export const nodeIdsOf = ({ voters, learners }: Shape): number[] =>
  Array.from({ length: voters + learners }, (_, index) => index + 1);

/** How many voters may be lost for good. */
export const losable = (voters: number): number => Math.floor((voters - 1) / 2);

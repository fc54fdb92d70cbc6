/** The cluster of a run, as far as faults are drawn for it. */

/** The cluster that faults are drawn for. */
export interface Shape {
  readonly voters: number;
  readonly learners: number;
  readonly groups: number;
  readonly simulatedMs: number;
  /** Machines that are no members at first, and may become some: membership changes in such a run. Default 0. */
  readonly spares?: number;
}

export const nodeIdsOf = ({ voters, learners, spares = 0 }: Shape): number[] =>
  Array.from({ length: voters + learners + spares }, (_, index) => index + 1);

/** How many voters may be lost for good. */
export const losable = (voters: number): number => Math.floor((voters - 1) / 2);

/** What the rounds of a run are reduced by. */

/** The middle one, or the mean of the two in the middle; NaN of nothing. NaNs are left out. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Below it is this part of the values, from 0 to 1; between two of them in proportion. NaN of nothing; NaNs are left out. */
export const quantile = (values: readonly number[], part: number): number => {
  const sorted = values.filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  const at = (sorted.length - 1) * part;
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return below + (above - below) * (at - Math.floor(at));
};

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Redis's idea of an integer: 64 bits, decimal, no spaces, no plus, no leading zeros. */

export const INT64_MIN = -(2n ** 63n);
export const INT64_MAX = 2n ** 63n - 1n;

export const parseInt64 = (text: string): bigint | undefined => {
  if (!/^(0|-?[1-9]\d{0,18})$/.test(text)) return undefined;
  const value = BigInt(text);
  return isInt64(value) ? value : undefined;
};

export const isInt64 = (value: bigint): boolean => value >= INT64_MIN && value <= INT64_MAX;

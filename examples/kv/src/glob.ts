/**
 * Redis's glob patterns (KEYS, CONFIG GET): `*`, `?`, `[a-z]`, `[^x]`, `\x`. On a mismatch only the last star is
 * tried again, so the time is at most pattern × text and no pattern can hang the server.
 */

interface Matched {
  readonly matches: boolean;
  /** Position in the pattern behind what was matched. */
  readonly next: number;
}

/** Both are byte strings (latin1). */
export const globMatches = (pattern: string, text: string): boolean => {
  let p = 0;
  let t = 0;
  let starAt = -1;
  let starText = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      starAt = p++;
      starText = t;
      continue;
    }
    const one = p < pattern.length ? matchOne(pattern, p, text.charAt(t)) : { matches: false, next: p };
    if (one.matches) {
      p = one.next;
      t++;
    } else if (starAt === -1) return false;
    else {
      p = starAt + 1;
      t = ++starText;
    }
  }
  while (pattern[p] === '*') p++;
  return p >= pattern.length;
};

const matchOne = (pattern: string, at: number, char: string): Matched => {
  switch (pattern.charAt(at)) {
    case '?':
      return { matches: true, next: at + 1 };
    case '[':
      return matchClass(pattern, at + 1, char);
    case '\\':
      if (at + 1 < pattern.length) return { matches: pattern[at + 1] === char, next: at + 2 };
      return { matches: char === '\\', next: at + 1 };
    default:
      return { matches: pattern[at] === char, next: at + 1 };
  }
};

/** From behind the bracket. A class that is not closed ends with the pattern, as in Redis. */
const matchClass = (pattern: string, start: number, char: string): Matched => {
  const negated = pattern[start] === '^';
  let at = negated ? start + 1 : start;
  let matches = false;
  for (; at < pattern.length && pattern[at] !== ']'; at++) {
    if (pattern[at] === '\\' && at + 1 < pattern.length) {
      matches ||= pattern[++at] === char;
    } else if (pattern[at + 1] === '-' && at + 2 < pattern.length) {
      const [low, high] = [pattern.charAt(at), pattern.charAt(at + 2)].toSorted();
      matches ||= low !== undefined && high !== undefined && char >= low && char <= high;
      at += 2;
    } else matches ||= pattern[at] === char;
  }
  return { matches: matches !== negated, next: at + 1 };
};

/** What an error says, to people and to whoever judges a find. */

/** Thrown where a program is broken, not a rule. */
const BROKEN_PROGRAM: ReadonlySet<string> = new Set(['ReferenceError', 'SyntaxError', 'TypeError']);

/** Its message; with the name of its class where that says that the program itself is broken. */
export const wordsOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return BROKEN_PROGRAM.has(error.name) ? `${error.name}: ${error.message}` : error.message;
};

/** Whether these words, or what caused them, are of such an error. */
export const isOfBrokenProgram = (words: string): boolean =>
  [...BROKEN_PROGRAM].some((name) => words.includes(`${name}: `));

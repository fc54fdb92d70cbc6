/** Columns for people: left-aligned but for numbers, as wide as what they hold. */

export type Cell = string | number | undefined;

/** Ends with a newline. */
export const table = (head: readonly string[], rows: readonly (readonly Cell[])[]): string => {
  const texts = rows.map((row) => head.map((_, at) => textOf(row[at])));
  const widths = head.map((name, at) => Math.max(name.length, ...texts.map((row) => (row[at] ?? '').length)));
  const isNumber = head.map(
    (_, at) => rows.length > 0 && rows.every((row) => typeof (row[at] ?? 0) === 'number'),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((text, at) => (isNumber[at] ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd();
  return `${[head, ...texts].map(line).join('\n')}\n`;
};

const textOf = (cell: Cell): string => (cell === undefined ? '-' : String(cell));

/** `0-3,7`: numbers in order, runs drawn together. */
export const ranges = (numbers: readonly number[]): string => {
  const parts: [from: number, to: number][] = [];
  for (const each of numbers.toSorted((a, b) => a - b)) {
    const last = parts.at(-1);
    if (last !== undefined && each <= last[1] + 1) last[1] = each;
    else parts.push([each, each]);
  }
  return parts.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
};

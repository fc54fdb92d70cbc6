/**
 * A transcript as text: comments that tell the story, and steps, each a command, a line `----`, and what happened, up to
 * an empty line. Parsing and printing are inverse, so that rewriting changes nothing but what happened.
 */

export interface TranscriptStep {
  /** Where the command stands, from 1. */
  readonly line: number;
  readonly command: string;
  readonly expected: readonly string[];
}

/** Comments and empty lines, as they stand. */
export interface TranscriptProse {
  readonly prose: string;
}

export type TranscriptItem = TranscriptStep | TranscriptProse;

export const isStep = (item: TranscriptItem): item is TranscriptStep => 'command' in item;

const RULE = '----';

/** @throws RangeError that names the line */
export const parseTranscript = (text: string): TranscriptItem[] => {
  const lines = text.replace(/\n$/, '').split('\n');
  const items: TranscriptItem[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.trim() === '' || line.startsWith('#')) {
      items.push({ prose: line });
      continue;
    }
    // A command that was just written has no rule below it yet; rewriting adds it.
    const expected: string[] = [];
    const first = at + 1;
    if (lines[at + 1] === RULE) {
      for (at += 2; at < lines.length && lines[at] !== ''; at++) expected.push(lines[at] ?? '');
      at--;
    }
    items.push({ line: first, command: line.trim(), expected });
  }
  return items;
};

export const printTranscript = (items: readonly TranscriptItem[]): string => {
  const lines: string[] = [];
  for (const item of items) {
    if (!isStep(item)) {
      lines.push(item.prose);
      continue;
    }
    lines.push(item.command, RULE, ...item.expected, '');
  }
  // Each step brings the empty line that ends it; the one that was parsed as prose stands for the same.
  const tidy = lines.filter((line, at) => line !== '' || lines[at - 1] !== '');
  return `${tidy.join('\n').trimEnd()}\n`;
};

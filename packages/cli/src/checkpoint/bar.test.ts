import { afterEach, expect, jest, test } from '@jest/globals';
import { bytesText, ProgressBar } from './bar.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

/** Adds a quarter of it every 50 ms, and gives what was written. */
const drawn = (isTerminal: boolean, stepMs: number): string[] => {
  const written: string[] = [];
  let nowMs = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => nowMs);
  const io = { out: () => {}, err: (text: string) => void written.push(text), isTerminal };
  const bar = new ProgressBar(io as never, 'verify', 4 * 1024);
  for (let quarter = 0; quarter < 4; quarter++) {
    nowMs += stepMs;
    bar.add(1024);
  }
  bar.end();
  return written;
};

test('a terminal sees one line that fills up, ten times a second', () => {
  const half = `\rverify [${'#'.repeat(15)}${' '.repeat(15)}] 50 % of 4.0 KiB`;
  const all = `\rverify [${'#'.repeat(30)}] 100 % of 4.0 KiB`;
  expect(drawn(true, 50)).toEqual([half, all, all, '\n']);
});

test('a log gets a line now and then, and none of what is over soon', () => {
  expect(drawn(false, 50)).toEqual([]);
  const lines = drawn(false, 6_000);
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(line).toMatch(/^verify \[#+ *\] \d+ % of 4\.0 KiB\n$/);
});

test('bytes are told in the largest unit of which there is one', () => {
  expect([0, 1023, 1024, 250 * 1024, 5 * 1024 ** 3].map(bytesText)).toEqual([
    '0 B',
    '1023 B',
    '1.0 KiB',
    '250 KiB',
    '5.0 GiB',
  ]);
});

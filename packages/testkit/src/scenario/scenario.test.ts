import { describe, expect, test } from '@jest/globals';
import { runTranscript } from './run.ts';
import { parseTranscript, printTranscript } from './transcript.ts';

const play = (
  ...commands: readonly string[]
): { readonly text: string; readonly errors: readonly string[] } =>
  runTranscript(`${commands.join('\n\n')}\n`);

describe('a transcript', () => {
  test('is printed as it was parsed', () => {
    const text =
      '# Story.\n#\n# More.\nnodes 1,2,3\n----\nok\n\n# Then.\npropose 1 a\n----\nn1 proposes 1=a\nn1 waits\n';
    expect(printTranscript(parseTranscript(text))).toBe(text);
  });

  test('may be written without what happens, and then has it', () => {
    const { text, errors } = play('nodes 1 leader=1', 'propose 1 a', 'expect 1 values=a');
    expect(errors).toEqual([]);
    expect(text).toContain('propose 1 a\n----\nn1 proposes 1=a\n');
    expect(text).toContain('n1 executes 3=a\n\nexpect 1 values=a\n----\nok\n');
    expect(runTranscript(text)).toEqual({ text, errors: [] });
  });

  test('differs where something else happened', () => {
    const { text } = play('nodes 1 leader=1', 'propose 1 a');
    const wrong = text.replace('n1 executes 3=a', 'n1 executes 3=b');
    expect(wrong).not.toBe(text);
    expect(runTranscript(wrong).text).toBe(text);
  });

  test.each([
    [
      'an expectation that does not hold',
      ['nodes 1 leader=1', 'expect 1 values=a'],
      'values is -, expected a',
    ],
    ['a message that must not be', ['nodes 1,2,3 leader=1', 'propose 1 a', 'expect no 1>2'], 'under way'],
    ['an unknown command', ['nodes 1', 'deliver-all'], 'there is no command "deliver-all"'],
    ['a word too many', ['nodes 1', 'crash 1 now'], 'what is "now"?'],
    ['a word too few', ['nodes 1', 'crash'], 'node is missing'],
    ['a message that is not there', ['nodes 1,2', 'deliver 1>2'], 'no such message'],
    ['a kind of message that is none', ['nodes 1,2', 'run Acept'], 'neither a path nor a kind'],
    ['an option that is none', ['nodes 1 windowInstance=1'], 'what is "windowInstance"?'],
    ['a node that is none', ['nodes 1', 'campaign 2'], 'no node 2'],
    ['an aspect that is none', ['nodes 1', 'expect 1 leads=yes'], 'what is "leads"?'],
    ['a start without nodes', ['campaign 1'], 'the first command is "nodes"'],
  ])('reports %s, which no rewriting mends', (_what, commands, sentence) => {
    const { text, errors } = play(...commands);
    expect(errors).toEqual([expect.stringContaining(sentence)]);
    expect(errors[0]).toMatch(new RegExp(`^line ${2 * commands.length - 1}: `));
    expect(runTranscript(text).errors).toHaveLength(1);
  });
});

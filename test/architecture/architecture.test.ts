import { describe, expect, test } from '@jest/globals';
import { layers, rules } from './rules.ts';
import { readWorkspace } from './workspace.ts';

describe('the workspace', () => {
  const workspace = readWorkspace();

  test.each(Object.keys(layers))('%s is among what is checked', (folder) => {
    expect(workspace.files.map(({ path }) => path)).toContainEqual(expect.stringContaining(`${folder}/src/`));
  });

  test.each(Object.entries(rules))('%s', (_name, rule) => {
    expect(rule(workspace)).toEqual([]);
  });
});

/** The page for users shows the example that is tested, letter for letter. */

import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

test('README.md shows the example', () => {
  expect(read('../README.md')).toContain(`\`\`\`ts\n${read('./example.test.ts')}\`\`\`\n`);
});

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@jest/globals';

import { echo, startNodes } from '../src/echo.ts';

test('what is written to one node is executed by all, and its result comes back in the context', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'gaios-echo-test-'));
  const said: string[] = [];
  const firstPort = 10_000 + Math.floor(Math.random() * 1_900);
  const nodes = await startNodes({ firstPort, dataDir, say: (line) => said.push(line) });
  try {
    for (const [index, node] of nodes.entries()) {
      const { ctx, result } = await echo(node, `hello ${index} ✓`);
      expect(result).toBe(`hello ${index} ✓`);
      expect(ctx.executedAtMs).toBeGreaterThanOrEqual(ctx.askedAtMs);
    }
    const executedUpTo = nodes[2]?.status().groups[0]?.executedUpTo ?? 0;
    await Promise.all(nodes.map((node) => node.waitFor({ groupIdx: 0, executedUpTo })));
    for (const text of ['hello 0 ✓', 'hello 1 ✓', 'hello 2 ✓']) {
      const lines = said.filter((line) => line.includes(text));
      expect(lines).toHaveLength(3);
      // The context reaches the proposer's machine and no other.
      expect(lines.filter((line) => line.endsWith('(mine)'))).toHaveLength(1);
    }
  } finally {
    await Promise.all(nodes.map((node) => node.close()));
    rmSync(dataDir, { recursive: true, force: true });
  }
}, 60_000);

test('its source stays within 150 lines', () => {
  const folder = new URL('../src/', import.meta.url);
  const lines = readdirSync(folder).map(
    (file) => readFileSync(new URL(file, folder), 'utf8').split('\n').length - 1,
  );
  expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(150);
});

/** The machine as any other: batches, replay, queries, checkpoints; and nothing but state, value and context counts. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, it } from '@jest/globals';
import { stateMachineConformance } from '@gaios/testkit';
import { bytes, Numbers } from './support/numbers.ts';

const root = mkdtempSync(join(tmpdir(), 'gaios-sm-sqlite-'));
let made = 0;

afterAll(() => rmSync(root, { recursive: true, force: true }));

stateMachineConformance(
  'a machine on SQLite',
  { describe, it },
  {
    make: () => new Numbers({ directory: join(root, String(++made)) }),
    dispose: (machine) => (machine as Numbers).close(),
    operations: Array.from({ length: 30 }, (_, i) => bytes(i % 7 === 3 ? 'nonsense' : `add k${i % 4} ${i}`)),
    queries: ['k0', 'k3', 'none'],
  },
);

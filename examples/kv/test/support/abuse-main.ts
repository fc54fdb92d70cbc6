/**
 * The long version of abuse-kill.test.ts: `pnpm --filter @gaios/example-kv run abuse -- --rounds 100 [--seed 1] [--groups 16]`.
 */

import { parseArgs } from 'node:util';

import { TestCluster } from './cluster.ts';
import { killRounds } from './kill-rounds.ts';

const { values } = parseArgs({
  // pnpm hands the separator on.
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: {
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    groups: { type: 'string', default: '16' },
    'log-level': { type: 'string', default: 'warn' },
  },
});

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const [rounds, seed, groups] = [Number(values.rounds), Number(values.seed), Number(values.groups)];
say(`${rounds} rounds, --seed ${seed}, ${groups} groups`);
const cluster = await TestCluster.start({ groups, flags: ['--log-level', values['log-level']] });
try {
  const { recoveryMs, convergedMs } = await killRounds(cluster, { rounds, seed, say });
  for (const [kind, took] of Object.entries(recoveryMs)) {
    const sorted = took.toSorted((a, b) => a - b);
    say(`${kind}: median ${sorted[sorted.length >> 1] ?? 0} ms, longest ${sorted.at(-1) ?? 0} ms`);
  }
  say(`equal state ${Math.round(convergedMs)} ms after the last kill`);
  const messages = new Map<string, number>();
  for (const { message } of cluster.logs) messages.set(message, (messages.get(message) ?? 0) + 1);
  for (const [message, count] of messages) say(`logged ${count} × ${message}`);
} catch (error) {
  say(String(error));
  process.exitCode = 1;
} finally {
  await cluster.close();
}

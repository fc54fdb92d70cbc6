/**
 * The long versions of abuse-*.test.ts: `pnpm --filter @gaios/example-kv run abuse -- [kills] --rounds 100`, and
 * `contention`, `levels`, `flood`, `cut-off`, `syncs`, `membership` (docs/testing.md).
 */

import { parseArgs } from 'node:util';

import { TestCluster, type TestClusterOptions } from './cluster.ts';
import { contention } from './contention.ts';
import { cutOff } from './cut-off.ts';
import { flood } from './flood.ts';
import { killRounds } from './kill-rounds.ts';
import { levels } from './levels.ts';
import { changeMemberships } from './membership.ts';
import { checkSyncs } from './sync-check.ts';
import { whyNoStrace } from './strace.ts';

const { values, positionals } = parseArgs({
  // pnpm hands the separator on.
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '100' },
    'kills-only': { type: 'boolean', default: false },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    groups: { type: 'string', default: '16' },
    operations: { type: 'string', default: '100000' },
    connections: { type: 'string', default: '50' },
    keys: { type: 'string', default: '5' },
    commands: { type: 'string', default: '10000' },
    minutes: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '60' },
    writes: { type: 'string', default: '50' },
    'log-level': { type: 'string', default: 'warn' },
  },
});

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const sayLogs = (cluster: TestCluster): void => {
  const messages = new Map<string, number>();
  for (const { message } of cluster.logs) messages.set(message, (messages.get(message) ?? 0) + 1);
  for (const [message, count] of messages) say(`logged ${count} × ${message}`);
};

const onCluster = async (
  work: (cluster: TestCluster) => Promise<void>,
  options: TestClusterOptions = {},
): Promise<void> => {
  const flags = ['--log-level', values['log-level']];
  const cluster = await TestCluster.start({ groups: Number(values.groups), flags, ...options });
  try {
    await work(cluster);
    sayLogs(cluster);
  } finally {
    await cluster.close();
  }
};

const kills = async (cluster: TestCluster): Promise<void> => {
  const [rounds, seed] = [Number(values.rounds), Number(values.seed)];
  say(`${rounds} rounds, --seed ${seed}, ${values.groups} groups`);
  const options = { rounds, seed, pauses: !values['kills-only'], say };
  const { recoveryMs, convergedMs } = await killRounds(cluster, options);
  for (const [kind, took] of Object.entries(recoveryMs)) {
    const sorted = took.toSorted((a, b) => a - b);
    say(`${kind}: median ${sorted[sorted.length >> 1] ?? 0} ms, longest ${sorted.at(-1) ?? 0} ms`);
  }
  say(`equal state ${Math.round(convergedMs)} ms after the last kill`);
};

const modes: Readonly<Record<string, () => Promise<void>>> = {
  kills: () => onCluster(kills),
  contention: () =>
    onCluster(async (cluster) => {
      const [operations, connections] = [Number(values.operations), Number(values.connections)];
      say(
        JSON.stringify(
          await contention(cluster, { operations, connections, keys: Number(values.keys), say }),
        ),
      );
    }),
  levels: () =>
    onCluster(async (cluster) => {
      const [connections, seed] = [Number(values.connections), Number(values.seed)];
      say(`${values.minutes} minutes, --seed ${seed}`);
      const forMs = Number(values.minutes) * 60_000;
      const options = { forMs, connections, keys: Number(values.keys), seed, say };
      say(JSON.stringify(await levels(cluster, options)));
    }),
  membership: () =>
    onCluster(
      async (cluster) => {
        const report = await changeMemberships(cluster, { rounds: Number(values.rounds), say });
        say(JSON.stringify(report));
      },
      { nodeCount: 5, founders: 3, control: true },
    ),
  flood: async () => say(JSON.stringify(await flood(Number(values.commands)))),
  'cut-off': () =>
    onCluster(async (cluster) => say(JSON.stringify(await cutOff(cluster, Number(values.seconds) * 1000)))),
  syncs: async () => {
    const missing = whyNoStrace();
    if (missing !== undefined) throw new Error(missing);
    await checkSyncs(Number(values.writes), say);
  },
};

const [name = 'kills'] = positionals;
try {
  const mode = modes[name];
  if (mode === undefined) throw new Error(`${name} is none of ${Object.keys(modes).join(', ')}`);
  await mode();
} catch (error) {
  say(String(error));
  process.exitCode = 1;
}

/** `bench checkpoint`: what it takes to ship a state, to ship what has changed of it, and to start on one. */

import { join } from 'node:path';
import { Child } from './child.ts';
import type { SideOptions } from './checkpoint-child.ts';
import { persistently, undisturbed } from './disturbance.ts';
import { noFloors } from './floors.ts';
import type { Plan } from './plan.ts';
import type { Samples } from './samples.ts';
import { shippingUnderLoad } from './shipping-load.ts';
import { freePorts, makeFolder, removeFolder } from './work-dir.ts';

interface Found {
  readonly values: Readonly<Record<string, number>>;
  readonly bytesPerSecond?: number;
  readonly note: string;
}

interface Block {
  readonly rows: readonly string[];
  readonly run: (plan: Plan) => Promise<Found>;
}

const MiB = 2 ** 20;
/** A mean of 1 KiB each. */
const STATE = { keys: 1_000_000, bytes: 1024 * MiB };
const OPERATIONS = 1_000_000;
const SQLITE_ROWS = 50_000;
const CHANGED = 0.01;
/** Smoke runs show that it runs. */
const QUICK_SHARE = 50;
/** A bound for what hangs. */
const ASK_MS = 600_000;

const sized = (plan: Plan, count: number): number => (plan.quick ? Math.ceil(count / QUICK_SHARE) : count);

interface Pair {
  readonly sender: Child;
  readonly receiver: Child;
  readonly folders: { readonly sender: string; readonly receiver: string };
}

const withFolder = async <T>(plan: Plan, work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = makeFolder(plan.folder);
  try {
    return await work(folder);
  } finally {
    removeFolder(folder);
  }
};

const profiled = ({ cpuProfiles }: Plan): string[] =>
  cpuProfiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${cpuProfiles}`];

const withPair = (plan: Plan, compress: boolean, work: (pair: Pair) => Promise<Found>): Promise<Found> =>
  withFolder(plan, async (folder) => {
    const ports = await freePorts(2);
    const [one = '', two = ''] = ports.map((port) => `127.0.0.1:${port}`);
    const entry = 'checkpoint-child.js';
    const [sender, receiver] = ['sender', 'receiver'].map((title) => new Child(entry, title, profiled(plan)));
    if (sender === undefined || receiver === undefined) throw new Error('there are two sides');
    const folders = { sender: join(folder, 'sender'), receiver: join(folder, 'receiver') };
    const sides: [Child, SideOptions][] = [
      [
        sender,
        {
          nodeId: 1,
          listenAddress: one,
          peer: { nodeId: 2, address: two },
          folder: folders.sender,
          compress,
        },
      ],
      [
        receiver,
        {
          nodeId: 2,
          listenAddress: two,
          peer: { nodeId: 1, address: one },
          folder: folders.receiver,
          compress,
        },
      ],
    ];
    try {
      for (const [child, options] of sides) await child.ask('start', options, ASK_MS);
      for (const [child] of sides) await child.ask('up', null, ASK_MS);
      return await work({ sender, receiver, folders });
    } finally {
      await Promise.all([sender.stop(), receiver.stop()]);
    }
  });

const plainCopyMs = async ({ sender, receiver, folders }: Pair, bytes: number): Promise<number> => {
  const receiving = receiver.ask<number>('receivePlainly', bytes, ASK_MS);
  await sender.ask('sendPlainly', null, ASK_MS);
  const elapsedMs = await receiving;
  await receiver.ask('removePlain', folders.receiver, ASK_MS);
  return elapsedMs;
};

/** The plain copy before and after it: what else the machine does in the meantime falls on all three. */
const ship = (plan: Plan): Promise<Found> =>
  withPair(plan, false, async (pair) => {
    const { sender, receiver } = pair;
    const options = { keys: sized(plan, STATE.keys), bytes: sized(plan, STATE.bytes) };
    const bytes = await sender.ask<number>('state', options, ASK_MS);
    for (const child of [sender, receiver]) await child.ask('rest', null, ASK_MS);
    const beforeMs = await plainCopyMs(pair, bytes);
    for (const child of [sender, receiver]) await child.ask('watch', null, ASK_MS);
    const shippedMs = await receiver.ask<number>('fetch', null, ASK_MS);
    const grown: number[] = [];
    for (const child of [sender, receiver]) grown.push(await child.ask<number>('watched', null, ASK_MS));
    await receiver.ask('verify', null, ASK_MS);
    const copiedMs = (beforeMs + (await plainCopyMs(pair, bytes))) / 2;
    const rate = (ms: number): number => (bytes * 1000) / ms / 1e6;
    return {
      values: {
        'checkpoint/ship/rate': copiedMs / shippedMs,
        'checkpoint/ship/memory-sender': (grown[0] ?? Number.NaN) / MiB,
        'checkpoint/ship/memory-receiver': (grown[1] ?? Number.NaN) / MiB,
      },
      note: `${Math.round(bytes / MiB)} MiB at ${rate(shippedMs).toFixed(0)} MB/s, plainly copied at ${rate(copiedMs).toFixed(0)} MB/s`,
    };
  });

const difference = (plan: Plan): Promise<Found> =>
  withPair(plan, true, async ({ sender, receiver, folders }) => {
    const directory = join(folders.sender, '..', 'machine');
    const rows = sized(plan, SQLITE_ROWS);
    await sender.ask('blocks', { directory, rows }, ASK_MS);
    await receiver.ask('fetch', null, ASK_MS);
    const before = await sender.ask<number>('bytesSent', null, ASK_MS);
    const changed = await sender.ask<number>('changeBlocks', CHANGED, ASK_MS);
    await receiver.ask('fetch', null, ASK_MS);
    const sent = await sender.ask<number>('bytesSent', null, ASK_MS);
    const bytes = await receiver.ask<number>('verify', null, ASK_MS);
    return {
      values: { 'checkpoint/difference': (100 * sent) / bytes },
      note: `${changed} of ${rows} rows changed, one a block; ${sent} of ${bytes} bytes; the first time ${before}`,
    };
  });

const restart = (plan: Plan): Promise<Found> =>
  withFolder(plan, async (folder) => {
    const [port] = await freePorts(1);
    const operations = sized(plan, OPERATIONS);
    const start = async (): Promise<Child> => {
      const child = new Child('restart-child.js', 'node', profiled(plan));
      await child.ask('start', { folder, address: `127.0.0.1:${port}` }, ASK_MS);
      return child;
    };
    const first = await start();
    try {
      await first.ask('propose', operations, ASK_MS);
    } finally {
      await first.stop();
    }
    const begunMs = performance.now();
    const second = await start();
    try {
      const { executed, held } = await second.ask<{ executed: number; held: number }>('look', null, ASK_MS);
      const elapsedMs = performance.now() - begunMs;
      if (held !== operations) throw new Error(`the state holds ${held} of ${operations} operations`);
      return {
        values: { 'checkpoint/restart': executed },
        note: `${operations} operations behind it; started, and read, within ${Math.round(elapsedMs)} ms`,
      };
    } finally {
      await second.stop();
    }
  });

const load = async (plan: Plan): Promise<Found> => {
  const { shipped, others, note } = await shippingUnderLoad(plan);
  return { values: { 'checkpoint/load/shipped': shipped, 'checkpoint/load/others': others }, note };
};

const blocks: readonly Block[] = [
  {
    rows: ['checkpoint/ship/rate', 'checkpoint/ship/memory-sender', 'checkpoint/ship/memory-receiver'],
    run: ship,
  },
  { rows: ['checkpoint/load/shipped', 'checkpoint/load/others'], run: load },
  { rows: ['checkpoint/difference'], run: difference },
  { rows: ['checkpoint/restart'], run: restart },
];

export const runCheckpoint = async (plan: Plan, samples: Samples): Promise<void> => {
  for (let round = 0; round < plan.rounds; round++) {
    for (const { rows, run } of blocks) {
      const wanted = rows.filter((row) => plan.wants(row));
      if (wanted.length === 0) continue;
      plan.say(`${wanted.join(', ')} (round ${round + 1} of ${plan.rounds})`);
      const { value: found, note } = await persistently(plan.say, () =>
        undisturbed(plan.say, async () => ({ value: await run(plan), disturbances: [] })),
      );
      for (const [at, row] of wanted.entries()) addSample(samples, round, row, found, at === 0 ? note : '');
    }
  }
};

const addSample = (samples: Samples, round: number, row: string, found: Found, disturbed: string): void => {
  const note = [disturbed, found.note].filter((each) => each !== '').join('; ');
  samples.add({
    row,
    round,
    floors: noFloors,
    rate: Number.NaN,
    p50Ms: Number.NaN,
    p99Ms: Number.NaN,
    cpuMsPerOp: Number.NaN,
    writtenPerOp: Number.NaN,
    value: found.values[row] ?? Number.NaN,
    ...(note === '' ? {} : { note }),
  });
};

/** Three real processes do what the README says. */

import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { afterEach, expect, test } from '@jest/globals';

const ANSWER_MS = 60_000;
const ASK_AGAIN_MS = 100;
const firstPort = 13_000 + Math.floor(Math.random() * 1_900);
const folder = mkdtempSync(join(tmpdir(), 'gaios-election-test-'));

class Process {
  readonly said: string[] = [];
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<unknown>;

  constructor(nodeId: number) {
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
    const flags = ['--conditions=@gaios/source', '--import', 'tsx'];
    this.#process = spawn(process.execPath, [...flags, main, `${nodeId}`, folder, `${firstPort}`]);
    createInterface({ input: this.#process.stdout }).on('line', (line) => this.said.push(line));
    this.#process.stderr.on('data', (bytes: Buffer) => this.said.push(bytes.toString()));
    this.#ended = new Promise((resolve) => {
      this.#process.once('exit', resolve);
    });
  }

  type(line: string): void {
    this.#process.stdin.write(`${line}\n`);
  }

  async end(how: 'kill' | 'leave'): Promise<void> {
    if (how === 'kill') this.#process.kill('SIGKILL');
    else this.#process.stdin.end();
    await this.#ended;
  }
}

const processes = new Map<string, Process>();

afterEach(async () => {
  await Promise.all([...processes.values()].map((each) => each.end('kill')));
  rmSync(folder, { recursive: true, force: true });
});

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** Waits for a line that was not there before; `ask` may bring it about. */
const until = async ({ said }: Process, expected: string, ask: () => void): Promise<void> => {
  const begunMs = performance.now();
  const before = said.length;
  while (!said.slice(before).includes(expected)) {
    if (performance.now() - begunMs > ANSWER_MS) expect(said.slice(before)).toContain(expected);
    ask();
    await sleep(ASK_AGAIN_MS);
  }
};

/** What is typed and answered, or done to a process. */
const steps = (): string[] => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const transcript = readme.split('```').find((block) => block.startsWith('\n1> who')) ?? '';
  return transcript.split('\n').filter((line) => line !== '');
};

test('the transcript of the README', async () => {
  for (const id of ['1', '2', '3']) processes.set(id, new Process(Number(id)));
  let typed: { at: Process; command: string } | undefined;
  for (const line of steps()) {
    const [, id = '', command] = /^(\d)> (.*)$/.exec(line) ?? [];
    const [, killed = ''] = /^\$ kill -9 <node (\d)>$/.exec(line) ?? [];
    const [, started = ''] = /^\$ node .*main\.js (\d)$/.exec(line) ?? [];
    if (killed !== '') await processes.get(killed)?.end('kill');
    else if (started !== '') processes.set(started, new Process(Number(started)));
    else if (command !== undefined) {
      const at = processes.get(id);
      if (at === undefined) throw new Error(`there is no node ${id}`);
      typed = { at, command };
    } else if (typed !== undefined) {
      const { at, command: text } = typed;
      let isTyped = false;
      await until(at, line, () => {
        // Who is master changes with time; a command is given once.
        if (text === 'who' || !isTyped) at.type(text);
        isTyped = true;
      });
    }
  }
  for (const { said } of processes.values()) {
    expect(said).toEqual(
      expect.arrayContaining([expect.stringMatching(/^\* group 2: node 3 is master, version \d+$/)]),
    );
  }
  await processes.get('3')?.end('leave');
}, 240_000);

test('its source stays within 150 lines', () => {
  const sources = new URL('../src/', import.meta.url);
  const lines = readdirSync(sources).map(
    (file) => readFileSync(new URL(file, sources), 'utf8').split('\n').length - 1,
  );
  expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(150);
});

/** Runs the command in this process, and keeps what it says. */

import { run, type CliIo } from '../src/index.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export const gaios = async (
  args: readonly (string | number)[],
  { env = {}, signal = new AbortController().signal }: RunOptions = {},
): Promise<Ran> => {
  const said = { out: '', err: '' };
  const io: CliIo = {
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    isTerminal: false,
    env,
    signal,
  };
  const code = await run(args.map(String), io);
  return { code, ...said };
};

/** All that a command has of the process it runs in, so that tests have it in their hand. */

export interface CliIo {
  /** What was asked for: tables, JSON. */
  out(text: string): void;
  /** Progress and errors. */
  err(text: string): void;
  /** Whether somebody reads what goes to `err` as it comes. */
  readonly isTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
}

export const processIo = (): CliIo => {
  const stop = new AbortController();
  // The second one ends the process at once, as it would without us.
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort(name));
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isTerminal: process.stderr.isTTY,
    env: process.env,
    signal: stop.signal,
  };
};

/** The command line as a whole: parses, runs the one command that was named, and turns what it does into an exit code. */

import { Command, CommanderError } from 'commander';
import { version } from 'gaios';
import { commands } from './commands.ts';
import { exitCodes, tellFailure } from './failure.ts';
import type { CliIo } from './io.ts';

const EXIT_CODES = `
Exit codes: ${exitCodes.ok} done, ${exitCodes.failed} refused or failed, ${exitCodes.usage} the command line is wrong, \
${exitCodes.unreachable} no node could be asked, ${exitCodes.interrupted} interrupted.
`;

/** Resolves with the exit code; never rejects. */
export const run = async (argv: readonly string[], io: CliIo): Promise<number> => {
  const program = build(io);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    return tellFailure(error, io, argv.includes('--json'));
  }
};

const build = (io: CliIo): Command => {
  const program = new Command('gaios')
    .description('Looks at clusters of Gaios and changes them.')
    .version(version)
    .addHelpText('after', EXIT_CODES)
    .showSuggestionAfterError();
  // Before the sub-commands are made: they take both over.
  program.configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) });
  program.exitOverride();
  for (const register of commands) register(program, io);
  return program;
};

/** `@gaios/cli`: the `gaios` command, to be run by tests and by other programs, too. */
export type { CliIo } from './io.ts';
export { run } from './program.ts';
export { CliError, exitCodes } from './failure.ts';

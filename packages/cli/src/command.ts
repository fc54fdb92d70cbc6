/** What a sub-command is: a file in `commands/` that puts itself into the program. `commands.ts` lists them. */

import type { Command } from 'commander';
import type { CliIo } from './io.ts';

/** Adds one command, or a family of them, to its parent. Its action resolves, or rejects with a CliError or GaiosError. */
export type Register = (parent: Command, io: CliIo) => void;

/** Below a command's help. */
export const withExamples = (command: Command, ...examples: readonly string[]): Command =>
  command.addHelpText('after', `\nExamples:\n${examples.map((line) => `  $ ${line}`).join('\n')}\n`);

/** `--json`, which every command has: one line of JSON on stdout, errors included. */
export const withJson = (command: Command): Command =>
  command.option('--json', 'one line of JSON instead of tables');

export const jsonLine = (value: unknown): string => `${JSON.stringify(value)}\n`;

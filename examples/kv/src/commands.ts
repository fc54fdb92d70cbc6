/** The table of all commands. Adding one: a row in the file of its kind. */

import type { Command } from './command.ts';
import { connectionCommands } from './connection-commands.ts';
import { dataCommands } from './data-commands.ts';
import { readCommands } from './read-commands.ts';
import { serverCommands } from './server-commands.ts';

export const commandTable = (): ReadonlyMap<string, Command> => {
  const table = new Map<string, Command>();
  const all = [...dataCommands, ...connectionCommands, ...readCommands, ...serverCommands(table)];
  for (const command of all.toSorted((a, b) => (a.name < b.name ? -1 : 1))) table.set(command.name, command);
  return table;
};

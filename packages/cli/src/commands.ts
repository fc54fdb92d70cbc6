/** Every sub-command, in the order in which the help lists them. */

import type { Register } from './command.ts';
import { registerDisk } from './commands/disk.ts';
import { registerRepair } from './commands/repair.ts';
import { registerStatus } from './commands/status.ts';

export const commands: readonly Register[] = [registerStatus, registerDisk, registerRepair];

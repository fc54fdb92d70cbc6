/** Every sub-command, in the order in which the help lists them. */

import type { Register } from './command.ts';
import { registerCheckpoint } from './commands/checkpoint.ts';
import { registerDisk } from './commands/disk.ts';
import { registerMaster } from './commands/master.ts';
import { registerMember } from './commands/member.ts';
import { registerReady } from './commands/ready.ts';
import { registerRepair } from './commands/repair.ts';
import { registerStatus } from './commands/status.ts';

export const commands: readonly Register[] = [
  registerStatus,
  registerReady,
  registerMember,
  registerMaster,
  registerDisk,
  registerCheckpoint,
  registerRepair,
];

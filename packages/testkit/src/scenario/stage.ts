/** What the commands of a transcript move. */

import type { Lab, Letter } from '../lab.ts';
import type { CommandLine } from './command-line.ts';
import type { Members } from './members.ts';
import type { Trace } from './trace.ts';

/** The laboratory of a transcript that is running. */
export interface Stage {
  readonly lab: Lab;
  readonly trace: Trace;
  /** Letters taken off the wire to be delivered late. */
  readonly held: Letter[];
  readonly members: Members;
}

export type Command = (stage: Stage, line: CommandLine) => void;

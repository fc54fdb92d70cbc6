/** Runs a transcript: every command on one laboratory, and what happened beside what was expected. */

import { Lab, labMembers, type LabOptions } from '../lab.ts';
import { CommandLine } from './command-line.ts';
import { commands, shapeOf, UnmetExpectation } from './commands.ts';
import type { Stage } from './stage.ts';
import { Members } from './members.ts';
import { stateText } from './state.ts';
import { Trace } from './trace.ts';
import { isStep, parseTranscript, printTranscript, type TranscriptItem } from './transcript.ts';

export interface TranscriptRun {
  /** The transcript with what happened in place of what was expected. */
  readonly text: string;
  /** What no rewriting mends: commands that make no sense, expectations that do not hold, and broken rules. */
  readonly errors: readonly string[];
}

/** What a step says if nothing happened. */
const NOTHING = 'ok';

/** With another `core` than the real one, its replicas run (planted/loader.ts). */
export const runTranscript = (text: string, core?: LabOptions['core']): TranscriptRun => {
  const actors = new Actors(core);
  const errors: string[] = [];
  const items = parseTranscript(text).map((item): TranscriptItem => {
    if (!isStep(item)) return item;
    const lines = actors.play(item.command, (sentence) => errors.push(`line ${item.line}: ${sentence}`));
    return { ...item, expected: lines.length === 0 ? [NOTHING] : lines };
  });
  return { text: printTranscript(items), errors };
};

/** The stage of a transcript, set up by its first command. */
export class Actors {
  readonly #core: LabOptions['core'];
  #stage: Stage | undefined;

  constructor(core?: LabOptions['core']) {
    this.#core = core;
  }

  get lab(): Lab | undefined {
    return this.#stage?.lab;
  }

  play(command: string, fails: (sentence: string) => void): string[] {
    const line = new CommandLine(command);
    try {
      this.#perform(line);
      line.end();
      return this.#stage?.trace.take() ?? [];
    } catch (thrown) {
      const { name, message } = thrown as Error;
      const isKnown = thrown instanceof UnmetExpectation || thrown instanceof RangeError;
      const sentence = isKnown ? message : `${name}: ${message}`;
      fails(`${command}: ${sentence}`);
      return [...(this.#stage?.trace.take() ?? []), `ERROR ${sentence}`];
    }
  }

  #perform(line: CommandLine): void {
    if (line.name === 'nodes') {
      this.#stage = open(line, this.#core);
      return;
    }
    const command = Object.hasOwn(commands, line.name) ? commands[line.name] : undefined;
    if (command === undefined) throw new RangeError(`there is no command "${line.name}"`);
    if (this.#stage === undefined) throw new RangeError('the first command is "nodes"');
    command(this.#stage, line);
  }
}

/** `leader=1`: the group is founded and led, and only the outcome is told; founding.txt tells the whole. */
const open = (line: CommandLine, core: LabOptions['core']): Stage => {
  const { lab: shape, leader } = shapeOf(line);
  const initial = labMembers(shape.voters ?? [], shape.learners ?? []);
  const trace = new Trace(
    () => !lab.autoSync,
    () => members,
  );
  const members = new Members(
    () => lab,
    initial,
    (text) => trace.say(text),
  );
  const lab = new Lab({ ...shape, ...(core === undefined ? {} : { core }), observer: trace });
  trace.take();
  if (leader !== undefined) {
    lab.elect(leader);
    trace.take();
    for (const node of lab.nodes.values()) trace.say(stateText(node));
  }
  return { lab, trace, held: [], members };
};

/**
 * Schedules as text, one step a line: what a counterexample is printed as, and what a search may start with.
 *
 *     restart 3                             crash 3          sync 3         timeout 3      loseLeader 3
 *     campaign 3                            (its questions are letters)
 *     elect 3 asking 1                      (a whole dry run, that these nodes answer)
 *     deliver Accept 3>1 at 2.3, 2=x        also: duplicate, drop; the beginning of the letter is enough if it is the only one
 *     drop all
 *     slow 3                                (from now on its writes wait for `sync`; until it crashes)
 *     wipe 3                                (its process dies, and its disk with it; what its next disk says is of 3')
 *     bind 1                                leave 1     (duties of a leader: duties.ts)
 *     clean 1                               (cuts off its log behind a checkpoint, which is sent to those that may need it)
 *     # a comment
 */

import { ballotNode, ballotRound, votersOf } from '@gaios/core';
import { lifeOf, type Letter } from '../lab.ts';
import { describeValue } from './check.ts';
import type { ModelNode } from './model-node.ts';
import type { Space } from './space.ts';
import { HEAD, type Worlds, type WorldStep } from './world.ts';

export const describeBallot = (ballot: number): string => `${ballotRound(ballot)}.${ballotNode(ballot)}`;

/** All that tells a letter from others between the same nodes. */
export const describeLetter = ({ from, to, message }: Letter): string => {
  const { kind, ...fields } = message;
  const asked = 'proposer' in message ? lives(message.proposer) : '';
  return [`${kind} ${from.nodeId}${lives(from.storageId)}>${to}${asked}`, ...describeFields(fields)]
    .join(', ')
    .replace(', ', ' ');
};

/** A mark for each disk that its node has lost before. */
const lives = (storageId: string): string => "'".repeat(lifeOf(storageId) - 1);

type Fields = Readonly<Record<string, unknown>>;

/** What is the same in every world, or follows from the rest. */
const OMITTED = new Set(['proposer', 'checksum', 'minChosen', 'boot', 'round', 'checkpoint']);

const describeFields = (fields: Fields): string[] =>
  Object.entries(fields).flatMap(([name, value]) => {
    if (OMITTED.has(name) || value === 0 || value === undefined) return [];
    if (name === 'ballot') return [`at ${describeBallot(value as number)}`];
    if (name === 'promised') return [`promised ${describeBallot(value as number)}`];
    if (Array.isArray(value)) return value.length === 0 ? [] : [value.map(describeItem).join(' ')];
    return [typeof value === 'string' ? value : `${name} ${JSON.stringify(value)}`];
  });

const describeItem = (item: unknown): string => {
  if (typeof item === 'number') return String(item);
  if (Array.isArray(item)) return `(${item.map(describeItem).join(' ')})`;
  const { instanceId, value, ballot, chosen, payload, seq } = item as Readonly<Record<string, unknown>>;
  if (payload instanceof Uint8Array)
    return `${String(seq)}:${Buffer.from(payload).toString('latin1').slice(0, 12)}`;
  const at = typeof ballot === 'number' ? `@${describeBallot(ballot)}` : '';
  return `${String(instanceId)}=${describeValue(value as Uint8Array)}${at}${chosen === true ? '!' : ''}`;
};

const describeNode = ({ nodeId, state, disk }: ModelNode): string => {
  if (state === undefined) return `node ${nodeId} is down`;
  const { acceptor, learner, proposer, configuration } = state;
  const records = [...disk.records.values()].filter(({ instanceId }) => instanceId > 1);
  const chosen = records.filter(({ instanceId }) => instanceId <= learner.chosenUpTo);
  const accepted = [...acceptor.accepted].map(([instanceId, held]) => ({ instanceId, ...held }));
  const role = proposer.role === 'follower' ? '' : `${proposer.role} at ${describeBallot(proposer.ballot)}; `;
  const voters = votersOf(configuration).join();
  const log = [...chosen.map(describeItem), ...accepted.map((each) => `(${describeItem(each)})`)].join(' ');
  return `node ${nodeId}: ${role}promised ${describeBallot(acceptor.promised)}; voters ${voters}; log ${log}`;
};

const DROP_ALL = 'drop all';
const textOf = (line: string): string => line.replace(/#.*/, '').trim();

/** A rule is broken by a line of a script. */
export class ScriptViolation extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'ScriptViolation';
  }
}

export class Scripts {
  readonly #space: Space;
  readonly #worlds: Worlds;

  constructor(space: Space, worlds: Worlds) {
    this.#space = space;
    this.#worlds = worlds;
  }

  describe(step: WorldStep): string {
    if ('letter' in step) return `${step.kind} ${describeLetter(this.#space.letter(step.letter))}`;
    const nodeId = this.#space.nodeIds[step.at];
    if (step.kind !== 'elect') return `${step.kind} ${nodeId}`;
    const asked = this.#space.nodeIds.filter((_id, at) => (step.asked & (1 << at)) !== 0);
    return asked.length === 0 ? `elect ${nodeId}` : `elect ${nodeId} asking ${asked.join()}`;
  }

  /** One line a node. Acceptances that are not known to be chosen stand in brackets. */
  describeWorld(row: Uint32Array): string[] {
    return this.#space.nodeIds.map((_id, at) => describeNode(this.#space.node(row[HEAD + at] as number)));
  }

  /**
   * @throws ScriptViolation on a line that breaks a rule.
   * @throws Error on a line that cannot be taken.
   */
  run(start: Uint32Array, lines: readonly string[]): Uint32Array {
    let row = start;
    for (const line of lines) {
      const next = this.#line(row, line);
      if (next.violation !== undefined) throw new ScriptViolation(next.violation);
      row = next.row;
    }
    return row;
  }

  /** The world after a line, whatever rule the line breaks. */
  advance(row: Uint32Array, line: string): Uint32Array {
    return this.#line(row, line).row;
  }

  /** A line with its letter in full. */
  exact(row: Uint32Array, line: string): string {
    const text = textOf(line);
    return text === '' || text === DROP_ALL ? text : this.describe(this.#parse(row, text));
  }

  #line(row: Uint32Array, line: string): ReturnType<Worlds['take']> {
    const text = textOf(line);
    if (text === '') return { row, violation: undefined };
    if (text === DROP_ALL) {
      return { row: row.slice(0, HEAD + this.#space.nodeIds.length), violation: undefined };
    }
    return this.#worlds.take(row, this.#parse(row, text));
  }

  #parse(row: Uint32Array, text: string): WorldStep {
    const [kind = '', first = '', , asked = ''] = text.split(' ');
    if (kind === 'deliver' || kind === 'duplicate' || kind === 'drop') {
      return { kind, letter: this.#find(row, text.slice(kind.length + 1)) };
    }
    const at = this.#at(first);
    if (kind === 'elect') {
      const answering = asked === '' ? [] : asked.split(',');
      return { kind, at, asked: answering.reduce((mask, each) => mask | (1 << this.#at(each)), 0) };
    }
    const plain = [
      'campaign',
      'timeout',
      'loseLeader',
      'sync',
      'slow',
      'crash',
      'restart',
      'wipe',
      'bind',
      'leave',
      'clean',
    ] as const;
    const step = plain.find((each) => each === kind);
    if (step === undefined) throw new Error(`no such step: ${text}`);
    return { kind: step, at };
  }

  #at(nodeId: string): number {
    const at = this.#space.nodeIds.indexOf(Number(nodeId));
    if (at < 0) throw new Error(`no node ${nodeId}`);
    return at;
  }

  #find(row: Uint32Array, start: string): number {
    const letters = [...row.subarray(HEAD + this.#space.nodeIds.length)];
    const texts = letters.map((letter) => describeLetter(this.#space.letter(letter)));
    const exact = texts.indexOf(start);
    const matching = letters.filter((_letter, index) =>
      exact >= 0 ? index === exact : texts[index]?.startsWith(start),
    );
    if (matching.length === 1) return matching[0] as number;
    throw new Error(`${matching.length} letters are: ${start}; under way:\n  ${texts.join('\n  ')}`);
  }
}

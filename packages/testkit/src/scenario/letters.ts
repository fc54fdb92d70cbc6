/**
 * Which messages under way a command means: `1>2`, `1,3>*`, kinds, `among=1,2`, `instance=4`; a `-` before a word
 * leaves out what it says. Words of one sort are alternatives, different sorts are all required.
 */

import type { MessageKind } from '@gaios/core';
import type { Letter } from '../lab.ts';
import { toIds, type CommandLine } from './command-line.ts';
import { messageKinds } from './format.ts';

type Match = (letter: Letter) => boolean;

const isEnd = (text: string): ((nodeId: number) => boolean) => {
  if (text === '*') return () => true;
  const ids = toIds(text);
  return (nodeId) => ids.includes(nodeId);
};

const pathOf = (word: string): Match => {
  const [from = '*', to = '*'] = word.split('>');
  const [isSender, isReceiver] = [isEnd(from), isEnd(to)];
  return (letter) => isSender(letter.from.nodeId) && isReceiver(letter.to);
};

const instancesOf = ({ message }: Letter): number[] => {
  if (message.kind === 'AcceptReply') return [...message.instanceIds];
  if (message.kind === 'Accept' || message.kind === 'SendLearnValue') {
    return message.entries.map(({ instanceId }) => instanceId);
  }
  return 'from' in message ? [message.from] : [];
};

const wordMatch = (word: string): Match => {
  if (word.includes('>')) return pathOf(word);
  const kind = word as MessageKind;
  if (!messageKinds.includes(kind)) throw new RangeError(`"${word}" is neither a path nor a kind of message`);
  return (letter) => letter.message.kind === kind;
};

const any = (words: readonly string[]): Match => {
  const matches = words.map(wordMatch);
  return (letter) => matches.length === 0 || matches.some((match) => match(letter));
};

/** Takes all words that are left of a command. */
export const lettersOf = (line: CommandLine): Match => {
  const among = line.idsOption('among');
  const instance = line.numberOption('instance');
  const words = line.words();
  const wanted = words.filter((word) => !word.startsWith('-'));
  const refused = words.filter((word) => word.startsWith('-')).map((word) => wordMatch(word.slice(1)));
  const paths = any(wanted.filter((word) => word.includes('>')));
  const kinds = any(wanted.filter((word) => !word.includes('>')));
  return (letter) =>
    paths(letter) &&
    kinds(letter) &&
    (among === undefined || (among.includes(letter.from.nodeId) && among.includes(letter.to))) &&
    (instance === undefined || instancesOf(letter).includes(instance)) &&
    !refused.some((match) => match(letter));
};

/** The commands of a transcript: each moves the laboratory, or looks at it. */

import { encodeChange, type Configuration, type Member } from '@gaios/core';
import { SYSTEM_SM_ID } from '@gaios/sm-base';
import { labAddress, labTuning, type Lab, type LabOptions, type Letter } from '../lab.ts';
import { toIds, type CommandLine } from './command-line.ts';
import { messageText } from './format.ts';
import { lettersOf } from './letters.ts';
import { memberCommands } from './member-commands.ts';
import type { Command, Stage } from './stage.ts';
import { stateText, unmet } from './state.ts';

/** Deadlines of the laboratory's tuning are all shorter than this, ms. */
const TICK_MS = 500;

const idsOf = ({ lab }: Stage, word: string): number[] =>
  word === 'all' ? [...lab.nodes.keys()] : toIds(word);

const letterText = ({ from, to, message }: Letter): string =>
  `n${from.nodeId} -> n${to} ${messageText(message)}`;

/** The first letter that a command means. */
const pick = ({ lab }: Stage, line: CommandLine): Letter => {
  const nth = line.numberOption('nth') ?? 1;
  const matches = lettersOf(line);
  const letter = lab.wire.filter(matches)[nth - 1];
  if (letter === undefined) throw new RangeError(`${line.name}: no such message is under way`);
  return letter;
};

const give = ({ lab, trace }: Stage, letter: Letter): void => {
  if (!lab.node(letter.to).up) trace.say(`lost, n${letter.to} is down: ${letterText(letter)}`);
  lab.deliver(letter);
};

const passTime = ({ lab }: Stage, nodeIds: readonly number[], ms: number): void => {
  lab.nowMs += ms;
  for (const nodeId of nodeIds) lab.tick(nodeId);
};

const membersOf = (lab: Lab, ids: readonly number[], role: Member['role']): Member[] =>
  ids.map((nodeId) => ({
    nodeId,
    address: labAddress(nodeId),
    role,
    storageId: lab.node(nodeId).storageId,
  }));

type Sides = Pick<Configuration, 'members' | 'outgoing'>;

/** Another disk for one node, on both sides if joint. */
const rebound = ({ members, outgoing }: Configuration, nodeId: number, storageId: string): Sides => {
  const swap = (side: readonly Member[]): Member[] =>
    side.map((member) => (member.nodeId === nodeId ? { ...member, storageId } : member));
  return { members: swap(members), ...(outgoing === undefined ? {} : { outgoing: swap(outgoing) }) };
};

const left = ({ members }: Configuration): Sides => ({ members });

const tellOfPeers = (stage: Stage, line: CommandLine, tell: (nodeId: number, peer: number) => void): void => {
  const both = line.flag('both');
  const listeners = idsOf(stage, line.word('who hears of it'));
  const peers = idsOf(stage, line.hasWord ? line.word('of whom') : 'all');
  const { lab } = stage;
  for (const a of listeners) {
    for (const b of peers.filter((peer) => peer !== a && lab.node(peer).up)) {
      tell(a, b);
      if (both) tell(b, a);
    }
  }
};

export const commands: Readonly<Record<string, Command>> = {
  ...memberCommands,

  // Inputs of a node.
  propose: ({ lab, trace }, line) => {
    const nodeId = line.number('node');
    for (const value of line.words()) {
      const seq = lab.node(nodeId).replica.state.session.nextSeq;
      trace.say(`n${nodeId} proposes ${seq}=${value}`);
      lab.proposeAll(nodeId, value.split('+'));
    }
  },
  change: ({ lab }, line) => {
    const nodeId = line.number('node');
    const { configuration } = lab.node(nodeId).replica.view;
    const { gid, version } = configuration;
    const fromVersion = line.numberOption('from') ?? version;
    const [bound, leaves] = [line.numberOption('bind'), line.flag('leave')];
    if (bound !== undefined || leaves) {
      const disk = bound === undefined ? '' : lab.node(bound).storageId;
      const change = leaves ? left(configuration) : rebound(configuration, bound ?? 0, disk);
      lab.proposeBytes(nodeId, encodeChange({ ...change, gid, fromVersion }), SYSTEM_SM_ID);
      return;
    }
    const voters = membersOf(lab, line.idsOption('to') ?? [], 'voter');
    const members = [...voters, ...membersOf(lab, line.idsOption('learners') ?? [], 'learner')];
    const outgoing = line.idsOption('outgoing');
    const joint = outgoing === undefined ? {} : { outgoing: membersOf(lab, outgoing, 'voter') };
    lab.proposeBytes(nodeId, encodeChange({ gid, fromVersion, members, ...joint }), SYSTEM_SM_ID);
  },
  campaign: ({ lab }, line) => lab.campaign(line.number('node')),
  read: ({ lab, trace }, line) => {
    const nodeId = line.number('node');
    trace.say(`n${nodeId} asks for read ${lab.read(nodeId)}`);
  },
  resign: ({ lab }, line) => lab.input(line.number('node'), (replica) => replica.resign('told to')),
  stop: ({ lab }, line) => lab.input(line.number('node'), (replica) => replica.stop('told to')),
  'give-up': ({ lab, trace }, line) => {
    const [nodeId, seq] = [line.number('node'), line.number('seq')];
    lab.input(nodeId, (replica) => trace.say(`n${nodeId} gives up ${seq}: ${replica.giveUp(seq)}`));
  },
  tick: (stage, line) => passTime(stage, idsOf(stage, line.word('node')), line.numberOption('ms') ?? TICK_MS),

  // The network.
  deliver: (stage, line) => {
    if (line.flag('held')) for (const letter of stage.held.splice(0)) stage.lab.give(letter);
    else if (line.flag('copy')) stage.lab.give(pick(stage, line));
    else give(stage, pick(stage, line));
  },
  drop: ({ lab, trace }, line) => {
    const matches = lettersOf(line);
    for (const letter of lab.wire.filter(matches)) trace.say(`lost: ${letterText(letter)}`);
    lab.drop(matches);
  },
  hold: (stage, line) => {
    const matches = lettersOf(line);
    for (const letter of stage.lab.wire.filter(matches)) {
      stage.held.push(letter);
      stage.trace.say(`held: ${letterText(letter)}`);
    }
    stage.lab.drop(matches);
  },
  run: (stage, line) => {
    const ticks = line.numberOption('ticks') ?? 0;
    const matches = lettersOf(line);
    stage.lab.run(matches);
    for (let i = 0; i < ticks; i++) {
      passTime(stage, idsOf(stage, 'all'), TICK_MS);
      stage.lab.run(matches);
    }
  },
  'peer-up': (stage, line) => tellOfPeers(stage, line, (nodeId, peer) => stage.lab.peerUp(nodeId, peer)),
  'peer-down': (stage, line) => tellOfPeers(stage, line, (nodeId, peer) => stage.lab.peerDown(nodeId, peer)),

  // Processes and disks.
  crash: ({ lab }, line) => lab.crash(line.number('node')),
  restart: ({ lab }, line) => lab.restart(line.number('node')),
  wipe: ({ lab, trace }, line) => {
    const nodeId = line.number('node');
    lab.wipe(nodeId);
    trace.forget(nodeId);
  },
  slow: ({ lab }, line) => void lab.slow.add(lab.node(line.number('node')).nodeId),
  truncate: ({ lab }, line) => lab.truncate(line.number('node')),
  clean: ({ lab }, line) => lab.cleanUp(line.number('node')),
  install: ({ lab, trace }, line) => {
    const [nodeId, from, instanceId] = [line.number('node'), line.number('from'), line.number('instance')];
    const index = lab.node(from).checkpoints.findIndex(({ base }) => base.instanceId === instanceId);
    if (index < 0) throw new RangeError(`install: no such checkpoint is at node ${from}`);
    trace.say(`n${nodeId} gets the checkpoint of n${from} up to ${instanceId}`);
    lab.install(nodeId, from, index);
  },
  sync: ({ lab }, line) => {
    const word = line.word('node, auto or manual');
    if (word === 'auto' || word === 'manual') lab.autoSync = word === 'auto';
    else lab.sync(Number(word), line.numberOption('count') ?? Infinity);
  },

  // Looking.
  wire: ({ lab, trace }, line) => {
    for (const letter of lab.wire.filter(lettersOf(line))) trace.say(letterText(letter));
  },
  state: (stage, line) => {
    const ids = idsOf(stage, line.hasWord ? line.word('node') : 'all');
    for (const nodeId of ids) stage.trace.say(stateText(stage.lab.node(nodeId)));
  },
  expect: (stage, line) => {
    if (line.flag('no')) return expectNone(stage, line);
    const missing = unmet(stage.lab, idsOf(stage, line.word('node')), line.options());
    if (missing.length > 0) throw new UnmetExpectation(missing.join('; '));
  },
};

const expectNone = ({ lab }: Stage, line: CommandLine): void => {
  const found = lab.wire.filter(lettersOf(line)).map(letterText);
  if (found.length > 0) throw new UnmetExpectation(`under way: ${found.join('; ')}`);
};

/** What `expect` says holds, whatever a rewrite would write down. */
export class UnmetExpectation extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'UnmetExpectation';
  }
}

/** Options of `nodes` that are no tuning. */
export const shapeOf = (
  line: CommandLine,
): { readonly lab: LabOptions; readonly leader: number | undefined } => {
  const founded = line.flag('founded');
  const voters = line.words().flatMap(toIds);
  const learners = line.idsOption('learners') ?? [];
  const spares = line.idsOption('spares') ?? [];
  const leader = line.numberOption('leader');
  const tuning: Record<string, number> = {};
  for (const [name, value] of line.options()) {
    if (!Object.hasOwn(labTuning, name)) throw new RangeError(`nodes: what is "${name}"?`);
    tuning[name] = Number(value);
  }
  return { lab: { voters, learners, spares, tuning, founded }, leader };
};

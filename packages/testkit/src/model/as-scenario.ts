/**
 * Tells a schedule of the model as a scenario of the laboratory (docs/testing.md), which may be checked in: the same
 * replicas, the same letters in the same order. Commands are tried out as they are written, so that each names the one
 * letter it means among all that are under way there; the laboratory keeps letters that the model knows to be dead.
 */

import { runTranscript, Actors } from '../scenario/run.ts';
import { labTuning, type Lab, type Letter } from '../lab.ts';
import { dutyOf } from './duties.ts';
import type { Scenario } from './scenarios.ts';
import { describeLetter, Scripts } from './script.ts';
import { tuningOf, type Core, type ModelSetup, type Wish } from './setup.ts';
import { Space, TALK } from './space.ts';
import { initialWorld, Worlds } from './world.ts';

/** The scenario with all that happens in it. @throws Error if the laboratory does not go the same way. */
export const asScenario = (
  core: Core,
  { setup, script }: Scenario,
  title: readonly string[],
): { readonly text: string; readonly errors: readonly string[] } => {
  const space = new Space(core, setup);
  const worlds = new Worlds(space);
  const scripts = new Scripts(space, worlds);
  const teller = new Teller(core, setup);
  for (const line of title) teller.remark(`# ${line}`);
  teller.open();
  let row = initialWorld(space);
  for (const line of script) {
    if (line.startsWith('#')) teller.remark(line);
    else teller.tell(scripts.exact(row, line));
    row = scripts.advance(row, line);
  }
  return runTranscript(teller.text, core);
};

class Teller {
  readonly #setup: ModelSetup;
  readonly #actors: Actors;
  readonly #lines: string[] = [];
  /** Nodes whose process has been started. */
  readonly #started = new Set<number>();
  /** By node, the last checkpoint that it was given. */
  readonly #installs = new Map<number, string>();

  constructor(core: Core, setup: ModelSetup) {
    this.#setup = setup;
    this.#actors = new Actors(core);
  }

  get text(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  remark(line: string): void {
    this.#lines.push(line);
  }

  open(): void {
    const { voters, learners, fresh, unsynced } = this.#setup;
    const tuning = Object.entries(tuningOf(this.#setup)).filter(
      ([name, value]) => !name.endsWith('Ms') && value !== labTuning[name as keyof typeof labTuning],
    );
    const words = [
      voters.join(),
      ...(learners.length === 0 ? [] : [`learners=${learners.join()}`]),
      ...(fresh ? [] : ['founded']),
      ...tuning.map(([name, value]) => `${name}=${value}`),
    ];
    this.#play(`nodes ${words.join(' ')}`);
    if (unsynced) this.#play('sync manual');
  }

  /** One step of a script, in full. */
  tell(step: string): void {
    const [kind = '', first = ''] = step.split(' ');
    const nodeId = Number(first);
    const rest = step.slice(kind.length + 1);
    if (step === 'drop all') this.#play('drop *>*');
    else if (kind === 'deliver') this.#deliver(rest);
    else if (kind === 'duplicate') this.#deliver(rest, ' copy');
    else if (kind === 'restart') this.#restart(nodeId);
    else if (kind === 'crash' || kind === 'clean') this.#play(step);
    else if (kind === 'wipe') this.#wipe(nodeId);
    else if (kind === 'bind') this.#play(`change ${nodeId} bind=${this.#stranger(nodeId)}`);
    else if (kind === 'leave') this.#play(`change ${nodeId} leave`);
    else if (kind === 'sync') this.#play(`sync ${nodeId} count=1`);
    else if (kind === 'timeout') this.#play(`tick ${nodeId}`);
    else if (kind === 'slow') this.#play(step);
    else if (kind === 'loseLeader') this.#loseLeader(nodeId);
    else if (kind === 'campaign') this.#campaign(nodeId);
    else if (kind === 'elect') this.#elect(nodeId, step.split(' asking ')[1]);
    else if (kind !== 'drop') throw new Error(`cannot be told: ${step}`);
    if (this.#setup.talk === 'whole') this.#talk();
  }

  get #lab(): Lab {
    const { lab } = this.#actors;
    if (lab === undefined) throw new Error('there is no laboratory yet');
    return lab;
  }

  /** Broken rules are what is to be shown; a command that cannot be taken is not. */
  #play(command: string): void {
    this.#lines.push(command, '');
    this.#actors.play(command, (sentence) => {
      if (/no such message|no such checkpoint|what is/.test(sentence))
        throw new Error(`cannot be told: ${sentence}`);
    });
  }

  #deliver(text: string, how = ''): void {
    const [, from, to, instanceId] = /^Checkpoint (\d+)'*>(\d+) instanceId (\d+)/.exec(text) ?? [];
    if (to !== undefined) return this.#install(Number(to), `install ${to} ${from} ${instanceId}`);
    this.#give((letter) => describeLetter(letter) === text, text, how);
  }

  #give(isMeant: (letter: Letter) => boolean, text: string, how = ''): void {
    const { wire } = this.#lab;
    const letter = wire.findLast(isMeant);
    if (letter === undefined) throw new Error(`cannot be told, as it is not under way: ${text}`);
    const { kind } = letter.message;
    const same = wire.filter(
      (each) =>
        each.message.kind === kind && each.to === letter.to && each.from.nodeId === letter.from.nodeId,
    );
    const nth = same.indexOf(letter) + 1;
    const which = nth === 1 ? '' : ` nth=${nth}`;
    this.#play(`deliver${how} ${letter.from.nodeId}>${letter.to} ${kind}${which}`);
  }

  /** What was sent of a checkpoint is not under way in the laboratory: whoever made it has it. */
  #install(nodeId: number, command: string): void {
    this.#installs.set(nodeId, command);
    this.#play(command);
  }

  /** It crashed before that was on its disk, and does it again: where the checkpoint came from it still is. */
  #installAgain(nodeId: number, isCutOff: boolean): void {
    const command = this.#installs.get(nodeId);
    if (isCutOff && command !== undefined) this.#play(command);
  }

  #restart(nodeId: number): void {
    const { disk, checkpoints } = this.#lab.node(nodeId);
    const isCutOff = checkpoints.some(({ base }) => base.instanceId > (disk.meta?.chosenUpTo ?? 0));
    const { fresh, wishes, wishesAgain } = this.#setup;
    const isFirst = !this.#started.has(nodeId);
    if (!fresh || !isFirst) this.#play(`restart ${nodeId}`);
    this.#started.add(nodeId);
    this.#installAgain(nodeId, isCutOff);
    if (isFirst || wishesAgain) for (const wish of wishes.get(nodeId) ?? []) this.#propose(nodeId, wish);
    this.#greet(nodeId);
  }

  #greet(nodeId: number): void {
    const others = this.#up().filter((other) => other !== nodeId);
    if (others.length > 0) this.#play(`peer-up ${nodeId} ${others.join()} both`);
  }

  #wipe(nodeId: number): void {
    if (this.#lab.node(nodeId).up) this.#play(`crash ${nodeId}`);
    this.#play(`wipe ${nodeId}`);
    this.#play(`restart ${nodeId}`);
    this.#greet(nodeId);
  }

  /** The node whose disk a leader would bind. */
  #stranger(nodeId: number): number {
    const { state } = this.#lab.node(nodeId).replica;
    const { members, outgoing } = state.configuration;
    const bound = dutyOf(state, 'bind');
    const after = [...(bound?.members ?? []), ...(bound?.outgoing ?? [])];
    const found = [...members, ...(outgoing ?? [])].find((member) =>
      after.some((each) => each.nodeId === member.nodeId && each.storageId !== member.storageId),
    );
    if (found === undefined) throw new Error(`cannot be told: node ${nodeId} has no disk to bind`);
    return found.nodeId;
  }

  #propose(nodeId: number, wish: Wish): void {
    if (typeof wish === 'string') {
      const { boot } = this.#lab.node(nodeId);
      return this.#play(`propose ${nodeId} ${boot === 1 ? wish : `${wish}'${boot}`}`);
    }
    const { voters, outgoing, fromVersion } = wish;
    const joint = outgoing === undefined ? '' : ` outgoing=${outgoing.join()}`;
    this.#play(`change ${nodeId} from=${fromVersion} to=${voters.join()}${joint}`);
  }

  #up(): number[] {
    return [...this.#started].filter((nodeId) => this.#lab.node(nodeId).up).toSorted((a, b) => a - b);
  }

  #loseLeader(nodeId: number): void {
    const { leader, alive } = this.#lab.node(nodeId).replica.state;
    if (leader.nodeId === nodeId || !alive.has(leader.nodeId)) return;
    const peer = leader.nodeId;
    this.#play(`peer-down ${nodeId} ${peer}`);
    this.#play(`peer-up ${nodeId} ${peer}`);
  }

  #campaign(nodeId: number): void {
    for (const other of this.#up()) if (other !== nodeId) this.#loseLeader(other);
    this.#loseLeader(nodeId);
    this.#play(`campaign ${nodeId}`);
  }

  #elect(nodeId: number, asked: string | undefined): void {
    const { replica } = this.#lab.node(nodeId);
    if (replica.view.role === 'follower') this.#campaign(nodeId);
    const { ballot } = replica.state.proposer;
    for (const voter of asked?.split(',').map(Number) ?? []) {
      const isQuestion = ({ from, to, message }: Letter): boolean =>
        message.kind === 'PrepareDryRun' &&
        message.ballot === ballot &&
        from.nodeId === nodeId &&
        to === voter;
      this.#give(isQuestion, `PrepareDryRun ${nodeId}>${voter}`);
      this.#talk();
    }
  }

  /** What is answered at once. */
  #talk(): void {
    for (;;) {
      const letter = this.#lab.wire.find(
        ({ to, message }) => TALK.has(message.kind) && this.#lab.node(to).up,
      );
      if (letter === undefined) return;
      this.#give((each) => each === letter, letter.message.kind);
    }
  }
}

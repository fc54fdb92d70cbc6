/**
 * Worlds as rows of numbers, and all that can happen in one. A row is: what is left of the bounds, the chronicle, one
 * number per node, and the letters under way in ascending order, each once: a letter that equals one under way is the
 * same letter, and its arriving twice counts as a duplication.
 *
 * Losses need no step of their own: a letter that is lost has no other effect than one that has not arrived yet, and
 * every run with losses is a run of which the letters simply stay. For the same reason a delivery that changes nothing
 * is left out. A campaign makes all nodes lose sight of their leaders for a moment, as when a network fails and is back.
 */

import { mayClean } from './checkpoints.ts';
import type { PlainStep, Space, Transition } from './space.ts';

export type WorldStep =
  | { readonly kind: 'deliver' | 'duplicate' | 'drop'; readonly letter: number }
  | { readonly kind: PlainStep; readonly at: number }
  /** A campaign with its dry run as one step: `asked` has a bit for the position of each node that answers. */
  | { readonly kind: 'elect'; readonly at: number; readonly asked: number };

export type Found = (step: number, row: Uint32Array, length: number, violation: string | undefined) => void;

/** Fields of the first number of a row: name, bits. */
const FIELDS = ['campaigns', 'crashes', 'drops', 'duplicates', 'timeouts'] as const;
export type Bounded = (typeof FIELDS)[number];
const BITS = 6;
const FIELD_MAX = 2 ** BITS - 1;
const one = (field: Bounded): number => 2 ** (BITS * FIELDS.indexOf(field));

const packBounds = (bounds: Readonly<Record<Bounded, number>>): number => {
  let packed = 0;
  for (const field of FIELDS) {
    if (bounds[field] > FIELD_MAX) throw new RangeError(`${field}: at most ${FIELD_MAX}`);
    packed += bounds[field] * one(field);
  }
  return packed;
};

const left = (packed: number, field: Bounded): boolean =>
  ((packed >>> (BITS * FIELDS.indexOf(field))) & FIELD_MAX) > 0;

export const HEAD = 2;
const LETTERS_MAX = 4096;
const KINDS = [
  'deliver',
  'duplicate',
  'drop',
  'campaign',
  'timeout',
  'loseLeader',
  'sync',
  'crash',
  'restart',
  'slow',
  'elect',
  'wipe',
  'bind',
  'leave',
  'clean',
] as const;
const KIND_UNIT = 2 ** 28;
const ASKED_UNIT = 64;

const pack = (kind: WorldStep['kind'], argument: number): number =>
  KINDS.indexOf(kind) * KIND_UNIT + argument;

export const unpackStep = (packed: number): WorldStep => {
  const kind = KINDS[Math.floor(packed / KIND_UNIT)] as WorldStep['kind'];
  const argument = packed % KIND_UNIT;
  if (kind === 'deliver' || kind === 'duplicate' || kind === 'drop') return { kind, letter: argument };
  if (kind === 'elect') return { kind, at: argument % ASKED_UNIT, asked: Math.floor(argument / ASKED_UNIT) };
  return { kind, at: argument };
};

/** Everybody down, nothing under way, and all that the bounds allow still to come. */
export const initialWorld = (space: Space): Uint32Array => {
  const { ballots: campaigns, crashes, drops, duplicates, timeouts } = space.setup.bounds;
  return Uint32Array.from([
    packBounds({ campaigns, crashes, drops, duplicates, timeouts }),
    0,
    ...space.initial(),
  ]);
};

export class Worlds {
  readonly #space: Space;
  readonly #count: number;
  readonly #next = new Uint32Array(HEAD + LETTERS_MAX);
  readonly #isWhole: boolean;
  #length = 0;
  #violation: string | undefined;

  constructor(space: Space) {
    this.#space = space;
    this.#count = space.nodeIds.length;
    this.#isWhole = space.setup.talk === 'whole';
  }

  /** All successors of a world. The row handed out is used again. */
  expand(row: Uint32Array, found: Found): void {
    this.#expandLetters(row, found);
    for (let at = 0; at < this.#count; at++) this.#expandNode(row, at, found);
  }

  /** Takes one step, however idle; for scripts. */
  take(
    row: Uint32Array,
    step: WorldStep,
  ): { readonly row: Uint32Array; readonly violation: string | undefined } {
    this.#begin(row, row.length);
    if ('letter' in step) {
      const position = row.indexOf(step.letter, HEAD + this.#count);
      if (position < 0) throw new RangeError(`letter ${step.letter} is not under way`);
      if (step.kind !== 'duplicate') this.#removeLetter(position);
      if (step.kind !== 'drop') this.#deliver(row, step.letter);
    } else if (step.kind === 'elect') this.#elect(row, step.at, step.asked);
    else this.#act(row, step.kind, step.at);
    return { row: this.#next.slice(0, this.#length), violation: this.#violation };
  }

  #expandLetters(row: Uint32Array, found: Found): void {
    const { length } = row;
    const bounds = row[0] as number;
    for (let position = HEAD + this.#count; position < length; position++) {
      const letter = row[position] as number;
      const node = row[HEAD + this.#space.receiver(letter)] as number;
      if (left(bounds, 'drops')) {
        this.#begin(row, length);
        this.#spend('drops');
        this.#removeLetter(position);
        found(pack('drop', letter), this.#next, this.#length, undefined);
      }
      if (this.#space.node(node).state === undefined || this.#space.deliver(node, letter).isIdle) continue;
      this.#begin(row, length);
      this.#removeLetter(position);
      this.#deliver(row, letter);
      if (!this.#isWithin(row)) found(pack('deliver', letter), this.#next, this.#length, this.#violation);
      if (!left(bounds, 'duplicates')) continue;
      this.#begin(row, length);
      this.#spend('duplicates');
      this.#deliver(row, letter);
      found(pack('duplicate', letter), this.#next, this.#length, this.#violation);
    }
  }

  #expandNode(row: Uint32Array, at: number, found: Found): void {
    const bounds = row[0] as number;
    const number = row[HEAD + at] as number;
    const node = this.#space.node(number);
    if (node.wipes > 0) this.#emit(row, 'wipe', at, found);
    if (node.state === undefined) {
      if (!this.#space.setup.gone.includes(node.nodeId)) this.#emit(row, 'restart', at, found);
      return;
    }
    if (left(bounds, 'crashes')) this.#emit(row, 'crash', at, found, 'crashes');
    if (node.unsynced.length > 0) this.#emit(row, 'sync', at, found);
    if (left(bounds, 'campaigns')) this.#expandCampaign(row, at, found);
    if (mayClean(node)) this.#emit(row, 'clean', at, found);
    if (node.duties > 0 && node.state.proposer.role === 'leader') this.#expandDuties(row, at, found);
    if (!left(bounds, 'timeouts')) return;
    for (const kind of ['timeout', 'loseLeader'] as const) {
      if (!this.#space.plain(number, kind).isIdle) this.#emit(row, kind, at, found, 'timeouts');
    }
  }

  #expandDuties(row: Uint32Array, at: number, found: Found): void {
    for (const kind of ['bind', 'leave'] as const) {
      if (!this.#space.plain(row[HEAD + at] as number, kind).isIdle) this.#emit(row, kind, at, found);
    }
  }

  #expandCampaign(row: Uint32Array, at: number, found: Found): void {
    const { campaigns, state } = this.#space.node(row[HEAD + at] as number);
    const role = state?.proposer.role;
    const mayCampaign = role === 'follower' && campaigns > 0;
    if (!this.#isWhole && mayCampaign) this.#emit(row, 'campaign', at, found);
    const mayElect = mayCampaign || (role === 'dry-run' && campaigns >= 0);
    if (this.#isWhole && mayElect) this.#expandElection(row, at, found);
  }

  #emit(row: Uint32Array, kind: PlainStep, at: number, found: Found, spent?: Bounded): void {
    this.#begin(row, row.length);
    if (spent !== undefined) this.#spend(spent);
    this.#act(row, kind, at);
    found(pack(kind, at), this.#next, this.#length, this.#violation);
  }

  /** The campaign of a node, with every choice of voters whose answers decide it. */
  #expandElection(row: Uint32Array, at: number, found: Found): void {
    const electors = this.#space.electors(row[HEAD + at] as number);
    const seen = electors.reduce((mask, elector) => mask | (1 << elector), 0);
    for (let asked = seen; ; asked = (asked - 1) & seen) {
      this.#begin(row, row.length);
      if (this.#elect(row, at, asked)) {
        found(pack('elect', asked * ASKED_UNIT + at), this.#next, this.#length, this.#violation);
      }
      if (asked === 0) return;
    }
  }

  /** Returns whether it took just these answers to decide it. */
  #elect(row: Uint32Array, at: number, asked: number): boolean {
    this.#spend('campaigns');
    if (this.#space.role(row[HEAD + at] as number) === 'follower') this.#act(row, 'campaign', at);
    for (let mask = asked; mask !== 0; mask &= mask - 1) {
      const elector = 31 - Math.clz32(mask & -mask);
      const candidate = this.#next[HEAD + at] as number;
      if (this.#space.role(candidate) !== 'dry-run' || this.#isDown(elector)) return false;
      const question = this.#space.question(candidate, elector);
      this.#apply(elector, this.#space.deliver(this.#next[HEAD + elector] as number, question));
    }
    return this.#space.role(this.#next[HEAD + at] as number) !== 'dry-run';
  }

  #act(row: Uint32Array, kind: PlainStep, at: number): void {
    const nodeId = this.#space.nodeIds[at] as number;
    if (kind === 'campaign') this.#toOthers(row, at, (node) => this.#space.plain(node, 'loseLeader'));
    if (kind === 'crash' || kind === 'wipe') {
      this.#toOthers(row, at, (node) => this.#space.peerDown(node, nodeId));
    }
    this.#apply(at, this.#space.plain(this.#next[HEAD + at] as number, kind));
    if (kind === 'wipe') this.#apply(at, this.#space.plain(this.#next[HEAD + at] as number, 'restart'));
    if (kind !== 'restart' && kind !== 'wipe') return;
    for (let other = 0; other < this.#count; other++) {
      if (other === at || this.#isDown(other)) continue;
      const next = this.#next;
      this.#apply(at, this.#space.peerUp(next[HEAD + at] as number, next[HEAD + other] as number));
      this.#apply(other, this.#space.peerUp(next[HEAD + other] as number, next[HEAD + at] as number));
    }
  }

  #toOthers(row: Uint32Array, at: number, step: (node: number) => Transition): void {
    for (let other = 0; other < this.#count; other++) {
      if (other !== at && !this.#isDown(other)) this.#apply(other, step(row[HEAD + other] as number));
    }
  }

  #isDown(at: number): boolean {
    return this.#space.node(this.#next[HEAD + at] as number).state === undefined;
  }

  #begin(row: Uint32Array, length: number): void {
    if (length > LETTERS_MAX) throw new RangeError('too many letters under way');
    const next = this.#next;
    for (let i = 0; i < length; i++) next[i] = row[i] as number;
    this.#length = length;
    this.#violation = undefined;
  }

  #spend(field: Bounded): void {
    this.#next[0] = (this.#next[0] as number) - one(field);
  }

  #deliver(row: Uint32Array, letter: number): void {
    const at = this.#space.receiver(letter);
    this.#apply(at, this.#space.deliver(row[HEAD + at] as number, letter));
  }

  #apply(at: number, transition: Transition): void {
    const next = this.#next;
    if (next[HEAD + at] !== transition.node) {
      next[HEAD + at] = transition.node;
      this.#buryLetters(at);
    }
    this.#violation ??= transition.violation;
    const chronicle = this.#space.enter(next[1] as number, transition.deeds);
    if (typeof chronicle === 'string') this.#violation ??= chronicle;
    else next[1] = chronicle;
    const mayAsk = !this.#isWhole && this.#chargeCampaigns(transition);
    for (const letter of transition.sends) {
      const receiver = next[HEAD + this.#space.receiver(letter)] as number;
      const sender = next[HEAD + this.#space.sender(letter)] as number;
      if (this.#space.isDead(receiver, sender, letter)) continue;
      if (this.#isWhole && this.#space.isTalk(letter)) this.#deliverNow(letter);
      else if (mayAsk || !this.#space.isDryRun(letter)) this.#addLetter(letter);
    }
  }

  /** Whether the campaigns of a step, if any, are within the bounds. What others ask is lost. */
  #chargeCampaigns({ campaigns, node }: Transition): boolean {
    for (let i = 0; i < campaigns; i++) {
      if (!left(this.#next[0] as number, 'campaigns')) return false;
      this.#spend('campaigns');
    }
    return this.#space.node(node).campaigns >= 0;
  }

  #deliverNow(letter: number): void {
    const at = this.#space.receiver(letter);
    if (this.#isDown(at)) return;
    this.#apply(at, this.#space.deliver(this.#next[HEAD + at] as number, letter));
  }

  /** Takes letters away that can have no effect any more, now that a node has changed. */
  #buryLetters(at: number): void {
    const next = this.#next;
    const space = this.#space;
    let kept = HEAD + this.#count;
    for (let i = kept; i < this.#length; i++) {
      const letter = next[i] as number;
      const to = space.receiver(letter);
      const from = space.sender(letter);
      if (to === at || from === at) {
        if (space.isDead(next[HEAD + to] as number, next[HEAD + from] as number, letter)) continue;
      }
      next[kept++] = letter;
    }
    this.#length = kept;
  }

  /** Nothing came of a delivery but that the letter is used up: all that can follow from here can follow from there. */
  #isWithin(row: Uint32Array): boolean {
    const next = this.#next;
    if (this.#violation !== undefined || this.#length !== row.length - 1) return false;
    for (let i = 0; i < HEAD + this.#count; i++) if (next[i] !== row[i]) return false;
    return true;
  }

  #removeLetter(position: number): void {
    this.#next.copyWithin(position, position + 1, this.#length);
    this.#length--;
  }

  #addLetter(letter: number): void {
    const next = this.#next;
    let at = this.#length;
    while (at > HEAD + this.#count && (next[at - 1] as number) > letter) at--;
    if (at > HEAD + this.#count && next[at - 1] === letter) return;
    next.copyWithin(at + 1, at, this.#length);
    next[at] = letter;
    this.#length++;
  }
}

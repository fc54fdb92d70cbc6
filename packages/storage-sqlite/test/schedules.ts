/**
 * One random schedule of the store: commits of every kind, with syncs that end at any moment or fail, crashes, power failures
 * and closings in between, all against a naive model. Throws at the first thing that is not as it must be.
 */

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { GroupMeta, GroupWrite, LogRecord } from '@gaios/sm-base';
import { SeededRandom } from '@gaios/testkit';
import { Engine } from '../src/engine.ts';
import type { EngineOptions } from '../src/engine.ts';
import { engineSizes } from '../src/sizes.ts';
import type { EngineSizes } from '../src/sizes.ts';
import { ChanceDisk } from './chance-disk.ts';
import type { Files } from './chance-disk.ts';
import { removeFolder, temporaryFolder } from './folders.ts';

const pageBytes = 512;
const largeBytes = 16 * pageBytes;
const groupCount = 5;

/** What is stored, as a text for each group and one for the node. */
class Model {
  readonly metas = new Map<number, string>();
  readonly logs = new Map<number, Map<number, string>>();
  node = '';

  after(writes: readonly GroupWrite[], node: Uint8Array | undefined): Model {
    const next = new Model();
    next.node = node ? hex(node) : this.node;
    for (const [groupIdx, meta] of this.metas) next.metas.set(groupIdx, meta);
    for (const [groupIdx, log] of this.logs) next.logs.set(groupIdx, new Map(log));
    for (const write of writes) next.#apply(write);
    return next;
  }

  get text(): string {
    const groups = Array.from({ length: groupCount }, (_, groupIdx) => {
      const log = [...(this.logs.get(groupIdx) ?? [])].toSorted(([a], [b]) => a - b);
      return [`group ${groupIdx} ${this.metas.get(groupIdx) ?? '-'}`, ...log.map(([, text]) => text)];
    });
    return [`node ${this.node}`, ...groups.flat()].join('\n');
  }

  #apply({ groupIdx, drop, meta, records = [], deleteBelow = 0 }: GroupWrite): void {
    if (drop) {
      this.metas.delete(groupIdx);
      this.logs.delete(groupIdx);
    }
    if (meta) this.metas.set(groupIdx, textOfMeta(meta));
    const log = this.logs.get(groupIdx) ?? new Map<number, string>();
    this.logs.set(groupIdx, log);
    for (const record of records) log.set(record.instanceId, textOf(record));
    for (const id of log.keys()) if (id < deleteBelow) log.delete(id);
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const textOf = ({ instanceId, ballot, chosen, value }: LogRecord): string =>
  `${instanceId} ${ballot} ${chosen} ${value.length} ${crc32(value)}`;

const textOfMeta = (meta: GroupMeta): string =>
  `${meta.promised} ${meta.promisedTo} ${meta.chosenUpTo} ${meta.checksum} ${meta.minChosen} ${hex(meta.configuration)}`;

function textIn(engine: Engine): string {
  const metas = new Map(engine.groups().map(({ groupIdx, meta }) => [groupIdx, textOfMeta(meta)]));
  const groups = Array.from({ length: groupCount }, (_, groupIdx) => [
    `group ${groupIdx} ${metas.get(groupIdx) ?? '-'}`,
    ...engine.read({ groupIdx, from: 1, to: 2 ** 47 - 1, bytesMax: 1e9 }).map(textOf),
  ]);
  return [`node ${hex(engine.nodeRecord())}`, ...groups.flat()].join('\n');
}

const differenceOf = (found: string, expected: readonly string[]): string =>
  expected
    .map((text) => {
      const [there, wanted] = [new Set(found.split('\n')), new Set(text.split('\n'))];
      const missing = [...wanted].filter((line) => !there.has(line));
      const more = [...there].filter((line) => !wanted.has(line));
      return `missing: ${missing.slice(0, 5).join('; ')} (${missing.length}) more: ${more.slice(0, 5).join('; ')} (${more.length})`;
    })
    .join('\n or ');

export interface ScheduleOptions {
  readonly seed: number;
  readonly steps: number;
  /** How often what a crash would leave is opened beside. */
  readonly imageShare: number;
  /** Counts what was met. */
  readonly met?: Map<string, number>;
}

export function runSchedule(options: ScheduleOptions): void {
  const schedule = new Schedule(options);
  try {
    schedule.run();
  } finally {
    schedule.end();
  }
}

class Schedule {
  readonly #steps: number;
  readonly #imageShare: number;
  readonly #met: Map<string, number>;
  readonly #random: SeededRandom;
  readonly #options: Omit<EngineOptions, 'dataDir'>;
  readonly #sizes: EngineSizes;
  readonly #largeShare: number;
  readonly #failShare: number;
  readonly #answerShare: number;
  #folder = temporaryFolder();
  #disk: ChanceDisk;
  #engine: Engine;
  /** What was acknowledged; and with the commit that is under way, or failed. */
  #model = new Model();
  #next: Model | undefined;
  #round = 0;
  #imaging = false;
  #isMaintaining = false;
  #isOpen = true;

  constructor({ seed, steps, imageShare, met = new Map() }: ScheduleOptions) {
    this.#random = new SeededRandom(seed);
    this.#steps = steps;
    this.#imageShare = imageShare;
    this.#met = met;
    const random = this.#random;
    this.#options = {
      nodeId: 3,
      synchronous: 'full',
      newStorageId: 'ab'.repeat(16),
      pageBytes,
      pagesMax: undefined,
      journalBytesMax: random.pick([3000, 20_000, 60_000, 200_000]),
      ifDamaged: 'refuse',
    };
    this.#sizes = {
      ...engineSizes,
      lotBytesMin: random.pick([1000, 10_000, 40_000]),
      lotBytesPerGroup: random.pick([100, 4000]),
      logBytesMax: random.pick([10_000, 60_000, 300_000]),
      sliceRowsMax: random.pick([3, 30, 500]),
      sliceBytesMax: random.pick([3000, 100_000]),
      freePagesMin: random.pick([2, 20, 1000]),
    };
    this.#largeShare = random.pick([0, 0.02, 0.1, 0.4]);
    this.#answerShare = random.pick([0.05, 0.2, 0.5]);
    this.#failShare = random.chance(0.3) ? 0.02 : 0;
    [this.#disk, this.#engine] = this.#open(new Map());
  }

  run(): void {
    for (let step = 0; step < this.#steps; step++) this.#step();
    this.#reopen();
    this.#check(this.#engine);
  }

  end(): void {
    if (this.#isOpen) this.#engine.close();
    removeFolder(this.#folder);
  }

  #step(): void {
    const random = this.#random;
    if (random.chance(0.1)) this.#disk.isSlow = random.chance(0.5);
    if (random.chance(0.8)) this.#commit();
    if (random.chance(0.3)) this.#check(this.#engine);
    if (!this.#hasFailed) {
      for (let times = random.below(4); times > 0 && !this.#hasFailed; times--) this.#maintain();
    }
    while (this.#disk.underWay.length > 0 && random.chance(this.#answerShare)) this.#answer();
    if (this.#hasFailed || random.chance(0.03)) this.#leave();
  }

  get #hasFailed(): boolean {
    return this.#next !== undefined || this.#disk.failures > 0;
  }

  #maintain(): void {
    this.#isMaintaining = true;
    this.#engine.maintain();
    this.#isMaintaining = false;
    this.#image('maintained');
  }

  #answer(): void {
    this.#disk.answer();
    this.#image('answered');
  }

  #commit(): void {
    const random = this.#random;
    const round = this.#round++;
    const writes = Array.from({ length: random.below(6) }, () => this.#write(round));
    const node = random.chance(0.1) ? random.bytes(20) : undefined;
    this.#next = this.#model.after(writes, node);
    if (random.chance(0.5)) {
      try {
        this.#engine.commit(writes, node);
      } catch (error) {
        this.#failed(error);
        return;
      }
    } else if (!this.#commitThen(writes, node)) return;
    this.#model = this.#next;
    this.#next = undefined;
    this.#image('committed');
  }

  #commitThen(writes: GroupWrite[], node: Uint8Array | undefined): boolean {
    const answers: unknown[] = [];
    try {
      this.#engine.commitThen(writes, node, (error) => {
        answers.push(error);
      });
    } catch (error) {
      this.#failed(error);
      return false;
    }
    while (answers.length === 0) {
      this.#count('waited in the pool');
      this.#image('waiting');
      if (this.#random.chance(0.2)) this.#check(this.#engine, [this.#model]);
      if (this.#random.chance(0.02)) {
        this.#leave(false);
        return false;
      }
      this.#disk.answer();
    }
    const [failure] = answers;
    if (failure !== undefined) this.#failed(failure);
    return failure === undefined;
  }

  #failed(error: unknown): void {
    if (this.#disk.failures === 0) throw error;
    this.#count('failed');
    if (this.#random.chance(0.5)) this.#engine.maintain();
    if (this.#random.chance(0.5)) this.#disk.answer();
    this.#check(this.#engine, [this.#model]);
  }

  /** What comes next finds the folder as a closing, a crash or a power failure leaves it. */
  #leave(mayClose = true): void {
    const random = this.#random;
    this.#count('left');
    if (mayClose && random.chance(0.4)) {
      this.#count('closed');
      if (this.#hasFailed && random.chance(0.5)) this.#closeAndFail();
      else this.#reopen();
      return;
    }
    const files = random.chance(0.4) ? this.#disk.files() : this.#disk.afterPowerFailure();
    this.#close();
    this.#beginWith(files);
  }

  /** Power fails when the store has been closed. If SQLite has copied its log then, it has synced it, but none saw that. */
  #closeAndFail(): void {
    this.#close();
    if (existsSync(join(this.#folder, 'gaios.db-wal'))) this.#beginWith(this.#disk.afterPowerFailure());
    else this.#begin(new Map());
  }

  #beginWith(files: Files): void {
    removeFolder(this.#folder);
    this.#folder = temporaryFolder();
    lay(this.#folder, files);
    this.#begin(files);
  }

  #reopen(): void {
    this.#close();
    this.#begin(new Map());
  }

  #close(): void {
    this.#imaging = true; // what is met while it closes was met before
    this.#isOpen = false;
    this.#engine.close();
    this.#imaging = false;
  }

  #begin(before: Files): void {
    [this.#disk, this.#engine] = this.#open(before);
    this.#isOpen = true;
    const found = this.#check(this.#engine);
    if (this.#next?.text === found) this.#model = this.#next;
    this.#next = undefined;
  }

  #open(before: Files): [ChanceDisk, Engine] {
    const disk = new ChanceDisk(this.#folder, this.#random);
    const engine = Engine.open({ ...this.#options, dataDir: this.#folder }, disk, this.#sizes);
    disk.begin(before);
    disk.failShare = this.#failShare;
    disk.whileWaiting = () => this.#image(this.#isMaintaining ? 'maintaining' : 'waited for');
    return [disk, engine];
  }

  /** Opens what a crash at this moment would leave. */
  #image(when: string): void {
    // Rare, and of many kinds.
    const times = when === 'maintaining' ? 5 : 1;
    if (this.#imaging || !this.#random.chance(times * this.#imageShare)) return;
    this.#imaging = true;
    const underWay = [...new Set(this.#disk.underWay.map(({ name }) => name))].toSorted();
    this.#count(`${when}, with ${underWay.join()} under way`);
    const files = this.#random.chance(0.2) ? this.#disk.files() : this.#disk.afterPowerFailure();
    const folder = temporaryFolder();
    try {
      lay(folder, files);
      this.#openImage(folder);
    } catch (error) {
      throw new Error(`${when}, commit ${this.#round}: ${String(error)}`, { cause: error });
    } finally {
      removeFolder(folder);
      this.#imaging = false;
    }
  }

  #openImage(dataDir: string): void {
    const options = { ...this.#options, dataDir, synchronous: 'off' } as const;
    const engine = Engine.open(options, undefined, this.#sizes);
    let expected = '';
    try {
      expected = this.#check(engine);
      if (this.#random.chance(0.7)) return;
      for (let times = this.#random.below(20); times > 0; times--) engine.maintain();
      this.#check(engine, [expected]);
      const writes = [this.#write(this.#round)];
      engine.commit(writes);
      const reached = this.#next?.text === expected ? this.#next : this.#model;
      expected = reached.after(writes, undefined).text;
      this.#check(engine, [expected]);
    } finally {
      engine.close();
    }
    const again = Engine.open(options, undefined, this.#sizes);
    try {
      this.#check(again, [expected]);
    } finally {
      again.close();
    }
  }

  #check(engine: Engine, expected: readonly (Model | string)[] = this.#possible): string {
    const found = textIn(engine);
    const texts = expected.map((each) => (typeof each === 'string' ? each : each.text));
    if (!texts.includes(found)) throw new Error(`not what was stored: ${differenceOf(found, texts)}`);
    return found;
  }

  get #possible(): Model[] {
    return this.#next ? [this.#model, this.#next] : [this.#model];
  }

  #write(round: number): GroupWrite {
    const random = this.#random;
    const base = Math.floor(round / 2);
    const records = Array.from({ length: random.below(6) }, () => ({
      instanceId: 1 + base + random.below(20),
      ballot: random.nextInteger(),
      chosen: random.chance(0.3),
      value: random.bytes(
        random.chance(this.#largeShare) ? largeBytes + random.below(9000) : random.below(200),
      ),
    }));
    return {
      groupIdx: random.below(groupCount),
      ...(random.chance(0.03) ? { drop: true } : {}),
      records,
      ...(random.chance(0.7) ? { meta: metaOf(random) } : {}),
      ...(random.chance(0.2) ? { deleteBelow: Math.max(0, base - 5 + random.below(20)) } : {}),
    };
  }

  #count(what: string): void {
    this.#met.set(what, (this.#met.get(what) ?? 0) + 1);
  }
}

function metaOf(random: SeededRandom): GroupMeta {
  return {
    promised: random.nextInteger(),
    promisedTo: random.pick(['', 'ab', 'cd'.repeat(random.below(16))]),
    chosenUpTo: random.below(1000),
    checksum: random.below(2 ** 32),
    minChosen: random.below(1000),
    configuration: new Uint8Array(random.below(3)).fill(7),
  };
}

function lay(folder: string, files: Files): void {
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
}

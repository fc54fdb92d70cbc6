/** What one machine of a cluster has for checkpoints: the files port of its process, and what faults do to them. */

import type { GroupStatus } from 'gaios';
import type { UnderWay } from '../memory-storage.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import type { SimDisk } from './disk.ts';
import { SimFiles } from './files.ts';
import { trueClock } from './machine-clock.ts';
import type { Process } from './process.ts';
import { ShippingTrouble } from './shipping-trouble.ts';
import type { Witness } from './witness.ts';

export interface CheckpointSideParts {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly disk: () => SimDisk;
  readonly die: (underWay: UnderWay) => void;
  /** Of all groups that run; undefined: none does. */
  readonly groups: () => readonly GroupStatus[] | undefined;
  /** An operation on files was made to fail. */
  readonly failed: () => void;
}

export class CheckpointSide {
  readonly #parts: CheckpointSideParts;
  /** What becomes of the messages by which it ships checkpoints. */
  readonly trouble: ShippingTrouble;
  /** Of its process; undefined without a volume. */
  files: SimFiles | undefined;
  /** Of its process, by group. */
  readonly witnesses = new Map<number, readonly Witness[]>();
  /** Its machines cannot give a checkpoint. */
  machinesFail = false;
  /** The folder of its checkpoints was lost, and its log may need them. */
  lacksFiles = false;

  constructor(parts: CheckpointSideParts) {
    this.#parts = parts;
    const { clock, random, die } = parts;
    this.trouble = new ShippingTrouble({
      random,
      setTimer: (delayMs, callback) => clock.setTimer(delayMs, callback),
      die: () => die('lost'),
    });
  }

  /** For a process that starts. */
  open(process: Process): SimFiles | undefined {
    const { clock, random, failed } = this.#parts;
    const disk = this.#parts.disk();
    this.files =
      disk.volume &&
      new SimFiles({
        inner: disk.volume.open(),
        process,
        disk,
        clock: trueClock(clock, process),
        random: random.fork(),
        failed,
      });
    return this.files;
  }

  /** The process dies at operation number `operations` of its volume from now. */
  dieAtFile(operations: number, underWay: UnderWay): void {
    const { volume } = this.#parts.disk();
    if (volume === undefined) return;
    volume.crashAt = volume.operations + operations;
    volume.onCrash = () => this.#parts.die(underWay);
  }

  /** What it has of a state may be damaged, or gone, and it may need the others for it. */
  get isImpaired(): boolean {
    if (this.lacksFiles && this.#hasWholeState) this.lacksFiles = false;
    return this.lacksFiles || this.#parts.disk().hasDamagedFiles;
  }

  get #hasWholeState(): boolean {
    const disk = this.#parts.disk();
    const isWhole = ({ state, minChosen, groupIdx }: GroupStatus): boolean =>
      state === 'running' && (minChosen <= 1 || disk.checkpoints(groupIdx).length > 0);
    return this.#parts.groups()?.every(isWhole) ?? false;
  }
}

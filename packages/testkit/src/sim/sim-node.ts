/**
 * One machine of a simulated cluster: its disk and its clock, and on them one process after the other, each running the
 * real `Node`. An operator starts again what has stopped, unless the machine is lost.
 */

import { GaiosError } from '@gaios/sm-base';
import { Node, type GroupStatus, type Membership, type NodeAddress, type NodeOptions } from 'gaios';
import { MemoryLogStorage, type UnderWay } from '../memory-storage.ts';
import type { MemoryNetwork } from '../memory-transport.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { VirtualClock } from '../virtual-clock.ts';
import { CheckpointSide } from './checkpoint-side.ts';
import { SimDisk, SimStorage, type CrashAtCommit } from './disk.ts';
import { SimViolation } from './checkers/violation.ts';
import { MachineClock, trueClock } from './machine-clock.ts';
import { Process } from './process.ts';
import { strayOf } from './straying.ts';
import { SimTransport } from './transport.ts';
import type { Watcher } from './watcher.ts';
import type { Witness } from './witness.ts';

export interface SimNodeParts {
  readonly nodeId: number;
  readonly members: readonly NodeAddress[];
  readonly groupCount: number;
  readonly tuning: NonNullable<NodeOptions['tuning']>;
  readonly leaseReads: boolean;
  readonly balanceMasters: boolean;
  /** Its disk does not keep for how long it supported peers: leases are not safe then. */
  readonly forgetsSupport: boolean;
  /** It has a volume for checkpoints. */
  readonly hasFiles: boolean;
  readonly clock: VirtualClock;
  readonly network: MemoryNetwork;
  readonly random: SeededRandom;
  readonly watcher: Watcher;
  readonly stateMachines: (node: SimNode, groupIdx: number) => Witness[];
  /** It is lost for good, unless somebody gives it another disk. */
  readonly lost: (node: SimNode) => void;
}

/** The operator looks after a failed node after so long, ms. */
const OPERATOR_MS: readonly [number, number] = [100, 2_000];

export class SimNode {
  readonly nodeId: number;
  /** What it is started with: whom it asks as long as its folder is empty. */
  members: readonly NodeAddress[];
  /** Nobody has set it up yet, or it was retired: it is not started. */
  off = false;
  /** Disks that it lost, the latest last. */
  readonly formerDisks: SimDisk[] = [];
  /** Its own disk is not the one that is in it at the moment. */
  isAway = false;
  /** Disks so far. */
  disks = 1;
  /** Processes so far that have opened their disk, whichever that was. */
  lives = 0;
  readonly machineClock: MachineClock;
  /** While it runs, or starts. */
  process: Process | undefined;
  /** While it runs. */
  node: Node | undefined;
  /** For good: nobody starts it again. */
  lost = false;
  /** A row of its disk may be damaged: starting it must find that out. */
  suspect = false;
  crashAt: CrashAtCommit | undefined;
  /** How likely what it receives comes to a wrong group as well. */
  strayRate = 0;
  readonly checkpoints: CheckpointSide;
  /** How long its processes support a peer, ms, if that is not what the others do. */
  supportMs: number | undefined;
  readonly #parts: SimNodeParts;
  #disk: SimDisk;
  #deathUnderWay: UnderWay = 'lost';
  /** Somebody switched it on while it slept. */
  #bootsOnWaking = false;

  constructor(parts: SimNodeParts) {
    const { nodeId, members, clock, random } = parts;
    this.#parts = parts;
    this.nodeId = nodeId;
    this.members = members;
    this.#disk = this.#newDisk();
    this.machineClock = new MachineClock(clock, random.between(1_000, 1_000_000));
    this.checkpoints = new CheckpointSide({
      clock,
      random: parts.hasFiles ? random.fork() : random,
      disk: () => this.#disk,
      die: (underWay) => this.die(underWay),
      groups: () => (this.isUp ? this.node?.status().groups : undefined),
      failed: () => parts.watcher.checkpoints.excuses.give('files', nodeId),
    });
  }

  get disk(): SimDisk {
    return this.#disk;
  }

  get isUp(): boolean {
    return this.node !== undefined && this.process?.isDead === false;
  }

  /** It runs, and nothing holds it up. */
  get isSound(): boolean {
    const { disk, process, machineClock } = this;
    const hasDisk = !disk.isStuck && disk.broken === undefined && disk.slowness === 1;
    return this.isUp && !this.lost && hasDisk && process?.isHindered === false && machineClock.isSound;
  }

  /** Names this life in messages and in the checkers. */
  get life(): string {
    return `${this.nodeId}.${this.lives}`;
  }

  /** Starts a process, unless one runs or the machine is lost. */
  boot(): void {
    if (this.process?.isDead === false || this.lost || this.off) return;
    if (this.machineClock.isAsleep) {
      this.#bootsOnWaking = true;
      return;
    }
    this.#gone(this.process);
    const process = new Process(this.#parts.clock, () => this.#died(process));
    this.process = process;
    const damaged = this.suspect && this.disk.hasLostVotes;
    void this.#run(process).then(
      (node) => this.#started(process, node, damaged),
      (error: unknown) => this.#failedToStart(process, error, damaged),
    );
  }

  /** The process is gone at once. */
  crash(underWay: UnderWay = 'lost'): void {
    const { process } = this;
    if (process === undefined) return;
    if (!process.isDead) this.#parts.watcher.crashed(this, underWay);
    process.kill();
    this.disk.crash(underWay);
    this.#gone(process);
  }

  /** The machine is suspended, as often as `wake` is called afterwards. */
  sleep(): void {
    this.machineClock.sleep();
    this.process?.sleep();
  }

  wake(): void {
    this.machineClock.wake();
    if (this.machineClock.isAsleep) return;
    this.process?.wake();
    if (this.#bootsOnWaking) this.boot();
    this.#bootsOnWaking = false;
  }

  /** The process dies before its port call number `calls` from now. */
  dieAfter(calls: number, underWay: UnderWay = 'lost'): void {
    this.#deathUnderWay = underWay;
    this.process?.dieAfter(calls);
  }

  /** In the middle of what it does. */
  die(underWay: UnderWay): void {
    if (this.process?.isDead === false) this.#die(this.process, underWay);
  }

  /** What it has of a state may be damaged, or gone. */
  get isImpaired(): boolean {
    return this.suspect || this.checkpoints.isImpaired;
  }

  close(): void {
    const { node, process } = this;
    if (node === undefined) return;
    void node.close().then(() => (process === this.process ? this.crash('lost') : undefined));
  }

  /** It may go on as long as it can, and is never started again. */
  lose(): void {
    this.lost = true;
    this.suspect = false;
    this.#parts.watcher.lost(this);
    this.#parts.lost(this);
  }

  /** Another disk is put in while it is down; without one an empty one. Returns the one that was there. */
  mount(disk: SimDisk = this.#newDisk()): SimDisk {
    const before = this.#disk;
    this.crash('lost');
    before.crash('lost');
    this.#disk = disk;
    this.disks++;
    this.lost = false;
    this.suspect = disk.hasLostVotes;
    this.checkpoints.lacksFiles = false;
    this.crashAt = undefined;
    this.#parts.watcher.mounted(this);
    return before;
  }

  /** What is on its disk by now, as if copied while it ran. */
  copyOfDisk(): SimDisk {
    return this.disk.copyTo(this.#newDisk());
  }

  #newDisk(): SimDisk {
    const { random, watcher, hasFiles } = this.#parts;
    return new SimDisk(random.fork(), (writes) => watcher.written(this, writes), hasFiles);
  }

  async #run(process: Process): Promise<Node> {
    const {
      nodeId,
      clock,
      network,
      random,
      groupCount,
      tuning,
      leaseReads,
      balanceMasters,
      forgetsSupport,
      watcher,
      stateMachines,
    } = this.#parts;
    const { disk, members, machineClock, supportMs } = this;
    const inner = await MemoryLogStorage.open(disk, {
      nodeId,
      clock: trueClock(clock, process),
      random: random.fork(),
    });
    this.lives++;
    if (process.isDead) return new Promise(() => {});
    watcher.booting(this);
    const storage = new SimStorage({
      inner,
      process,
      disk,
      takeCrash: (commit) => this.#takeCrash(commit),
      die: (underWay) => this.#die(process, underWay),
      forgetsSupport,
      repaired: (groupIdx, ids) => watcher.repaired(this, groupIdx, ids),
    });
    const transport = new SimTransport({
      inner: network.transport(),
      process,
      sent: (to, payload) => watcher.sent(this, to, payload),
      received: (from, payload) => watcher.received(this, from, payload),
      stray: (payload) => this.#stray(payload),
      trouble: this.checkpoints.trouble,
      warned: ({ storageId }) => watcher.copies.get(storageId)?.warn(this.disk),
    });
    const files = this.checkpoints.open(process);
    return Node.run({
      nodeId,
      nodes: members,
      groupCount,
      tuning: supportMs === undefined ? tuning : { ...tuning, electionTimeoutMs: supportMs },
      leaseReads,
      balanceMasters,
      stateMachines: (groupIdx) => {
        const made = stateMachines(this, groupIdx);
        this.checkpoints.witnesses.set(groupIdx, made);
        return made;
      },
      ports: {
        storage,
        transport,
        clock: machineClock.of(process),
        random: random.fork(),
        ...(files === undefined ? {} : { files }),
      },
      ...(files === undefined ? {} : { logger: watcher.checkpoints.loggerOf(this) }),
    });
  }

  /** Undefined: it does not run, or it does not run the group, of which its directory has yet to tell. */
  status(groupIdx: number): GroupStatus | undefined {
    return this.node?.status().groups.find((group) => group.groupIdx === groupIdx);
  }

  /** As it knows it; undefined as with `status`. */
  membership(groupIdx: number): Membership | undefined {
    return this.#ofGroup((node) => node.showMembership(groupIdx));
  }

  holdsLease(groupIdx: number): boolean {
    return this.#ofGroup((node) => node.holdsLease(groupIdx)) ?? false;
  }

  #ofGroup<T>(ask: (node: Node) => T): T | undefined {
    try {
      return this.node && ask(this.node);
    } catch (error) {
      if (error instanceof GaiosError && error.code === 'UNKNOWN_GROUP') return undefined;
      throw error;
    }
  }

  #stray(payload: Uint8Array): Uint8Array | undefined {
    const { random, groupCount, watcher } = this.#parts;
    if (this.strayRate === 0 || !random.chance(this.strayRate)) return undefined;
    const isFounded = (groupIdx: number): boolean =>
      watcher.logs[groupIdx]?.isFounded([this.nodeId]) ?? false;
    return strayOf(payload, groupCount, isFounded);
  }

  #started(process: Process, node: Node, damaged: boolean): void {
    if (process.isDead) return;
    this.node = node;
    const { watcher } = this.#parts;
    if (damaged) watcher.tookDamaged(this);
    this.suspect = false;
    node.on('storageError', ({ error }) => this.#storageFailed(process, error));
    node.on('groupStopped', ({ error }) => this.#groupStopped(process, error));
    watcher.started(this, node);
    node.on('copyRefused', ({ peer, reason }) => {
      if (watcher.copies.has(peer.storageId)) return;
      watcher.fail(new SimViolation('own disk', `${this.life} refuses node ${peer.nodeId}: ${reason}`));
    });
    for (const { state, reason } of node.status().groups) {
      if (state === 'stopped') this.#operate(process, reason);
    }
  }

  #failedToStart(process: Process, error: unknown, damaged: boolean): void {
    if (process.isDead) return;
    process.kill();
    this.disk.crash('lost');
    this.#gone(process);
    const code = error instanceof GaiosError ? error.code : undefined;
    this.#parts.watcher.refused(this, error);
    if (damaged && code === 'STORAGE_DAMAGED') this.lose();
    else if (code === 'STORAGE_IO' || code === 'STORAGE_FULL') this.#later(() => this.boot());
    else this.#parts.watcher.broke(this, error);
  }

  #storageFailed(process: Process, error: unknown): void {
    this.#operate(process, error);
  }

  #groupStopped(process: Process, error: unknown): void {
    const code = error instanceof GaiosError ? error.code : '';
    if (code.startsWith('STORAGE_')) this.#operate(process, error);
    else if (process === this.process) this.#parts.watcher.broke(this, error);
  }

  /** Somebody restarts the process, unless that happened anyway. */
  #operate(process: Process, error: unknown): void {
    this.#parts.watcher.refused(this, error);
    if (this.lost) return;
    this.#later(() => {
      if (process !== this.process || process.isDead || this.lost) return;
      this.crash('lost');
      this.boot();
    });
  }

  #later(callback: () => void): void {
    const { clock, random } = this.#parts;
    clock.setTimer(random.between(...OPERATOR_MS), callback);
  }

  #takeCrash(commit: number): CrashAtCommit | undefined {
    const { crashAt } = this;
    if (crashAt === undefined || crashAt.commit > commit) return undefined;
    this.crashAt = undefined;
    return crashAt;
  }

  #die(process: Process, underWay: UnderWay): void {
    this.#deathUnderWay = underWay;
    process.kill();
    this.#died(process);
  }

  /** Within a call of the dead process: the others hear of it when that call has ended. */
  #died(process: Process): void {
    this.#parts.watcher.crashed(this, this.#deathUnderWay);
    this.disk.crash(this.#deathUnderWay);
    this.#parts.clock.setTimer(0, () => this.#gone(process));
  }

  #gone(process: Process | undefined): void {
    if (process === undefined || process !== this.process) return;
    this.process = undefined;
    this.node = undefined;
    this.#parts.network.crash(this.nodeId);
    this.#parts.watcher.gone(this);
  }
}

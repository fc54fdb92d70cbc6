/**
 * The directory of groups as a state machine of group 0 (DESIGN 6), in which every node is a member. It tells which groups
 * there are; that a node starts or closes its replica of one is up to the runtime.
 */

import { DIRECTORY_SM_ID, GaiosError, StateMachine, type ExecuteContext } from '@gaios/sm-base';
import { decodeCommand } from './directory-commands.ts';
import {
  decodeDirectory,
  encodeDirectory,
  executeCommand,
  type Announcement,
  type DirectoryChange,
  type GroupEntry,
} from './directory-state.ts';

/** Goes to the proposer. */
export type DirectoryResult = DirectoryChange;

export interface DirectoryOptions {
  /** Changes up to this instance of group 0 were on disk at the start of the process: `started` tells what came of them. */
  readonly replayedUpTo: number;
  /** An entry is new or has changed. Live changes in order; at the start, and after a checkpoint, all that are news. */
  readonly onGroup: (entry: GroupEntry) => void;
}

export class GroupDirectory extends StateMachine<DirectoryResult> {
  readonly smId = DIRECTORY_SM_ID;
  readonly #options: DirectoryOptions;
  #entries = new Map<number, GroupEntry>();
  #announced = new Map<number, Announcement>();
  #started = false;
  /** What was told of each index, as text. */
  readonly #told = new Map<number, string>();

  constructor(options: DirectoryOptions) {
    super();
    this.#options = options;
  }

  /** In order of index, those included whose group is gone. */
  get entries(): GroupEntry[] {
    return [...this.#entries.values()].toSorted((a, b) => a.groupIdx - b.groupIdx);
  }

  /** Groups that are there. */
  get count(): number {
    let count = 0;
    for (const { state } of this.#entries.values()) if (state !== 'destroyed') count++;
    return count;
  }

  get(groupIdx: number): GroupEntry | undefined {
    return this.#entries.get(groupIdx);
  }

  /** What a node said of the kinds that it has machines for; undefined: nothing yet. */
  announced(nodeId: number): Announcement | undefined {
    return this.#announced.get(nodeId);
  }

  /** Whether what was on disk at the start is executed. */
  get hasStarted(): boolean {
    return this.#started;
  }

  override execute(value: Uint8Array, { instanceId }: ExecuteContext): DirectoryResult {
    const command = decodeCommand(value);
    if (command === undefined) return { done: false, code: 'INVALID_ARGUMENT', facts: {} };
    if (instanceId > this.#options.replayedUpTo) this.started();
    const change = executeCommand({ entries: this.#entries, announced: this.#announced }, command);
    if (!change.done) return change;
    if (change.announced !== undefined) this.#announced.set(change.announced.nodeId, change.announced);
    for (const entry of change.entries) this.#entries.set(entry.groupIdx, entry);
    if (this.#started) for (const entry of change.entries) this.#tell(entry);
    return change;
  }

  /** What was on disk at the start is executed. Once. */
  started(): void {
    if (this.#started) return;
    this.#started = true;
    for (const entry of this.entries) this.#tell(entry);
  }

  override query(): GroupEntry[] {
    return this.entries;
  }

  /** For a checkpoint. */
  encodeState(): Uint8Array {
    return encodeDirectory({ entries: this.#entries, announced: this.#announced });
  }

  /** From a checkpoint. @throws GaiosError STORAGE_DAMAGED */
  loadState(bytes: Uint8Array): void {
    const { entries, announced } = decodeDirectory(bytes);
    this.#entries = new Map(entries);
    this.#announced = new Map(announced);
    if (this.#started) for (const entry of this.entries) this.#tell(entry);
  }

  #tell(entry: GroupEntry): void {
    const text = JSON.stringify(entry);
    if (this.#told.get(entry.groupIdx) === text) return;
    this.#told.set(entry.groupIdx, text);
    this.#options.onGroup(entry);
  }
}

/** What a refused command is to whoever asked for it. */
export const errorOf = (result: DirectoryResult): GaiosError | undefined =>
  result.done ? undefined : new GaiosError(result.code, undefined, { facts: result.facts });

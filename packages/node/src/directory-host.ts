/**
 * The directory of groups on this node, put together: the machine of group 0, the groups that run as it says, what this node
 * tells it, and the calls about it (DESIGN 6).
 */

import { DIRECTORY_SM_ID, GaiosError, type StateMachine } from '@gaios/sm-base';
import { encodeCommand, GroupDirectory, toTarget, type DirectoryResult } from '@gaios/config-sm';
import type { CallOptions, GroupInfo, NodeEvents, ProposeResult } from './api.ts';
import type { Deadlines } from './deadlines.ts';
import { DirectoryCalls } from './directory-calls.ts';
import { DirectoryDuties } from './directory-duties.ts';
import type { FrameworkMachine } from './framework-state.ts';
import type { Group } from './group.ts';
import { GroupLives, type GroupLivesParts } from './group-lives.ts';
import type { CheckedOptions } from './options.ts';
import { SureStarts } from './sure-starts.ts';

export interface DirectoryHostParts extends Pick<
  GroupLivesParts,
  'birth' | 'hadLog' | 'stored' | 'table' | 'telemetry' | 'make' | 'came' | 'went' | 'idle' | 'drop'
> {
  readonly options: CheckedOptions;
  readonly deadlines: Deadlines;
  readonly nowMs: () => number;
  readonly nextInteger: () => number;
  readonly isUp: (nodeId: number) => boolean;
  /** To be told to the user. */
  readonly groupChanged: (group: GroupInfo) => void;
}

export class DirectoryHost {
  readonly machine: GroupDirectory;
  readonly calls: DirectoryCalls;
  readonly lives: GroupLives;
  readonly #parts: DirectoryHostParts;
  readonly #duties: DirectoryDuties;
  readonly #starts: SureStarts;
  readonly #replayTo: number;
  #isRead = false;

  constructor(parts: DirectoryHostParts) {
    const { options, stored, table, deadlines, nowMs, isUp, telemetry } = parts;
    const { nodeId, tuning, groupCount, groupKinds: kinds } = options;
    this.#parts = parts;
    this.#replayTo = stored.get(0)?.stored?.meta.chosenUpTo ?? 0;
    const directory = new GroupDirectory({
      replayedUpTo: this.#replayTo,
      onGroup: (entry) => this.#heard(entry),
    });
    this.machine = directory;
    const changed = (groupIdx: number): void => this.calls.check(groupIdx);
    const makeSure = (groupIdx: number): void => this.#starts.add(groupIdx);
    this.lives = new GroupLives({ ...parts, nodeId, groupCount, directory, changed, makeSure });
    this.#starts = new SureStarts({
      deadlines,
      nowMs,
      retryMs: tuning.heartbeatIntervalMs,
      barrier: () => this.#barrier({ timeoutMs: tuning.timeoutMs }),
      sure: (groupIdx) => this.#safely(() => this.lives.sure(groupIdx)),
    });
    this.#duties = new DirectoryDuties({
      nodeId,
      kinds,
      directory,
      table,
      deadlines,
      limits: tuning,
      nowMs,
      isUp,
      maySpeak: () => table.at(0)?.refusal(true) === undefined,
      propose: async (command) => {
        try {
          const { result } = await this.#propose(encodeCommand(command), { timeoutMs: tuning.timeoutMs });
          const { done } = result;
          if (!done) telemetry.log('debug', 'the directory took it otherwise', { command, result });
        } catch (error) {
          // It is said again as long as it is true.
          telemetry.log('debug', 'the directory could not be told', { command, error });
        }
      },
      ticked: () => this.calls.checkAll(),
    });
    this.calls = new DirectoryCalls({
      directory,
      deadlines,
      limits: tuning,
      groupCount,
      nowMs,
      newGid: () => Math.max(1, parts.nextInteger()),
      isUp: (id) => id === nodeId || isUp(id),
      nodes: () => toTarget(table.at(0)?.members ?? []),
      barrier: (call) => this.#barrier(call),
      propose: async (command, call) => (await this.#propose(encodeCommand(command), call)).result,
      holds: (groupIdx, life) => this.lives.holds(groupIdx, life),
      progress: (event: NodeEvents['groupProgress'][0]) => telemetry.tell('groupProgress', event),
    });
  }

  builtIn(groupIdx: number): readonly (StateMachine & FrameworkMachine)[] {
    return groupIdx === 0 ? [this.machine] : [];
  }

  /** Group 0 has executed so far. */
  executed(groupIdx: number, upTo: number): void {
    if (groupIdx !== 0 || upTo < this.#replayTo) return;
    this.calls.check(0);
    if (this.#isRead) return;
    this.#isRead = true;
    this.machine.started();
    this.#safely(() => this.lives.directoryRead());
  }

  /** Its leader or its members may be others now. */
  look({ groupIdx }: Pick<Group, 'groupIdx'>): void {
    if (groupIdx !== 0) this.#duties.look(groupIdx);
    else
      for (const entry of this.machine.entries)
        if (entry.state === 'draining') this.#duties.look(entry.groupIdx);
  }

  /** Group 0 can say nothing any more, or the node closes. */
  end(code: 'CLOSED' | 'GROUP_STOPPED', cause?: unknown): void {
    this.#duties.stop();
    this.#starts.stop();
    this.calls.endAll(code, cause);
  }

  /** All groups, those of the options while there is no directory. */
  show(): GroupInfo[] {
    const { table } = this.#parts;
    const entries = this.machine.entries;
    if (entries.length > 0) return entries.map((entry) => this.info(entry));
    return table.all.map(({ groupIdx, view, birth, members }) => {
      const { gid, configuration } = view;
      const { life, kind } = birth;
      const { version } = configuration;
      return {
        groupIdx,
        gid,
        life,
        kind,
        state: 'live',
        version,
        members: toTarget(members),
        runsHere: true,
      };
    });
  }

  #heard(entry: Omit<GroupInfo, 'runsHere'>): void {
    this.#safely(() => {
      this.lives.look(entry.groupIdx);
      this.#duties.look(entry.groupIdx);
      if (entry.groupIdx === 0) this.#duties.lookAtSelf();
      this.calls.check(entry.groupIdx);
      this.#parts.groupChanged(this.info(entry));
    });
  }

  /** Of one group. */
  info(entry: Omit<GroupInfo, 'runsHere'>): GroupInfo {
    const group = this.#parts.table.at(entry.groupIdx);
    const runsHere = group !== undefined && group.birth.life === entry.life;
    // The directory does not learn the gids of the initial set before something about them changes.
    const gid = entry.gid === 0 && runsHere ? group.gid : entry.gid;
    if (entry.groupIdx !== 0 || group === undefined) return { ...entry, gid, runsHere };
    // Who is in group 0, its own log says on every node.
    const { version } = group.view.configuration;
    return { ...entry, gid, version, members: toTarget(group.members), runsHere };
  }

  /** It runs within an execution, which must not fail for what it leads to. */
  #safely(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#parts.telemetry.log('error', 'a group could not be started or ended', { error });
    }
  }

  async #barrier(options: CallOptions): Promise<void> {
    const group = this.#speaker(false);
    await group.reads.start({ smId: 0, query: undefined, options });
  }

  async #propose(payload: Uint8Array, options: CallOptions): Promise<ProposeResult<DirectoryResult>> {
    const group = this.#speaker(true);
    const requests = [{ smId: DIRECTORY_SM_ID, payload }];
    const call = {
      requests,
      contexts: [undefined],
      single: true,
      options: { ...options, waitForRoom: true },
    };
    return (await group.proposals.start(call)) as ProposeResult<DirectoryResult>;
  }

  #speaker(forProposal: boolean): Group {
    const group = this.#parts.table.at(0);
    const refusal = group?.refusal(forProposal);
    if (group === undefined || refusal !== undefined) throw refusal ?? new GaiosError('UNKNOWN_GROUP');
    return group;
  }
}

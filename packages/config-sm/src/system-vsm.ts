/**
 * The membership of a group as a state machine of it (DESIGN 6, phxpaxos SystemVSM). The core applies the same changes at
 * their conclusion, ahead of the disk, and counts votes by them (rule 4); this machine executes them in turn, on values
 * that are on disk, like any other: its state and its callback never run ahead. So it has to be given *every* value for
 * it, also those that the table of exactly-once would skip: the core does not know that table, and a change that comes
 * twice changes nothing the second time, since it names the version that it was made from.
 */

import { StateMachine, SYSTEM_SM_ID, type ExecuteContext } from '@gaios/sm-base';
import type { Configuration, ConfigurationChange, Member } from '@gaios/core';
import type { CoreRules } from './core-rules.ts';
import { toTarget, type TargetMember } from './members.ts';
import { decodeMembership, encodeMembership } from './membership-state.ts';

/** Goes to the proposer. `applied: false`: it changed nothing, on no replica. */
export type ChangeResult =
  | { readonly applied: true; readonly version: number }
  | {
      readonly applied: false;
      /** `version`: made from another one; `gid`: for another life of the group; `unsound`: nobody could live in it. */
      readonly why: 'malformed' | 'gid' | 'version' | 'unsound';
      readonly version: number;
    };

/** Must not throw. */
export type MembershipChangeHandler = (
  groupIdx: number,
  members: readonly TargetMember[],
  version: number,
  configuration: Configuration,
) => void;

export interface SystemVSMOptions {
  readonly groupIdx: number;
  readonly initialMembers: readonly Member[];
  readonly rules: CoreRules;
  /**
   * What was on disk at the start of the process is executed again up to this instance: changes up to it are not told one
   * by one; `started` tells what came of them.
   */
  readonly replayedUpTo: number;
  readonly onMembershipChange: MembershipChangeHandler;
}

export class SystemVSM extends StateMachine<ChangeResult> {
  readonly smId = SYSTEM_SM_ID;
  readonly #options: SystemVSMOptions;
  #configuration: Configuration;
  #started = false;
  /** Told up to this version: each once per run of the process. */
  #toldUpTo = 0;

  constructor(options: SystemVSMOptions) {
    super();
    this.#options = options;
    this.#configuration = options.rules.initialConfiguration(options.initialMembers);
  }

  /** As of the last value that was executed. */
  get configuration(): Configuration {
    return this.#configuration;
  }

  override execute(value: Uint8Array, { instanceId }: ExecuteContext): ChangeResult {
    const { rules, replayedUpTo } = this.#options;
    const before = this.#configuration;
    const change = rules.decodeChange(value);
    if (change === undefined) return { applied: false, why: 'malformed', version: before.version };
    const after = rules.applyChange(before, change, instanceId);
    if (after === before) return { applied: false, why: whyNot(before, change), version: before.version };
    if (instanceId > replayedUpTo) this.started();
    this.#configuration = after;
    if (this.#started) this.#tell();
    return { applied: true, version: instanceId };
  }

  /** What was on disk at the start is executed: tells the state that it left, if there is one. Once. */
  started(): void {
    if (this.#started) return;
    this.#started = true;
    this.#tell();
  }

  override query(): Configuration {
    return this.#configuration;
  }

  /** For a checkpoint. */
  encodeState(): Uint8Array {
    return encodeMembership(this.#configuration);
  }

  /** From a checkpoint; tells the latest once, if it is news. @throws GaiosError STORAGE_DAMAGED */
  loadState(bytes: Uint8Array): void {
    this.#configuration = decodeMembership(bytes);
    if (this.#started) this.#tell();
  }

  #tell(): void {
    const { groupIdx, onMembershipChange } = this.#options;
    const { version, members } = this.#configuration;
    if (version <= this.#toldUpTo) return;
    this.#toldUpTo = version;
    onMembershipChange(groupIdx, toTarget(members), version, this.#configuration);
  }
}

const whyNot = (
  { gid, version }: Configuration,
  change: ConfigurationChange,
): 'gid' | 'version' | 'unsound' => {
  if (version !== 0 && change.gid !== gid) return 'gid';
  return change.fromVersion === version ? 'unsound' : 'version';
};

/**
 * A log that does not begin at instance 1 any more (DESIGN 8): its start is deleted behind a checkpoint, or a checkpoint of
 * another node takes the place of all that is missing here. Neither touches the promise, nor what is accepted above (rule 1).
 *
 * What is deleted is chosen and known here (L10), so phase 1 loses nothing by it: a candidate that needs any of it is answered
 * with `chosenUpTo` instead of a promise (rule 8), and one that finds a higher `chosenUpTo` than its own learns first (rule 3).
 */

import type { CheckpointBase, InstallVerdict } from './checkpoint-base.ts';
import { noteChecksum } from './checksums.ts';
import { isInitial, type Configuration } from './configuration.ts';
import type { Ballot } from './ballot.ts';
import type { Learner } from './learner.ts';
import type { LearnServer } from './learn-server.ts';
import type { Outbox } from './outbox.ts';
import type { ReplicaState } from './state.ts';

export interface TruncationHooks {
  /** A configuration takes effect, chosen at that ballot (rule 4). */
  reconfigured(instanceId: number, configuration: Configuration, ballot: Ballot): void;
  stepDown(reason: string): void;
}

export class Truncation {
  readonly #state: ReplicaState;
  readonly #out: Outbox;
  readonly #learner: Learner;
  readonly #server: LearnServer;
  readonly #hooks: TruncationHooks;

  constructor(
    state: ReplicaState,
    out: Outbox,
    learner: Learner,
    server: LearnServer,
    hooks: TruncationHooks,
  ) {
    this.#state = state;
    this.#out = out;
    this.#learner = learner;
    this.#server = server;
    this.#hooks = hooks;
  }

  /** See `ReplicaInputs.truncate`. */
  truncate(below: number): boolean {
    const { learner, executedUpTo, stopped } = this.#state;
    if (stopped !== undefined || below <= learner.minChosen || below > executedUpTo + 1) return false;
    this.#cut(below);
    return true;
  }

  /** See `ReplicaInputs.install`. */
  install(base: CheckpointBase): InstallVerdict {
    const { learner, acceptor, proposer, stopped } = this.#state;
    const { instanceId, checksum } = base;
    if (stopped !== undefined) return 'stopped';
    if (!this.#fits(base)) return 'unfit';
    if (instanceId <= learner.chosenUpTo) return 'known';
    // Rule 5: what it brings was chosen by other ballots.
    if (proposer.role !== 'follower') this.#hooks.stepDown('installs a checkpoint');
    for (const id of acceptor.accepted.keys()) if (id <= instanceId) acceptor.accepted.delete(id);
    learner.chosenUpTo = instanceId;
    learner.checksum = checksum;
    learner.checksums.length = 0;
    noteChecksum(learner);
    this.#cut(instanceId + 1);
    if (base.configuration.version !== this.#state.configuration.version) {
      this.#hooks.reconfigured(instanceId, base.configuration, base.ballot);
    }
    this.#out.installed(instanceId);
    this.#learner.jumped();
    return 'installed';
  }

  #fits({ configuration, instanceId }: CheckpointBase): boolean {
    const mine = this.#state.configuration;
    if (isInitial(configuration) || configuration.version > instanceId) return false;
    return isInitial(mine) || (configuration.gid === mine.gid && configuration.version >= mine.version);
  }

  /** One write with all of it: the row that says so, and the deletion. */
  #cut(below: number): void {
    const { learner } = this.#state;
    const before = learner.minChosen;
    learner.minChosen = below;
    this.#out.truncate(below);
    this.#server.truncated(before);
  }
}

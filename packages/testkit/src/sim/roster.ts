/**
 * What an operator of the cluster has to keep in mind, seen from above: which machines are members of what, which of them
 * have forgotten something, and so which may lose a disk, or be asked to vote, without the end of a group. Whatever is
 * decided here bears on liveness alone: no number of lost disks may ever make anything unsafe.
 */

import { boundStorage, type Configuration } from '@gaios/core';
import type { NodeAddress } from 'gaios';
import type { LogChecker } from './checkers/log.ts';
import type { SimNode } from './sim-node.ts';

/** Of voters. */
type Side = readonly number[];

/** A change that was asked for may still come, as long as the version is the one it was made from. */
interface Wanted {
  readonly groupIdx: number;
  readonly voters: Side;
  /** Once the call is over: the version then. */
  endedAt: number;
  isOver: boolean;
}

export const votersIn = (members: readonly NodeAddress[]): number[] =>
  members.filter(({ role = 'voter' }) => role === 'voter').map(({ nodeId }) => nodeId);

export interface RosterParts {
  readonly logs: readonly LogChecker[];
  readonly nodes: readonly SimNode[];
}

export class Roster {
  readonly #parts: RosterParts;
  #wanted: Wanted[] = [];
  /** Lost their disk, and are not bound again. */
  readonly #forgetful = new Set<number>();

  constructor(parts: RosterParts) {
    this.#parts = parts;
  }

  /** The latest that anybody knows to be chosen. */
  configuration(groupIdx: number): Configuration {
    const { logs } = this.#parts;
    return (logs[groupIdx] as LogChecker).configuration;
  }

  /** Every group has a log. */
  get isFounded(): boolean {
    return this.#parts.logs.every(({ length }) => length > 0);
  }

  /** Of a group, both sides. */
  isMember(nodeId: number, groupIdx: number): boolean {
    const { members, outgoing = [] } = this.configuration(groupIdx);
    return [...members, ...outgoing].some((member) => member.nodeId === nodeId);
  }

  /** Of any group, or it may become one. */
  isNeeded(nodeId: number): boolean {
    return this.#parts.logs.some(
      (_, groupIdx) =>
        this.isMember(nodeId, groupIdx) || this.#sides(groupIdx).some((side) => side.includes(nodeId)),
    );
  }

  /** With its own disk: an old copy of that has the same name. */
  isBound({ nodeId, disk, isAway }: SimNode, groupIdx: number): boolean {
    return (
      !isAway &&
      disk.storageId !== '' &&
      boundStorage(this.configuration(groupIdx), nodeId) === disk.storageId
    );
  }

  /** The same of all groups. */
  isFormerDisk(storageId: string): boolean {
    return this.#parts.logs.every(
      ({ configuration }) => configuration.formerDisks?.includes(storageId) ?? false,
    );
  }

  /** It knows none of those that are members now, and is not bound: its folder is of no use to it. */
  isLost(node: SimNode, groupIdx: number): boolean {
    const known = node.membership(groupIdx);
    if (known === undefined || this.isBound(node, groupIdx)) return false;
    return known.members.every(({ nodeId }) => nodeId === node.nodeId || !this.isMember(nodeId, groupIdx));
  }

  /** It is bound nowhere, so it has promised nothing that counts. If it is the only one to know, it has to tell others first. */
  isUnbound(node: SimNode): boolean {
    return this.#parts.logs.every(
      (_, groupIdx) => !this.isBound(node, groupIdx) && this.#isKnown(groupIdx, node.nodeId),
    );
  }

  /** Its disk has lost its binding, in this group, and is never bound again. */
  isFormer({ disk }: SimNode, groupIdx: number): boolean {
    return this.configuration(groupIdx).formerDisks?.includes(disk.storageId) ?? false;
  }

  /** These voters are about to be asked for; what is returned is to be called when nobody asks for them any more, with the version that it was last proposed from. */
  want(groupIdx: number, voters: Side): (fromVersion: number) => void {
    const wanted: Wanted = { groupIdx, voters, endedAt: 0, isOver: false };
    this.#wanted.push(wanted);
    return (fromVersion) => {
      wanted.isOver = true;
      // What is known to be chosen here lags behind what nodes know.
      wanted.endedAt = Math.max(this.configuration(groupIdx).version, fromVersion);
    };
  }

  /** Its disk is gone from now on. */
  forgot(nodeId: number): void {
    this.#forgetful.add(nodeId);
  }

  /** Whether every quorum that may be needed bears that this node forgets everything. */
  mayLose(nodeId: number): boolean {
    return (
      this.isFounded &&
      this.#parts.logs.every(
        (_, groupIdx) =>
          this.#isKnown(groupIdx, nodeId) &&
          this.#sides(groupIdx).every((side) => this.#hasQuorum(side, groupIdx, nodeId)),
      )
    );
  }

  /**
   * Somebody else can tell of the latest configuration. After a rebinding or a removal it may be chosen by a quorum that is
   * none any more: with those that it was chosen by, it would be lost.
   */
  #isKnown(groupIdx: number, without: number): boolean {
    const { version } = this.configuration(groupIdx);
    const log = this.#parts.logs[groupIdx];
    return this.#parts.nodes.some(
      (node) =>
        node.nodeId !== without &&
        this.isBound(node, groupIdx) &&
        log?.hasConcluded(node.nodeId, node.disk.storageId, version) === true,
    );
  }

  /** Whether these voters could do without those among them that have forgotten something. */
  mayVote(groupIdx: number, voters: Side): boolean {
    return voters.length > 0 && this.#hasQuorum(voters, groupIdx);
  }

  /** What an empty folder is started with. */
  joining(nodeId: number): NodeAddress[] {
    const known = new Map<number, NodeAddress>();
    for (const [groupIdx] of this.#parts.logs.entries()) {
      const { members, outgoing = [] } = this.configuration(groupIdx);
      const all = [...members, ...outgoing];
      const isVoter = ({ role }: NodeAddress): boolean => role === 'voter';
      // Voters first: without one, options name no group.
      for (const { nodeId: id, address, role } of [...all.filter(isVoter), ...all]) {
        // Two groups may have been told of one address for two nodes; options name it once.
        const isTaken = [...known.values()].some((each) => each.address === address);
        if (id !== nodeId && !isTaken && !known.has(id)) known.set(id, { nodeId: id, address, role });
      }
    }
    const taken = [...known.values()].map(({ address }) => address);
    const address = [`memory:${nodeId}`, `elsewhere:${nodeId}`].find((each) => !taken.includes(each)) ?? '';
    return [...known.values(), { nodeId, address, role: 'learner' }];
  }

  /** All voters that a quorum may be needed of, now or by a change that is under way. */
  #sides(groupIdx: number): Side[] {
    const { members, outgoing } = this.configuration(groupIdx);
    this.#wanted = this.#wanted.filter(
      (each) => !each.isOver || this.configuration(each.groupIdx).version <= each.endedAt,
    );
    const wanted = this.#wanted.filter((each) => each.groupIdx === groupIdx);
    return [
      votersIn(members),
      ...(outgoing === undefined ? [] : [votersIn(outgoing)]),
      ...wanted.map(({ voters }) => voters),
    ].filter(({ length }) => length > 0);
  }

  #hasQuorum(side: Side, groupIdx: number, without = 0): boolean {
    const intact = side.filter((nodeId) => nodeId !== without && this.#isIntact(nodeId, groupIdx));
    return intact.length > side.length / 2;
  }

  #isIntact(nodeId: number, groupIdx: number): boolean {
    const node = this.#parts.nodes[nodeId - 1];
    if (node === undefined || node.lost || node.isImpaired) return false;
    const bound = boundStorage(this.configuration(groupIdx), nodeId);
    if (this.isBound(node, groupIdx)) return true;
    if (this.#isWholeAgain(node)) this.#forgetful.delete(nodeId);
    return bound === '' && !this.#forgetful.has(nodeId) && !this.isFormer(node, groupIdx);
  }

  /** It is bound with the disk that it has wherever it is needed. */
  #isWholeAgain(node: SimNode): boolean {
    return this.#parts.logs.every((_, groupIdx) => {
      const isWanted = this.#wanted.some(
        (each) => each.groupIdx === groupIdx && each.voters.includes(node.nodeId),
      );
      return this.isBound(node, groupIdx) || (!this.isMember(node.nodeId, groupIdx) && !isWanted);
    });
  }
}

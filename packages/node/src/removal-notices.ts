/**
 * A node that was removed from a group is told so at once, with the members that the group has now (DESIGN 10): by everybody
 * who executes the change, and again whenever the disk that lost its binding comes back. Its leader tells it nothing any
 * more, so it would go on to believe that it is a member until it missed its leader. What it is told is no more than a
 * reason to ask for the log: its removal is executed there like anywhere else.
 */

import type { Identity } from '@gaios/sm-base';
import { membersOf, memberOf, type Configuration } from '@gaios/core';

export interface RemovalNoticesParts {
  readonly nodeId: number;
  /** Who answers as that node, while it is up. */
  readonly speaker: (nodeId: number) => Identity | undefined;
  /** Sends it the configuration that is executed here. */
  readonly tell: (nodeId: number) => void;
}

export class RemovalNotices {
  readonly #parts: RemovalNoticesParts;
  #members: readonly number[] = [];

  constructor(parts: RemovalNoticesParts) {
    this.#parts = parts;
  }

  configured(configuration: Configuration): void {
    const before = this.#members;
    this.#members = membersOf(configuration);
    for (const nodeId of before) {
      if (this.#isGone(configuration, nodeId) && this.#parts.speaker(nodeId) !== undefined) {
        this.#parts.tell(nodeId);
      }
    }
  }

  peerUp(configuration: Configuration, { nodeId, storageId }: Identity): void {
    const wasBound = configuration.formerDisks?.includes(storageId) === true;
    if (wasBound && this.#isGone(configuration, nodeId)) this.#parts.tell(nodeId);
  }

  /** As one that is a member itself can tell. */
  #isGone(configuration: Configuration, nodeId: number): boolean {
    const { nodeId: self } = this.#parts;
    return memberOf(configuration, self) !== undefined && memberOf(configuration, nodeId) === undefined;
  }
}

/** Whether a newer configuration than the one that is executed here goes on without this node. */
export const isRemoval = (known: Configuration, told: Configuration, nodeId: number): boolean =>
  told.version > known.version &&
  memberOf(known, nodeId) !== undefined &&
  memberOf(told, nodeId) === undefined;

/** What a group sends: under its index and life, and what it still says once it has stopped. */

import type { Identity } from '@gaios/sm-base';
import type { Message, ReplicaView, Send, Speaker } from '@gaios/core';
import type { Driver } from './driver.ts';
import type { GroupBirth } from './group-birth.ts';
import { stoppedAnswer } from './stopped-answers.ts';

export interface PostParts {
  readonly groupIdx: number;
  readonly birth: GroupBirth;
  readonly self: Identity;
  readonly driver: Driver;
}

export class GroupPost {
  readonly #parts: PostParts;

  constructor(parts: PostParts) {
    this.#parts = parts;
  }

  add(to: number, gid: number, message: Message): void {
    const { groupIdx, birth, driver } = this.#parts;
    driver.outbox.add(
      to,
      birth.life === 0 ? { groupIdx, gid, message } : { groupIdx, life: birth.life, gid, message },
    );
  }

  /** The last of a replica that ends: it leads no more. */
  releases(sends: readonly Send[]): void {
    const { driver, self } = this.#parts;
    for (const { to, gid, message } of sends) {
      if (message.kind !== 'Release' || to === self.nodeId) continue;
      this.add(to, gid, message);
      driver.begin();
    }
  }

  answerStopped({ nodeId }: Speaker, message: Message, view: ReplicaView): void {
    const { driver, self } = this.#parts;
    const answer = stoppedAnswer(self, view, message);
    if (answer === undefined) return;
    this.add(nodeId, view.gid, answer);
    driver.begin();
  }
}

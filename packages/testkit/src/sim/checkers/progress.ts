/** What nodes say of themselves: within one life, nothing that they have promised, learned or executed is taken back. */

import type { GroupStatus } from 'gaios';
import { violated } from './violation.ts';

const rising = ['ballot', 'chosenUpTo', 'executedUpTo', 'minChosen'] as const;

export type GroupProgress = Pick<GroupStatus, 'groupIdx' | (typeof rising)[number]>;

export class Progress {
  readonly #last = new Map<string, GroupProgress>();

  /** `life`: names one process. */
  seen(life: string, groups: readonly GroupProgress[]): void {
    for (const now of groups) {
      const key = `${life}/${now.groupIdx}`;
      const last = this.#last.get(key);
      this.#last.set(key, now);
      if (last === undefined) continue;
      for (const what of rising) {
        if (now[what] >= last[what]) continue;
        violated('progress', `${what} of ${key} goes back from ${last[what]} to ${now[what]}`);
      }
      if (now.executedUpTo > now.chosenUpTo) {
        violated(
          'progress',
          `${key} has executed ${now.executedUpTo}, and only ${now.chosenUpTo} are chosen`,
        );
      }
    }
  }
}

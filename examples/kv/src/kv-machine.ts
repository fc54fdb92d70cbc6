/**
 * The replicated state in memory: one machine per group, with the keys that hash to it. It is rebuilt from the log at
 * start; `sqlite-kv-machine.ts` is the same on a database, which is not.
 */

import { StateMachine } from 'gaios';

import { MemoryEntries } from './kv-entries.ts';
import { answerQueries, applyOperation, hashEntries, KV_SM_ID } from './kv-logic.ts';
import type { Reply } from './reply.ts';

export class KvMachine extends StateMachine<Reply> {
  readonly smId = KV_SM_ID;
  /** Values are never changed in place, so a reply may hold one while it is sent. */
  readonly #entries = new MemoryEntries();

  override execute(value: Uint8Array): Reply {
    return applyOperation(this.#entries, value);
  }

  override query(query: unknown): Reply[] {
    return answerQueries(this.#entries, query);
  }

  override stateHash(): Uint8Array {
    return hashEntries(this.#entries);
  }
}

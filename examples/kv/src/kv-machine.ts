/**
 * The replicated state in memory: one machine per group, with the keys that hash to it. A start loads its last checkpoint and
 * replays the log from there; `sqlite-kv-machine.ts` is the same on a database, which needs neither.
 */

import { SnapshotStateMachine, type Snapshot } from 'gaios';

import { MemoryEntries } from './kv-entries.ts';
import { answerQueries, applyOperation, hashEntries, KV_SM_ID } from './kv-logic.ts';
import { decodeEntries, encodeEntries } from './kv-snapshot.ts';
import type { Reply } from './reply.ts';

export class KvMachine extends SnapshotStateMachine<Reply> {
  readonly smId = KV_SM_ID;
  /** Values are never changed in place, so a reply, or a snapshot, may hold one while it is sent. */
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

  /** The table of keys is copied, not the values: about a tenth of a second for a million keys. */
  override beginSnapshot(): Snapshot {
    return { bytes: encodeEntries(this.#entries.copy()), abort() {} };
  }

  override async loadSnapshot(_groupIdx: number, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    this.#entries.clear();
    for await (const [key, value] of decodeEntries(bytes)) this.#entries.set(key, value);
  }
}

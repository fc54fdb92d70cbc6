/** The machine that the simulator runs unless it is given another: text under text keys. */

import { StateMachine, type ExecuteContext } from '@gaios/sm-base';
import { KvState, type KvFile } from './kv-state.ts';

export { applyKv, decodeKv, encodeKv, KvFile, type KvOperation } from './kv-state.ts';

export const KV_SM_ID = 1;

export class KvMachine extends StateMachine<string> {
  readonly smId: number;
  readonly #state: KvState;
  readonly #file: KvFile | undefined;
  /** Instance of the latest operation. */
  #at = 0;

  /** Without a file it is built anew from the log in each life. */
  constructor(file?: KvFile, smId = KV_SM_ID) {
    super();
    this.smId = smId;
    this.#file = file;
    this.#state = file?.state.copy() ?? new KvState();
  }

  override getCheckpointInstanceId(): number {
    return this.#file?.instanceId ?? 0;
  }

  execute(value: Uint8Array, context?: Pick<ExecuteContext, 'instanceId'>): string {
    if (context !== undefined) this.#save(context.instanceId);
    return this.#state.execute(value);
  }

  /** The value of a key. */
  override query(query: unknown): string {
    return this.#state.get(String(query));
  }

  override stateHash(): Uint8Array {
    return this.#state.digest();
  }

  /** An operation of another instance says that all before that one is complete. */
  #save(instanceId: number): void {
    if (instanceId === this.#at) return;
    this.#at = instanceId;
    const file = this.#file;
    if (file === undefined || instanceId - 1 - file.instanceId < file.every) return;
    file.save(this.#state, instanceId - 1);
  }
}

/**
 * The last results of each client, by its own request ids, part of the replicated state (DESIGN 3.4): a request that is
 * repeated, through whichever node, is answered with the first result and not executed again. What is forgotten is
 * decided by the log alone, so every replica forgets the same at the same instance.
 */

/** Results kept for each client: as many requests as it may have under way at once, and be sure. */
export const CLIENT_RESULTS = 64;
/** A client that was silent for so many instances is forgotten. */
export const CLIENT_IDLE_INSTANCES = 1_000_000;
/** Beyond so many clients, the one that was silent longest is forgotten. */
export const CLIENTS_MAX = 10_000;

export interface ClientResult<R = unknown> {
  readonly instanceId: number;
  readonly batchIndex: number;
  readonly result: R;
}

export interface ClientRequest {
  readonly clientId: string;
  readonly number: number;
}

interface ClientRow<R> {
  /** Numbers up to this one may have been executed and forgotten. */
  forgottenUpTo: number;
  lastInstance: number;
  readonly results: Map<number, ClientResult<R>>;
}

/** A row as it goes into a checkpoint. */
export interface ClientRowState<R> {
  readonly clientId: string;
  readonly forgottenUpTo: number;
  readonly lastInstance: number;
  /** By number. */
  readonly results: readonly (readonly [number: number, result: ClientResult<R>])[];
}

export class ClientTable<R = unknown> {
  /** In order of last use. */
  readonly #rows = new Map<string, ClientRow<R>>();

  /** The first result; `expired` if the number is older than what is kept; undefined if it was never executed. */
  find({ clientId, number }: ClientRequest): ClientResult<R> | 'expired' | undefined {
    const row = this.#rows.get(clientId);
    if (row === undefined) return undefined;
    return row.results.get(number) ?? (number <= row.forgottenUpTo ? 'expired' : undefined);
  }

  /** A request was executed. */
  record({ clientId, number }: ClientRequest, result: ClientResult<R>): void {
    const row: ClientRow<R> = this.#rows.get(clientId) ?? {
      forgottenUpTo: 0,
      lastInstance: 0,
      results: new Map(),
    };
    this.#rows.delete(clientId);
    this.#rows.set(clientId, row);
    row.lastInstance = result.instanceId;
    row.results.set(number, result);
    if (row.results.size > CLIENT_RESULTS) {
      const oldest = Math.min(...row.results.keys());
      row.results.delete(oldest);
      row.forgottenUpTo = Math.max(row.forgottenUpTo, oldest);
    }
    this.#forget(result.instanceId);
  }

  get size(): number {
    return this.#rows.size;
  }

  /** In order of last use, which the log decides: equal tables give equal rows. */
  state(): ClientRowState<R>[] {
    return [...this.#rows].map(([clientId, { forgottenUpTo, lastInstance, results }]) => ({
      clientId,
      forgottenUpTo,
      lastInstance,
      results: [...results].toSorted(([a], [b]) => a - b),
    }));
  }

  /** In place of what was recorded so far. */
  restore(rows: readonly ClientRowState<R>[]): void {
    this.#rows.clear();
    for (const { clientId, forgottenUpTo, lastInstance, results } of rows) {
      this.#rows.set(clientId, { forgottenUpTo, lastInstance, results: new Map(results) });
    }
  }

  #forget(instanceId: number): void {
    for (const [clientId, { lastInstance }] of this.#rows) {
      const isIdle = lastInstance + CLIENT_IDLE_INSTANCES < instanceId;
      if (!isIdle && this.#rows.size <= CLIENTS_MAX) return;
      this.#rows.delete(clientId);
    }
  }
}

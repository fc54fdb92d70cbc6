/** Asking several nodes: all of them, or whoever answers first. */

import type { AdminClient } from './admin-client.ts';
import { CliError } from './failure.ts';

export type Heard<T> =
  | { readonly client: AdminClient; readonly answer: T }
  | { readonly client: AdminClient; readonly error: CliError };

/** What each says. @throws CliError if nobody answers */
export const askAll = async <T>(
  clients: readonly AdminClient[],
  ask: (client: AdminClient) => Promise<T>,
): Promise<readonly Heard<T>[]> => {
  const heard = await Promise.all(
    clients.map(async (client): Promise<Heard<T>> => {
      try {
        return { client, answer: await ask(client) };
      } catch (error) {
        if (error instanceof CliError) return { client, error };
        throw error;
      }
    }),
  );
  if (heard.every((each) => 'error' in each)) throw heard[0]?.error ?? new CliError('nobody was asked');
  return heard;
};

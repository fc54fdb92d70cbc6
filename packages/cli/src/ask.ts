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

/** Codes of nodes that cannot do it themselves; another one may. Nothing was done. */
const ASK_ANOTHER = new Set(['NOT_A_MEMBER', 'CLOSED']);

/** What the first one says that can be asked. @throws CliError of the last one that could not */
export const askFirst = async <T>(
  clients: readonly AdminClient[],
  ask: (client: AdminClient) => Promise<T>,
): Promise<T> => {
  let last: CliError | undefined;
  for (const client of clients) {
    try {
      return await ask(client);
    } catch (error) {
      if (!(error instanceof CliError) || !isForAnother(error)) throw error;
      last = error;
    }
  }
  throw last ?? new CliError('nobody was asked');
};

const isForAnother = ({ exit, code }: CliError): boolean =>
  exit === 'unreachable' || (code !== undefined && ASK_ANOTHER.has(code));

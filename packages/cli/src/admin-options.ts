/** Whom a command asks, and how it proves who is asking: options that all commands for live nodes have. */

import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { AdminClient, type Credentials } from './admin-client.ts';
import { CliError } from './failure.ts';
import type { CliIo } from './io.ts';
import { address } from './parse.ts';

/** Instead of `--admin`: `host:port,host:port`. */
export const ADMIN_VARIABLE = 'GAIOS_ADMIN';
export const SECRET_FILE_VARIABLE = 'GAIOS_SECRET_FILE';
export const TOKEN_FILE_VARIABLE = 'GAIOS_ADMIN_TOKEN_FILE';

export interface AdminFlags {
  readonly admin?: readonly string[];
  readonly secretFile?: string;
  readonly tokenFile?: string;
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

export const withAdmin = (command: Command): Command =>
  command
    .option(
      '--admin <host:port>',
      `admin port of a node; may be repeated (or ${ADMIN_VARIABLE}=a:1,b:2)`,
      (text: string, before: readonly string[] | undefined) => [...(before ?? []), address(text)],
    )
    .option('--secret-file <file>', `file with the secret of the nodes (or ${SECRET_FILE_VARIABLE})`)
    .option('--token-file <file>', `file with the admin token, to look only (or ${TOKEN_FILE_VARIABLE})`)
    .option('--tls-ca <file>', 'certificate authority of the nodes, PEM')
    .option('--tls-cert <file>', 'certificate to show, PEM')
    .option('--tls-key <file>', 'its key, PEM');

/** One for each node that was named, in that order. @throws CliError usage */
export const clientsOf = (flags: AdminFlags, io: CliIo): readonly AdminClient[] => {
  const addresses = [...new Set(flags.admin ?? fromEnvironment(io))];
  if (addresses.length === 0) {
    throw new CliError(`whom to ask? --admin host:port, or ${ADMIN_VARIABLE} in the environment`, {
      exit: 'usage',
    });
  }
  const credentials = credentialsOf(flags, io);
  return addresses.map((each) => new AdminClient(each, credentials));
};

const fromEnvironment = (io: CliIo): string[] => {
  const named = (io.env[ADMIN_VARIABLE] ?? '').split(',').map((each) => each.trim());
  return named.filter((each) => each !== '').map(addressOfVariable);
};

const addressOfVariable = (text: string): string => {
  try {
    return address(text);
  } catch (error) {
    throw new CliError(`${ADMIN_VARIABLE}: "${text}": ${(error as Error).message}`, { exit: 'usage' });
  }
};

const credentialsOf = (flags: AdminFlags, io: CliIo): Credentials => {
  const secret = fileOf('secret file', flags.secretFile ?? io.env[SECRET_FILE_VARIABLE]);
  const token = fileOf('token file', flags.tokenFile ?? io.env[TOKEN_FILE_VARIABLE]);
  return {
    ...tlsOf(flags),
    // As nodes that read theirs from a file do: an editor's last newline is no part of it.
    ...(secret === undefined ? {} : { secret: secret.trimEnd() }),
    ...(token === undefined ? {} : { token: token.trimEnd() }),
  };
};

const tlsOf = ({ tlsCa, tlsCert, tlsKey }: AdminFlags): Pick<Credentials, 'tls'> => {
  const ca = fileOf('--tls-ca', tlsCa);
  const cert = fileOf('--tls-cert', tlsCert);
  const key = fileOf('--tls-key', tlsKey);
  if (ca === undefined && cert === undefined && key === undefined) return {};
  if (ca === undefined || (cert === undefined) !== (key === undefined)) {
    throw new CliError('--tls-ca is needed, and --tls-cert and --tls-key go together', { exit: 'usage' });
  }
  return { tls: { ca, ...(cert === undefined || key === undefined ? {} : { cert, key }) } };
};

const fileOf = (what: string, path: string | undefined): string | undefined => {
  if (path === undefined || path === '') return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CliError(`${what}: ${(error as Error).message}`, { exit: 'usage', cause: error });
  }
};

/** `gaios ready`: whether nodes serve, or may be stopped without loss of service: what a rolling restart waits for. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Readiness } from 'gaios';
import type { AdminClient } from '../admin-client.ts';
import { clientsOf, withAdmin, type AdminFlags } from '../admin-options.ts';
import { jsonLine, withExamples, withJson, type Register } from '../command.ts';
import { CliError } from '../failure.ts';
import { waitOption } from '../parse.ts';

interface Flags extends AdminFlags {
  readonly forRestart?: true;
  /** ms. */
  readonly wait: number;
  readonly json?: true;
}

interface Look {
  readonly admin: string;
  readonly ready: boolean;
  readonly reasons: readonly string[];
}

/** Between two looks, ms. */
const LOOK_EVERY_MS = 250;

export const registerReady: Register = (parent, io) => {
  const command = parent
    .command('ready')
    .description('whether every node that is named serves; ends with 0 or 1')
    .option('--for-restart', 'whether it may be stopped, too, without loss of service')
    .addOption(waitOption('for it to become so'))
    .action(async (flags: Flags) => {
      const clients = clientsOf(flags, io);
      const path = flags.forRestart ? '/ready?forRestart=1' : '/ready';
      const untilMs = performance.now() + flags.wait;
      for (;;) {
        const looks = await Promise.all(clients.map((client) => look(client, path)));
        const isReady = looks.every(({ ready }) => ready);
        if (isReady || performance.now() >= untilMs) {
          io.out(flags.json ? jsonLine({ nodes: looks }) : looks.map(lineOf).join(''));
          if (!isReady) throw new CliError('', { exit: 'told' });
          return;
        }
        await sleep(LOOK_EVERY_MS, undefined, { signal: io.signal });
      }
    });
  withExamples(
    withJson(withAdmin(command)),
    'gaios ready --admin 127.0.0.1:7201 --for-restart --wait 60 && systemctl restart my-service',
  );
};

const look = async (client: AdminClient, path: string): Promise<Look> => {
  const { address: admin } = client;
  try {
    const { ready, reasons } = await client.get<Readiness>(path, { also: [503] });
    return { admin, ready, reasons: reasons.map(({ code, text }) => `${code}: ${text}`) };
  } catch (error) {
    if (!(error instanceof CliError) || error.exit !== 'unreachable') throw error;
    return { admin, ready: false, reasons: [error.message] };
  }
};

const lineOf = ({ admin, ready, reasons }: Look): string =>
  ready
    ? `${admin} is ready\n`
    : `${admin} is not ready\n${reasons.map((reason) => `  ${reason}\n`).join('')}`;

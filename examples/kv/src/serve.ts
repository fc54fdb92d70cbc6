/** `serve`: one node in the foreground, until SIGTERM or SIGINT. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { GaiosError, Node, pinoLogger, promMetrics, type NodeAddress, type StateMachine } from 'gaios';
import { pino } from 'pino';
import * as promClient from 'prom-client';

import { KvMachine } from './kv-machine.ts';
import type { MachineKind } from './machine-kind.ts';
import { OPERATION_BYTES_MAX, STOP_MS_MAX } from './limits.ts';
import { HOST, StartupError } from './listen.ts';
import type { ReadLevel } from './read-level.ts';
import { registerRespMetrics } from './service-metrics.ts';
import { startService, type Service } from './service.ts';
import { SqliteKvMachine } from './sqlite-kv-machine.ts';

export interface ServeOptions {
  readonly nodeId: number;
  readonly nodes: readonly NodeAddress[];
  readonly respPort: number;
  readonly adminPort: number;
  readonly dataDir: string;
  readonly groups: number;
  /** It is no founder, and learns who is in the cluster from the others. */
  readonly join: boolean;
  readonly machine: MachineKind;
  readonly secretFile?: string;
  /** Of the node's own admin port, for the gaios command. */
  readonly controlPort?: number;
  readonly timeoutMs: number;
  readonly readLevel: ReadLevel;
  readonly leaseReads: boolean;
  readonly logLevel: string;
}

/**
 * Resolves with the exit code, when the node has stopped. @throws StartupError
 */
export const serve = async (options: ServeOptions): Promise<number> => {
  const stopRequested = untilStopRequested();
  // One for all groups, closed when no group uses it any more.
  const stored =
    options.machine === 'sqlite'
      ? new SqliteKvMachine({ directory: join(options.dataDir, 'machines') })
      : undefined;
  const node = await runNode(options, () => stored ?? new KvMachine());
  let service: Service;
  try {
    service = await startService({
      node,
      groupCount: options.groups,
      respPort: options.respPort,
      adminPort: options.adminPort,
      timeoutMs: options.timeoutMs,
      readLevel: options.readLevel,
      leaseReads: options.leaseReads,
      metrics: promClient.register,
      now: () => performance.now(),
    });
  } catch (error) {
    await node.close();
    throw error;
  }
  registerRespMetrics(promClient, service.resp);
  say(servingLine(options, service));
  await stopRequested;
  say(`gaios-kv node ${options.nodeId}: stopping`);
  await service.stop();
  await node.close();
  stored?.close();
  say(`gaios-kv node ${options.nodeId}: stopped`);
  return 0;
};

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const servingLine = (
  { nodeId, dataDir, groups, controlPort }: ServeOptions,
  { respPort, adminPort }: Service,
): string =>
  `gaios-kv node ${nodeId} is serving: RESP on ${HOST}:${respPort}, admin on http://${HOST}:${adminPort}, ` +
  `${controlPort === undefined ? '' : `control on ${HOST}:${controlPort}, `}${groups} groups, data in ${dataDir}`;

/**
 * The first SIGTERM or SIGINT, or the end of the parent that started this process as part of a cluster. Further signals
 * change nothing: a terminal's Ctrl-C reaches child and parent, and the parent passes it on.
 */
const untilStopRequested = (): Promise<void> =>
  new Promise((resolve) => {
    let requested = false;
    const request = (): void => {
      if (requested) return;
      requested = true;
      // Everything acknowledged is on disk; whatever still hangs then is given up, so that the contract's 20 s hold.
      setTimeout(() => {
        process.stderr.write(`gave up on a clean stop after ${STOP_MS_MAX} ms\n`);
        process.exit(0);
      }, STOP_MS_MAX).unref();
      resolve();
    };
    process.on('SIGTERM', request);
    process.on('SIGINT', request);
    if (process.connected) process.on('disconnect', request);
  });

const runNode = async (options: ServeOptions, machine: () => StateMachine): Promise<Node> => {
  const { controlPort } = options;
  const secret = options.secretFile === undefined ? {} : { secret: readSecret(options.secretFile) };
  const control = controlPort === undefined ? {} : { adminAddress: `${HOST}:${controlPort}` };
  const logger = pino(
    { level: options.logLevel, base: { node: options.nodeId } },
    pino.destination({ dest: 2, sync: true }),
  );
  promClient.collectDefaultMetrics();
  try {
    return await Node.run({
      nodeId: options.nodeId,
      nodes: asTheyStart(options),
      dataDir: options.dataDir,
      clusterName: 'gaios-kv',
      groupCount: options.groups,
      stateMachines: () => [machine()],
      timeoutMs: options.timeoutMs,
      leaseReads: options.leaseReads,
      logger: pinoLogger(logger),
      metrics: promMetrics(promClient),
      tuning: { valueBytesMax: OPERATION_BYTES_MAX },
      ...secret,
      ...control,
    });
  } catch (error) {
    if (error instanceof GaiosError) throw new StartupError(startupText(options, error), { cause: error });
    throw error;
  }
};

/** What counts until the log says who is in the cluster. */
const asTheyStart = ({ nodes, nodeId, join: joins }: ServeOptions): readonly NodeAddress[] =>
  nodes.map((node) => (joins && node.nodeId === nodeId ? { ...node, role: 'learner' } : node));

/** What the operator reads; for a busy port, the same words as for the other ports. */
const startupText = (options: ServeOptions, error: GaiosError): string => {
  const { nodeId, nodes, dataDir, controlPort } = options;
  if (/^(?:STORAGE|MACHINE)_/.test(error.code))
    return `${error.code}: ${error.message}${placeOf(dataDir, error)}`;
  if (error.code !== 'TRANSPORT_ADDRESS') return `${error.code}: ${error.message}`;
  if (error.facts['adminAddress'] !== undefined) {
    const why = error.message.includes('EADDRINUSE')
      ? 'is already in use'
      : `cannot be used (${error.message})`;
    return `control port ${controlPort ?? '?'} on ${HOST} ${why}`;
  }
  const address = nodes.find((each) => each.nodeId === nodeId)?.address ?? '?';
  const busy = `${error.message} ${String(error.cause)}`.includes('EADDRINUSE');
  return busy
    ? `peer port ${address.slice(address.lastIndexOf(':') + 1)} on ${address} is already in use`
    : `peer address ${address}: ${error.message}`;
};

/** Where on the disk: what an operator who has several nodes and backups needs to know. */
const placeOf = (dataDir: string, { message, facts }: GaiosError): string => {
  const { groupIdx, instanceId } = facts;
  const place = [
    ...(groupIdx === undefined ? [] : [`group ${Number(groupIdx)}`]),
    ...(instanceId === undefined ? [] : [`instance ${Number(instanceId)}`]),
    ...(message.includes(dataDir) ? [] : [`in ${dataDir}`]),
  ];
  return place.length === 0 ? '' : ` (${place.join(', ')})`;
};

const readSecret = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch (error) {
    throw new StartupError(`the secret file cannot be read: ${(error as Error).message}`, { cause: error });
  }
};

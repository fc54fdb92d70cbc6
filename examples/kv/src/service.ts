/** A node's front end: the RESP port and the admin port over a `NodeApi`, which may be a fake. */

import type { NodeApi } from 'gaios';

import { AdminServer, type AdminOptions } from './admin.ts';
import { commandTable } from './commands.ts';
import { DRAIN_MS_MAX, OPERATION_BYTES_MAX, REQUESTS_BYTES_MAX } from './limits.ts';
import { LINEARIZABLE, type ReadLevel } from './read-level.ts';
import { RespServer } from './resp-server.ts';
import { Store } from './store.ts';

export interface ServiceOptions {
  readonly node: NodeApi;
  readonly groupCount: number;
  /** 0: any free port. */
  readonly respPort: number;
  readonly adminPort: number;
  readonly timeoutMs: number;
  /** What reads see that say nothing else. Default: linearizable. */
  readonly readLevel?: ReadLevel;
  /** Whether the node reads by leases. Default: it does. */
  readonly leaseReads?: boolean;
  /** Requests that all connections together may hold. Default `REQUESTS_BYTES_MAX`. */
  readonly requestsBytesMax?: number;
  readonly metrics: AdminOptions['metrics'];
  /** Milliseconds from any zero, never going back. */
  readonly now: () => number;
}

export interface Service {
  readonly respPort: number;
  readonly adminPort: number;
  readonly resp: RespServer;
  /** Lets commands under way be answered, then closes both ports. The node stays as it is. */
  stop(): Promise<void>;
}

/** @throws StartupError that names a busy port; nothing listens then. */
export const startService = async (options: ServiceOptions): Promise<Service> => {
  const { node, groupCount, now, timeoutMs, requestsBytesMax = REQUESTS_BYTES_MAX } = options;
  const { readLevel = LINEARIZABLE, leaseReads = true } = options;
  const store = new Store({ node, groupCount, timeoutMs, now });
  const bounds = { startedAtMs: now(), operationBytesMax: OPERATION_BYTES_MAX };
  const context = { node, store, now, readLevel, leaseReads, ...bounds };
  const resp = new RespServer({
    port: options.respPort,
    commands: commandTable(),
    requestsBytesMax,
    context,
  });
  const admin = new AdminServer({ port: options.adminPort, node, metrics: options.metrics });
  const adminPort = await admin.listen();
  let respPort: number;
  try {
    respPort = await resp.listen();
  } catch (error) {
    await admin.close();
    throw error;
  }
  const stop = async (): Promise<void> => {
    await resp.close(DRAIN_MS_MAX);
    await admin.close();
  };
  return { respPort, adminPort, resp, stop };
};

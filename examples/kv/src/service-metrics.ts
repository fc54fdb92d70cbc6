/** What the RESP port adds to the node's own metrics; read when Prometheus asks, so commands pay nothing for them. */

import type * as PromClient from 'prom-client';

import type { RespServer } from './resp-server.ts';

export const registerRespMetrics = (prom: typeof PromClient, resp: RespServer): void => {
  const rows = [
    ['gaios_kv_clients', 'Connected clients', (): number => resp.clients.size],
    ['gaios_kv_connections_total', 'Connections accepted since start', (): number => resp.stats.connections],
    ['gaios_kv_commands_total', 'Commands started since start', (): number => resp.stats.commands],
  ] as const;
  for (const [name, help, read] of rows) {
    const gauge = new prom.Gauge({
      name,
      help,
      collect() {
        this.set(read());
      },
    });
    gauge.set(0);
  }
};

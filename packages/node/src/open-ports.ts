/** The ports of a node that runs in production: what its user does not hand in is opened here. */

import { SqliteLogStorage } from '@gaios/storage-sqlite';
import { WebSocketTransport } from '@gaios/transport-ws';
import { systemClock, systemRandom } from './adapters/system-ports.ts';
import type { NodeOptions } from './api.ts';
import type { CheckedOptions } from './options.ts';
import type { Runtime, RuntimePorts } from './runtime.ts';

export const openPorts = async (
  options: NodeOptions,
  checked: CheckedOptions,
  whyUnknown: Runtime['whyUnknown'],
): Promise<RuntimePorts> => {
  const { ports = {}, dataDir = '', synchronous = 'full', largeValueMode = false } = options;
  const { nodeId } = checked;
  const clock = ports.clock ?? systemClock;
  const random = ports.random ?? systemRandom();
  // Before the folder is touched: its options may be wrong.
  const transport = ports.transport ?? makeTransport(options, checked, { clock, random, whyUnknown });
  const thread = largeValueMode ? 'worker' : 'main';
  const storage = ports.storage ?? (await SqliteLogStorage.open({ dataDir, nodeId, synchronous, thread }));
  return { clock, random, transport, storage };
};

const makeTransport = (
  { listenAddress, secret, tls, logger, metrics }: NodeOptions,
  { nodeId, nodes, clusterName }: CheckedOptions,
  parts: Pick<RuntimePorts, 'clock' | 'random'> & Pick<Runtime, 'whyUnknown'>,
): WebSocketTransport => {
  const { clock, random, whyUnknown } = parts;
  const own = nodes.find((node) => node.nodeId === nodeId);
  return new WebSocketTransport(
    {
      clusterName,
      listenAddress: listenAddress ?? own?.address ?? '',
      peers: nodes,
      whyUnknown,
      ...(secret === undefined ? {} : { secret }),
      ...(tls === undefined ? {} : { tls }),
    },
    {
      clock,
      random,
      ...(logger === undefined ? {} : { logger }),
      ...(metrics === undefined ? {} : { metrics }),
    },
  );
};

export const closePorts = async ({ transport, storage }: RuntimePorts): Promise<void> => {
  await Promise.allSettled([transport.close(), storage.close()]);
};

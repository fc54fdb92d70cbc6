/** The worker thread: opens the engine it is told to, then serves one request after the other until `close`. */

import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { Engine } from './engine.ts';
import type { EngineOptions } from './engine.ts';
import { toStorageError } from './errors.ts';
import { packRecords, transferOf, unpackWrites } from './packing.ts';
import type { WorkerReply, WorkerRequest } from './worker-protocol.ts';

function serve(port: MessagePort, options: EngineOptions): void {
  const reply = (message: WorkerReply, transfer: readonly ArrayBuffer[] = []): void => {
    port.postMessage(message, transfer);
  };
  const attempt = (body: () => void): void => {
    try {
      body();
    } catch (error) {
      const { code, message, facts } = toStorageError(error);
      reply({ kind: 'failed', error: { code, message, facts } });
    }
  };
  attempt(() => {
    const engine = Engine.open(options);
    const { identity, created, commits } = engine;
    reply({ kind: 'opened', identity, created, commits });
    port.on('message', (request: WorkerRequest) => {
      attempt(() => answer(engine, request, reply));
      if (request.kind === 'close') port.close();
      else engine.maintain();
    });
  });
}

function answer(
  engine: Engine,
  request: WorkerRequest,
  reply: (message: WorkerReply, transfer?: readonly ArrayBuffer[]) => void,
): void {
  switch (request.kind) {
    case 'commit':
      engine.commit(unpackWrites(request.writes), request.nodeRecord);
      reply({ kind: 'done', commits: engine.commits });
      return;
    case 'nodeRecord':
      reply({ kind: 'nodeRecord', record: engine.nodeRecord() });
      return;
    case 'groups':
      reply({ kind: 'groups', groups: engine.groups() });
      return;
    case 'read': {
      const records = packRecords(engine.read(request.range));
      reply({ kind: 'records', records }, transferOf(records));
      return;
    }
    case 'mend': {
      const [{ groupIdx, records: offered = [] } = { groupIdx: 0 }] = unpackWrites(request.offered);
      const records = packRecords(engine.mend(groupIdx, offered));
      reply({ kind: 'records', records }, transferOf(records));
      return;
    }
    case 'close':
      engine.close();
      reply({ kind: 'done', commits: engine.commits });
  }
}

if (parentPort) {
  const { engineOptions }: { engineOptions: EngineOptions } = workerData;
  serve(parentPort, engineOptions);
}

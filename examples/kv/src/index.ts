/** The parts of the example that other programs, and tests, may want. */

export { KV_SM_ID, type KvQuery } from './kv-logic.ts';
export { KvMachine } from './kv-machine.ts';
export { encodeOperation, OPERATIONS } from './operations.ts';
export { ErrorReply, type Reply } from './reply.ts';
export { groupOf } from './slots.ts';
export { SqliteKvMachine } from './sqlite-kv-machine.ts';
export { startService, type Service, type ServiceOptions } from './service.ts';

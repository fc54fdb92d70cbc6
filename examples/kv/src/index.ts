/** The parts of the example that other programs, and tests, may want. */

export { KV_SM_ID, KvMachine, type KvQuery } from './kv-machine.ts';
export { encodeOperation, OPERATIONS } from './operations.ts';
export { ErrorReply, type Reply } from './reply.ts';
export { groupOf } from './slots.ts';
export { startService, type Service, type ServiceOptions } from './service.ts';

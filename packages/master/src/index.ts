/** `@gaios/master`: support between nodes, on which leases rest, and the record of who is master (DESIGN 5). Pure. */
export * from './drift.ts';
export * from './lead-messages.ts';
export { decodeMasterRecord, encodeMasterRecord, type MasterRecord } from './master-record.ts';
export * from './master-state-machine.ts';
export * from './node-record.ts';
export * from './pair-messages.ts';
export {
  Support,
  type PairSend,
  type SupportEffects,
  type SupportEvent,
  type SupportOptions,
} from './support.ts';

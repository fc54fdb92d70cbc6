/** `@gaios/master`: support between nodes, on which leases rest (DESIGN 5), as a pure state machine. */
export * from './drift.ts';
export * from './node-record.ts';
export * from './pair-messages.ts';
export {
  Support,
  type PairSend,
  type SupportEffects,
  type SupportEvent,
  type SupportOptions,
} from './support.ts';

/** `@gaios/core`: the Multi-Paxos replica of one group, as a pure state machine. */
export * from './ballot.ts';
export * from './client-table.ts';
export * from './configuration.ts';
export * from './effects.ts';
export * from './execution.ts';
export * from './invariants.ts';
export { checksumAt } from './checksums.ts';
export { gidAt } from './eras.ts';
export * from './messages.ts';
export * from './quorum.ts';
export { Replica } from './replica.ts';
export * from './replica-api.ts';
export * from './row-messages.ts';
export { indexOfSeq } from './session.ts';
export * from './support-table.ts';
export type { CheckpointBase, InstallVerdict } from './checkpoint-base.ts';
export { cloneState, stateKey, type ReplicaState } from './state.ts';

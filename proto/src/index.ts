/** `@gaios/proto`: what travels between nodes, and nothing else of the transport. */
export { PAYLOAD_BYTES_MAX, PAYLOAD_FIELDS_MAX, VALUE_BYTES_MAX } from './limits.ts';
export { type DecodedPayload, decodePayload, encodePayload, type PeerPayload } from './payload.ts';
export { manifestCodec } from './manifest.ts';
export { nodeMessageKinds } from './node-rows.ts';
export { messageKinds } from './rows.ts';
export {
  decodeFrameworkState,
  encodeFrameworkState,
  type FrameworkState,
  type StoredClient,
  type StoredExecution,
  type StoredMachine,
  type StoredResult,
} from './framework-state.ts';
export { WireError } from './wire-error.ts';

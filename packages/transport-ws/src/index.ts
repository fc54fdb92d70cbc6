/** `@gaios/transport-ws`: the `Transport` port over mutually authenticated WebSockets. */
export { WebSocketTransport, type TransportPorts } from './transport.ts';
export {
  transportOptionRows,
  type OptionRow,
  type TransportOptionName,
  type TransportOptions,
  type TransportTls,
} from './options.ts';
export { isLoopbackHost, isLoopbackIp } from './loopback.ts';
export { closeCodes, type CloseName } from './close-codes.ts';
// For tests that speak to a node as a hostile or broken peer would.
export { frameTypes, frameVersion, sealFrame, type FrameFault, type FrameFields } from './frame.ts';
export { chunkHeader, FrameReceiver, type Received, type ReceiverOptions } from './receiver.ts';
export { Handshake, type HandshakeOptions, type HandshakeResult, type HandshakeStep } from './handshake.ts';
export { protocolVersions, type Hello } from './hello.ts';
export { upgradePath } from './socket-options.ts';

/** One attempt to reach a peer: TCP or TLS, then the upgrade; from there on it is a `Connection`. */

import type { Socket } from 'node:net';
import type { IncomingMessage } from 'node:http';
import { WebSocket, type ClientOptions } from 'ws';
import { formatAddress, type Clock, type HostPort } from '@gaios/sm-base';
import { isLoopbackIp } from './loopback.ts';
import type { TransportTls, TransportTuning } from './options.ts';
import { clientTls, isTlsFailure } from './tls.ts';
import { socketOptions, upgradePath } from './socket-options.ts';

export interface DialParts {
  readonly nodeId: number;
  readonly target: HostPort;
  readonly tls?: TransportTls | undefined;
  /** Neither secret nor TLS: only this machine may answer. */
  readonly loopbackOnly: boolean;
  readonly tuning: TransportTuning;
  readonly clock: Clock;
  readonly onOpen: (ws: WebSocket, socket: Socket) => void;
  readonly onFailed: (reason: string, refused: boolean) => void;
}

/** Returns what gives the attempt up silently; after `onOpen` or `onFailed` it does nothing. */
export function dial(parts: DialParts): () => void {
  const { target, tls, nodeId, clock, tuning } = parts;
  const scheme = tls ? 'wss' : 'ws';
  const options: ClientOptions = {
    ...socketOptions(tuning),
    // Masks protect careless proxies, and there are none between peers; both sides skip a mask of zeros.
    generateMask: (mask) => void mask.fill(0),
    followRedirects: false,
    // The types of ws declare `checkServerIdentity` otherwise than node:tls, which it is handed to.
    ...((tls && clientTls(tls, nodeId)) as ClientOptions | undefined),
  };
  const ws = new WebSocket(`${scheme}://${formatAddress(target)}${upgradePath}`, options);
  let socket: Socket | undefined;
  let over = false;
  const end = (then: () => void): void => {
    if (over) return;
    over = true;
    timer.cancel();
    then();
  };
  const fail = (reason: string, refused: boolean): void => {
    end(() => {
      ws.terminate();
      parts.onFailed(reason, refused);
    });
  };
  const timer = clock.setTimer(tuning.handshakeTimeoutMs, () => fail('no answer in time', false));
  ws.on('upgrade', (response: IncomingMessage) => {
    socket = response.socket;
    socket.setNoDelay(true);
  });
  ws.on('error', (error: NodeJS.ErrnoException) =>
    fail(describe(error, parts), isTlsFailure(error.code ?? '')),
  );
  ws.on('close', () => fail('connection lost', false));
  ws.on('open', () => {
    if (over || !socket) return;
    if (parts.loopbackOnly && !isLoopbackIp(socket.remoteAddress ?? '')) {
      fail(`${socket.remoteAddress} is not on loopback, and there is neither a secret nor TLS`, true);
      return;
    }
    end(() => parts.onOpen(ws, socket!));
  });
  return () => end(() => ws.terminate());
}

function describe(error: NodeJS.ErrnoException, { target, tls }: DialParts): string {
  const address = formatAddress(target);
  if (error.code === 'ECONNREFUSED') return `nobody listens at ${address}`;
  if (error.code === 'ENOTFOUND') return `${target.host} is unknown`;
  // A TLS server of Node drops a client whose certificate it does not accept without a word.
  if (error.code === 'ECONNRESET' && tls)
    return `${address} hung up: does it accept this node's certificate?`;
  // Several addresses of one name failed, each for its own reason.
  return error.message || error.code || `${address} cannot be reached`;
}

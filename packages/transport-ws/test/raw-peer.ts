/** A peer that passes the handshake and then sends whatever bytes it likes. */

import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import type { Channel, Identity } from '@gaios/sm-base';
import { WebSocket } from 'ws';
import { Handshake, protocolVersions, sealFrame, upgradePath, type FrameFields } from '../src/index.ts';

export interface RawPeerOptions {
  readonly address: string;
  readonly self: Identity;
  readonly to: number;
  readonly secret: string;
  readonly channel?: Channel;
  readonly cluster?: string;
  readonly session?: string;
}

export interface RawPeer {
  readonly ws: WebSocket;
  readonly key: KeyObject | undefined;
  /** A frame as this peer would seal it. */
  seal(fields: Omit<FrameFields, 'key'>): Buffer;
  /** Code and reason. */
  readonly closed: Promise<{ code: number; reason: string }>;
}

export async function connectRaw(options: RawPeerOptions): Promise<RawPeer> {
  const { address, self, to, secret, channel = 'consensus', cluster = 'test', session } = options;
  const handshake = new Handshake({
    own: {
      commits: 0,
      ...self,
      versions: protocolVersions,
      cluster,
      kind: 'node',
      role: 'dialler',
      session: session ?? randomBytes(16).toString('hex'),
      auth: 'secret',
      nonce: randomBytes(32).toString('hex'),
    },
    target: { to, channel },
    secret: createSecretKey(Buffer.from(secret)),
    authenticateFrames: true,
    messageBytesMax: 8192,
    judge: () => undefined,
    admit: () => undefined,
  });
  const ws = new WebSocket(`ws://${address}${upgradePath}`, { perMessageDeflate: false });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    ws.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  ws.on('error', () => {});
  const key = await new Promise<KeyObject | undefined>((resolve, reject) => {
    void closed.then(({ reason }) => reject(new Error(reason)));
    ws.on('open', () => ws.send(handshake.begin()));
    ws.on('message', (data: Buffer) => {
      const step = handshake.receive(data);
      if (step.kind === 'refuse') return reject(new Error(step.refusal.reason));
      if (step.message) ws.send(step.message);
      if (step.kind === 'done') resolve(step.result.sendKey);
      if (step.kind === 'done') ws.removeAllListeners('message');
    });
  });
  return { ws, key, closed, seal: (fields) => sealFrame({ ...fields, key }) };
}

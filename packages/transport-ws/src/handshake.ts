/**
 * The handshake of one connection, without the socket: messages in, messages out.
 *
 *   dialler                              acceptor
 *   1 | hello  ───────────────────────▶  judges what is said
 *   judges     ◀───────────────────────  1 | hello
 *   2 | proof  ───────────────────────▶  verifies, admits
 *   verifies   ◀───────────────────────  2 | proof            up
 *   admits, up
 *
 * A proof is HMAC-SHA256, by the shared secret, over the prover's role and the hash of both hellos as they were
 * sent, thus over both nonces and all that both sides said. The role makes a proof useless in the other direction,
 * the nonces on any other connection. The dialler proves first: the acceptor, whom anybody can reach, gives nothing
 * to guess a secret by. From the same secret and hellos each direction gets the key of its frames. Without a secret
 * the same messages run with an empty one and prove nothing: then TLS does, or everybody is on loopback.
 */

import { createHash, createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { cleanReason, type Refusal } from './close-codes.ts';
import { commonVersion, decodeHello, encodeHello, type Hello, type Role } from './hello.ts';

export interface HandshakeOptions {
  readonly own: Omit<Hello, 'channel' | 'to'>;
  /** The dialler knows whom it wants, and for what; the acceptor is told. */
  readonly target?: Pick<Hello, 'channel' | 'to'>;
  readonly secret?: KeyObject | undefined;
  /** Make a key for the frames: there is a secret, and no TLS below. */
  readonly authenticateFrames: boolean;
  readonly messageBytesMax: number;
  /** Looks at what the peer says of itself, before it is proved. Must change nothing. */
  readonly judge: (peer: Hello) => Refusal | undefined;
  /** The peer has proved itself: the last word, and the only place to remember anything of it. */
  readonly admit: (peer: Hello) => Refusal | undefined;
}

export interface HandshakeResult {
  readonly peer: Hello;
  readonly version: number;
  readonly sendKey?: KeyObject;
  readonly receiveKey?: KeyObject;
}

export type HandshakeStep =
  | { readonly kind: 'send'; readonly message: Buffer }
  | { readonly kind: 'done'; readonly message?: Buffer; readonly result: HandshakeResult }
  | { readonly kind: 'refuse'; readonly refusal: Refusal };

const messageTypes = { hello: 1, proof: 2 } as const;

export class Handshake {
  readonly #options: HandshakeOptions;
  readonly role: Role;
  #ownHello: Buffer | undefined;
  #peer: Hello | undefined;
  #version = 0;
  #transcript: Buffer | undefined;

  constructor(options: HandshakeOptions) {
    this.#options = options;
    this.role = options.own.role;
    if (options.target) this.#ownHello = encodeHello({ ...options.own, ...options.target });
  }

  /** The dialler's first message. */
  begin(): Buffer {
    if (!this.#ownHello) throw new Error('the acceptor waits for the dialler');
    return message(messageTypes.hello, this.#ownHello);
  }

  receive(bytes: Buffer): HandshakeStep {
    const body = bytes.subarray(1);
    if (bytes.length > this.#options.messageBytesMax) return malformed('a handshake message is too long');
    if (bytes[0] === messageTypes.hello && !this.#peer) return this.#hello(body);
    if (bytes[0] === messageTypes.proof && this.#peer) return this.#proof(body, this.#peer);
    return malformed('not the message that was due');
  }

  #hello(body: Buffer): HandshakeStep {
    const peer = decodeHello(body);
    if (!peer || peer.role === this.role) return malformed('not a valid hello');
    const own = this.#options.own;
    const version = commonVersion(own.versions, peer.versions);
    if (version === undefined) return refuse('version', versionReason(own.versions, peer.versions));
    if (peer.cluster !== own.cluster) {
      return refuse('cluster', `this is cluster "${own.cluster}", not "${peer.cluster}"`);
    }
    if (peer.auth !== own.auth)
      return refuse('auth', `this side uses auth ${own.auth}, the other ${peer.auth}`);
    const refusal = this.#misdirected(peer) ?? this.#options.judge(peer);
    if (refusal) return { kind: 'refuse', refusal };
    this.#ownHello ??= encodeHello({ ...own, channel: peer.channel, to: peer.nodeId });
    const [dialler, acceptor] = this.role === 'dialler' ? [this.#ownHello, body] : [body, this.#ownHello];
    this.#transcript = createHash('sha256')
      .update(lengthOf(dialler))
      .update(dialler)
      .update(acceptor)
      .digest();
    this.#peer = peer;
    this.#version = version;
    if (this.role === 'acceptor')
      return { kind: 'send', message: message(messageTypes.hello, this.#ownHello) };
    return { kind: 'send', message: message(messageTypes.proof, this.#derive('proof', 'dialler')) };
  }

  #proof(body: Buffer, peer: Hello): HandshakeStep {
    const expected = this.#derive('proof', peer.role);
    if (body.length !== expected.length || !timingSafeEqual(body, expected)) {
      return refuse('auth', 'the shared secrets differ');
    }
    const refusal = this.#options.admit(peer);
    if (refusal) return { kind: 'refuse', refusal };
    const result = { peer, version: this.#version, ...this.#frameKeys(peer.role) };
    if (this.role === 'dialler') return { kind: 'done', result };
    return { kind: 'done', message: message(messageTypes.proof, this.#derive('proof', 'acceptor')), result };
  }

  /** Whether this hello is an answer to ours, or was meant for us. */
  #misdirected(peer: Hello): Refusal | undefined {
    const { own, target } = this.#options;
    if (target && peer.nodeId !== target.to) {
      return { code: 'wrongNode', reason: `node ${peer.nodeId} answers at the address of node ${target.to}` };
    }
    if (peer.to !== own.nodeId)
      return { code: 'wrongNode', reason: `this is node ${own.nodeId}, not ${peer.to}` };
    if (target && peer.channel !== target.channel)
      return { code: 'badHandshake', reason: 'not the channel asked for' };
    return undefined;
  }

  #frameKeys(peerRole: Role): { sendKey?: KeyObject; receiveKey?: KeyObject } {
    if (!this.#options.authenticateFrames) return {};
    return {
      sendKey: createSecretKey(this.#derive('frames', this.role)),
      receiveKey: createSecretKey(this.#derive('frames', peerRole)),
    };
  }

  #derive(purpose: 'proof' | 'frames', role: Role): Buffer {
    return createHmac('sha256', this.#options.secret ?? '')
      .update(`gaios ${this.#version} ${purpose} ${role}\n`)
      .update(this.#transcript!)
      .digest();
  }
}

function message(type: number, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(type), body]);
}

/** Where the first hello ends, so that no two pairs of hellos hash alike. */
function lengthOf(bytes: Uint8Array): Buffer {
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32BE(bytes.length);
  return length;
}

function versionReason(own: Hello['versions'], peer: Hello['versions']): string {
  return `no common protocol version: ${own.join('-')} here, ${peer.join('-')} there`;
}

function refuse(code: Refusal['code'], reason: string): HandshakeStep {
  return { kind: 'refuse', refusal: { code, reason: cleanReason(reason) } };
}

function malformed(reason: string): HandshakeStep {
  return refuse('badHandshake', reason);
}

/**
 * Who may change something through the admin port: whoever knows the secret that the nodes share. The secret itself is never
 * sent. A request is answered to a challenge, which is good for one request, at one node, for a short while:
 *
 *   GET /challenge                                    → { nodeId, challenge }
 *   POST … authorization: Gaios-HMAC-SHA256 <challenge> <proof>
 *
 * The proof is an HMAC over method, path, challenge and the hash of the body. The node remembers no challenge that it gave, so
 * that nobody can make it forget another's: it knows its own by an HMAC under a key of this process. It remembers those that
 * were used, until they expire; only who knows the secret can make it remember one.
 *
 * What is said is not hidden, and the answer is not proved: that takes TLS.
 */

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock, Random } from '@gaios/sm-base';

export const PROOF_SCHEME = 'Gaios-HMAC-SHA256';

/** Long enough for a slow link, and for a body that follows; a recorded request is worth nothing afterwards. */
const CHALLENGE_MS = 30_000;
const CHALLENGE = /^(\d{1,15})\.([0-9a-f]{14,28})\.([0-9a-f]{64})$/;

export interface AdminRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body: string | Uint8Array;
}

/** The header `authorization` for a request, as an answer to a challenge of the node that it is for. */
export const proveRequest = (secret: string | Uint8Array, challenge: string, request: AdminRequest): string =>
  `${PROOF_SCHEME} ${challenge} ${proofOf(secret, challenge, request).toString('hex')}`;

const proofOf = (
  secret: string | Uint8Array,
  challenge: string,
  { method, path, body }: AdminRequest,
): Buffer => {
  const bodyHash = createHash('sha256').update(body).digest('hex');
  // Begins as nothing does that the handshake of the peers proves by the same secret.
  return createHmac('sha256', secret)
    .update(`gaios admin 1\n${method}\n${path}\n${challenge}\n${bodyHash}\n`)
    .digest();
};

export type ProofVerdict = 'proved' | 'absent' | 'wrong' | 'expired' | 'used';

export class ProofChecker {
  readonly #secret: string | Uint8Array;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #random: Random;
  readonly #key: Buffer;
  /** Challenges that were answered, and when they expire; in order of their use. */
  readonly #used = new Map<string, number>();

  constructor(secret: string | Uint8Array, clock: Pick<Clock, 'monotonicMs'>, random: Random) {
    this.#secret = secret;
    this.#clock = clock;
    this.#random = random;
    this.#key = Buffer.from(Array.from({ length: 5 }, () => this.#draw()).join(''), 'hex');
  }

  challenge(): string {
    const expiresMs = Math.ceil(this.#clock.monotonicMs() + CHALLENGE_MS);
    const fresh = `${expiresMs}.${this.#draw()}${this.#draw()}`;
    return `${fresh}.${this.#seal(fresh).toString('hex')}`;
  }

  check(authorization: string | undefined, request: AdminRequest): ProofVerdict {
    const [scheme = '', challenge = '', proof = '', ...more] = (authorization ?? '').split(' ');
    if (scheme.toLowerCase() !== PROOF_SCHEME.toLowerCase()) return 'absent';
    const [, expiresMs = '', drawn = '', seal = ''] = CHALLENGE.exec(challenge) ?? [];
    if (more.length > 0 || !isSame(seal, this.#seal(`${expiresMs}.${drawn}`))) return 'wrong';
    if (!isSame(proof, proofOf(this.#secret, challenge, request))) return 'wrong';
    return this.#use(challenge, Number(expiresMs));
  }

  #use(challenge: string, expiresMs: number): ProofVerdict {
    const nowMs = this.#clock.monotonicMs();
    for (const [used, untilMs] of this.#used) if (untilMs <= nowMs) this.#used.delete(used);
    if (expiresMs <= nowMs) return 'expired';
    if (this.#used.has(challenge)) return 'used';
    this.#used.set(challenge, expiresMs);
    return 'proved';
  }

  #seal(fresh: string): Buffer {
    return createHmac('sha256', this.#key).update(fresh).digest();
  }

  /** 53 random bits. */
  #draw(): string {
    return this.#random.nextInteger().toString(16).padStart(14, '0');
  }
}

const isSame = (hex: string, expected: Buffer): boolean => {
  const given = Buffer.from(hex, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
};

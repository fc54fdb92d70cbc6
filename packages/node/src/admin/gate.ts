/**
 * Who may ask the admin port for what. Looking (GET): anybody who is on the machine, where the port is on loopback and has no
 * `adminToken`; else who shows the token. Changing (POST): only who proves to be one of the cluster, on loopback, too, since
 * whoever is on the machine is not yet its operator: by the peers' secret (proof.ts), or, with `tls`, by a certificate of
 * the peers' authority that names a node or `URI:gaios://admin`. Such a proof is good for looking, too. The token is not
 * good for changing: it travels as it is, and monitoring has it.
 */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { Clock, Random } from '@gaios/sm-base';
import { failure, type Answer } from './answer.ts';
import { PROOF_SCHEME, ProofChecker, type ProofVerdict } from './proof.ts';

export interface GateOptions {
  readonly token?: string | undefined;
  /** The peers' shared secret. */
  readonly secret?: string | Uint8Array | undefined;
  /** Whether the port speaks TLS, with the peers' authority. */
  readonly tls: boolean;
}

const NAMED = /^URI:gaios:\/\/(admin|node\/[1-9]\d{0,4})$/;
const NO_BODY = new Uint8Array(0);

const REFUSALS: Readonly<Record<Exclude<ProofVerdict, 'proved'>, string>> = {
  absent: `a change needs \`authorization: ${PROOF_SCHEME} <challenge> <proof>\`, by the secret of the nodes`,
  wrong: 'the proof is wrong: another secret, another request, or a challenge of another node',
  expired: 'the challenge has expired',
  used: 'the challenge was used before',
};

export class Gate {
  readonly #token: Buffer | undefined;
  readonly #checker: ProofChecker | undefined;
  readonly #tls: boolean;

  constructor({ token, secret, tls }: GateOptions, clock: Pick<Clock, 'monotonicMs'>, random: Random) {
    this.#token = token === undefined ? undefined : digest(token);
    this.#checker = secret === undefined ? undefined : new ProofChecker(secret, clock, random);
    this.#tls = tls;
  }

  /** Undefined: nothing is proved by answering one here. */
  challenge(): string | undefined {
    return this.#checker?.challenge();
  }

  /** Undefined: they may. */
  refusesLook(request: IncomingMessage): Answer | undefined {
    if (this.#token === undefined || hasCertificate(request)) return undefined;
    const { authorization } = request.headers;
    const [, token = ''] = /^Bearer (.+)$/i.exec(authorization ?? '') ?? [];
    if (timingSafeEqual(digest(token), this.#token)) return undefined;
    if (this.#verdict(request, NO_BODY) === 'proved') return undefined;
    return failure(401, 'needs `authorization: Bearer <adminToken>`');
  }

  /** Undefined: they may. */
  refusesChange(request: IncomingMessage, body: Uint8Array): Answer | undefined {
    if (this.#tls) {
      if (hasCertificate(request)) return undefined;
      return failure(403, 'a change needs a certificate that names a node or gaios://admin');
    }
    if (this.#checker === undefined)
      return failure(
        403,
        'this node has neither `secret` nor `tls`, so nobody can prove that they may change it',
      );
    const verdict = this.#verdict(request, body);
    return verdict === 'proved' ? undefined : failure(401, REFUSALS[verdict]);
  }

  #verdict({ method = '', url = '', headers }: IncomingMessage, body: Uint8Array): ProofVerdict {
    return this.#checker?.check(headers.authorization, { method, path: url, body }) ?? 'absent';
  }
}

/** Of equal length, as the comparison wants it. */
const digest = (token: string): Buffer => createHash('sha256').update(token).digest();

const hasCertificate = ({ socket }: IncomingMessage): boolean => {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return false;
  // A name that is quoted holds a comma, and is none of ours.
  const names = (socket.getPeerCertificate().subjectaltname ?? '').split(', ');
  return names.some((name) => NAMED.test(name));
};

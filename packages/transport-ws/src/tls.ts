/**
 * Mutual TLS. Certificates name nodes, not hosts: a peer may move to another address and keeps its certificate. So
 * the check of the host name is replaced by one of the node id.
 */

import { TLSSocket, type ConnectionOptions, type PeerCertificate, type TlsOptions } from 'node:tls';
import type { Socket } from 'node:net';
import type { TransportTls } from './options.ts';

const nodeUri = /^URI:gaios:\/\/node\/([1-9]\d{0,4})$/;
const versions = { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' } as const;

export function serverTls({ ca, cert, key }: TransportTls): TlsOptions {
  return { ca, cert, key, ...versions, requestCert: true, rejectUnauthorized: true };
}

/** For dialling `nodeId`. */
export function clientTls({ ca, cert, key }: TransportTls, nodeId: number): ConnectionOptions {
  const checkServerIdentity = (_host: string, certificate: PeerCertificate): Error | undefined => {
    if (nodesNamed(certificate.subjectaltname).includes(nodeId)) return undefined;
    return Object.assign(new Error(notNamed(nodeId)), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  };
  return { ca, cert, key, ...versions, rejectUnauthorized: true, checkServerIdentity };
}

export function notNamed(nodeId: number): string {
  return `the certificate does not name node ${nodeId}`;
}

/** The nodes that the peer's verified certificate names; undefined if the connection is not TLS. */
export function certificateNodes(socket: Socket): readonly number[] | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  return socket.authorized ? nodesNamed(socket.getPeerCertificate().subjectaltname) : [];
}

/** Node quotes names that hold commas; a quoted one is never ours, and must not be split into one that is. */
export function nodesNamed(subjectAltName: string | undefined): number[] {
  const names = subjectAltName?.match(/(?:[^,"]|"(?:[^"\\]|\\.)*")+/g) ?? [];
  return names.flatMap((name) => {
    const match = nodeUri.exec(name.trim());
    return match ? [Number(match[1])] : [];
  });
}

/** Failures that come back however often one tries: certificates, protocol versions. By OpenSSL's and Node's codes. */
export function isTlsFailure(code: string): boolean {
  return /^(ERR_SSL_|ERR_TLS_|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EPROTO$)/.test(code);
}

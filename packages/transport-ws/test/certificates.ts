/**
 * A small certificate authority for tests: X.509 v3 by hand, ECDSA P-256, so that neither an `openssl` command nor a
 * package is needed. Just enough DER for OpenSSL to accept.
 */

import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

export interface Certificate {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export class Authority {
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  readonly #name: string;
  readonly pem: string;

  constructor(name = 'test authority') {
    this.#name = name;
    this.pem = this.#issue(name, this.#keys.publicKey, [extension('551d13', sequence(boolean(true)), true)]);
  }

  /** For a node; `uris` replaces what it is named by. */
  node(nodeId: number, uris: readonly string[] = [`gaios://node/${nodeId}`]): Certificate {
    const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const names = sequence(...uris.map((uri) => der(0x86, Buffer.from(uri))));
    const cert = this.#issue(`node ${nodeId}`, keys.publicKey, [extension('551d11', names)]);
    const key = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    return { ca: this.pem, cert, key };
  }

  #issue(subject: string, key: KeyObject, extensions: readonly Buffer[]): string {
    const ecdsaWithSha256 = sequence(der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
    const toSign = sequence(
      der(0xa0, der(0x02, Buffer.of(2))),
      der(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
      ecdsaWithSha256,
      distinguishedName(this.#name),
      sequence(time('20200101000000Z'), time('20991231235959Z')),
      distinguishedName(subject),
      key.export({ type: 'spki', format: 'der' }),
      der(0xa3, sequence(...extensions)),
    );
    const signature = sign('sha256', toSign, this.#keys.privateKey);
    const certificate = sequence(
      toSign,
      ecdsaWithSha256,
      der(0x03, Buffer.concat([Buffer.of(0), signature])),
    );
    const lines = certificate.toString('base64').match(/.{1,64}/g)!;
    return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
  }
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const bytes = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.of(tag, ...bytes), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function boolean(value: boolean): Buffer {
  return der(0x01, Buffer.of(value ? 255 : 0));
}

function time(text: string): Buffer {
  return der(0x18, Buffer.from(text));
}

function distinguishedName(commonName: string): Buffer {
  const oid = der(0x06, Buffer.from('550403', 'hex'));
  return sequence(der(0x31, sequence(oid, der(0x0c, Buffer.from(commonName)))));
}

function extension(oid: string, value: Buffer, critical = false): Buffer {
  const parts = [der(0x06, Buffer.from(oid, 'hex')), ...(critical ? [boolean(true)] : []), der(0x04, value)];
  return sequence(...parts);
}

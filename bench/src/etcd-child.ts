/**
 * The client of etcd: gRPC over Node's own http2, with the two requests encoded by hand, in a process of its own. It costs
 * a good part of a core at ten thousand requests a second, so etcd could do somewhat better than these rows say.
 */

import { connect, type ClientHttp2Session } from 'node:http2';
import { runLoad, type LoadOptions, type LoadResult } from './load.ts';
import { serveChild } from './serve-child.ts';

export interface EtcdLoad extends LoadOptions {
  readonly url: string;
  readonly command: 'put' | 'get';
}

/** As many as Debian's benchmark tools of etcd use connections for many clients. */
const SESSIONS = 8;
const KEYS = 100_000;
const VALUE = Buffer.alloc(100, 7);

const field = (number: number, bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from([number * 8 + 2, bytes.length]), bytes]);

/** The message behind gRPC's five bytes: not compressed, and its length. */
const framed = (message: Buffer): Buffer => {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
};

const randomKey = (): Buffer =>
  Buffer.from(`key:${String(Math.floor(Math.random() * KEYS)).padStart(12, '0')}`);

const requestOf = {
  put: () => ({
    path: '/etcdserverpb.KV/Put',
    body: framed(Buffer.concat([field(1, randomKey()), field(2, VALUE)])),
  }),
  // Linearizable: that is what it is without `serializable`.
  get: () => ({ path: '/etcdserverpb.KV/Range', body: framed(field(1, randomKey())) }),
};

const call = (session: ClientHttp2Session, command: EtcdLoad['command']): Promise<void> =>
  new Promise((resolve, reject) => {
    const { path, body } = requestOf[command]();
    const headers = { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' };
    const stream = session.request(headers);
    let status: unknown;
    const read = (fields: Record<string, unknown>): void => {
      status = fields['grpc-status'] ?? status;
    };
    stream.on('response', read);
    stream.on('trailers', read);
    stream.on('error', reject);
    stream.on('end', () => (status === '0' ? resolve() : reject(new Error(`grpc-status ${String(status)}`))));
    stream.resume();
    stream.end(body);
  });

const load = async (options: EtcdLoad): Promise<LoadResult> => {
  const sessions = Array.from({ length: Math.min(SESSIONS, options.clients) }, () => connect(options.url));
  for (const session of sessions) session.on('error', () => {});
  let turn = 0;
  const result = await runLoad(() => call(sessions[turn++ % sessions.length]!, options.command), {
    ...options,
    pids: [...options.pids, process.pid],
  });
  for (const session of sessions) session.destroy();
  return result;
};

serveChild({ load });

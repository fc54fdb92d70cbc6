/** Listening on loopback, with a busy port told apart from everything else. */

import type { Server } from 'node:net';

/** The only address that is listened on: neither RESP nor the admin port asks who is there. */
export const HOST = '127.0.0.1';

/** What a person must do something about: said in one line, without a stack. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}

/** Resolves with the port that was taken. @throws StartupError that names a busy port. */
export const listen = (server: Server, port: number, purpose: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      const reason = error.code === 'EADDRINUSE' ? 'is already in use' : `cannot be used (${error.message})`;
      reject(new StartupError(`${purpose} port ${port} on ${HOST} ${reason}`, { cause: error }));
    };
    server.once('error', onError);
    server.listen({ port, host: HOST }, () => {
      server.off('error', onError);
      // Errors of a listening socket (no more file descriptors, say) concern one connection each.
      server.on('error', () => {});
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

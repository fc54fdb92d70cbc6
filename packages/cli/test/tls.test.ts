/** Nodes with TLS: a certificate of theirs is what lets the command change something. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Authority } from '../../transport-ws/test/certificates.ts';
import { LiveNodes } from './nodes.ts';
import { gaios } from './support.ts';

test('looks with the authority alone, and changes with a certificate', async () => {
  const authority = new Authority();
  const operator = authority.node(9, ['gaios://admin']);
  const live = await LiveNodes.start({
    ids: [1],
    groupCount: 1,
    secret: false,
    options: () => ({ tls: authority.node(1) }),
  });
  try {
    const file = (name: string, text: string): string => {
      writeFileSync(join(live.directory, name), text);
      return join(live.directory, name);
    };
    const asked = ['--admin', live.adminOf(1), '--tls-ca', file('ca', authority.pem)];
    const shown = ['--tls-cert', file('cert', operator.cert), '--tls-key', file('key', operator.key)];
    expect(await gaios(['status', ...asked])).toMatchObject({ code: 0, err: '' });
    const add = ['member', 'add-learner', '2', '127.0.0.1:1', ...asked];
    expect(await gaios(add)).toMatchObject({ code: 2, err: expect.stringContaining('or a certificate') });
    expect(await gaios([...add, ...shown])).toMatchObject({ code: 0 });
    const foreign = ['--admin', live.adminOf(1), '--tls-ca', file('other', new Authority('other').pem)];
    expect(await gaios(['status', ...foreign])).toMatchObject({ code: 3 });
    expect(await gaios(['status', '--admin', live.adminOf(1)])).toMatchObject({ code: 3 });
    const half = await gaios(['status', ...asked, '--tls-cert', join(live.directory, 'cert')]);
    expect(half).toMatchObject({ code: 2, err: expect.stringContaining('go together') });
  } finally {
    await live.close();
  }
});

/** The command line itself: help, what is wrong with it, and nodes that are not there. */

import { describe, expect, test } from '@jest/globals';
import { gaios } from './support.ts';

test('the help lists the commands, and each has examples', async () => {
  const all = await gaios(['--help']);
  expect(all).toMatchObject({ code: 0, err: '' });
  expect(all.out).toContain('status');
  expect(all.out).toContain('Exit codes: 0 done');
  const { code, out } = await gaios(['status', '--help']);
  expect(code).toBe(0);
  expect(out).toContain('Examples:\n  $ gaios status --admin');
});

describe('what cannot be understood ends with 2', () => {
  test.each([
    [['nonsense'], /unknown command 'nonsense'/],
    [['statsu'], /Did you mean status/],
    [['status', '--admin', 'nowhere'], /must be host:port/],
    [['status', '--admin', '127.0.0.1:0'], /must be host:port/],
    [['status'], /whom to ask/],
    [['status', '--admin', 'a:1', '--secret-file', '/nonexistent/secret'], /secret file: ENOENT/],
    [['status', '--admin', 'a:1', '--tls-ca', '/nonexistent/ca'], /--tls-ca: ENOENT/],
  ])('%j', async (args, text) => {
    const { code, out, err } = await gaios(args);
    expect(err).toMatch(text);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  test('a variable is as bad as an option', async () => {
    const { code, err } = await gaios(['status'], { env: { GAIOS_ADMIN: 'a:1, b' } });
    expect(err).toContain('GAIOS_ADMIN: "b": It must be host:port');
    expect(code).toBe(2);
  });
});

test('nobody there ends with 3, in JSON if that was wanted', async () => {
  const plain = await gaios(['status', '--admin', '127.0.0.1:1']);
  expect(plain).toMatchObject({ code: 3, out: '' });
  expect(plain.err).toMatch(/^error: the node at 127\.0\.0\.1:1 cannot be asked: .*ECONNREFUSED/);
  const json = await gaios(['status', '--admin', '127.0.0.1:1', '--json']);
  expect(json).toMatchObject({ code: 3, err: '' });
  expect(JSON.parse(json.out)).toMatchObject({
    error: { message: expect.stringContaining('cannot be asked') },
  });
});

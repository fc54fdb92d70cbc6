import { describe, expect, test } from '@jest/globals';
import { PROOF_SCHEME, ProofChecker, proveRequest, type AdminRequest } from './proof.ts';

const SECRET = 'a secret of more than sixteen bytes';
const request: AdminRequest = { method: 'POST', path: '/master/drop', body: '{"group":1}' };

const setup = (secret = SECRET, seed = 1): { checker: ProofChecker; clock: { nowMs: number } } => {
  const clock = { nowMs: 1_000.5 };
  let drawn = seed;
  const random = { next: () => 0, nextInteger: () => (drawn = (drawn * 48_271 + 11) % 2 ** 53) };
  return { checker: new ProofChecker(secret, { monotonicMs: () => clock.nowMs }, random), clock };
};

describe('a request is proved', () => {
  test('once, and within its time', () => {
    const { checker, clock } = setup();
    const header = proveRequest(SECRET, checker.challenge(), request);
    expect(header).toMatch(new RegExp(`^${PROOF_SCHEME} `));
    expect(checker.check(header, request)).toBe('proved');
    expect(checker.check(header, request)).toBe('used');
    const late = proveRequest(SECRET, checker.challenge(), request);
    clock.nowMs += 30_001;
    expect(checker.check(late, request)).toBe('expired');
    expect(checker.check(header, request)).toBe('expired');
  });

  test('challenges are all different, and may be answered in any order', () => {
    const { checker } = setup();
    const headers = Array.from({ length: 50 }, () => proveRequest(SECRET, checker.challenge(), request));
    expect(new Set(headers).size).toBe(50);
    expect(headers.toReversed().map((header) => checker.check(header, request))).toEqual(
      Array(50).fill('proved'),
    );
  });
});

describe('nothing else is', () => {
  test.each<[string, (challenge: string) => string | undefined, string]>([
    ['nothing at all', () => undefined, 'absent'],
    ['a token', () => `Bearer ${SECRET}`, 'absent'],
    ['no challenge', () => PROOF_SCHEME, 'wrong'],
    ['another secret', (challenge) => proveRequest('another secret', challenge, request), 'wrong'],
    ['another body', (challenge) => proveRequest(SECRET, challenge, { ...request, body: '{}' }), 'wrong'],
    ['another path', (challenge) => proveRequest(SECRET, challenge, { ...request, path: '/' }), 'wrong'],
    [
      'another method',
      (challenge) => proveRequest(SECRET, challenge, { ...request, method: 'GET' }),
      'wrong',
    ],
    ['a later end', (challenge) => proveRequest(SECRET, `9${challenge}`, request), 'wrong'],
    [
      'a made up challenge',
      () => proveRequest(SECRET, `999999.${'0'.repeat(28)}.${'0'.repeat(64)}`, request),
      'wrong',
    ],
    ['half a proof', (challenge) => proveRequest(SECRET, challenge, request).slice(0, -2), 'wrong'],
    ['something behind it', (challenge) => `${proveRequest(SECRET, challenge, request)} more`, 'wrong'],
  ])('%s', (_what, header, verdict) => {
    const { checker } = setup();
    const challenge = checker.challenge();
    expect(checker.check(header(challenge), request)).toBe(verdict);
    // Whoever fails uses nothing up.
    expect(checker.check(proveRequest(SECRET, challenge, request), request)).toBe('proved');
  });

  test('the challenge of another node, or of the same one before its restart', () => {
    const header = proveRequest(SECRET, setup(SECRET, 2).checker.challenge(), request);
    expect(setup().checker.check(header, request)).toBe('wrong');
  });
});

import { describe, expect, test } from '@jest/globals';
import { sends, step } from '../test/step.ts';
import { Auditor } from './auditor.ts';

const audited = () => {
  const s = step();
  Object.assign(s.state.learner, { chosenUpTo: 5, checksums: [100] });
  for (const peer of [2, 3]) s.state.alive.add(peer);
  return { ...s, auditor: new Auditor(s.state, s.out, 1) };
};

describe('a comparison', () => {
  test('of equal checksums, or of what is not known here, says nothing', () => {
    const { auditor, ...s } = audited();
    expect([
      auditor.compare(2, 5, 100),
      auditor.compare(2, 6, 1),
      auditor.compare(2, 0, 1),
      auditor.compare(1, 5, 1),
    ]).toEqual([false, false, false, false]);
    expect(s.effects()).toEqual({});
  });

  test('with one that differs asks the others, once', () => {
    const { auditor, ...s } = audited();
    expect(auditor.compare(2, 5, 1)).toBe(false);
    const found = s.effects();
    expect(found.events).toEqual([{ kind: 'divergence', instanceId: 5, mine: 100, theirs: 1, peer: 2 }]);
    expect(sends(found)).toEqual(
      [2, 3].map((to) => ({ to, after: 0, kind: 'CompareChecksum', instanceId: 5, checksum: 100 })),
    );
    auditor.compare(2, 5, 1);
    expect(s.effects().sends).toBeUndefined();
  });

  test('with a majority that differs condemns this replica', () => {
    const { auditor } = audited();
    auditor.compare(2, 5, 1);
    expect(auditor.compare(3, 5, 2)).toBe(true);
  });
});

test('asked for a checksum, it answers with what it knows', () => {
  const { auditor, ...s } = audited();
  auditor.compareChecksum(2, 5);
  auditor.compareChecksum(2, 6);
  expect(sends(s.effects())).toEqual([
    { to: 2, after: 0, kind: 'CompareChecksumReply', instanceId: 5, checksum: 100 },
  ]);
});

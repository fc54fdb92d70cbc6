import { expect, test } from '@jest/globals';
import type { Configuration, Member } from './configuration.ts';
import type { Outbox } from './outbox.ts';
import type { ReplicaState } from './state.ts';
import { Voting } from './voting.ts';

const member = (storageId: string): Member => ({ nodeId: 3, address: 'a:1', role: 'voter', storageId });

/** Of node 3 with the disk `new`; only the configuration is looked at. */
const isReplacing = (members: readonly Member[]): boolean => {
  const configuration: Configuration = { gid: 1, version: 5, members };
  const state = { configuration } as unknown as ReplicaState;
  return new Voting(state, {} as Outbox, { nodeId: 3, storageId: 'new' }).isReplacing;
};

/** The simulator found one that released a ballot of the disk before it: it had learned that ballot with the configuration. */
test('a disk that is not the one bound to its member does not speak for it', () => {
  expect(isReplacing([member('old')])).toBe(true);
  expect(isReplacing([member('')])).toBe(true);
  expect(isReplacing([member('new')])).toBe(false);
  expect(isReplacing([])).toBe(false);
});

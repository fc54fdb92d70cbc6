/** For step tests: a part of the replica over a state of its own; an input goes in, and what comes out is compared whole. */

import { changesConfiguration, decodeBatch, encodeBatch } from '@gaios/sm-base';
import type { Configuration, Member } from '../src/configuration.ts';
import type { Effects } from '../src/effects.ts';
import { Outbox } from '../src/outbox.ts';
import type { ReplicaOptions, ReplicaTuning } from '../src/replica-api.ts';
import { restoreState, type ReplicaState } from '../src/state.ts';

export const tuning: ReplicaTuning = {
  windowInstances: 4,
  windowBytes: 1 << 20,
  batchCount: 3,
  batchBytes: 1 << 16,
  batchDelayMs: 0,
  announceDelayMs: 0,
  queueBytes: 1 << 10,
  retryMinMs: 100,
  retryMaxMs: 400,
  campaignTimeoutMs: 300,
  acceptAheadInstances: 8,
  pageBytes: 4,
  learnWindowBytes: 8,
};

export const disk = (nodeId: number): string => nodeId.toString(16).padStart(32, '0');
export const speaker = (nodeId: number): { nodeId: number; storageId: string } => ({
  nodeId,
  storageId: disk(nodeId),
});
export const member = (nodeId: number, role: Member['role'] = 'voter', storageId = disk(nodeId)): Member => ({
  nodeId,
  address: `127.0.0.1:${7000 + nodeId}`,
  role,
  storageId,
});

export const configuration = (members: readonly Member[], outgoing?: readonly Member[]): Configuration => ({
  gid: 77,
  version: 1,
  members,
  ...(outgoing === undefined ? {} : { outgoing }),
});

export const three: Configuration = configuration([member(1), member(2), member(3)]);

export const options = (more: Partial<ReplicaOptions> = {}): ReplicaOptions => ({
  groupIdx: 0,
  self: { ...speaker(1), boot: 1 },
  initialMembers: [1, 2, 3].map((nodeId) => member(nodeId, 'voter', '')),
  gidProposal: 77,
  tuning,
  drainBeforePropose: false,
  ports: {
    frame: encodeBatch,
    unframe: decodeBatch,
    changesConfiguration,
    chain: (checksum, value) => value.reduce((sum, byte) => (sum * 31 + byte) >>> 0, checksum),
  },
  ...more,
});

export interface Step {
  readonly state: ReplicaState;
  readonly out: Outbox;
  /** What was asked for since the last call, without what is empty. */
  readonly effects: () => Partial<Effects>;
}

/** Node 1 of three, that has concluded instance 1. */
export const step = (config: Configuration = three): Step => {
  const state = restoreState(options(), { stored: undefined, tail: [] });
  state.configuration = config;
  state.learner.chosenUpTo = config.version;
  const out = new Outbox(state);
  return { state, out, effects: () => present(out.take()) };
};

export const present = (effects: Effects): Partial<Effects> =>
  Object.fromEntries(
    Object.entries(effects).filter(
      ([, value]) => value !== 0 && !(Array.isArray(value) && value.length === 0),
    ),
  );

export const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

/** A meta row of node 1 of three. */
export const sends = (effects: Partial<Effects>): unknown[] =>
  (effects.sends ?? []).map(({ to, after, message }) => ({ to, after, ...message }));

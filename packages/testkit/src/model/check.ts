/**
 * What the model checker checks. Of one node after each of its steps: what needs no other node. Of the whole: a record of
 * every value ever concluded, proposed and accepted, which is part of the explored state, so that what a crash
 * made a node forget still counts.
 *
 * Beyond this, each step is watched by the laboratory's watch (rules 1 and 2: nothing is said before it is on disk, the
 * disk's promise and `chosenUpTo` never go back) and by the replica's own invariants.
 */

import {
  acceptancesAreSound,
  backwards,
  configurationAfter,
  initialConfiguration,
  isInitial,
  type Configuration,
} from '@gaios/core';
import { decodeBatch, SYSTEM_SM_ID } from '@gaios/sm-base';
import type { Concluded, ModelNode, NodeOutcome } from './model-node.ts';
import { storageIdOf } from '../lab.ts';
import { foundingOf, optionsOf, requestOf, type Core, type ModelSetup } from './setup.ts';

/** Undefined if all is well with this node after a step. */
export const checkNode = (before: ModelNode, after: ModelNode): string | undefined => {
  const { state } = after;
  if (state === undefined) return undefined;
  if (state.stopped !== undefined) return `node ${after.nodeId} stopped: ${state.stopped}`;
  if (!acceptancesAreSound(state)) return `node ${after.nodeId}: an acceptance is out of place`;
  const wrong = before.state === undefined ? undefined : backwards(before.state, state);
  if (wrong !== undefined) return `node ${after.nodeId}: ${wrong}`;
  if (state.acceptor.promised < (after.disk.meta?.promised ?? 0)) {
    return `node ${after.nodeId}: the promise is below the one on disk`;
  }
  return undefined;
};

/** What happened so far, as far as later steps are judged by it. Values are numbers of the space's table. */
export interface Chronicle {
  /** Per instance: the value concluded, and the configuration that it was concluded in. */
  readonly history: ReadonlyMap<number, { readonly value: number; readonly configuration: string }>;
  /** Per ballot and instance: the value proposed. */
  readonly proposed: ReadonlyMap<string, number>;
  /** Every acceptance that ever reached a disk, of instances that nobody has concluded. */
  readonly votes: readonly Vote[];
}

interface Vote {
  readonly nodeId: number;
  readonly disk: string;
  readonly instanceId: number;
  readonly ballot: number;
  readonly value: number;
}

/** What is chosen before the search begins: the founding, which a node that has lost its disk concludes again. */
export const firstChronicle = (core: Core, setup: ModelSetup, valueOf: ValueOf): Chronicle => {
  const history = new Map<number, { value: number; configuration: string }>();
  if (!setup.fresh) {
    const { record } = foundingOf(core, setup);
    const { initialMembers } = optionsOf(setup, Math.min(...setup.voters), 1, 1);
    const configuration = textOfConfiguration(initialConfiguration(initialMembers));
    history.set(record.instanceId, { value: valueOf(record.value), configuration });
  }
  return { history, proposed: new Map(), votes: [] };
};

const textOfConfiguration = ({ gid, version, members, outgoing }: Configuration): string =>
  JSON.stringify([gid, version, members, outgoing]);

/** What one step of a node adds to the chronicle. */
export interface Deeds {
  readonly concluded: readonly ConcludedDeed[];
  readonly proposed: readonly { readonly key: string; readonly value: number }[];
  readonly votes: readonly Vote[];
}

interface ConcludedDeed {
  readonly instanceId: number;
  readonly value: number;
  readonly configuration: string;
  /** The voters of each side, with the disk that is bound; all of them are needed, or else a majority. */
  readonly sides: readonly (readonly Voter[])[];
  readonly needsAll: boolean;
}

interface Voter {
  readonly nodeId: number;
  /** '': any (instance 1). */
  readonly disk: string;
}

type ValueOf = (value: Uint8Array) => number;

export const deedsOf = (
  { node, sends, concluded, accepted }: NodeOutcome,
  valueOf: ValueOf,
): Deeds | undefined => {
  const proposed = new Map<string, number>();
  for (const { message } of sends) {
    if (message.kind !== 'Accept') continue;
    for (const { instanceId, value } of message.entries) {
      proposed.set(`${message.ballot}/${instanceId}`, valueOf(value));
    }
  }
  if (concluded.length === 0 && accepted.length === 0 && proposed.size === 0) return undefined;
  return {
    concluded: concluded.map((each) => concludedDeed(each, valueOf)),
    proposed: [...proposed].map(([key, value]) => ({ key, value })),
    votes: accepted.map(({ instanceId, ballot, value }) => ({
      nodeId: node.nodeId,
      disk: storageIdOf(node.nodeId, node.life),
      instanceId,
      ballot,
      value: valueOf(value),
    })),
  };
};

const concludedDeed = ({ instanceId, value, configuration }: Concluded, valueOf: ValueOf): ConcludedDeed => {
  const { members, outgoing } = configuration;
  const voters = (side: Configuration['members']): Voter[] =>
    side.filter(({ role }) => role === 'voter').map(({ nodeId, storageId }) => ({ nodeId, disk: storageId }));
  return {
    instanceId,
    value: valueOf(value),
    configuration: textOfConfiguration(configuration),
    sides: outgoing === undefined ? [voters(members)] : [voters(members), voters(outgoing)],
    needsAll: isInitial(configuration),
  };
};

/** The chronicle after these deeds, or the sentence that says what rule they break. */
export const enter = (chronicle: Chronicle, deeds: Deeds): Chronicle | string => {
  const history = new Map(chronicle.history);
  const proposed = new Map(chronicle.proposed);
  const votes = [...chronicle.votes, ...deeds.votes];
  for (const concluded of deeds.concluded) {
    const { instanceId, value, configuration } = concluded;
    const known = history.get(instanceId);
    const wrong = known === undefined ? unsupported(concluded, votes) : contradiction(known, concluded);
    if (wrong !== undefined) return wrong;
    history.set(instanceId, { value, configuration });
  }
  for (const { key, value } of deeds.proposed) {
    const known = proposed.get(key);
    if (known !== undefined && known !== value) {
      return `ballot uniqueness: two values at ballot and instance ${key}`;
    }
    proposed.set(key, value);
  }
  return { history, proposed, votes: votes.filter(({ instanceId }) => !history.has(instanceId)) };
};

const contradiction = (
  known: { readonly value: number; readonly configuration: string },
  { instanceId, value, configuration }: ConcludedDeed,
): string | undefined => {
  if (known.value !== value) return `agreement: two values concluded at instance ${instanceId}`;
  if (known.configuration === configuration) return undefined;
  return `one configuration per instance: instance ${instanceId} was concluded in two`;
};

/** Rule 5: what is concluded was accepted at one ballot by a quorum of the instance's configuration. */
const unsupported = (concluded: ConcludedDeed, votes: readonly Vote[]): string | undefined => {
  const { instanceId, value, sides, needsAll } = concluded;
  const forIt = votes.filter((vote) => vote.instanceId === instanceId && vote.value === value);
  const isChosenAt = (ballot: number): boolean => {
    const voted = forIt.filter((vote) => vote.ballot === ballot);
    return sides.every((side) => {
      const count = side.filter(({ nodeId, disk }) =>
        voted.some((vote) => vote.nodeId === nodeId && (disk === '' || vote.disk === disk)),
      ).length;
      return needsAll ? count === side.length : count * 2 > side.length;
    });
  };
  if (forIt.some(({ ballot }) => isChosenAt(ballot))) return undefined;
  return `chosen: instance ${instanceId} was concluded, and no quorum had accepted that at one ballot`;
};

const textOf = ({ disk, instanceId, ballot, value }: Vote): string =>
  `${disk}@${ballot}/${instanceId}=${value}`;

export const chronicleKey = ({ history, proposed, votes }: Chronicle): string => {
  const concluded = [...history].map(([id, { value, configuration }]) => `${id}:${value}:${configuration}`);
  const values = [...proposed].map(([key, value]) => `${key}:${value}`);
  const texts = new Set(votes.map(textOf));
  return [concluded, values, [...texts]].map((each) => each.toSorted().join()).join('|');
};

/** The same with nodes exchanged. Configurations are the same, as nodes that may be exchanged have the same role. */
export const renameChronicle = (chronicle: Chronicle, rename: (nodeId: number) => number): Chronicle => ({
  ...chronicle,
  votes: chronicle.votes.map((vote) => {
    const nodeId = rename(vote.nodeId);
    return { ...vote, nodeId, disk: storageIdOf(nodeId) };
  }),
});

/** Validity: whether a value holds nothing but what its nodes want (or the founding, or nothing). */
export const isValid = (core: Core, setup: ModelSetup, value: Uint8Array): boolean =>
  decodeBatch(value).proposals.every(({ nodeId, storageId, boot, seq, smId, payload }) => {
    if (seq === 0) return boot === 1 && smId === SYSTEM_SM_ID;
    if (setup.duties > 0 && smId === SYSTEM_SM_ID) return core.decodeChange(payload) !== undefined;
    const wish = setup.wishes.get(nodeId)?.[seq - 1];
    if (wish === undefined || storageId !== storageIdOf(nodeId)) return false;
    const request = requestOf(core, nodeId, boot, wish);
    return request.smId === smId && Buffer.compare(request.payload, payload) === 0;
  });

/** For people: what a value holds. */
export const describeValue = (value: Uint8Array): string => {
  const { proposals } = decodeBatch(value);
  if (proposals.length === 0) return 'no-op';
  return proposals
    .map(({ smId, payload }) => {
      if (smId !== SYSTEM_SM_ID) return Buffer.from(payload).toString('latin1');
      const after = configurationAfter(initialConfiguration([]), 1, proposals);
      return after.version === 0 ? describeChange(payload) : 'founding';
    })
    .join('+');
};

const describeChange = (payload: Uint8Array): string => {
  const change = JSON.parse(Buffer.from(payload).toString('latin1')) as Configuration;
  const ids = (members: Configuration['members']): string =>
    `{${members.map(({ nodeId }) => nodeId).join()}}`;
  return `to ${ids(change.members)}${change.outgoing === undefined ? '' : ` with ${ids(change.outgoing)}`}`;
};

/**
 * What the laboratory checks from outside, knowing the definition of "chosen" and nothing of how the replicas get there:
 * one history, each of its values accepted durably by a quorum of the disks that count, one value per ballot and
 * instance, and no word on a promise or an acceptance before it is on disk.
 */

import {
  boundStorage,
  configurationAfter,
  decodeConcluded,
  isInitial,
  type Configuration,
  type LearnedValue,
  type Member,
  type Message,
  type Replica,
  type Write,
} from '@gaios/core';
import { decodeBatch, type GroupMeta, type LogRecord } from '@gaios/sm-base';

/** What a node keeps when its process dies. */
export interface LabDisk {
  meta: GroupMeta | undefined;
  readonly records: Map<number, LogRecord>;
}

/** Whose word or write it is. */
export interface Watched {
  readonly nodeId: number;
  readonly storageId: string;
  readonly disk: LabDisk;
}

export class LabViolation extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'LabViolation';
  }
}

/** After an input of which nothing follows, as the replica says: its driver does not take, so nothing may be missed. */
export const checkNothingFollows = (replica: Replica, dueMs: number): void => {
  const { write, installed, sends, chosen, loads, reads, events } = replica.take();
  const asked = sends.length + chosen.length + loads.length + reads.length + events.length;
  if (asked > 0 || write !== undefined || installed !== undefined || replica.deadlineMs < dueMs)
    throw new LabViolation('something follows from an input of which nothing should');
};

interface Vote {
  readonly nodeId: number;
  readonly storageId: string;
  /** Infinity: learned as chosen, which is a vote at any ballot. */
  readonly ballot: number;
  readonly value: string;
}

/** Byte for byte, so that equal texts are equal bytes. */
export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

const refuse = (sentence: string): never => {
  throw new LabViolation(sentence);
};

export class LabWatch {
  readonly #seesFloors: boolean;
  /** The framed value of each instance that was executed anywhere. */
  readonly history = new Map<number, string>();
  readonly #proposed = new Map<string, string>();
  readonly #votes = new Map<number, Vote[]>();

  /**
   * `seesFloors`: whether a promise below the ballot of a change is a violation by itself. Where that sentence of rule 4 is taken
   * out on purpose, it is not: the question there is what follows from it.
   */
  constructor(seesFloors = true) {
    this.#seesFloors = seesFloors;
  }

  /** A message leaves a node (to itself, too). */
  sent(node: Watched, message: Message): void {
    if ('ballot' in message && message.kind !== 'PrepareDryRun') this.#checkOwnPromise(node, message);
    if (message.kind === 'Accept') this.#checkBound(node);
    if (message.kind === 'Accept') {
      for (const entry of message.entries) this.#checkOneValue({ ...entry, ballot: message.ballot });
    }
    if (message.kind === 'AcceptReply' && message.verdict === 'accepted') {
      for (const id of message.instanceIds) this.#checkOnDisk(node, id, message.ballot);
    }
    if (message.kind === 'PrepareReply' && message.verdict === 'promised') {
      for (const { instanceId, ballot } of message.accepted) this.#checkOnDisk(node, instanceId, ballot);
    }
  }

  /** A write reached a disk; called before the disk holds it. */
  durable(node: Watched, write: Write): void {
    for (const { instanceId, ballot, chosen, value } of write.records) {
      if (!chosen) this.#checkOneValue({ instanceId, ballot, value });
      const votes = this.#votes.get(instanceId) ?? [];
      const { nodeId, storageId } = node;
      votes.push({ nodeId, storageId, ballot: chosen ? Infinity : ballot, value: textOf(value) });
      this.#votes.set(instanceId, votes);
    }
    if (this.#seesFloors) this.#checkFloor(node, write);
    const before = node.disk.meta;
    if (before === undefined || write.meta === undefined) return;
    if (write.meta.promised < before.promised) refuse(`node ${node.nodeId}: the stored promise went down`);
    if (write.meta.chosenUpTo < before.chosenUpTo)
      refuse(`node ${node.nodeId}: the stored chosenUpTo went back`);
    if (write.meta.minChosen < before.minChosen)
      refuse(`node ${node.nodeId}: the stored minChosen went back`);
    this.#checkKept(node, write);
  }

  /** A node executes an instance; `configuration` is that of the instance. */
  executed(
    node: Watched,
    instance: { readonly instanceId: number; readonly value: Uint8Array },
    configuration: Configuration,
  ): void {
    const { instanceId, value } = instance;
    const mine = textOf(value);
    const onDisk = node.disk.records.get(instanceId);
    if (onDisk === undefined || textOf(onDisk.value) !== mine) {
      refuse(`node ${node.nodeId} executed ${instanceId} before it was on its disk`);
    }
    const canonical = this.history.get(instanceId);
    if (canonical !== undefined && canonical !== mine) {
      refuse(`agreement: node ${node.nodeId} executed another value at instance ${instanceId}`);
    }
    if (canonical !== undefined) return;
    if (!this.#isChosen(instance, configuration)) {
      refuse(`node ${node.nodeId} executed ${instanceId}, which no quorum has accepted at one ballot`);
    }
    this.history.set(instanceId, mine);
  }

  /** Rules 1 and 2: whoever speaks of a ballot, as its owner or as one who promised it, has it on disk. */
  #checkOwnPromise(node: Watched, message: Message & { readonly ballot: number }): void {
    const promised = node.disk.meta?.promised ?? 0;
    const { kind, ballot } = message;
    const isOwner = ballot % 65_536 === node.nodeId && !kind.endsWith('Reply');
    const isVote = 'verdict' in message && (message.verdict === 'promised' || message.verdict === 'accepted');
    if ((isOwner || isVote) && promised < ballot) {
      refuse(`node ${node.nodeId} sent ${kind} at ${ballot}, and its disk has promised ${promised}`);
    }
  }

  /** Rule 7, as far as the disk itself knows of the configuration. */
  #checkBound({ nodeId, storageId, disk: { meta } }: Watched): void {
    const { configuration } = decodeConcluded(meta?.configuration ?? new Uint8Array(0)) ?? {};
    if (configuration === undefined || boundStorage(configuration, nodeId) === storageId) return;
    refuse(`node ${nodeId} proposes, and its disk is not bound to it`);
  }

  /** Rules 4 and 7: whoever knows of a change, or was bound by it, promises nothing below the ballot that it was chosen at. */
  #checkFloor({ nodeId }: Watched, { meta }: Write): void {
    const { ballot = 0 } = decodeConcluded(meta?.configuration ?? new Uint8Array(0)) ?? {};
    if (meta === undefined || ballot <= meta.promised) return;
    refuse(`node ${nodeId} has promised ${meta.promised}, and its configuration was chosen at ${ballot}`);
  }

  #checkOnDisk(node: Watched, instanceId: number, ballot: number): void {
    const record = node.disk.records.get(instanceId);
    // It was there, was chosen, and has been deleted since.
    if (instanceId < (node.disk.meta?.minChosen ?? 1)) return;
    if (record === undefined || (record.ballot < ballot && !record.chosen)) {
      refuse(`node ${node.nodeId} spoke of ${instanceId} at ${ballot} before that was on its disk`);
    }
  }

  /** Rule 1: what was accepted above what is known to be chosen is never deleted. */
  #checkKept(node: Watched, { meta, deleteBelow = 0 }: Write): void {
    if (deleteBelow > (meta?.minChosen ?? 0) || (meta?.minChosen ?? 1) > (meta?.chosenUpTo ?? 0) + 1)
      refuse(`node ${node.nodeId} deletes below ${deleteBelow} what it does not know to be chosen`);
  }

  /** Rule 2. */
  #checkOneValue({ instanceId, ballot, value }: LearnedValue): void {
    const key = `${ballot}/${instanceId}`;
    const mine = textOf(value);
    const known = this.#proposed.get(key);
    if (known !== undefined && known !== mine)
      refuse(`two values at instance ${instanceId} and ballot ${ballot}`);
    this.#proposed.set(key, mine);
  }

  #isChosen(
    instance: { readonly instanceId: number; readonly value: Uint8Array },
    configuration: Configuration,
  ): boolean {
    const { instanceId, value } = instance;
    const votes = (this.#votes.get(instanceId) ?? []).filter((vote) => vote.value === textOf(value));
    return [...new Set(votes.map(({ ballot }) => ballot))].some((ballot) => {
      const voted = (member: Member): boolean =>
        votes.some(
          (vote) =>
            vote.nodeId === member.nodeId &&
            vote.storageId === member.storageId &&
            (vote.ballot === ballot || vote.ballot === Infinity),
        );
      if (isInitial(configuration)) {
        const bound = configurationAfter(configuration, instanceId, decodeBatch(value).proposals);
        return bound.members.filter(({ role }) => role === 'voter').every(voted);
      }
      return [configuration.members, configuration.outgoing].every(
        (side) => side === undefined || hasMajority(side, voted),
      );
    });
  }
}

const hasMajority = (members: readonly Member[], voted: (member: Member) => boolean): boolean => {
  const voters = members.filter(({ role }) => role === 'voter');
  return voters.filter(voted).length > voters.length / 2;
};

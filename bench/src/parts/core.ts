/**
 * The core alone: three replicas in memory, writes durable at once, messages delivered in order. One operation is a
 * proposal, from `propose` at the leader until all three have concluded it; nothing is encoded but the batch.
 */

import { Replica, type Effects, type Message, type ReplicaTuning, type Speaker } from '@gaios/core';
import { changesConfiguration, decodeBatch, encodeBatch, type StateMachine } from '@gaios/sm-base';
import { optionRows, type OptionName } from 'gaios';
import { crc32 } from 'node:zlib';
import { repeat, type PartOptions, type PartResult } from './part.ts';

interface Letter {
  readonly from: Speaker;
  readonly to: number;
  readonly gid: number;
  readonly message: Message;
}

const NODE_IDS = [1, 2, 3] as const;
const LEADER = 1;
/** Any machine's id: nothing is executed here. */
const MACHINE_ID: StateMachine['smId'] = 1;
const VALUE_BYTES = 100;

const speakerOf = (nodeId: number): Speaker => ({ nodeId, storageId: String(nodeId).padStart(32, '0') });

/** The product's defaults. */
const tuning = Object.fromEntries(
  Object.entries(optionRows).map(([name, row]) => [name as OptionName, row.default]),
) as unknown as ReplicaTuning;

class MemoryCluster {
  readonly #replicas = new Map<number, Replica>();
  #letters: Letter[] = [];
  concluded = 0;

  constructor() {
    const initialMembers = NODE_IDS.map((nodeId) => ({
      nodeId,
      address: `127.0.0.1:${7000 + nodeId}`,
      role: 'voter' as const,
      storageId: '',
    }));
    for (const nodeId of NODE_IDS) {
      const options = {
        groupIdx: 0,
        self: { ...speakerOf(nodeId), boot: 1 },
        initialMembers,
        gidProposal: 1000 + nodeId,
        tuning,
        drainBeforePropose: false,
        ports: {
          frame: encodeBatch,
          unframe: decodeBatch,
          changesConfiguration,
          chain: (checksum: number, value: Uint8Array) => crc32(value, checksum),
        },
      };
      this.#replicas.set(nodeId, new Replica(options, { stored: undefined, tail: [] }));
    }
    for (const [nodeId, replica] of this.#replicas) {
      replica.clock(performance.now(), Date.now());
      for (const peer of NODE_IDS) if (peer !== nodeId) replica.peerUp(peer, speakerOf(peer).storageId);
    }
    this.#leader.campaign();
    this.settle();
    if (this.#leader.view.role !== 'leader') throw new Error('nobody leads');
  }

  get #leader(): Replica {
    return this.#replicas.get(LEADER)!;
  }

  propose(payload: Uint8Array): void {
    this.#leader.propose([{ smId: MACHINE_ID, payload }]);
  }

  /** Turns of all replicas until nothing is under way. */
  settle(): void {
    do {
      const letters = this.#letters;
      this.#letters = [];
      const nowMs = performance.now();
      const wallMs = Date.now();
      for (const replica of this.#replicas.values()) replica.clock(nowMs, wallMs);
      for (const { from, to, gid, message } of letters) this.#replicas.get(to)?.receive(from, message, gid);
      for (const [nodeId, replica] of this.#replicas) this.#turn(nodeId, replica);
    } while (this.#letters.length > 0);
  }

  #turn(nodeId: number, replica: Replica): void {
    for (let effects = replica.take(); ; effects = replica.take()) {
      if (!this.#perform(nodeId, replica, effects)) return;
    }
  }

  /** Tells whether that was input to this replica again. */
  #perform(nodeId: number, replica: Replica, { sends, chosen }: Effects): boolean {
    let isInput = false;
    const from = speakerOf(nodeId);
    for (const { to, gid, message } of sends) {
      if (to !== nodeId) this.#letters.push({ from, to, gid, message });
      else replica.receive(from, message, gid);
      isInput ||= to === nodeId;
    }
    const last = chosen.at(-1);
    if (last === undefined) return isInput;
    const own = nodeId === LEADER ? chosen.flatMap(({ value }) => decodeBatch(value).proposals) : [];
    if (nodeId === LEADER) this.concluded += own.length;
    replica.executed(last.instanceId, {
      done: own.map(({ seq }) => seq).filter((seq) => seq > 0),
      early: [],
    });
    return true;
  }
}

/** `batch` proposals arrive in one turn. */
export const measureCore = ({ measureMs, batch }: PartOptions & { batch: number }): PartResult => {
  const cluster = new MemoryCluster();
  const payload = new Uint8Array(VALUE_BYTES).fill(7);
  return repeat(measureMs, () => {
    const before = cluster.concluded;
    for (let each = 0; each < batch; each++) cluster.propose(payload);
    cluster.settle();
    if (cluster.concluded - before !== batch)
      throw new Error(`${cluster.concluded - before} of ${batch} were chosen`);
    return batch;
  });
};

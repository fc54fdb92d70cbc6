/**
 * What a broken or hostile peer can do to a replica: frames that were changed after they were sealed, payloads that were
 * changed and sealed again, messages of those who may not speak, and old messages said again. Bytes take the way that
 * they take in a node: frame receiver, codec, replica.
 */

import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  BrokenInvariant,
  cloneState,
  stateKey,
  type Message,
  type Replica,
  type ReplicaState,
} from '@gaios/core';
import { decodePayload, encodePayload, WireError } from '@gaios/proto';
import { Lab, SeededRandom, type Letter } from '@gaios/testkit';
import { TestCluster } from '@gaios/testkit/cluster';
import { frameTypes, FrameReceiver, sealFrame } from '@gaios/transport-ws';
import type { TransportHandlers } from '@gaios/sm-base';

const MUTATED = 100_000;
const bounds = { channel: 'consensus', frameBytesMax: 1 << 20, payloadBytesMax: 1 << 20 } as const;

const payloadOf = ({ gid, message }: Letter): Uint8Array =>
  encodePayload({ kind: 'messages', messages: [{ groupIdx: 0, gid, message }] });

/** Everything that crosses the wire while three nodes found a group, elect, write, read, fail over and catch up. */
const recordLetters = (): { lab: Lab; letters: Letter[] } => {
  const lab = new Lab();
  const letters: Letter[] = [];
  const record = (): void => {
    for (let letter = lab.wire[0]; letter !== undefined; letter = lab.wire[0]) {
      letters.push(letter);
      lab.deliver(letter);
    }
  };
  lab.connectAll();
  for (const leader of [1, 2, 3]) {
    lab.campaign(leader);
    record();
    for (const node of [1, 2, 3]) lab.propose(node, `value ${leader}.${node}`);
    lab.read(leader === 1 ? 2 : 1);
    record();
    const other = (leader % 3) + 1;
    lab.crash(other);
    lab.propose(leader, `without ${other}`);
    record();
    lab.restart(other);
    lab.connectAll();
    lab.tick(leader);
    record();
    lab.input(leader, (replica) => replica.resign('the next one leads'));
    record();
  }
  lab.campaign(1);
  record();
  return { lab, letters };
};

/** A replica that goes on from a state, on its own. */
class Victim {
  readonly #lab: Lab;
  readonly #origin: ReplicaState;
  #replica!: Replica;
  key = '';

  constructor(lab: Lab, nodeId: number) {
    this.#lab = lab;
    this.#origin = cloneState(lab.node(nodeId).replica.state);
    this.reset();
  }

  reset(): void {
    this.#replica = this.#lab.replicaFrom(2, cloneState(this.#origin));
    this.key = stateKey(this.#replica.state);
  }

  /** Takes a message in, and tells what was thrown and whether the state is another now. */
  take(from: Letter['from'], message: Message, gid: number): { thrown: unknown; changed: boolean } {
    let thrown: unknown;
    try {
      this.#replica.receive(from, message, gid);
      this.#replica.take();
    } catch (error) {
      thrown = error;
    }
    return { thrown, changed: stateKey(this.#replica.state) !== this.key };
  }
}

const mutate = (random: SeededRandom, bytes: Uint8Array): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  for (let count = 1 + random.below(3); count > 0; count--) {
    const at = random.below(copy.length);
    copy[at] = random.chance(0.5) ? (copy[at] ?? 0) ^ (1 << random.below(8)) : random.below(256);
  }
  return random.chance(0.1) ? copy.subarray(0, random.below(copy.length)) : copy;
};

describe('hostile bytes', () => {
  let lab: Lab;
  let letters: Letter[];
  beforeAll(() => {
    ({ lab, letters } = recordLetters());
  });

  test('the recording holds every kind of message that this needs', () => {
    const kinds = new Set(letters.map(({ message }) => message.kind));
    for (const kind of ['Prepare', 'Accept', 'AcceptReply', 'SendLearnValue', 'SendNewValue', 'ReadIndex']) {
      expect(kinds).toContain(kind);
    }
  });

  test(`${MUTATED} mutated frames: nothing crashes, and what must be refused changes nothing`, () => {
    const random = new SeededRandom(20_261_121);
    const victim = new Victim(lab, 2);
    const recorded = letters.map((letter) => ({ letter, payload: payloadOf(letter) }));
    const counts = { frame: 0, wire: 0, decoded: 0, stopped: 0 };
    for (let round = 0; round < MUTATED; round++) {
      const { letter, payload } = random.pick(recorded);
      const seal = (body: Uint8Array): Buffer =>
        sealFrame({ type: frameTypes.payload, sequence: 0, body: Buffer.from(body), key: undefined });
      const afterSealing = random.chance(0.4);
      const frame = afterSealing ? Buffer.from(mutate(random, seal(payload))) : seal(mutate(random, payload));
      const received = new FrameReceiver(bounds).receive(frame);
      if (received.kind !== 'payload') {
        counts.frame++;
        continue;
      }
      if (afterSealing && !frame.equals(seal(payload)))
        throw new Error(`round ${round}: a broken seal was taken`);
      try {
        const decoded = decodePayload(received.payload);
        if (decoded.kind !== 'messages') continue;
        for (const { gid, message } of decoded.messages) {
          counts.decoded++;
          const { thrown, changed } = victim.take(letter.from, message, gid);
          if (thrown instanceof BrokenInvariant) counts.stopped++;
          else if (thrown !== undefined) throw new Error(`a ${message.kind} is too much`, { cause: thrown });
          if (changed || thrown !== undefined) victim.reset();
        }
      } catch (error) {
        if (!(error instanceof WireError))
          throw new Error(`round ${round}: ${String(error)}`, { cause: error });
        counts.wire++;
      }
    }
    // Each of the three lines of defence was reached.
    expect(counts.frame).toBeGreaterThan(MUTATED / 4);
    expect(counts.wire).toBeGreaterThan(MUTATED / 20);
    expect(counts.decoded).toBeGreaterThan(MUTATED / 20);
  });

  test('another life of the group, and another node speaking at a ballot, change nothing', () => {
    const victim = new Victim(lab, 2);
    let refused = 0;
    const spoken = new Set(['Prepare', 'Accept', 'ProposerSendSuccess', 'Release', 'PrepareDryRun']);
    for (const { from, gid, message } of letters.filter((letter) => letter.gid !== 0)) {
      expect(victim.take(from, message, gid + 1)).toEqual({ thrown: undefined, changed: false });
      refused++;
    }
    for (const { from, gid, message } of letters.filter((letter) => spoken.has(letter.message.kind))) {
      const other = { nodeId: from.nodeId === 1 ? 3 : 1, storageId: from.storageId };
      expect(victim.take(other, message, gid)).toEqual({ thrown: undefined, changed: false });
      refused++;
    }
    expect(refused).toBeGreaterThan(50);
  });

  test('old messages said again, in any order, take no promise back and choose nothing new', () => {
    const random = new SeededRandom(7);
    const before = [1, 2, 3].map((nodeId) => lab.node(nodeId).replica.view);
    const texts = lab.texts(1);
    for (let round = 0; round < 3000; round++) {
      const letter = random.pick(letters);
      if (letter.message.kind !== 'SendNewValue') lab.give(letter);
      lab.wire = [];
    }
    for (const [index, nodeId] of [1, 2, 3].entries()) {
      const { promised, chosenUpTo } = lab.node(nodeId).replica.view;
      expect(promised).toBeGreaterThanOrEqual(before[index]?.promised ?? 0);
      expect(chosenUpTo).toBe(before[index]?.chosenUpTo);
    }
    expect(lab.texts(1)).toEqual(texts);
  });
});

describe('a node', () => {
  test('refuses what a non-member says, whatever it is', async () => {
    const cluster = new TestCluster({ seed: 5 });
    const { network } = cluster;
    const transport = network.transport.bind(network);
    const handlers = new Map<number, TransportHandlers>();
    network.transport = () => {
      const port = transport();
      const start = port.start.bind(port);
      port.start = (self, mine) => {
        handlers.set(self.nodeId, mine);
        return start(self, mine);
      };
      return port;
    };
    await cluster.startAll();
    await cluster.waitForLeaders();
    const node = cluster.node(1);
    await cluster.complete(node.propose(0, new Uint8Array(10)));
    await cluster.advance(5000);
    const rejected: string[] = [];
    node.on('messageRejected', ({ reason }) => rejected.push(reason));
    const before = JSON.stringify(node.status().groups);
    const disk = JSON.stringify(cluster.disk(1).peek(0));
    const { letters } = recordLetters();
    for (const letter of letters) {
      const from = { nodeId: 77, storageId: 'f'.repeat(32), boot: 1 };
      handlers.get(1)?.onMessage(from, payloadOf({ ...letter, gid: 0 }), 'consensus');
    }
    await cluster.advance(50);
    expect(rejected).toHaveLength(letters.length);
    expect(JSON.stringify(node.status().groups)).toBe(before);
    expect(JSON.stringify(cluster.disk(1).peek(0))).toBe(disk);
    await cluster.close();
  });
});

import { describe, expect, test } from '@jest/globals';
import { type GroupMessage, makeBallot, type Message, type MessageKind } from '@gaios/core';
import { gaios } from '#proto';
import fc from 'fast-check';
import protobuf from 'protobufjs/minimal.js';
import {
  anyCheckpointKind,
  anyFactKind,
  anyKind,
  anyLeadKind,
  anyPairKind,
  anyPayload,
  anyRowKind,
  checkpointMessageOf,
  factMessageOf,
  leadMessageOf,
  messageOf,
  pairMessageOf,
  rowMessageOf,
} from '../test/arbitraries.ts';
import {
  decodePayload,
  encodePayload,
  messageKinds,
  nodeMessageKinds,
  PAYLOAD_FIELDS_MAX,
  WireError,
} from './index.ts';

const { Writer } = protobuf;
const ballot = makeBallot(3, 2);
const storageId = '00112233445566778899aabbccddeeff';

/** A payload as bytes of its own, so that what decoding keeps of it can be told from what the writer keeps. */
const encode = (...messages: Message[]): Uint8Array =>
  new Uint8Array(
    encodePayload({
      kind: 'messages',
      messages: messages.map((message) => ({ groupIdx: 7, gid: 9, message })),
    }),
  );

const decodeOne = (bytes: Uint8Array): GroupMessage | undefined => {
  const payload = decodePayload(bytes);
  return payload.kind === 'messages' ? payload.messages[0] : undefined;
};

const reasonOf = (bytes: Uint8Array): string => {
  try {
    decodePayload(bytes);
  } catch (error) {
    if (error instanceof WireError) return error.reason;
    throw error;
  }
  return 'accepted';
};

/** Encodes a message as a node might that keeps no rules. */
const encodeRaw = (wire: gaios.v1.GroupMessage.$Properties): Uint8Array =>
  new Uint8Array(gaios.v1.Payload.encode({ messages: [wire] }).finish());

describe('round trip', () => {
  test.each(anyKind)('%s', (kind) => {
    fc.assert(
      fc.property(messageOf(kind), (message) => {
        expect(decodeOne(encode(message))).toStrictEqual({ groupIdx: 7, gid: 9, message });
      }),
      { numRuns: 200 },
    );
  });

  test('of a message of a later life of its group', () => {
    const message = { kind: 'AskForLearn', from: 3 } as const;
    const messages = [{ groupIdx: 7, life: 3, gid: 0, message }];
    expect(decodePayload(encodePayload({ kind: 'messages', messages }))).toMatchObject({ messages });
  });

  test('of whole payloads', () => {
    fc.assert(
      fc.property(anyPayload, (payload) => {
        expect(decodePayload(encodePayload(payload))).toStrictEqual({ ...payload, skipped: 0 });
      }),
    );
  });

  test.each(anyPairKind)('%s', (kind) => {
    fc.assert(
      fc.property(pairMessageOf(kind), (message) => {
        const payload = { kind: 'pair', message } as const;
        expect(decodePayload(new Uint8Array(encodePayload(payload)))).toStrictEqual({
          ...payload,
          skipped: 0,
        });
      }),
    );
  });

  test.each(anyLeadKind)('%s', (kind) => {
    fc.assert(
      fc.property(leadMessageOf(kind), (message) => {
        const payload = { kind: 'lead', message } as const;
        expect(decodePayload(new Uint8Array(encodePayload(payload)))).toStrictEqual({
          ...payload,
          skipped: 0,
        });
      }),
    );
  });

  test.each(anyFactKind)('%s', (kind) => {
    fc.assert(
      fc.property(factMessageOf(kind), (message) => {
        const payload = { kind: 'facts', message } as const;
        const bytes = new Uint8Array(encodePayload(payload));
        expect(decodePayload(bytes)).toStrictEqual({ ...payload, skipped: 0 });
      }),
    );
  });

  test.each(anyRowKind)('%s', (kind) => {
    fc.assert(
      fc.property(rowMessageOf(kind), (message) => {
        const payload = { kind: 'rows', message } as const;
        const bytes = new Uint8Array(encodePayload(payload));
        expect(decodePayload(bytes)).toStrictEqual({ ...payload, skipped: 0 });
      }),
    );
  });

  test.each(anyCheckpointKind)('%s', (kind) => {
    fc.assert(
      fc.property(checkpointMessageOf(kind), (message) => {
        const payload = { kind: 'checkpoint', message } as const;
        const bytes = new Uint8Array(encodePayload(payload));
        expect(decodePayload(bytes)).toStrictEqual({ ...payload, skipped: 0 });
      }),
    );
  });

  test('every kind has a generator here', () => {
    expect(anyKind.toSorted()).toEqual(messageKinds.toSorted());
    const ofNodes = [...anyPairKind, ...anyLeadKind, ...anyFactKind, ...anyCheckpointKind, ...anyRowKind];
    expect(ofNodes.toSorted()).toEqual(nodeMessageKinds.toSorted());
  });
});

describe('values', () => {
  const accept: Message = {
    kind: 'Accept',
    ballot,
    chosenUpTo: 4,
    checksum: 5,
    entries: [{ instanceId: 5, value: Uint8Array.of(1, 2, 3) }],
  };
  const valueIn = (bytes: Uint8Array): Uint8Array | undefined => {
    const message = decodeOne(bytes)?.message;
    return message?.kind === 'Accept' ? message.entries[0]?.value : undefined;
  };

  test('are views of the payload', () => {
    const bytes = encode(accept);
    expect(valueIn(bytes)?.buffer).toBe(bytes.buffer);
  });

  test('are plain Uint8Arrays, also when the payload is a Buffer', () => {
    const value = valueIn(Buffer.from(encode(accept)));
    expect(value).toEqual(Uint8Array.of(1, 2, 3));
    expect(Buffer.isBuffer(value)).toBe(false);
  });
});

describe('refused', () => {
  const accept = {
    ballot,
    entries: [{ instanceId: 5, value: new Uint8Array(1) }],
    chosenUpTo: 4,
    checksum: 5,
  };
  const vote = { ballot, proposer: Buffer.from(storageId, 'hex'), instanceIds: [1], promised: ballot };
  const proposal = { nodeId: 1, storageId: vote.proposer, boot: 1, seq: 1, floor: 1, smId: 1 };
  const newValue = (fields: object): object => ({
    sendNewValue: { boot: 1, units: [{ proposals: [{ ...proposal, ...fields }] }] },
  });

  const cases: readonly (readonly [string, object, RegExp])[] = [
    ['a group beyond 65535', { groupIdx: 65_536, prepare: { ballot, from: 1 } }, /groupIdx 65536/],
    ['a negative gid', { gid: -1, prepare: { ballot, from: 1 } }, /gid -1/],
    ['a gid beyond 2^53', { gid: 2 ** 53, prepare: { ballot, from: 1 } }, /gid/],
    ['a fraction', { prepare: { ballot, from: 1.5 } }, /Prepare: from 1.5/],
    ['no number', { prepare: { ballot, from: Number.NaN } }, /from NaN/],
    ['infinity', { prepare: { ballot, from: Infinity } }, /from Infinity/],
    ['minus zero', { sendLearnValueAck: { upTo: -0 } }, /upTo/],
    ['minus zero for a ballot', { prepareDryRunReply: { ...vote, promised: -0 } }, /promised/],
    ['instance 0 where one is meant', { prepare: { ballot } }, /from 0/],
    ['an instance of 2^47', { prepare: { ballot, from: 2 ** 47 } }, /from/],
    ['a ballot of nobody', { prepare: { ballot: 65_536, from: 1 } }, /ballot 65536/],
    ['a ballot of round 0', { prepare: { ballot: 7, from: 1 } }, /ballot 7/],
    ['no ballot', { prepare: { from: 1 } }, /ballot 0/],
    [
      'a short storageId',
      { acceptReply: { ...vote, proposer: new Uint8Array(15), verdict: 1 } },
      /proposer has 15/,
    ],
    ['no storageId', { acceptReply: { ...vote, proposer: undefined, verdict: 1 } }, /proposer has 0/],
    ['no verdict', { acceptReply: { ...vote } }, /verdict 0/],
    ['an unknown verdict', { acceptReply: { ...vote, verdict: 4 } }, /verdict 4/],
    ['an Accept of nothing', { accept: { ...accept, entries: [] } }, /entries is empty/],
    ['a value for instance 0', { accept: { ...accept, entries: [{}] } }, /instanceId 0/],
    ['an empty unit', { sendNewValue: { boot: 1, units: [{}] } }, /units is empty/],
    ['boot 0', { sendNewValue: { units: [{ proposals: [proposal] }] } }, /boot 0/],
    ['a proposal of node 0', newValue({ nodeId: 0 }), /nodeId 0/],
    ['a proposal of node 65536', newValue({ nodeId: 65_536 }), /nodeId 65536/],
    ['a proposal of seq 0', newValue({ seq: 0 }), /seq 0/],
    ['a proposal of a short storageId', newValue({ storageId: new Uint8Array(3) }), /storageId has 3/],
  ];
  test.each(cases)('%s', (_name, wire, reason) => {
    expect(reasonOf(encodeRaw(wire))).toMatch(reason);
  });

  test('a heartbeat of seq 0, one with messages', () => {
    const heartbeat = { seq: 0, echo: 1 };
    expect(reasonOf(gaios.v1.Payload.encode({ heartbeat }).finish())).toMatch(/seq 0/);
    const both = { heartbeat: { seq: 1 }, messages: [{}] };
    expect(reasonOf(gaios.v1.Payload.encode(both).finish())).toMatch(/Heartbeat with messages/);
    const two = { heartbeat: { seq: 1 }, dropSupport: { epoch: 1 } };
    expect(reasonOf(gaios.v1.Payload.encode(two).finish())).toMatch(/Heartbeat with DropSupport/);
    const answer = { boot: 1, seq: 1, durationMs: Infinity };
    expect(reasonOf(gaios.v1.Payload.encode({ heartbeatAnswer: answer }).finish())).toMatch(
      /durationMs Infinity/,
    );
  });

  test('more empty elements than memory is worth', () => {
    // Each is two bytes on the wire and would be an object here.
    const bytes = new Uint8Array(2 * (PAYLOAD_FIELDS_MAX + 1));
    for (let at = 0; at < bytes.length; at += 2) bytes[at] = 0x12;
    expect(reasonOf(bytes)).toMatch(/fields/);
  });
});

describe('what is kept from one payload to the next', () => {
  const reply = (proposer: string): Message => ({
    kind: 'ConfirmLeaderReply',
    ballot,
    proposer,
    round: 1,
    promised: 0,
  });
  const ids = ['0', 'a', 'f'].map((digit) => digit.repeat(32));

  test('disks that take turns, within a payload and between payloads', () => {
    for (const order of [ids, ids.toReversed(), [...ids, ...ids]]) {
      const messages = order.map((id) => ({ groupIdx: 7, gid: 9, message: reply(id) }));
      expect(decodePayload(encodePayload({ kind: 'messages', messages }))).toMatchObject({ messages });
    }
  });

  test('a disk is read as it was written before, in capitals too', () => {
    const [, id = ''] = ids;
    expect(decodeOne(encode(reply(id.toUpperCase())))?.message).toEqual(reply(id));
    expect(decodeOne(encode(reply(id)))?.message).toEqual(reply(id));
  });

  test('payloads keep their bytes, small ones after large ones and after one that failed', () => {
    const accept = (value: Uint8Array): Message => ({
      kind: 'Accept',
      ballot,
      entries: [{ instanceId: 1, value }],
      chosenUpTo: 0,
      checksum: 0,
    });
    const failing = Object.defineProperty({}, 'length', {
      get: () => {
        throw new Error('in the middle of writing');
      },
    }) as Uint8Array;
    const values = [10, 100_000, 3_000_000, 0, 5000, 20].map((length) => new Uint8Array(length).fill(length));
    const payloads = values.map((value) => {
      expect(() => encode(accept(failing))).toThrow(/in the middle/);
      return encodePayload({
        kind: 'messages',
        messages: [{ groupIdx: 7, gid: 9, message: accept(value) }],
      });
    });
    const read = payloads.map((bytes) => {
      const message = decodeOne(bytes)?.message;
      return message?.kind === 'Accept' ? message.entries[0]?.value : undefined;
    });
    expect(values.every((value, at) => Buffer.from(value).equals(read[at] ?? failing))).toBe(true);
  });
});

test('of two messages in the place of one, which nobody sends, one is read', () => {
  const bytes = encodeRaw({ groupIdx: 7, gid: 9, prepare: { ballot, from: 3 }, askForLearn: { from: 3 } });
  expect(decodePayload(bytes)).toMatchObject({ messages: [{ message: { kind: 'Prepare' } }], skipped: 0 });
});

describe('of a later version', () => {
  test('a message of an unknown kind is skipped and counted', () => {
    const unknown = Writer.create()
      .uint32((2 << 3) | 2)
      .fork()
      .uint32(8)
      .uint32(7)
      .uint32((999 << 3) | 2)
      .fork()
      .uint32(8)
      .uint32(1)
      .ldelim()
      .ldelim();
    const bytes = Buffer.concat([unknown.finish(), encode({ kind: 'AskForLearn', from: 3 })]);
    expect(decodePayload(bytes)).toEqual({
      kind: 'messages',
      messages: [{ groupIdx: 7, gid: 9, message: { kind: 'AskForLearn', from: 3 } }],
      skipped: 1,
    });
  });

  test('unknown fields are ignored, in payload and message', () => {
    const body = Writer.create()
      .uint32((1 << 3) | 1)
      .double(3)
      .uint32((77 << 3) | 2)
      .string('new');
    const message = Writer.create()
      .uint32((18 << 3) | 2)
      .bytes(body.finish())
      .uint32(78 << 3)
      .uint32(5);
    const payload = Writer.create()
      .uint32((2 << 3) | 2)
      .bytes(message.finish())
      .uint32((79 << 3) | 2)
      .string('x');
    expect(decodeOne(payload.finish())?.message).toStrictEqual({ kind: 'AskForLearn', from: 3 });
  });

  test('an unknown kind of payload says nothing', () => {
    const bytes = Writer.create()
      .uint32((79 << 3) | 2)
      .string('x')
      .finish();
    expect(decodePayload(bytes)).toEqual({ kind: 'messages', messages: [], skipped: 0 });
  });
});

describe('garbage', () => {
  /** Decodes, or refuses with a WireError; anything else fails. What is accepted survives a round trip. */
  const expectSurvives = (bytes: Uint8Array): void => {
    let decoded;
    try {
      decoded = decodePayload(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(WireError);
      return;
    }
    const { skipped: _, ...payload } = decoded;
    expect(decodePayload(encodePayload(payload))).toStrictEqual({ ...payload, skipped: 0 });
  };

  test('random bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), expectSurvives), { numRuns: 3000 });
  });

  test('every prefix of a payload', () => {
    fc.assert(
      fc.property(anyPayload, (payload) => {
        const bytes = encodePayload(payload);
        for (let length = 0; length < bytes.length; length++) expectSurvives(bytes.subarray(0, length));
      }),
      { numRuns: 20 },
    );
  });

  test('payloads with some bytes changed', () => {
    const change = fc.record({ at: fc.nat(), to: fc.integer({ min: 0, max: 255 }) });
    fc.assert(
      fc.property(anyPayload, fc.array(change, { minLength: 1, maxLength: 4 }), (payload, changes) => {
        const bytes = new Uint8Array(encodePayload(payload));
        if (bytes.length === 0) return;
        for (const { at, to } of changes) bytes[at % bytes.length] = to;
        expectSurvives(bytes);
      }),
      { numRuns: 3000 },
    );
  });

  test('groups nested without end', () => {
    expectSurvives(new Uint8Array(1_000_000).fill((50 << 3) | 3));
  });
});

test('a storageId that is none is a bug of the sender', () => {
  const message: Message = { kind: 'ConfirmLeaderReply', ballot, proposer: 'n1', round: 1, promised: 0 };
  expect(() => encode(message)).toThrow(/32 hexadecimal/);
});

test('the schema names its messages as core does', () => {
  const names: readonly string[] = Object.keys(gaios.v1);
  const missing = messageKinds.filter((kind: MessageKind) => !names.includes(kind));
  expect(missing).toEqual([]);
});

import { describe, expect, test } from '@jest/globals';
import type { Message, ReplicaInputs } from '@gaios/core';
import { GuardedReplica, type ReplicaGuard } from './guarded-replica.ts';

const message: Message = { kind: 'AskForLearn', from: 1 };
const peer = { nodeId: 2, storageId: 'b'.repeat(32) };

const setUp = (
  replica: Partial<ReplicaInputs>,
  told: string[] = [],
): { guarded: GuardedReplica; broken: unknown[]; turn: { turn: number } } => {
  const broken: unknown[] = [];
  const turn = { turn: 1, nowMs: 10, wallMs: 20 };
  const guard: ReplicaGuard = {
    turnTime: turn,
    beginning: () => void told.push('begins'),
    entering: () => void told.push('enters'),
    broke: (error) => void broken.push(error),
  };
  const inputs = { clock: () => {}, stop: () => {}, ...replica } as ReplicaInputs;
  return { guarded: new GuardedReplica(inputs, guard), broken, turn };
};

describe('guarded replica', () => {
  test('knows the time before the first input of each turn', () => {
    const seen: string[] = [];
    const { guarded, turn } = setUp({
      clock: (nowMs) => void seen.push(`clock ${nowMs}`),
      receive: () => seen.push('receive') > 0,
    });
    guarded.receive(peer, message, 0);
    guarded.receive(peer, message, 0);
    turn.turn++;
    guarded.receive(peer, message, 0);
    expect(seen).toEqual(['clock 10', 'receive', 'receive', 'clock 10', 'receive']);
  });

  test('is marked for the end of the turn if there is something to take', () => {
    const told: string[] = [];
    let follows = false;
    const { guarded } = setUp({ receive: () => follows, propose: () => 1 }, told);
    guarded.receive(peer, message, 0);
    expect(told).toEqual(['begins']);
    follows = true;
    guarded.receive(peer, message, 0);
    expect(told).toEqual(['begins', 'begins', 'enters']);
    guarded.propose([]);
    expect(told.at(-1)).toBe('enters');
  });

  test('whatever an input throws is told, and thrown at nobody', () => {
    const error = new Error('rule');
    const fail = (): never => {
      throw error;
    };
    const { guarded, broken } = setUp({ receive: fail, propose: fail, take: fail, tick: fail });
    guarded.receive(peer, message, 0);
    expect(guarded.propose([])).toBe(0);
    expect(guarded.take(() => 0)).toBeUndefined();
    guarded.tick();
    expect(broken).toEqual([error, error, error, error]);
  });

  test('once stopped it takes nothing in, and says of a proposal what is known', () => {
    let received = 0;
    const { guarded } = setUp({
      receive: () => received++ >= 0,
      giveUp: () => 'never-sent',
      take: () => {
        throw new Error('rule');
      },
    });
    expect(guarded.stop('broken')).toBeUndefined();
    guarded.receive(peer, message, 0);
    expect(received).toBe(0);
    expect(guarded.propose([])).toBe(0);
    expect(guarded.giveUp(1)).toBe('never-sent');
  });
});

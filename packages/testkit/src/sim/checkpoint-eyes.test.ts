/** What is done to a node excuses that node and whom it ships to, in that group, and nobody else. */

import { EventEmitter } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { GaiosError } from '@gaios/sm-base';
import type { Node } from 'gaios';
import type { ExcuseKind } from './checkpoint-excuses.ts';
import { CheckpointEyes } from './checkpoint-eyes.ts';
import { Shipping } from './checkers/shipping.ts';

const full = new GaiosError('STORAGE_FULL');

/** The only node that anything was done to. */
const HIT = 2;

interface Told {
  readonly nodeId: number;
  readonly stage?: string;
  readonly groupIdx?: number;
  readonly peer?: number;
  readonly reason?: string;
  readonly error?: unknown;
}

const eyesOf = (excuse: ExcuseKind | undefined, groupIdx?: number): [CheckpointEyes, unknown[]] => {
  const wrong: unknown[] = [];
  const eyes = new CheckpointEyes({
    logs: [],
    shipping: new Shipping({ nowMs: () => 0, holdMs: 1_000, clocksGoOn: true }),
    tell: () => {},
    fail: (error) => void wrong.push(error),
  });
  eyes.isOn = true;
  if (excuse !== undefined) eyes.excuses.give(excuse, HIT, groupIdx);
  return [eyes, wrong];
};

const nodeOf = (nodeId: number): Parameters<CheckpointEyes['started']>[0] => ({
  nodeId,
  life: `${nodeId}.1`,
  disk: { storageId: 's', checkpoints: () => [], isDamaged: () => false },
});

const isExcused = ([eyes, wrong]: ReturnType<typeof eyesOf>, { nodeId, ...told }: Told): boolean => {
  const running = Object.assign(new EventEmitter(), { status: () => ({ groups: [] }) });
  eyes.started(nodeOf(nodeId), running as unknown as Node);
  running.emit('checkpointFailed', { groupIdx: 0, stage: 'receive', peer: 0, id: 'c', ...told });
  return wrong.length === 0;
};

describe('a checkpoint that fails', () => {
  test.each<[string, ExcuseKind, Told]>([
    ['its files fail', 'files', { nodeId: HIT, stage: 'make', error: full }],
    ['its machines fail', 'machines', { nodeId: HIT, stage: 'make', error: new Error('no') }],
    ['what it sent was changed', 'chunks', { nodeId: 1, peer: HIT, reason: 'checksum' }],
    ['what it got was changed', 'chunks', { nodeId: HIT, peer: 1, reason: 'checksum' }],
    ['the sender cannot read', 'files', { nodeId: 1, peer: HIT, reason: 'damaged' }],
    ['the receiver has no room', 'files', { nodeId: 1, stage: 'send', peer: HIT, reason: 'full' }],
    ['the sender has damaged files', 'damage', { nodeId: 1, peer: HIT, reason: 'hash' }],
    ['it cannot be installed', 'damage', { nodeId: HIT, peer: 1, reason: 'install', error: new Error('no') }],
  ])('is explained by what was done to its node, or its peer: %s', (_what, excuse, told) => {
    expect(isExcused(eyesOf(excuse), told)).toBe(true);
    expect(isExcused(eyesOf(excuse, 0), told)).toBe(true);
    expect(isExcused(eyesOf(excuse, 1), told)).toBe(false);
    expect(isExcused(eyesOf(undefined), told)).toBe(false);
    const elsewhere = { ...told, nodeId: told.nodeId === HIT ? 3 : told.nodeId, peer: 4 };
    expect(isExcused(eyesOf(excuse), elsewhere)).toBe(false);
  });

  test('is explained by what may happen to any transfer', () => {
    for (const reason of ['silence', 'unknown-transfer', 'gone', 'busy', 'aborted']) {
      expect(isExcused(eyesOf(undefined), { nodeId: 1, peer: 3, reason })).toBe(true);
    }
  });
});

test('a checkpoint is removed as damaged only where a file was damaged', () => {
  const removed = (nodeId: number, groupIdx: number): boolean => {
    const [eyes, wrong] = eyesOf('damage', 0);
    const facts = { groupIdx, id: 'c', error: new Error('it is damaged') };
    eyes.loggerOf(nodeOf(nodeId)).log('warn', 'a checkpoint was removed', facts);
    return wrong.length === 0;
  };
  expect([removed(HIT, 0), removed(HIT, 1), removed(1, 0)]).toEqual([true, false, false]);
});

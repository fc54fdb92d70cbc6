import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from './virtual-clock.ts';

describe('VirtualClock', () => {
  it('runs timers by due time, then by the order in which they were set', async () => {
    const clock = new VirtualClock({ startMs: 0, wallStartMs: 500 });
    const ran: string[] = [];
    const at = (delayMs: number, name: string): void => {
      clock.setTimer(delayMs, () => void ran.push(`${name}@${clock.monotonicMs()}/${clock.wallMs()}`));
    };
    for (const [delayMs, name] of [
      [5, 'a'],
      [1.5, 'b'],
      [5, 'c'],
      [0, 'd'],
    ] as const)
      at(delayMs, name);
    await clock.advance(4);
    expect(ran).toEqual(['d@0/500', 'b@1.5/501']);
    await clock.advance(1);
    expect(ran.slice(2)).toEqual(['a@5/505', 'c@5/505']);
  });

  it('runs what is deferred after the timers that are due, and neither starves the other', async () => {
    const clock = new VirtualClock();
    const ran: string[] = [];
    clock.defer(() => {
      ran.push('deferred');
      clock.defer(() => ran.push('deferred again'));
      clock.setTimer(0, () => ran.push('timer of deferred'));
    });
    clock.setTimer(0, () => ran.push('timer'));
    await clock.settle();
    expect(ran).toEqual(['timer', 'deferred', 'timer of deferred', 'deferred again']);
  });

  it('runs promise callbacks between callbacks', async () => {
    const clock = new VirtualClock();
    const ran: string[] = [];
    const chain = async (name: string): Promise<void> => {
      for (let i = 0; i < 20; i++) await Promise.resolve();
      ran.push(`after ${name}`);
    };
    for (const name of ['a', 'b']) {
      clock.setTimer(1, () => {
        ran.push(name);
        void chain(name);
      });
    }
    await clock.advance(1);
    expect(ran).toEqual(['a', 'after a', 'b', 'after b']);
  });

  it('forgets what is cancelled, and what a stopped view was asked to run', async () => {
    const clock = new VirtualClock();
    const view = clock.view({ wallOffsetMs: 10 });
    const ran: string[] = [];
    clock.setTimer(1, () => ran.push('cancelled')).cancel();
    view.setTimer(1, () => ran.push('stopped timer'));
    view.defer(() => ran.push('stopped deferred'));
    view.stop();
    clock.setTimer(2, () => ran.push('kept'));
    expect(view.wallMs()).toBe(clock.wallMs() + 10);
    await clock.advance(5);
    expect(ran).toEqual(['kept']);
    expect(clock.nextMs()).toBeUndefined();
  });

  it('stays ordered with many timers', async () => {
    const clock = new VirtualClock({ startMs: 0 });
    const ran: number[] = [];
    const dues = Array.from({ length: 500 }, (_, i) => (i * 7919) % 101);
    for (const due of dues) clock.setTimer(due, () => ran.push(due));
    await clock.advance(200);
    expect(ran).toEqual(dues.toSorted((a, b) => a - b));
  });

  it('runs until a condition or a promise is done, and no longer than allowed', async () => {
    const clock = new VirtualClock({ startMs: 0 });
    let hits = 0;
    const again = (): void => {
      hits++;
      clock.setTimer(10, again);
    };
    again();
    expect(await clock.runUntil(() => hits === 4, 1000)).toBe(true);
    expect(clock.monotonicMs()).toBe(30);
    expect(await clock.runUntil(() => false, 100)).toBe(false);
    expect(clock.monotonicMs()).toBe(130);
    const value = await clock.complete(new Promise<string>((done) => clock.setTimer(5, () => done('x'))), 10);
    expect(value).toBe('x');
    await expect(clock.complete(new Promise(() => {}), 50)).rejects.toThrow('still open after 50 ms');
  });
});

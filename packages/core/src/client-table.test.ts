import { describe, expect, test } from '@jest/globals';
import { CLIENT_IDLE_INSTANCES, CLIENT_RESULTS, CLIENTS_MAX, ClientTable } from './client-table.ts';

const done = (instanceId: number, result: unknown = instanceId) => ({ instanceId, batchIndex: 0, result });

describe('ClientTable', () => {
  test('gives the first result again, and knows nothing of what was not executed', () => {
    const table = new ClientTable();
    table.record({ clientId: 'a', number: 7 }, done(3, 'first'));
    expect(table.find({ clientId: 'a', number: 7 })).toEqual(done(3, 'first'));
    expect(table.find({ clientId: 'a', number: 6 })).toBeUndefined();
    expect(table.find({ clientId: 'a', number: 8 })).toBeUndefined();
    expect(table.find({ clientId: 'b', number: 7 })).toBeUndefined();
  });

  test('keeps the highest numbers of a client; what is older is expired, never new', () => {
    const table = new ClientTable();
    for (let number = 1; number <= CLIENT_RESULTS + 1; number++) {
      table.record({ clientId: 'a', number }, done(number));
    }
    expect(table.find({ clientId: 'a', number: 1 })).toBe('expired');
    expect(table.find({ clientId: 'a', number: 2 })).toEqual(done(2));
  });

  test('forgets a client that was silent for long, and the most silent of too many', () => {
    const table = new ClientTable();
    table.record({ clientId: 'a', number: 1 }, done(1));
    table.record({ clientId: 'b', number: 1 }, done(CLIENT_IDLE_INSTANCES + 2));
    expect(table.find({ clientId: 'a', number: 1 })).toBeUndefined();
    for (let i = 0; i < CLIENTS_MAX; i++) {
      table.record({ clientId: `c${i}`, number: 1 }, done(CLIENT_IDLE_INSTANCES + 3));
    }
    expect(table.size).toBe(CLIENTS_MAX);
    expect(table.find({ clientId: 'b', number: 1 })).toBeUndefined();
    expect(table.find({ clientId: 'c0', number: 1 })).toBeDefined();
  });
});

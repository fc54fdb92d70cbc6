import { describe, expect, test } from '@jest/globals';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import client from 'prom-client';
import { metricRows } from '../metric-rows.ts';
import { pinoLogger } from './pino-logger.ts';
import { promMetrics } from './prom-metrics.ts';
import { systemRandom } from './system-ports.ts';

describe('adapters', () => {
  test('pino gets level, message, facts, and an error as err', () => {
    const lines: unknown[] = [];
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(JSON.parse(chunk.toString()));
        done();
      },
    });
    const logger = pinoLogger(pino({}, stream));
    logger.log('warn', 'hello', { nodeId: 2, error: new Error('bad') });
    logger.log('info', 'plain');
    expect(lines).toMatchObject([
      { level: 40, msg: 'hello', nodeId: 2, err: { message: 'bad' } },
      { level: 30, msg: 'plain' },
    ]);
  });

  test('prom-client gets every metric of Gaios, and those it hears of first', async () => {
    const registry = new client.Registry();
    const metrics = promMetrics(client, registry);
    metrics.count('gaios_proposals_total', 2, { end: 'ok' });
    metrics.observe('gaios_commit_ms', 3);
    metrics.gauge('gaios_groups_stopped', 1);
    metrics.count('transport_dropped_total', 1, { peer: '2' });
    const page = await registry.metrics();
    expect(page).toContain('gaios_proposals_total{end="ok"} 2');
    expect(page).toContain('gaios_groups_stopped 1');
    expect(page).toContain('transport_dropped_total{peer="2"} 1');
    for (const name of Object.keys(metricRows)) expect(page).toContain(`# TYPE ${name} `);
  });

  test('random numbers are in range and not all the same', () => {
    const random = systemRandom();
    const numbers = Array.from({ length: 2000 }, () => random.nextInteger());
    expect(new Set(numbers).size).toBe(2000);
    for (const number of numbers) {
      expect(Number.isSafeInteger(number)).toBe(true);
      expect(number).toBeLessThan(2 ** 53);
    }
    expect(random.next()).toBeLessThan(1);
  });
});

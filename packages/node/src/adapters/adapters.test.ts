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

  test('observations show as if prom-client had got them one by one, with labels and without, and after a reset', async () => {
    const registry = new client.Registry();
    const metrics = promMetrics(client, registry);
    const twin = new client.Registry();
    const { help, buckets } = metricRows.gaios_propose_ms;
    const histogram = (name: string, text: string, labelNames: string[]): client.Histogram =>
      new client.Histogram({ name, help: text, labelNames, buckets: [...buckets], registers: [twin] });
    const plain = histogram('gaios_propose_ms', help, []);
    const labelled = histogram('edge_ms', 'edge_ms', ['peer']);
    const observe = (): void => {
      for (const value of [0, 0.3, 7, 20_000]) {
        metrics.observe('gaios_propose_ms', value);
        plain.observe({}, value);
      }
      metrics.observe('edge_ms', 3, { peer: '2' });
      labelled.observe({ peer: '2' }, 3);
      metrics.observe('edge_ms', 4);
      labelled.observe({}, 4);
    };
    const pageOf = async (from: client.Registry): Promise<string> =>
      `${await from.getSingleMetricAsString('gaios_propose_ms')}\n${await from.getSingleMetricAsString('edge_ms')}`;
    observe();
    expect(await pageOf(registry)).toBe(await pageOf(twin));
    registry.resetMetrics();
    twin.resetMetrics();
    observe();
    expect(await pageOf(registry)).toBe(await pageOf(twin));
    expect(await pageOf(registry)).toContain('gaios_propose_ms_count 4');
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

/** Feeds Gaios's metrics into prom-client, which the user installs and exposes. */

import type { Metrics } from '@gaios/sm-base';
import { metricRows, type MetricRow } from '../metric-rows.ts';

interface Named<Registry> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: string[];
  readonly registers: Registry[];
}

type Labels = Readonly<Record<string, string>>;

/** One object for all calls without labels; prom-client keeps it, and changes it not. */
const NONE: Labels = {};

/** The part of prom-client that is used: pass the module itself. */
export interface PromClientLike<Registry> {
  readonly Counter: new (options: Named<Registry>) => { inc(labels: Labels, by: number): void };
  readonly Gauge: new (options: Named<Registry>) => { set(labels: Labels, value: number): void };
  readonly Histogram: new (options: Named<Registry> & { buckets: number[] }) => {
    observe(labels: Labels, value: number): void;
    labels(labels: Labels): { observe(value: number): void };
  };
  readonly register: Registry;
}

/**
 * Returns the port for `NodeOptions.metrics`. Registers every metric of Gaios in `registry` (default: prom-client's
 * own); those of edges and machines, which are not known beforehand, when they are first reported.
 */
export const promMetrics = <Registry>(client: PromClientLike<Registry>, registry?: Registry): Metrics => {
  const registers = [registry ?? client.register];
  const named = (name: string, help: string, labelNames: readonly string[]): Named<Registry> => ({
    name,
    help,
    labelNames: [...labelNames],
    registers,
  });
  const counters = new Lazy((name, help, labels) => new client.Counter(named(name, help, labels)));
  const gauges = new Lazy((name, help, labels) => new client.Gauge(named(name, help, labels)));
  const histograms = new Lazy((name, help, labels) => {
    const histogram = new client.Histogram({ ...named(name, help, labels), buckets: [...bucketsOf(name)] });
    // There is an observation for each proposal: the labels, mostly none, are bound once.
    return { histogram, withoutLabels: histogram.labels(NONE) };
  });
  for (const [name, { type, help, labels = [] }] of Object.entries<MetricRow>(metricRows)) {
    ({ counter: counters, gauge: gauges, histogram: histograms })[type].make(name, help, labels);
  }
  return {
    count: (name, by = 1, labels = NONE) => counters.get(name, labels).inc(labels, by),
    gauge: (name, value, labels = NONE) => gauges.get(name, labels).set(labels, value),
    observe: (name, value, labels = NONE) => {
      const { histogram, withoutLabels } = histograms.get(name, labels);
      if (labels === NONE) withoutLabels.observe(value);
      else histogram.observe(labels, value);
    },
  };
};

/** Metrics of one type by name. */
class Lazy<M> {
  readonly #byName = new Map<string, M>();
  readonly #make: (name: string, help: string, labels: readonly string[]) => M;

  constructor(make: (name: string, help: string, labels: readonly string[]) => M) {
    this.#make = make;
  }

  make(name: string, help: string, labels: readonly string[]): M {
    const metric = this.#make(name, help, labels);
    this.#byName.set(name, metric);
    return metric;
  }

  get(name: string, labels: Labels): M {
    return this.#byName.get(name) ?? this.make(name, name, Object.keys(labels));
  }
}

const bucketsOf = (name: string): readonly number[] => {
  const row: MetricRow | undefined = (metricRows as Readonly<Record<string, MetricRow>>)[name];
  return row?.type === 'histogram' ? row.buckets : metricRows.gaios_propose_ms.buckets;
};

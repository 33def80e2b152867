import type { MetricObjectWithValues, MetricValue, Registry } from 'prom-client';
import { METRICS, type MetricName } from './metric-catalogue.ts';

interface Series {
  readonly labels: Record<string, string>;
  readonly counts: Float64Array;
  sum: number;
  count: number;
}

/**
 * A histogram that takes thousands of values at a time. prom-client's own costs about 600 ns a value, which would be
 * more than all other work on a record; here a value costs a comparison or two.
 */
export class BatchHistogram {
  readonly name: MetricName;
  readonly #buckets: readonly number[];
  readonly #series = new Map<string, Series>();

  constructor(name: MetricName, buckets: readonly number[], registry: Registry) {
    this.name = name;
    this.#buckets = buckets;
    // prom-client asks a metric for its name, its values and to be reset; more it does not need.
    registry.registerMetric({ name, get: async () => this.#read(), reset: () => this.#series.clear() } as never);
  }

  /** Counts `valueAt(0..count-1)`. */
  observe(labels: Record<string, string>, count: number, valueAt: (index: number) => number): void {
    const series = this.#of(labels);
    const buckets = this.#buckets;
    for (let i = 0; i < count; i++) {
      const value = valueAt(i);
      let bucket = 0;
      while (bucket < buckets.length && value > buckets[bucket]!) bucket++;
      series.counts[bucket]!++;
      series.sum += value;
    }
    series.count += count;
  }

  #of(labels: Record<string, string>): Series {
    const key = Object.values(labels).join('\0');
    let series = this.#series.get(key);
    if (!series) this.#series.set(key, (series = { labels, counts: new Float64Array(this.#buckets.length + 1), sum: 0, count: 0 }));
    return series;
  }

  #read(): MetricObjectWithValues<MetricValue<string>> {
    const values = [...this.#series.values()].flatMap(({ labels, counts, sum, count }) => {
      let cumulative = 0;
      const buckets = this.#buckets.map((le, index) => {
        cumulative += counts[index]!;
        return { metricName: `${this.name}_bucket`, labels: { ...labels, le }, value: cumulative };
      });
      return [
        ...buckets,
        { metricName: `${this.name}_bucket`, labels: { ...labels, le: '+Inf' }, value: count },
        { metricName: `${this.name}_sum`, labels, value: sum },
        { metricName: `${this.name}_count`, labels, value: count },
      ];
    });
    return { name: this.name, help: METRICS[this.name].help, type: 'histogram', values, aggregator: 'sum' } as never;
  }
}

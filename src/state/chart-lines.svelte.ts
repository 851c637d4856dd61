import * as v from 'valibot';
import { Persisted } from './persisted.svelte';

const linesSchema = v.record(v.string(), v.array(v.pipe(v.number(), v.finite(), v.gtValue(0))));

/** Prices of the horizontal lines that a person has drawn in charts, kept for each series over reloads. */
export class ChartLines {
  readonly #kept = new Persisted<Record<string, number[]>>('chart-lines', {}, linesSchema);

  /** Returns the lines of a series, by whatever names it: the id of a dataset, or a symbol. */
  of(series: string): readonly number[] {
    return this.#kept.current[series] ?? none;
  }

  set(series: string, prices: readonly number[]): void {
    const { [series]: _before, ...others } = this.#kept.current;
    this.#kept.current = prices.length === 0 ? others : { ...others, [series]: [...prices] };
  }
}

const none: readonly number[] = [];

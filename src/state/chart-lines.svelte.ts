import * as v from 'valibot';
import type { NoticeState } from './notices.svelte';
import { Persisted } from './persisted.svelte';

const linesSchema = v.record(v.string(), v.array(v.pipe(v.number(), v.finite(), v.gtValue(0))));

/** Prices of the horizontal lines that a person has drawn in charts, kept for each series over reloads. */
export class ChartLines {
  readonly #notices: Pick<NoticeState, 'offerUndo'>;
  readonly #kept = new Persisted<Record<string, number[]>>('chart-lines', {}, linesSchema);

  constructor(notices: Pick<NoticeState, 'offerUndo'>) {
    this.#notices = notices;
  }

  /** Returns the lines of a series, by whatever names it: the id of a dataset, or a symbol. */
  of(series: string): readonly number[] {
    return this.#kept.current[series] ?? none;
  }

  /** Keeps `prices` as the lines of a series; one that is deleted can be had back. */
  set(series: string, prices: readonly number[]): void {
    const before = this.of(series);
    if (prices.length < before.length) {
      this.#notices.offerUndo('Deleted a line.', () => this.set(series, before));
    }
    const { [series]: _before, ...others } = this.#kept.current;
    this.#kept.current = prices.length === 0 ? others : { ...others, [series]: [...prices] };
  }
}

const none: readonly number[] = [];

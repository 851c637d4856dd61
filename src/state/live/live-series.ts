import { requiredColumns, type Bars, type RequiredColumn } from '../../core/bars/bars';
import type { FormingBar } from '../../../workers/api/live';

/** Bars of the symbol in view and their probabilities, the forming bar last where there is one. */
export interface SeriesView {
  readonly bars: Bars;
  /** One a bar; NaN for the forming one. */
  readonly probability: Float32Array;
  /** Bars that are closed. */
  readonly closed: number;
}

type Columns = Record<RequiredColumn, Float64Array>;

/**
 * The bars that a chart shows, which grow by one at a time: a view is made without copying, and old
 * bars go once there are twice `maxBars`.
 */
export class LiveSeries {
  readonly #maxBars: number;
  readonly #intervalMs: number;
  readonly #columns: Columns;
  readonly #probability: Float32Array;
  #closed = 0;
  #hasForming = false;

  /** Copies the last `maxBars` of `bars`. */
  constructor(bars: Bars, probability: Float32Array, maxBars = 10_000) {
    const from = Math.max(0, bars.openTime.length - maxBars);
    // One more for the forming bar.
    const capacity = 2 * maxBars + 1;
    this.#maxBars = maxBars;
    this.#intervalMs = bars.intervalMs;
    this.#columns = fillColumns((name) => {
      const column = new Float64Array(capacity);
      column.set(bars[name].subarray(from));
      return column;
    });
    this.#probability = new Float32Array(capacity).fill(NaN);
    this.#probability.set(probability.subarray(from));
    this.#closed = bars.openTime.length - from;
  }

  /** Adds a closed bar; one that is not after the last is left out. */
  close(bar: FormingBar, probability: number): void {
    if (this.#closed > 0 && bar.openTime <= this.#lastOpenTime()) return;
    if (this.#closed === 2 * this.#maxBars) this.#drop(this.#closed - this.#maxBars);
    this.#write(this.#closed, bar);
    this.#probability[this.#closed] = probability;
    this.#closed++;
    this.#hasForming = false;
  }

  /** Shows a bar that has not closed; one that is not after the last closed is left out. */
  form(bar: FormingBar): void {
    if (this.#closed > 0 && bar.openTime <= this.#lastOpenTime()) return;
    this.#write(this.#closed, bar);
    this.#probability[this.#closed] = NaN;
    this.#hasForming = true;
  }

  /** New views of the same memory: what is seen through them changes with the next bar. */
  view(): SeriesView {
    const end = this.#closed + (this.#hasForming ? 1 : 0);
    return {
      bars: {
        intervalMs: this.#intervalMs,
        ...fillColumns((name) => this.#columns[name].subarray(0, end)),
      },
      probability: this.#probability.subarray(0, end),
      closed: this.#closed,
    };
  }

  #lastOpenTime(): number {
    return this.#columns.openTime[this.#closed - 1] ?? NaN;
  }

  #write(at: number, bar: FormingBar): void {
    for (const name of requiredColumns) this.#columns[name][at] = bar[name];
  }

  #drop(count: number): void {
    for (const name of requiredColumns) this.#columns[name].copyWithin(0, count);
    this.#probability.copyWithin(0, count);
    this.#closed -= count;
  }
}

function fillColumns(make: (name: RequiredColumn) => Float64Array): Columns {
  return {
    openTime: make('openTime'),
    open: make('open'),
    high: make('high'),
    low: make('low'),
    close: make('close'),
    volume: make('volume'),
  };
}

import type { Bars } from '../../../src/core/bars/bars';
import { minuteMs, startTime } from './engine-scenario';

export type Candle = readonly [open: number, high: number, low: number, close: number];

/** Bars of these prices, one after the other. */
export function makeCandles(rows: readonly Candle[], intervalMs = minuteMs): Bars {
  const column = (place: 0 | 1 | 2 | 3) => Float64Array.from(rows, (row) => row[place]);
  return {
    intervalMs,
    openTime: Float64Array.from(rows, (_, index) => startTime + index * intervalMs),
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: new Float64Array(rows.length),
  };
}

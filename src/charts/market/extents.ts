import type { Thresholds } from '../../core/trading/strategies/thresholds';
import type { LineColumns, OhlcColumns } from '../decimate';

/** Lowest and highest value of a vertical axis; `min < max`. */
export interface Extent {
  readonly min: number;
  readonly max: number;
}

/** Half-heights of the probability axis, so that it changes seldom and by whole steps. */
const probabilityReaches = [0.02, 0.03, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5];

/** Returns the extent of the highs and lows with a little air. */
export function findPriceExtent(candles: OhlcColumns): Extent {
  let min = Infinity;
  let max = -Infinity;
  for (let k = 0; k < candles.count; k++) {
    if (candles.low[k] < min) min = candles.low[k];
    if (candles.high[k] > max) max = candles.high[k];
  }
  return padExtent(min, max, 0.06);
}

/** Returns the extent of a line with a little air; [0, 1] when it has no value. */
export function findLineExtent(line: LineColumns | null): Extent {
  if (line === null) return { min: 0, max: 1 };
  let min = Infinity;
  let max = -Infinity;
  for (let k = 0; k < line.count; k++) {
    if (line.min[k] < min) min = line.min[k];
    if (line.max[k] > max) max = line.max[k];
  }
  return padExtent(min, max, 0.05);
}

/** Returns the smallest axis about 0.5 that shows the line and both thresholds. */
export function findProbabilityExtent(line: LineColumns | null, thresholds: Thresholds): Extent {
  let needed = 1.15 * Math.max(thresholds.long - 0.5, 0.5 - thresholds.short);
  if (line !== null) {
    for (let k = 0; k < line.count; k++) {
      if (line.max[k] - 0.5 > needed) needed = line.max[k] - 0.5;
      if (0.5 - line.min[k] > needed) needed = 0.5 - line.min[k];
    }
  }
  const reach = probabilityReaches.find((candidate) => candidate >= needed) ?? 0.5;
  return { min: 0.5 - reach, max: 0.5 + reach };
}

function padExtent(min: number, max: number, fraction: number): Extent {
  if (min > max) return { min: 0, max: 1 };
  const air = max > min ? (max - min) * fraction : Math.max(1e-9, Math.abs(max) * 0.001);
  return { min: min - air, max: max + air };
}

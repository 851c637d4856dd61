import type { Extent } from './panes';

/** How the price pane is scaled: by the visible candles, or by a person; linear or logarithmic. */
export interface PriceScale {
  /** Null: that of the visible candles. */
  readonly range: Extent | null;
  readonly isLog: boolean;
}

export const automaticScale: PriceScale = { range: null, isLog: false };

/** Smallest range, as a fraction of the price in its middle. */
const minRangeFraction = 1e-6;

/** Returns where `value` is between the bottom (0) and the top (1) of `extent`; outside of it below 0 or above 1. */
export function toFraction(value: number, { min, max }: Extent, isLog: boolean): number {
  if (!isLog) return (value - min) / (max - min);
  return Math.log(value / min) / Math.log(max / min);
}

/** Returns the value at a fraction of the height of `extent`; the inverse of `toFraction`. */
export function fromFraction(fraction: number, { min, max }: Extent, isLog: boolean): number {
  return isLog ? min * (max / min) ** fraction : min + fraction * (max - min);
}

/** Returns `shown` with `1 / factor` of its height about its middle. */
export function scaleRange(shown: Extent, factor: number, isLog: boolean): Extent {
  const half = 0.5 / factor;
  const range = {
    min: fromFraction(0.5 - half, shown, isLog),
    max: fromFraction(0.5 + half, shown, isLog),
  };
  const middle = Math.abs(range.min + range.max) / 2;
  return range.max - range.min > middle * minRangeFraction ? range : shown;
}

/** Returns `shown` moved up by a fraction of its height. */
export function moveRange(shown: Extent, fraction: number, isLog: boolean): Extent {
  return {
    min: fromFraction(fraction, shown, isLog),
    max: fromFraction(1 + fraction, shown, isLog),
  };
}

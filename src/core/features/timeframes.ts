import type { Feature } from './feature';
import { builtInFeatures } from './list';

/** An interval of several bars, of which features can be made as of bars. */
export interface Timeframe {
  /** As exchanges write it: what a feature's name ends with. */
  readonly name: string;
  readonly ms: number;
}

export const timeframes: readonly Timeframe[] = [
  { name: '5m', ms: 300_000 },
  { name: '15m', ms: 900_000 },
  { name: '1h', ms: 3_600_000 },
];

/** Whether bars of a timeframe are made of several bars of `intervalMs` each. */
export function isHigher({ ms }: Timeframe, intervalMs: number): boolean {
  return ms > intervalMs && ms % intervalMs === 0;
}

/** Names of the features that are offered in each higher timeframe; any other can be named. */
const offered = ['ret_1', 'ret_5', 'ret_15', 'vol_20'];

/** Returns the features of higher timeframes that are offered for bars of `intervalMs`. */
export function listHigherFeatures(intervalMs: number): readonly Feature[] {
  return timeframes
    .filter((timeframe) => isHigher(timeframe, intervalMs))
    .flatMap((timeframe) =>
      builtInFeatures
        .filter(({ name }) => offered.includes(name))
        .map((base) => raiseFeature(base, timeframe, intervalMs)),
    );
}

/**
 * Returns `base@timeframe`: at each bar the value of `base` at the last bar of the timeframe that has closed by
 * then. Such a bar is made of all of its bars: one with a gap in it has no value, and after it `base` starts anew.
 *
 * With m bars in one of the timeframe, the last that has closed ends up to m - 1 bars ago, and with the k before it
 * that `base` looks back on it spans (k + 1) m bars.
 */
export function raiseFeature(base: Feature, timeframe: Timeframe, intervalMs: number): Feature {
  const perBar = timeframe.ms / intervalMs;
  const lookBackBars = (base.lookBackBars + 2) * perBar - 2;
  return {
    ...base,
    name: `${base.name}@${timeframe.name}`,
    family: 'higher timeframes',
    meaning: `${base.meaning}, in closed bars of ${timeframe.name}`,
    lookBackBars,
    isDefault: false,
    compute(_, out, shared) {
      const higher = shared.raise(timeframe.ms);
      const values = new Float64Array(higher.bars.openTime.length);
      base.compute(higher.bars, values, higher.shared);
      for (let t = lookBackBars; t < out.length; t++) {
        out[t] = values[Math.floor((t + 1 - higher.firstBar) / perBar) - 1];
      }
      // Where a bar of the timeframe begins by chance at the first bar, `base` would be defined earlier.
      out.fill(NaN, 0, lookBackBars);
    },
  };
}

import { type Bars, countBars } from '../bars/bars';
import { computeFeatures } from './compute';
import { findAvailableColumns } from './feature';
import { findFeature } from './find-feature';

/** Bars of another market, and what its columns are to be called by. */
interface NamedMarket {
  readonly name: string;
  readonly bars: Bars;
}

/** What is taken of another market: returns, volatility and imbalance. */
const taken = ['ret_1', 'ret_15', 'vol_60', 'imbalance_15'];

/**
 * Returns `bars` with columns of other markets as extras: for each market `NAME ret_1` and so on, computed from its
 * own bars, and `ret_1 less mean`, the own return less the mean return of all the markets, the own one included.
 *
 * A value stands beside the bar of the same open time and interval, so that both are known at the same close. Where
 * the other market has no such bar, or its feature is undefined after a gap, it is NaN: nothing is carried on.
 * Throws `RangeError` for bars of another interval.
 */
export function joinMarkets(bars: Bars, markets: readonly NamedMarket[]): Bars {
  const extras: Record<string, Float64Array> = { ...bars.extras };
  const [own] = computeFeatures(bars, ['ret_1']).columns;
  const sums = own.slice();
  for (const { name, bars: other } of markets) {
    if (other.intervalMs !== bars.intervalMs) {
      throw new RangeError(
        `other markets: bars of ${name} must have ${bars.intervalMs} ms, have ${other.intervalMs} ms`,
      );
    }
    const places = findPlaces(bars, other);
    const available = findAvailableColumns(other);
    const possible = taken.filter((feature) =>
      findFeature(feature, bars.intervalMs)?.needs.every((need) => available[need]),
    );
    computeFeatures(other, possible).columns.forEach((values, at) => {
      extras[`${name} ${possible[at]}`] = Float64Array.from(places, (place) => values[place]);
    });
    const returns = extras[`${name} ret_1`];
    for (let t = 0; t < sums.length; t++) sums[t] += returns[t];
  }
  extras['ret_1 less mean'] = own.map((value, t) => value - sums[t] / (markets.length + 1));
  return { ...bars, extras };
}

/** Returns for each bar the place of the other market's bar of the same open time, -1 where there is none. */
function findPlaces({ openTime }: Bars, other: Bars): Int32Array {
  const places = new Int32Array(openTime.length).fill(-1);
  const count = countBars(other);
  let at = 0;
  for (let t = 0; t < openTime.length; t++) {
    while (at < count && other.openTime[at] < openTime[t]) at++;
    if (at < count && other.openTime[at] === openTime[t]) places[t] = at;
  }
  return places;
}

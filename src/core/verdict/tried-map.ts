import { computeDeviation, computeMean } from '../metrics/statistics';
import type { TriedMap } from './ledger';
import { computeDailySharpe } from './trial-statistics';

/** Daily returns that a map keeps at most: of so many configurations. */
const maxSeries = 200;
/** With so high a correlation, returns need no series of their own. */
const likeness = 0.995;

/**
 * Returns what the ledger keeps of a map: how many configurations were tried, their daily Sharpe ratios, and the returns of those that
 * stand for all. The first is `best`; then always the one that resembles those before least, until each configuration has a
 * correlation of 0.995 with one of them, or there are 200 (the greedy choice of centres of Gonzalez 1985). Neighbouring cells of
 * a map trade almost alike, so few are needed, and the best of them reaches by luck about as far as the best of all.
 *
 * `returns` has the daily returns of each configuration, all of the same days; `best` is a place in it.
 */
export function describeTriedMap(returns: readonly Float64Array[], best: number): TriedMap {
  const sharpes = returns.map(computeDailySharpe);
  const days = returns[0]?.length ?? 0;
  const scaled = returns.map(scaleToUnit);
  const isStill = scaled.map((daily) => daily.every((value) => value === 0));
  const stands = new Int32Array(returns.length);
  const closest = new Float64Array(returns.length).fill(-Infinity);
  const chosen: number[] = [];
  for (let next = best; chosen.length < maxSeries;) {
    const place = chosen.push(next) - 1;
    const own = scaled[next];
    let least = Infinity;
    let farthest = -1;
    for (let at = 0; at < scaled.length; at++) {
      const other = scaled[at];
      let correlation = 0;
      for (let day = 0; day < days; day++) correlation += own[day] * other[day];
      // What never moves has a correlation of 0 with all, and resembles what never moves.
      if (isStill[next] && isStill[at]) correlation = 1;
      if (at === next) correlation = Infinity;
      if (correlation > closest[at]) {
        closest[at] = correlation;
        stands[at] = place;
      }
      if (closest[at] < least) {
        least = closest[at];
        farthest = at;
      }
    }
    if (least >= likeness || farthest < 0) break;
    next = farthest;
  }
  const cells = new Int32Array(chosen.length);
  for (const place of stands) cells[place]++;
  return {
    cells: returns.length,
    sharpeMean: computeMean(sharpes),
    sharpeVariance: returns.length > 1 ? computeDeviation(sharpes) ** 2 : 0,
    series: chosen.map((at, place) => ({
      cells: cells[place],
      returns: Array.from(returns[at], (value) => Number(value.toPrecision(8))),
    })),
  };
}

/** Returns less their mean, with a sum of squares of 1; zeros where they do not vary. */
function scaleToUnit(returns: Float64Array): Float64Array {
  const mean = computeMean(returns);
  const size = Math.sqrt(returns.reduce((sum, value) => sum + (value - mean) ** 2, 0));
  return returns.map((value) => (size > 1e-12 ? (value - mean) / size : 0));
}

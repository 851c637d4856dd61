import { type Bar, type Bars, countBars, type EpochMs, readBar } from '../../src/core/bars/bars';
import { barIntervals } from '../../src/core/exchange';
import type { TimeRange } from '../../src/exchange/binance/read-answers';
import type { LiveRest } from './live-rest';
import type { FetchBars } from '../../src/live/ports';

/** More gaps than this are asked about with one request for all of them. */
const mostGapsApart = 5;
/** Answers in a row without a bar that is missing after which there is none. */
const mostRounds = 3;

/**
 * Returns a fetch of bars by one request, unless bars are missing from the answer. What is missing is
 * asked for again, and is a gap only if another answer does not have it either: a bar that an answer
 * lost would look the same.
 */
export function createBarFetcher(rest: LiveRest): FetchBars {
  return async (query, signal) => {
    const { from, to, interval } = query;
    const intervalMs = barIntervals[interval];
    const known = new Map<EpochMs, Bar>();
    const add = (bars: Bars): void => {
      for (let index = 0; index < countBars(bars); index++) {
        const bar = readBar(bars, index);
        if (bar.openTime >= from && bar.openTime < to) known.set(bar.openTime, bar);
      }
    };
    add(await rest.fetchKlines(query, signal));
    for (let round = 1; round < mostRounds; round++) {
      const before = known.size;
      for (const range of listMissing(query, known, intervalMs)) {
        add(await rest.fetchKlines({ ...query, ...range }, signal));
      }
      if (known.size === before) break;
    }
    return [...known.values()].sort((a, b) => a.openTime - b.openTime);
  };
}

/** Returns the stretches of `range` without a known bar; one around all where there are many. */
function listMissing(
  { from, to }: TimeRange,
  known: ReadonlyMap<EpochMs, Bar>,
  intervalMs: number,
): readonly TimeRange[] {
  const missing: TimeRange[] = [];
  let start = from;
  for (let time = from; time <= to; time += intervalMs) {
    if (time < to && !known.has(time)) continue;
    if (time > start) missing.push({ from: start, to: time });
    start = time + intervalMs;
  }
  if (missing.length <= mostGapsApart) return missing;
  return [{ from: missing[0].from, to: missing[missing.length - 1].to }];
}

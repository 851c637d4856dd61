import type { BarIndex, BarRange, Bars } from '../../bars/bars';
import { clipRanges, findSegments } from '../../bars/gaps';
import { createRandom, type Random } from '../../random';
import type { Trade } from '../positions';
import type { TradingSettings } from '../settings';
import { createSignalColumns } from '../strategies/strategy';
import type { Entries } from './walked-bars';

/**
 * Returns a function that puts the trades of a run at random times, for a placebo test: as many of each direction, held as long, with the
 * same confidence, and never more open at once. The same seed gives the same entries; the next call overwrites them.
 *
 * A trade stays between the two gaps where it was, since it cannot cross one. There it begins after a random part of the bars that the
 * run left free, all equally likely. Trades that were held equally long exchange direction and confidence, over all bars.
 *
 * `trades` are those of `step` over `range`, oldest first, or some of them.
 */
export function createRandomEntries(
  trades: readonly Trade[],
  bars: Bars,
  range: BarRange,
  { fillAt }: Pick<TradingSettings, 'fillAt'>,
): (seed: number) => Entries {
  // The order is placed at the close before the open that fills it, or at the close that fills it.
  const delay = fillAt === 'next-open' ? 1 : 0;
  const sequences = clipRanges(findSegments(bars), range).flatMap((segment) =>
    findSequences(trades, segment, delay),
  );
  const byHold = sortByHold(trades);
  const order = byHold.rows.slice();
  const next = byHold.firstOf.slice();
  const begins = new Int32Array(range.end - range.start + 1);
  const entries: Entries = {
    ...createSignalColumns(trades.length),
    holdBars: new Int32Array(trades.length),
    count: trades.length,
  };
  const { index, side, confidence, holdBars } = entries;
  // Where all trades are between the same two gaps, they are put into random order whole, which draws a third fewer numbers.
  const holds = Int32Array.from(trades, countOpenBars);
  const isOneSequence = sequences.length === 1;

  return (seed) => {
    const random = createRandom(seed);
    order.set(byHold.rows);
    let row = 0;
    for (const { start, freeBars, holds: held } of sequences) {
      const end = row + held.length;
      if (isOneSequence) {
        shuffle(order, 0, end, random);
        for (let trade = 0; trade < end; trade++) holdBars[trade] = holds[order[trade]];
      } else {
        holdBars.set(held, row);
        shuffle(holdBars, row, end, random);
      }
      begins.fill(0, 0, freeBars + 1);
      for (let trade = row; trade < end; trade++) begins[random.below(freeBars + 1)]++;
      let bar = start - delay;
      for (let free = 0; free <= freeBars; free++, bar++) {
        for (let left = begins[free]; left > 0; left--) {
          index[row] = bar;
          bar += holdBars[row++];
        }
      }
    }
    if (isOneSequence) {
      for (row = 0; row < trades.length; row++) {
        side[row] = byHold.side[order[row]];
        confidence[row] = byHold.confidence[order[row]];
      }
      return entries;
    }
    sortByIndex(entries);
    order.set(byHold.rows);
    for (let hold = 0; hold + 1 < next.length; hold++) {
      shuffle(order, byHold.firstOf[hold], byHold.firstOf[hold + 1], random);
    }
    next.set(byHold.firstOf);
    for (row = 0; row < trades.length; row++) {
      const trade = order[next[holdBars[row]]++];
      side[row] = byHold.side[trade];
      confidence[row] = byHold.confidence[trade];
    }
    return entries;
  };
}

/** Returns the trades of a run, or some of them, as entries at their own times: what the draws of `createRandomEntries` replace. */
export function listEntries(
  trades: readonly Trade[],
  { fillAt }: Pick<TradingSettings, 'fillAt'>,
): Entries {
  // An order that took time to arrive or to be filled is that of a signal just before it.
  const delay = fillAt === 'next-open' ? 1 : 0;
  const rows = [...trades].sort((a, b) => a.entryIndex - b.entryIndex);
  return {
    count: rows.length,
    index: Int32Array.from(rows, ({ entryIndex }) => entryIndex - delay),
    side: Int8Array.from(rows, ({ side }) => side),
    confidence: Float64Array.from(rows, ({ confidence }) => confidence),
    holdBars: Int32Array.from(rows, countOpenBars),
  };
}

/** Trades between two gaps that do not overlap. */
interface Sequence {
  /** First bar at which one of them can be open. */
  readonly start: BarIndex;
  /** Bars from `start` to the gap at which none of them is open. */
  readonly freeBars: number;
  /** At how many bars each of them is open. */
  readonly holds: Int32Array;
}

/** Returns the trades between two gaps as sequences, as few as possible. */
function findSequences(trades: readonly Trade[], segment: BarRange, delay: number): Sequence[] {
  const start = segment.start + delay;
  const sequences: { freeFrom: BarIndex; readonly holds: number[] }[] = [];
  for (const trade of trades) {
    const { entryIndex } = trade;
    if (entryIndex < segment.start || entryIndex >= segment.end) continue;
    const hold = countOpenBars(trade);
    let sequence = sequences.find(({ freeFrom }) => freeFrom <= entryIndex);
    if (sequence === undefined) sequences.push((sequence = { freeFrom: start, holds: [] }));
    sequence.holds.push(hold);
    sequence.freeFrom = entryIndex + hold;
  }
  return sequences.map(({ holds }) => ({
    start,
    freeBars: segment.end - start - holds.reduce((sum, hold) => sum + hold, 0),
    holds: Int32Array.from(holds),
  }));
}

/** Returns at how many closes a trade was open, at least 1: its entries know no price within a bar. At a gap it is closed after the last close before it. */
function countOpenBars({ entryIndex, exitIndex, exitReason }: Trade): number {
  return Math.max(1, exitIndex - entryIndex + (exitReason === 'gap' ? 1 : 0));
}

/** Returns side and confidence of trades, and their rows in order of how long they were held, with the first row of each length. */
function sortByHold(trades: readonly Trade[]) {
  const holds = trades.map(countOpenBars);
  const firstOf = new Int32Array(holds.reduce((max, hold) => Math.max(max, hold), 0) + 2);
  for (const hold of holds) firstOf[hold + 1]++;
  for (let hold = 1; hold < firstOf.length; hold++) firstOf[hold] += firstOf[hold - 1];
  return {
    rows: Int32Array.from(holds.keys()).sort((a, b) => holds[a] - holds[b]),
    firstOf,
    side: Int8Array.from(trades, ({ side }) => side),
    confidence: Float64Array.from(trades, ({ confidence }) => confidence),
  };
}

/** Puts bars and holding times into the order of the bars, where sequences overlapped. */
function sortByIndex({ index, holdBars, count }: Entries): void {
  let isSorted = true;
  let longest = 0;
  for (let row = 0; row < count; row++) {
    if (row > 0 && index[row] < index[row - 1]) isSorted = false;
    longest = Math.max(longest, holdBars[row]);
  }
  if (isSorted) return;
  // Both in one number, which typed arrays sort without a function.
  const factor = longest + 1;
  const keys = Float64Array.from(index, (bar, row) => bar * factor + holdBars[row]).sort();
  keys.forEach((key, row) => {
    index[row] = Math.floor(key / factor);
    holdBars[row] = key % factor;
  });
}

/** Puts the values from `start` to before `end` into random order, each equally likely (Fisher and Yates 1938). */
function shuffle(values: Int32Array, start: number, end: number, random: Random): void {
  for (let left = end - start; left > 1; left--) {
    const last = start + left - 1;
    const other = start + random.below(left);
    const value = values[other];
    values[other] = values[last];
    values[last] = value;
  }
}

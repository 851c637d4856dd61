import { expect, test } from 'vitest';
import {
  CandleSet,
  buildDisplayBars,
  countComplete,
  findCandle,
  findCandleStart,
  findFirstAbove,
  listIntervals,
} from '../../../src/charts/market/candles';
import { makeBars, newYear } from '../../core/bars/make-bars';

const minute = 60_000;
// Minutes 3 to 11 are missing: the candle of minute 5 has no bar at all.
const bars = makeBars(20, { missing: [3, 4, 5, 6, 7, 8, 9, 10, 11] });

test('candles are aligned to UTC and an interval without bars gives none', () => {
  const display = buildDisplayBars(bars, 5 * minute);
  const minutes = Array.from(display.openTime, (time) => (time - newYear) / minute);
  expect(minutes).toEqual([0, 10, 15, 20, 25]);
  expect(Array.from(display.ends ?? [])).toEqual([3, 6, 11, 16, 20]);
  expect(Array.from(display.gapStarts)).toEqual([1]);
});

test('a candle has the prices of its bars', () => {
  const display = buildDisplayBars(bars, 5 * minute);
  expect(display.open[1]).toBe(bars.open[3]);
  expect(display.close[1]).toBe(bars.close[5]);
  expect(display.high[1]).toBe(Math.max(...bars.high.subarray(3, 6)));
});

test('bars of the same interval are shown as they are', () => {
  const display = buildDisplayBars(bars, minute);
  expect(display.close).toBe(bars.close);
  expect(display.ends).toBeNull();
  expect(Array.from(display.gapStarts)).toEqual([3]);
});

test('each bar is found in the candle that begins at or before it', () => {
  const display = buildDisplayBars(bars, 5 * minute);
  for (let index = 0; index < 20; index++) {
    const candle = findCandle(display, index);
    expect(findCandleStart(display, candle)).toBeLessThanOrEqual(index);
    expect(display.ends?.[candle]).toBeGreaterThan(index);
  }
});

test('a candle is complete once its last bar has been seen', () => {
  const display = buildDisplayBars(bars, 5 * minute);
  expect([0, 2, 3, 5, 6, 20].map((playhead) => countComplete(display, playhead))).toEqual([
    0, 0, 1, 1, 2, 5,
  ]);
});

test('an interval that is no multiple of the bars is refused', () => {
  expect(() => buildDisplayBars(bars, 90_000)).toThrow(/multiple of 60000 ms, was 90000/);
});

test('findFirstAbove returns the length when no value is above', () => {
  expect(findFirstAbove([1, 3, 3, 5], 3)).toBe(3);
  expect(findFirstAbove([1, 3], 3)).toBe(2);
});

test('candles made of shorter ones are those made of the bars', () => {
  const bars = makeBars(400, { missing: [3, 4, 5, 6, 7, 8, 9, 10, 11, 90, 133] });
  const set = new CandleSet(bars);
  expect(set.intervals.map((ms) => ms / minute)).toEqual([1, 5, 15, 60, 240, 1440]);
  for (const intervalMs of set.intervals) {
    expect(set.at(intervalMs).display).toEqual(buildDisplayBars(bars, intervalMs));
  }
  expect(set.at(5 * minute)).toBe(set.at(5 * minute));
});

test('bars of a length that is not listed can be shown as they are', () => {
  expect(listIntervals(2 * minute).map(({ label }) => label)).toEqual(['2m', '1h', '4h', '1d']);
});

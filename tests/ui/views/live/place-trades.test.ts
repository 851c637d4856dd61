import { expect, test } from 'vitest';
import type { Trade } from '../../../../src/core/trading/positions';
import { alignEquity, placeEntries, placeTrades } from '../../../../src/ui/views/live/place-trades';

const openTime = Float64Array.of(60, 120, 180, 240);
const trade = (entryTime: number, exitTime: number) =>
  ({ signalIndex: 900, entryIndex: 901, exitIndex: 903, entryTime, exitTime }) as Trade;

test('trades are placed by time among the bars that are shown; older ones are left out', () => {
  expect(placeTrades([trade(0, 120), trade(120, 240)], openTime)).toMatchObject([
    { signalIndex: 0, entryIndex: 1, exitIndex: 3 },
  ]);
});

test('equity stands at its bars, with a hole where none was traded', () => {
  const history = { accountId: 'a', trades: [] };
  const time = Float64Array.of(120, 240);
  expect(alignEquity({ ...history, time, equity: Float64Array.of(5, 6) }, openTime)).toEqual({
    from: 1,
    equity: Float64Array.of(5, NaN, 6),
  });
  const none = { time: new Float64Array(), equity: new Float64Array() };
  expect(alignEquity({ ...history, ...none }, openTime)).toBeUndefined();
});

test('the signal stays as many bars before its entry as it was, at the first bar at the earliest', () => {
  const filledAtClose = { ...trade(180, 240), signalIndex: 901 };
  expect(placeEntries([filledAtClose], openTime)).toMatchObject([
    { signalIndex: 2, entryIndex: 2 },
  ]);
  const long = { ...trade(120, 240), signalIndex: 890 };
  expect(placeEntries([long], openTime)).toMatchObject([{ signalIndex: 0, entryIndex: 1 }]);
});

test('an entry within a missing bar stands at the last bar before it; without bars there is no place', () => {
  const gapped = Float64Array.of(60, 300);
  expect(placeTrades([trade(120, 300)], gapped)).toMatchObject([{ entryIndex: 0, exitIndex: 1 }]);
  expect(placeTrades([trade(120, 180)], new Float64Array())).toEqual([]);
});

test('equity from before the first bar that is shown is left out, and so is all of a later account', () => {
  const history = { accountId: 'a', trades: [] };
  const time = Float64Array.of(0, 30, 60, 120, 150, 180);
  const equity = Float64Array.of(1, 2, 3, 4, 5, 6);
  expect(alignEquity({ ...history, time, equity }, openTime)).toEqual({
    from: 0,
    equity: Float64Array.of(3, 4, 6, NaN),
  });
  const later = { time: Float64Array.of(500), equity: Float64Array.of(1) };
  expect(alignEquity({ ...history, ...later }, openTime)).toBeUndefined();
});

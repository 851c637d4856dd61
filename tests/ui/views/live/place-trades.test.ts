import { expect, test } from 'vitest';
import type { Trade } from '../../../../src/core/portfolio/settings';
import { alignEquity, placeTrades } from '../../../../src/ui/views/live/place-trades';

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

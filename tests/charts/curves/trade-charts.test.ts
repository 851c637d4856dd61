import { expect, test } from 'vitest';
import {
  buildGroupData,
  buildResultData,
  summarizeGroups,
  summarizeResults,
} from '../../../src/charts/curves/trade-charts';
import { binResults, groupByWeekday } from '../../../src/core/trading/log/groups';
import { makeTrade } from '../make-trade';

const dayMs = 86_400_000;
// Days 4 and 5 of 1970 were a Monday and a Tuesday.
const trades = [1, 2, 3, 4, 5].map((pnl) => makeTrade(0, 1, { entryTime: 4 * dayMs, pnl }));
trades.push(makeTrade(0, 1, { entryTime: 5 * dayMs, pnl: -1 }));

test('groups have a mean and an interval where there are enough trades, else none', () => {
  const [places, means, lows, highs, counts] = buildGroupData(groupByWeekday(trades));
  expect(places).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(means).toEqual([3, -1, null, null, null, null, null]);
  expect(counts).toEqual([5, 1, 0, 0, 0, 0, 0]);
  expect(Number(lows[0])).toBeLessThan(3);
  expect(Number(highs[0])).toBeGreaterThan(3);
  expect([lows[1], highs[1]]).toEqual([null, null]);
});

test('each trade is in one bar, that of losses or that of gains', () => {
  const bins = binResults([-3, -1, 0, 2, 5]);
  const [, losses, gains, all] = buildResultData(bins);
  const sum = (values: typeof losses) =>
    [...values].reduce<number>((total, value) => total + (value ?? 0), 0);
  expect([sum(losses), sum(gains), sum(all)]).toEqual([2, 3, 5]);
});

test('the text alternatives say the figures', () => {
  expect(summarizeGroups(groupByWeekday(trades), 'weekday')).toContain(
    'Monday +$3.00 (5), Tuesday −$1.00 (1)',
  );
  expect(summarizeGroups(groupByWeekday([]), 'hour')).toContain('no trade yet');
  expect(summarizeResults([-3, 0, 5])).toBe(
    'Distribution of 3 trade results: 1 gains, from −$3.00 to +$5.00.',
  );
  expect(summarizeResults([])).toContain('no trade yet');
});

import { expect, test } from 'vitest';
import { compareAccounts, type AccountRecord } from '../../../src/core/live/account-comparison';

const hourMs = 3_600_000;

function makeRecord(
  hours: readonly number[],
  equity: readonly number[],
  entries: readonly number[] = [],
): AccountRecord {
  return {
    time: hours.map((hour) => hour * hourMs),
    equity,
    trades: entries.map((hour) => ({ entryTime: hour * hourMs })),
  };
}

test('what came before the challenger counts for nobody', () => {
  const champion = makeRecord([0, 1, 2, 3], [1000, 500, 500, 550], [0, 1, 2]);
  const challenger = makeRecord([2, 3], [10_000, 9900], [3]);
  const compared = compareAccounts(champion, challenger);
  expect(compared).toMatchObject({ bars: 2, from: 2 * hourMs });
  expect(compared.champion.pnl).toBe(50);
  expect(compared.champion.pnlFraction).toBeCloseTo(0.1, 12);
  // The trade that began at 2 is in the equity of the first common bar.
  expect(compared.champion.trades).toBe(0);
  expect(compared.challenger.pnl).toBe(-100);
  expect(compared.challenger.pnlFraction).toBeCloseTo(-0.01, 12);
  expect(compared.challenger.trades).toBe(1);
});

test('bars that one of them missed, at any side, are left out', () => {
  const a = makeRecord([0, 1, 3, 4], [1, 2, 3, 4]);
  const b = makeRecord([1, 2, 3, 5], [5, 6, 7, 8]);
  expect(compareAccounts(a, b)).toMatchObject({
    bars: 2,
    champion: { pnl: 1 },
    challenger: { pnl: 2 },
  });
});

test('the Sharpe ratio is that of whole days from the first common bar', () => {
  // Base 100; days end at 110, 99 and 108.9: +10%, -10%, +10%.
  const record = makeRecord([0, 23, 47, 71], [100, 110, 99, 108.9]);
  const mean = 0.1 / 3;
  const deviation = Math.sqrt((2 * (0.1 - mean) ** 2 + (-0.1 - mean) ** 2) / 2);
  const { sharpe } = compareAccounts(record, record).champion;
  expect(sharpe).toBeCloseTo((mean / deviation) * Math.sqrt(365), 9);
});

test('before both have traded a bar nothing is known', () => {
  const compared = compareAccounts(makeRecord([0, 1], [1, 2]), makeRecord([], []));
  expect(compared).toMatchObject({ bars: 0, from: undefined });
  expect(compared.challenger.pnl).toBeNaN();
});

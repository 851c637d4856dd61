import { expect, test } from 'vitest';
import type { DatasetInfo } from '../../../src/core/library';
import { findFinerDataset } from '../../../src/core/trading/finer-bars';

const minute = 60_000;
const make = (change: Partial<DatasetInfo>) =>
  ({ symbol: 'BTCUSDT', intervalMs: minute, from: 0, to: 99 * minute, ...change }) as DatasetInfo;
const hour = make({ intervalMs: 15 * minute, to: 75 * minute });
const period = { from: 15 * minute, to: 75 * minute };

test('finer bars are of the same symbol and market, fit into the interval and cover the period', () => {
  const fit = make({ id: 'fit' });
  const others = [
    make({ symbol: 'ETHUSDT' }),
    make({ market: { contract: 'futures' } }),
    make({ market: { side: 'bid' } }),
    make({ intervalMs: 4 * minute }),
    make({ intervalMs: 15 * minute }),
    make({ from: 16 * minute }),
    make({ to: 88 * minute }),
    make({ sample: { kind: 'noise', seed: 1 } as DatasetInfo['sample'] }),
    make({ deletedAt: 1 }),
  ];
  expect(findFinerDataset(hour, period, [hour, ...others])).toBeUndefined();
  expect(findFinerDataset(hour, period, [...others, fit])).toBe(fit);
  // Its last minute opens at 89 minutes, the last one of the bar of 75 minutes.
  const whole = make({ to: 89 * minute });
  expect(findFinerDataset(hour, period, [whole])).toBe(whole);
});

test('of several the finest is taken', () => {
  const coarser = make({ intervalMs: 5 * minute, to: 95 * minute });
  const fine = make({});
  expect(findFinerDataset(hour, period, [coarser, fine, coarser])).toBe(fine);
});

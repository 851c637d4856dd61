import { expect, test } from 'vitest';
import { buildCostData, summarizeCosts } from '../../../src/charts/curves/cost-curve';

const costs = {
  curve: [0, 5, 10, 20].map((feeBps) => ({ feeBps, slippageBps: 0, pnl: 80 - 10 * feeBps })),
  breakEvenBps: { value: 8, ci: [3, 13] as const },
  paidBps: 11,
};

test('the curve has cost and net P/L of each run', () => {
  expect(buildCostData(costs)).toEqual([
    [0, 5, 10, 20],
    [80, 30, -20, -120],
  ]);
});

test('the curve is told in a sentence', () => {
  expect(summarizeCosts(costs)).toBe(
    'Net P/L by cost a side: +$80.00 at 0 bps, −$20.00 at 10 bps, −$120.00 at 20 bps. Break-even at 8.0 bps; you pay 11.0 bps.',
  );
});

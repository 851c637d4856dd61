import { buildRule } from './rule';
import { measureVolatility } from './window';

/**
 * Always long, more in calm markets than in wild ones (Moreira and Muir, Volatility-Managed Portfolios, Journal of Finance 2017, here
 * with the deviation instead of the variance).
 */
export const volatilityTarget = buildRule({
  kind: 'volatility-target',
  label: 'Volatility targeting',
  meaning:
    'Always long, with less when prices move more. Confidence: target over the volatility of the last bars, at most 100%. A position is sized anew when the one before is closed.',
  fields: [
    { name: 'targetBps', label: 'Target a bar (bps)', default: 5, min: 0.1, max: 1000, step: 0.5 },
    { name: 'bars', label: 'Volatility of (bars)', default: 60, min: 3, max: 500, isWhole: true },
  ],
  countWarmUpBars: ({ bars }) => bars + 1,
  create: ({ targetBps, bars }) => ({
    decide: () => 1,
    measureConfidence({ past: { columns, end } }) {
      const volatility = measureVolatility(columns.close, end, bars);
      return volatility === 0 ? 1 : Math.min(1, targetBps / 10_000 / volatility);
    },
  }),
});

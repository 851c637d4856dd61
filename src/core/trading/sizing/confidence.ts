import { formatMoney } from '../../format';
import type { SizingRule } from './sizing-rule';

/** `capital x riskFraction x (0.5 + confidence)` */
export const confidenceSizing: SizingRule = {
  kind: 'confidence',
  label: 'Confidence',
  meaning:
    'The risk per trade: half of it for the weakest signal, one and a half times for the clearest.',
  fields: [],
  describeRisk({ capital, riskFraction }) {
    const base = capital * riskFraction;
    const dollars = (value: number) => formatMoney(value, { digits: value < 100 ? 2 : 0 });
    return `${dollars(base)}, from ${dollars(base * 0.5)} to ${dollars(base * 1.5)} by confidence.`;
  },
  create: () => (confidence, _equity, budget) =>
    budget.capital * (budget.riskFraction * (0.5 + confidence)),
};

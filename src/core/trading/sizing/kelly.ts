import { computeKelly } from '../../metrics/trade-figures';
import type { SizingRule } from './sizing-rule';
import { noFacts } from './sizing-rule';

/** `equity x min(cap, share x f*)`, with f* = W - (1 - W) / R of the account's own closed trades (Kelly 1956; Thorp 2006). */
export const kellySizing: SizingRule = {
  kind: 'kelly',
  label: 'Kelly',
  meaning:
    "A part of the Kelly fraction of the account's own closed trades; the risk per trade until there are enough of them, nothing while it is not positive.",
  isInformed: true,
  fields: [
    {
      name: 'share',
      label: 'Part of Kelly (%)',
      default: 0.5,
      min: 0.05,
      max: 1,
      step: 0.05,
      isPercent: true,
      hint: '100 is Kelly, 50 is half-Kelly: three quarters of the growth at half of the swings.',
    },
    {
      name: 'cap',
      label: 'At most, of equity (%)',
      default: 0.25,
      min: 0.01,
      max: 10,
      step: 0.01,
      isPercent: true,
    },
    {
      name: 'minTrades',
      label: 'From so many trades on',
      default: 30,
      min: 2,
      max: 10_000,
      isWhole: true,
    },
  ],
  describeRisk: () => 'Until there are enough trades, of the equity.',
  create:
    ({ share, cap, minTrades }) =>
    (_confidence, equity, { riskFraction }, { record } = noFacts) => {
      const { trades, wins, losses, grossProfit, grossLoss } = record;
      if (trades < minTrades) return equity * Math.min(cap, riskFraction);
      // With no loss yet there is no ratio to bet by: the cap stands alone.
      const kelly =
        losses === 0 ? cap : computeKelly(wins / trades, grossProfit / wins, -grossLoss / losses);
      return wins === 0 ? 0 : equity * Math.max(0, Math.min(cap, share * kelly));
    },
};

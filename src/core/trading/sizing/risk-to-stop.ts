import { noFacts, type SizingRule } from './sizing-rule';

/** `equity x risk / distance to the stop`: a position that is stopped out loses the risk per trade, before costs. */
export const riskToStopSizing: SizingRule = {
  kind: 'risk-to-stop',
  label: 'Fixed risk to the stop',
  meaning:
    'So much that a position which is stopped out at its stop loses the risk per trade, before costs and gaps.',
  isInformed: true,
  needsStop: true,
  fields: [],
  describeRisk: () => 'Of the equity, lost where the stop is hit.',
  create:
    () =>
    (_confidence, equity, { riskFraction }, { stopFraction } = noFacts) =>
      // A placebo knows no stop.
      equity * (Number.isNaN(stopFraction) ? riskFraction : riskFraction / stopFraction),
};

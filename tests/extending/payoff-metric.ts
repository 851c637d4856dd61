import type { PerformanceMetric } from '../../src/core/metrics/performance-metric';

/** Dollars that a winning trade makes for each that a losing one costs. */
export const payoffMetric: PerformanceMetric = {
  name: 'payoff',
  metric: 'payoff',
  label: 'Payoff',
  unit: 'ratio',
  digits: 1,
  meaning: 'Average win for a dollar of average loss',
  formula: 'average win / -average loss',
  caution: 'It says nothing without the win rate.',
  better: 'higher',
  place: 'main',
  compute: ({ record }) => record.grossProfit / record.wins / (record.grossLoss / record.losses),
};

import type { ClassificationMetric } from '../../src/core/metrics/classification-metrics';

/** Share of label 1. */
export const labelShareMetric: ClassificationMetric = {
  name: 'riseShare',
  metric: 'rise-share',
  label: 'Rises',
  unit: 'fraction',
  digits: 0,
  meaning: 'Share of bars that rise',
  formula: 'rises / bars',
  caution: 'It is a fact of the bars, not of the model.',
  better: 'neither',
  place: 'main',
  compute: ({ labels }) => labels.reduce((sum, label) => sum + label, 0) / labels.length,
};

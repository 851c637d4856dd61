import { defaultTrainingOptions } from '../../../src/core/models/options';
import type { SearchRequest } from '../../../src/core/search/search';

/** A search over the default kind and two sets of features. */
export function makeSearch(changes: Partial<SearchRequest> = {}): SearchRequest {
  return {
    datasetId: 'bars',
    label: 'direction',
    horizonBars: 10,
    variesHorizon: false,
    kinds: ['tcn'],
    featureSets: [
      { label: 'The nine', features: ['ret_1'] },
      { label: 'All', features: ['ret_1', 'ret_5'] },
    ],
    method: 'halving',
    budgetSeconds: 300,
    options: defaultTrainingOptions,
    ...changes,
  };
}

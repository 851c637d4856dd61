import type { Feature } from './feature';
import { takerBuyRatioFeature } from './order-flow';
import { returnFeatures, trendFeature } from './price';
import { deviationFeatures, highLowRangeFeature } from './volatility';
import { dollarVolumeFeature } from './volume';

/** Every feature that the program can compute, in the order of a model's inputs. */
export const builtInFeatures: readonly Feature[] = [
  ...returnFeatures,
  ...deviationFeatures,
  dollarVolumeFeature,
  takerBuyRatioFeature,
  highLowRangeFeature,
  trendFeature,
];

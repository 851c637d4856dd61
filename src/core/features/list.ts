import { clockFeatures } from './clock';
import type { Feature } from './feature';
import { orderFlowFeatures } from './order-flow';
import { returnFeatures, trendFeature } from './price';
import { shapeFeatures } from './shape';
import { deviationFeatures, highLowRangeFeature, volatilityRatioFeature } from './volatility';
import { dollarVolumeFeature } from './volume';

/** Every feature that the program can compute, in the order of a model's inputs. */
export const builtInFeatures: readonly Feature[] = [
  ...returnFeatures,
  ...deviationFeatures,
  dollarVolumeFeature,
  ...orderFlowFeatures,
  highLowRangeFeature,
  volatilityRatioFeature,
  trendFeature,
  ...shapeFeatures,
  ...clockFeatures,
];

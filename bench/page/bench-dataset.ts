import type { Dataset } from '../../src/core/dataset/dataset';
import { buildDataset } from '../../src/core/dataset/build-dataset';
import { receptiveField } from '../../src/core/models/spec';
import { createRandom } from '../../src/core/random';
import { generateSampleMarket } from '../../src/feeds/sample/sample-market';
import type { TrainBenchJob } from './train-job';

/** Returns what a job trains on: a sample market where something is to be learned, else noise. */
export function makeBenchDataset({ kind, bars, spec }: TrainBenchJob): Dataset {
  if (kind !== 'learn') return makeNoiseDataset(bars);
  const market = generateSampleMarket({ kind: 'edge', seed: 11, bars });
  return buildDataset(market.bars, { horizonBars: 10, receptiveField: receptiveField(spec) });
}

/** Returns a dataset of nine noise features and coin-flip labels, split 70/15/15, without a gap. */
function makeNoiseDataset(bars: number): Dataset {
  const random = createRandom(1);
  const features = Array.from({ length: 9 }, (_, at) => `feature ${at}`);
  const values = new Float32Array(bars * features.length);
  for (let at = 0; at < values.length; at++) values[at] = 4 * random.uniform() - 2;
  const labels = new Uint8Array(bars);
  for (let bar = 0; bar < bars; bar++) labels[bar] = random.below(2);
  const block = (start: number, end: number) => ({ bars: { start, end }, labels: { start, end } });
  const trainEnd = Math.round(0.7 * bars);
  const validationEnd = Math.round(0.85 * bars);
  return {
    features,
    values,
    labels,
    stretches: [{ start: 0, end: bars }],
    split: {
      train: block(0, trainEnd),
      validation: block(trainEnd, validationEnd),
      test: block(validationEnd, bars),
      embargoBars: 0,
    },
    scaler: { mean: features.map(() => 0), deviation: features.map(() => 1) },
    horizonBars: 10,
  };
}

import type { Dataset } from '../../src/core/dataset/dataset';
import { createRandom } from '../../src/core/random';

/** Returns a dataset of nine noise features and coin-flip labels, split 70/15/15, without a gap. */
export function makeNoiseDataset(bars: number): Dataset {
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

import type { Dataset } from '../../src/core/dataset/dataset';
import { createRandom } from '../../src/core/random';

export interface PlantedOptions {
  readonly bars?: number;
  readonly seed?: number;
  /** 0: labels are coin flips. */
  readonly strength?: number;
}

/**
 * Returns a dataset of two noise features whose label is drawn with the probability
 * `1 / (1 + e^-(strength (a[t] + a[t-1] - a[t-3])))`, a being the first feature.
 */
export function plantDataset({
  bars = 3000,
  seed = 1,
  strength = 1.5,
}: PlantedOptions = {}): Dataset {
  const random = createRandom(seed);
  const values = Float32Array.from({ length: 2 * bars }, () => random.normal());
  const labels = new Uint8Array(bars);
  for (let bar = 0; bar < bars; bar++) {
    const a = (lag: number): number => (bar >= lag ? values[2 * (bar - lag)] : 0);
    const drift = strength * (a(0) + a(1) - a(3));
    labels[bar] = random.uniform() < 1 / (1 + Math.exp(-drift)) ? 1 : 0;
  }
  const block = (start: number, end: number) => ({ bars: { start, end }, labels: { start, end } });
  const trainEnd = Math.round(0.7 * bars);
  const validationEnd = Math.round(0.85 * bars);
  return {
    features: ['a', 'b'],
    values,
    labels,
    stretches: [{ start: 0, end: bars }],
    split: {
      train: block(0, trainEnd),
      validation: block(trainEnd, validationEnd),
      test: block(validationEnd, bars),
      embargoBars: 0,
    },
    scaler: { mean: [0, 0], deviation: [1, 1] },
    horizonBars: 1,
  };
}

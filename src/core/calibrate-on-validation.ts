import type { Dataset } from './dataset/dataset';
import { listTrainLabels } from './dataset/splits';
import { measureRiseShare } from './metrics/probability-scores';
import { calibrate, type Calibration, fitCalibration } from './models/calibration';
import { keepLabels } from './out-of-sample';

/** Probabilities corrected by the validation block, and what they were corrected by. */
interface Calibrated {
  readonly probability: Float32Array;
  readonly calibration: Calibration;
  /** Share of rises in the training labels, which a model that knows nothing would always say. */
  readonly baseRate: number;
}

/** Returns the calibrated probabilities of a model; `raw` has one a bar. Purged labels do not count. */
export function calibrateOnValidation(
  { labels, horizonBars, split }: Pick<Dataset, 'labels' | 'horizonBars' | 'split'>,
  raw: Float32Array,
): Calibrated {
  const baseRate = measureRiseShare(keepLabels(labels, listTrainLabels(split)));
  const { start, end } = split.validation.labels;
  const calibration = fitCalibration(labels.subarray(start, end), raw.subarray(start, end), {
    baseRate,
    horizonBars,
  });
  const probability = raw.map((value) => calibrate(value, calibration));
  return { probability, calibration, baseRate };
}

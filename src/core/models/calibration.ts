import type * as v from 'valibot';
import { finite, record } from '../schema';

/** How a model's probabilities are corrected: `p' = squash(logit(p) / temperature + bias)`. */
export const calibrationSchema = record({
  /** Above 0; the larger, the closer all probabilities are to one value. */
  temperature: finite,
  bias: finite,
});

export type Calibration = v.InferOutput<typeof calibrationSchema>;

/** Returns the logistic function of a logit: its probability. */
export function squash(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** Returns a calibrated probability; order is kept, and NaN stays NaN. */
export function calibrate(probability: number, { temperature, bias }: Calibration): number {
  return squash(findLogit(probability) / temperature + bias);
}

/** Returns the probability that `calibrate` made into this one. */
export function uncalibrate(probability: number, { temperature, bias }: Calibration): number {
  return squash((findLogit(probability) - bias) * temperature);
}

/** A smaller slope would round bars that the model tells apart to the same float32. */
const slopeLimits = { min: 0.01, max: 100 };

/** Square of the normal quantile of 97.5%. */
const threshold = 1.959963984540054 ** 2;

const maxIterations = 30;

/**
 * Returns the calibration that the labels of a validation block support; bars with a label other than 0 or 1 or a
 * NaN probability are skipped.
 *
 * Slope and intercept of the logit are those of highest likelihood (Platt 1999; Guo et al. 2017, "On Calibration of
 * Modern Neural Networks"), found by Newton's method with the logit of `baseRate`, the share of rises in the training
 * block, as offset. Each counts only as far as its 95% interval allows: it is multiplied by
 * `max(0, 1 - 1.96^2 variance / estimate^2)`, the nonnegative garrote (Breiman 1995), with the variance of
 * `bars / horizonBars` independent labels. So the probabilities of a model without evidence shrink to `baseRate`. The
 * slope is at least 0.01, so that the order of bars is never reversed.
 */
export function fitCalibration(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  { baseRate, horizonBars }: { readonly baseRate: number; readonly horizonBars: number },
): Calibration {
  const rises: number[] = [];
  const logits: number[] = [];
  for (let bar = 0; bar < labels.length; bar++) {
    const label = labels[bar];
    const logit = findLogit(Math.min(1 - 1e-7, Math.max(1e-7, probabilities[bar] ?? NaN)));
    if ((label !== 0 && label !== 1) || Number.isNaN(logit)) continue;
    rises.push(label);
    logits.push(logit);
  }
  const mean = logits.reduce((sum, logit) => sum + logit, 0) / Math.max(1, logits.length);
  const offset = findLogit(baseRate);
  let slope = 0;
  let shift = 0;
  let slopeVariance = Infinity;
  let shiftVariance = Infinity;
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    // Gradient and information of the log-likelihood in shift (0) and slope (1).
    let [g0, g1, i00, i01, i11] = [0, 0, 0, 0, 0];
    for (let at = 0; at < logits.length; at++) {
      const x = logits[at] - mean;
      const p = squash(offset + shift + slope * x);
      const error = rises[at] - p;
      const weight = p * (1 - p);
      g0 += error;
      g1 += error * x;
      i00 += weight;
      i01 += weight * x;
      i11 += weight * x * x;
    }
    const determinant = i00 * i11 - i01 * i01;
    if (!(determinant > 1e-9 * i00 * i00)) break; // All logits are the same, or labels are separated.
    const slopeStep = (i00 * g1 - i01 * g0) / determinant;
    shift += (i11 * g0 - i01 * g1) / determinant;
    slope += slopeStep;
    slopeVariance = (horizonBars * i00) / determinant;
    shiftVariance = (horizonBars * i11) / determinant;
    if (Math.abs(slopeStep) < 1e-10) break;
  }
  const kept = Math.min(slopeLimits.max, Math.max(slopeLimits.min, shrink(slope, slopeVariance)));
  return { temperature: 1 / kept, bias: offset + shrink(shift, shiftVariance) - kept * mean };
}

function shrink(estimate: number, variance: number): number {
  return estimate * Math.max(0, 1 - (threshold * variance) / estimate ** 2);
}

export function findLogit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

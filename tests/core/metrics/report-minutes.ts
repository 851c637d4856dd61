import {
  reportClassification,
  type ClassificationReport,
} from '../../../src/core/metrics/classification';

/** Returns the report of minute bars from the epoch on. */
export function reportMinutes(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  horizonBars: number,
  constantGuess: number,
): ClassificationReport {
  const openTimes = Array.from({ length: labels.length }, (_, minute) => minute * 60_000);
  return reportClassification(labels, probabilities, openTimes, { horizonBars, constantGuess });
}

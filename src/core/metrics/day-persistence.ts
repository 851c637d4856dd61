import { computeMean } from './average';

/**
 * Returns the autocorrelation of values from one to the next, 0 to 0.99, NaN left out.
 *
 * The estimate of a short series is too low by about (1 + 3 r) / n (Marriott and Pope, 1954, "Bias in the
 * estimation of autocorrelations"), which is added.
 */
export function computePersistence(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  const mean = computeMean(known);
  let squares = 0;
  let products = 0;
  known.forEach((value, i) => {
    squares += (value - mean) ** 2;
    if (i > 0) products += (value - mean) * (known[i - 1] - mean);
  });
  const raw = squares === 0 ? 0 : products / squares;
  return Math.min(0.99, Math.max(0, raw + (1 + 3 * raw) / known.length));
}

/**
 * Returns how many independent windows of `windowDays` so many days amount to. Days of persistence r are
 * worth (1 - r) / (1 + r) independent ones each: what a day knows of its neighbours, 2 r / (1 - r) days
 * in all, comes on top of the window's own length.
 */
export function countIndependentWindows(
  days: number,
  windowDays: number,
  persistence: number,
): number {
  return days / (windowDays + (2 * persistence) / (1 - persistence));
}

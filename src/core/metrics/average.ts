import type { Numbers } from './numbers';

/** Returns the arithmetic mean; NaN of nothing. */
export function computeMean(values: Numbers): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Returns the sample standard deviation, `sqrt(sum((x - mean)^2) / (n - 1))`; NaN below two values. */
export function computeDeviation(values: Numbers): number {
  if (values.length < 2) return NaN;
  const mean = computeMean(values);
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

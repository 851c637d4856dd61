import { computeMean } from './average';
import type { Numbers } from './numbers';

/**
 * Returns Pearson's correlation of two series of one length, -1 to 1; NaN below two values or where one
 * does not vary.
 */
export function computeCorrelation(a: Numbers, b: Numbers): number {
  const meanA = computeMean(a);
  const meanB = computeMean(b);
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    const fromA = (a[i] ?? NaN) - meanA;
    const fromB = (b[i] ?? NaN) - meanB;
    product += fromA * fromB;
    squaresA += fromA ** 2;
    squaresB += fromB ** 2;
  }
  return product / Math.sqrt(squaresA * squaresB);
}

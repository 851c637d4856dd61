/**
 * Returns the quantile of Student's t with `freedom` degrees of freedom at the level of which `z` is the
 * normal quantile; within 1% from 4 degrees of freedom on, up to 99%.
 *
 * Abramowitz and Stegun (1964), "Handbook of Mathematical Functions", 26.7.5: the Cornish-Fisher expansion.
 */
export function computeStudentQuantile(z: number, freedom: number): number {
  const [z3, z5, z7] = [z ** 3, z ** 5, z ** 7];
  return (
    z +
    (z3 + z) / (4 * freedom) +
    (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * freedom ** 3)
  );
}

import type { Random } from '../../core/random';

/**
 * Draws from Student's t with 4 degrees of freedom, scaled to variance 1 and cut at
 * +-15: fat tails.
 *
 * Polar method of Bailey (1994, "Polar generation of random variates with the t-distribution");
 * at 4 degrees of freedom its power is a square root, which is exact on every machine.
 */
export function drawShock(random: Random): number {
  for (;;) {
    const u = 2 * random.uniform() - 1;
    const v = 2 * random.uniform() - 1;
    const w = u * u + v * v;
    if (w === 0 || w >= 1) continue;
    const shock = u * Math.sqrt((2 * (1 / Math.sqrt(w) - 1)) / w);
    return Math.max(-15, Math.min(15, shock));
  }
}

/** Mean of the absolute value of `drawShock`. */
export const meanAbsoluteShock = Math.SQRT1_2;

/** Draws a positive factor, skewed like a log-normal of deviation 0.5; range 0.19 to 3.9. */
export function drawActivity(random: Random): number {
  const sum = random.uniform() + random.uniform() + random.uniform() - 1.5;
  // (1 + x/8)^8 is near exp(x), but exp itself may differ in the last bit between engines.
  const root = 1 + sum / 8;
  const square = root * root;
  const fourth = square * square;
  return fourth * fourth;
}

/** Squashes a real number into (-1, 1), keeping its sign; slope 1 at 0. */
export function saturate(x: number): number {
  return x / Math.sqrt(1 + x * x);
}

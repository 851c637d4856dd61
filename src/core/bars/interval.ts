import { BarsError } from './bars-error';

/**
 * Returns the most frequent positive step of `openTime`, in ms, the smaller one of a tie.
 *
 * Throws `BarsError` where no time lies after the one before it.
 */
export function guessIntervalMs(openTime: ArrayLike<number>): number {
  const counts = new Map<number, number>();
  for (let row = 1; row < openTime.length; row++) {
    const step = openTime[row] - openTime[row - 1];
    if (step > 0 && step < Infinity) counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  let best = NaN;
  let bestCount = 0;
  for (const [step, count] of counts) {
    if (count > bestCount || (count === bestCount && step < best)) {
      best = step;
      bestCount = count;
    }
  }
  if (bestCount > 0) return best;
  throw new BarsError(
    `bars: an interval needs two bars in the order of time, has ${openTime.length} without`,
    { column: 'openTime' },
  );
}

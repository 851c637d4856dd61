import { BarsError } from './bars';

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** Returns an interval as exchanges write it: `1m`, `4h`, `1d`. */
export function formatInterval(intervalMs: number): string {
  const [unit, ms] = units.find(([, size]) => intervalMs % size === 0) ?? ['ms', 1];
  return `${intervalMs / ms}${unit}`;
}

/**
 * Returns the most frequent positive step of `openTime`, in ms, the smaller one of a tie.
 *
 * Throws `BarsError` where no time lies after the one before it.
 */
export function guessIntervalMs(openTime: ArrayLike<number>): number {
  const counts = new Map<number, number>();
  let row = 1;
  while (row < openTime.length) {
    const step = openTime[row] - openTime[row - 1];
    // Most steps are those before them: a run is counted at once.
    const start = row++;
    while (row < openTime.length && openTime[row] - openTime[row - 1] === step) row++;
    if (step > 0 && step < Infinity) counts.set(step, (counts.get(step) ?? 0) + row - start);
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

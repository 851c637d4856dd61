import { BarsError } from './bars';

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** Returns an interval in the notation of exchanges: `1m`, `4h`, `1d`. */
export function formatInterval(intervalMs: number): string {
  const [unit, ms] = units.find(([, size]) => intervalMs % size === 0) ?? ['ms', 1];
  return `${intervalMs / ms}${unit}`;
}

/**
 * Returns the most frequent positive step of `openTime`, in ms; the smallest one in a tie.
 *
 * Throws `BarsError` where no time is later than the one before it.
 */
export function guessIntervalMs(openTime: ArrayLike<number>): number {
  const counts = new Map<number, number>();
  let row = 1;
  while (row < openTime.length) {
    const step = openTime[row] - openTime[row - 1];
    // Most steps equal the step before, so equal steps in a row are counted together.
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
    `bars: an interval needs two bars in time order, found none among ${openTime.length}`,
    { column: 'openTime' },
  );
}

/**
 * What is missing from a time of the close to the next bar's open, in ms: 1 for "23:59:59.999", a
 * second for "23:59:59", a minute for "23:59" of bars of an hour or more. Undefined where `times`
 * (ms, of the open as far as they show) do not all stand right before the hour's or interval's end.
 */
export function findCloseSlack(times: ArrayLike<number>, intervalMs: number): number | undefined {
  if (!(intervalMs >= 1000)) return undefined;
  const gridMs = Math.min(intervalMs, hourMs);
  const finite = Array.from(times).filter(Number.isFinite);
  if (finite.length < 2) return undefined;
  return slacks.find(
    (slackMs) =>
      gridMs >= minGridMs(slackMs) && finite.every((time) => modulo(time + slackMs, gridMs) === 0),
  );
}

/**
 * Turns times of the close into times of the open, in place: the next bar's open is found, and one
 * interval taken off.
 */
export function subtractInterval(times: Float64Array, intervalMs: number): void {
  const slackMs = commonSlack(times, intervalMs);
  for (let index = 0; index < times.length; index++) {
    const isLastMs = modulo(times[index] + 1, 1000) === 0;
    times[index] += (isLastMs ? 1 : slackMs) - intervalMs;
  }
}

const hourMs = 3_600_000;
const slacks = [1, 1000, 60_000];

/** Second 59 ends a bar of a minute, but starts a bar of a second. */
function minGridMs(slackMs: number): number {
  return slackMs === 1 ? 1000 : 60 * slackMs;
}

/** The slack that more than half of the times have; some markets close early. */
function commonSlack(times: Float64Array, intervalMs: number): number {
  const gridMs = Math.min(intervalMs, hourMs);
  const candidates = slacks.filter((slackMs) => gridMs >= minGridMs(slackMs));
  return (
    candidates.find(
      (slackMs) =>
        times.filter((time) => modulo(time + slackMs, gridMs) === 0).length > times.length / 2,
    ) ?? 0
  );
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

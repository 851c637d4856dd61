import type { Interval } from '../../../core/metrics/statistics';

/**
 * Class that colours a result: `up` above 0, `down` below, none for 0 and the undefined. Where the interval of the
 * result is known, its colour claims no more: none if it holds 0, or is undefined.
 */
export function toneOf(result: number, interval?: Interval): 'up' | 'down' | '' {
  const [low, high] = interval ?? [result, result];
  if (result > 0 && low > 0) return 'up';
  return result < 0 && high < 0 ? 'down' : '';
}

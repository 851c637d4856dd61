import type { Interval } from '../../../core/metrics/statistics';

/** The interval of a result for which none is known: it is not coloured, since colour would claim what nobody knows. */
export const unknownInterval: Interval = [NaN, NaN];

/**
 * Class that colours a result: `up` above 0, `down` below, none for 0 and the undefined. A result that stands for more than
 * itself (that of an account, not that of one trade) comes with its interval, and its colour claims no more: none if that holds 0, or is unknown.
 */
export function toneOf(result: number, interval?: Interval): 'up' | 'down' | '' {
  const [low, high] = interval ?? [result, result];
  if (result > 0 && low > 0) return 'up';
  return result < 0 && high < 0 ? 'down' : '';
}

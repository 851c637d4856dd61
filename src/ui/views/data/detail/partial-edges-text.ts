import type { DatasetInfo } from '../../../../core/library';
import { formatInterval } from '../../../format';

/** Returns which bars of a resampled dataset are incomplete, in a sentence; undefined for none. */
export function describePartialEdges({
  partialEdges,
  intervalMs,
}: Pick<DatasetInfo, 'partialEdges' | 'intervalMs'>): string | undefined {
  const { first = false, last = false } = partialEdges ?? {};
  const whole = `less than ${formatInterval(intervalMs)}`;
  if (first && last) return `The first and the last bar are incomplete: they cover ${whole}.`;
  if (first) return `The first bar is incomplete: it covers ${whole}.`;
  return last ? `The last bar is incomplete: it covers ${whole}.` : undefined;
}

import type { DatasetInfo } from '../../../../core/library';
import { formatInterval } from '../../../../core/bars/interval';
import { formatCount } from '../../../../core/format';

const minute = 60_000;
const hour = 60 * minute;

/** Units of a custom interval. */
export const intervalUnits = { minutes: minute, hours: hour, days: 24 * hour } as const;
export type IntervalUnit = keyof typeof intervalUnits;

const usualIntervals = [
  ...[1, 3, 5, 15, 30].map((count) => count * minute),
  ...[1, 2, 4, 6, 8, 12].map((count) => count * hour),
  ...[1, 7].map((count) => count * 24 * hour),
];

/** Returns the common intervals that bars of `intervalMs` can be resampled to. */
export function listCoarser({ intervalMs }: Pick<DatasetInfo, 'intervalMs'>): number[] {
  return usualIntervals.filter((coarser) => coarser > intervalMs && coarser % intervalMs === 0);
}

/** Returns why bars cannot be resampled to another interval; undefined if they can. */
export function findIntervalProblem(
  { intervalMs, from, to }: DatasetInfo,
  coarserMs: number,
): string | undefined {
  const own = formatInterval(intervalMs);
  if (!(coarserMs > intervalMs)) return `It must be longer than the ${own} that the bars have.`;
  if (coarserMs % intervalMs !== 0) return `It must be a whole number of bars of ${own}.`;
  return coarserMs > to - from + intervalMs ? 'It is longer than all of the bars.' : undefined;
}

/** Returns how many bars resampling gives, and whether the first and last are complete. */
export function describeResampling(
  { intervalMs, from, to, bars }: DatasetInfo,
  coarserMs: number,
): string {
  const first = Math.floor(from / coarserMs);
  const last = Math.floor(to / coarserMs);
  const count = last - first + 1;
  const edges = [
    ...(from % coarserMs === 0 ? [] : ['first']),
    ...((to + intervalMs) % coarserMs === 0 ? [] : ['last']),
  ];
  const text = `${formatCount(bars)} bars of ${formatInterval(intervalMs)} become about ${formatCount(count)} of ${formatInterval(coarserMs)}.`;
  return edges.length === 0
    ? text
    : `${text} The ${edges.join(' and the ')} will be incomplete, and marked as such.`;
}

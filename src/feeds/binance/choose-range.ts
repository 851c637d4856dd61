import { countBars, type Bars, type EpochMs } from '../../core/bars/bars';
import { formatUtc } from '../../core/bars/format-time';
import { klineIntervals, type DownloadRequest } from '../../core/download';
import { countIntervals } from './chunk-store';
import { DownloadError } from './download-error';
import type { TimeRange } from './read-answers';

/** The bars to fetch. */
export interface ChosenRange extends TimeRange {
  /** Whether the request reaches to the bar that is forming, or beyond. */
  readonly isCutAtForming: boolean;
}

/** More bars than this do not fit into the memory that a page gets. */
const mostBars = 5_000_000;

/**
 * Returns the range of `request` on the interval's grid, without bars that are not closed at
 * `serverTime`, the exchange's own clock: the machine's may be wrong. It starts after the last bar of
 * `base`, the dataset to extend, if there is one.
 *
 * Throws `DownloadError` where nothing is left (`empty`, `up-to-date`), or too much (`refused`).
 */
export function chooseRange(
  { interval, from, to }: DownloadRequest,
  serverTime: EpochMs,
  base?: Bars,
): ChosenRange {
  const intervalMs = klineIntervals[interval];
  const closedTo = Math.floor(serverTime / intervalMs) * intervalMs;
  const askedTo = Math.ceil(to / intervalMs) * intervalMs;
  const range: ChosenRange = {
    from:
      base === undefined
        ? Math.ceil(from / intervalMs) * intervalMs
        : base.openTime[countBars(base) - 1] + intervalMs,
    to: Math.min(askedTo, closedTo),
    isCutAtForming: askedTo > closedTo,
  };
  const count = countIntervals(range, intervalMs);
  // NaN is no range either.
  if (!(count > 0)) throw base === undefined ? describeEmpty(range, from, to) : upToDate(range);
  if (count > mostBars) {
    throw new DownloadError(
      'refused',
      `That would be ${count} bars; this page holds ${mostBars} at most. ` +
        'Choose fewer days or a coarser interval.',
    );
  }
  return range;
}

/** The error for a dataset that ends with the newest closed bar. */
export function upToDate({ from }: TimeRange): DownloadError {
  return new DownloadError(
    'up-to-date',
    `There is nothing to add: no bar that opens at ${formatUtc(from)} or later is closed yet.`,
  );
}

function describeEmpty({ isCutAtForming }: ChosenRange, from: number, to: number): DownloadError {
  const reason =
    from < to && isCutAtForming
      ? `no bar that opens at ${formatUtc(from)} or later is closed yet`
      : 'the dates leave no whole bar between them';
  return new DownloadError('empty', `There is nothing to fetch: ${reason}. Choose earlier dates.`);
}

import type { EpochMs } from '../../../../core/bars/bars';
import {
  klineIntervals,
  type DownloadRequest,
  type KlineInterval,
} from '../../../../core/download';
import { formatCount } from '../../../format';

const dayMs = 86_400_000;
/** Bars of one answer of the exchange. */
const barsPerRequest = 1000;
/** More do not fit into the memory that a page gets. */
export const mostBars = 5_000_000;

/** What is chosen in the dialog. */
export interface DownloadChoices {
  readonly symbol: string;
  readonly interval: KlineInterval;
  readonly span: 'days' | 'dates';
  readonly days: number;
  /** `YYYY-MM-DD`, UTC; both days are in. */
  readonly fromDate: string;
  readonly toDate: string;
}

/**
 * Returns the request that the choices mean at `now`, whole bars up to the one that is forming; or what
 * is wrong with them, for whoever chose.
 */
export function planDownload(
  choices: DownloadChoices,
  now: EpochMs,
): { readonly request: DownloadRequest } | { readonly problem: string } {
  const symbol = choices.symbol.trim().toUpperCase();
  if (symbol === '') return { problem: 'Choose a symbol.' };
  const intervalMs = klineIntervals[choices.interval];
  const closed = Math.floor(now / intervalMs) * intervalMs;
  const isByDays = choices.span === 'days';
  const from = isByDays ? closed - choices.days * dayMs : Date.parse(choices.fromDate);
  const to = isByDays ? closed : Math.min(closed, Date.parse(choices.toDate) + dayMs);
  if (Number.isNaN(from + to)) return { problem: 'Choose the first and the last day.' };
  if (from >= to) return { problem: 'The first day must not be after the last, or in the future.' };
  if (countBars(from, to, intervalMs) > mostBars) {
    return {
      problem: `More than ${formatCount(mostBars)} bars do not fit. Choose fewer days or a coarser interval.`,
    };
  }
  return { request: { symbol, interval: choices.interval, from, to } };
}

/** Returns what a download will take: "129,600 bars in about 130 requests". */
export function estimateDownload({ interval, from, to }: DownloadRequest): string {
  const bars = countBars(from, to, klineIntervals[interval]);
  const requests = Math.ceil(bars / barsPerRequest);
  return (
    `${formatCount(bars)} ${bars === 1 ? 'bar' : 'bars'} in about ` +
    `${formatCount(requests)} ${requests === 1 ? 'request' : 'requests'}`
  );
}

function countBars(from: EpochMs, to: EpochMs, intervalMs: number): number {
  return Math.ceil((to - from) / intervalMs);
}

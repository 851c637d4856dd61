import * as v from 'valibot';
import { type BarInterval, barIntervals } from './exchange';
import { finite, record } from './schema';

/** Which bars to fetch from an exchange. */
const downloadRequestSchema = record({
  /** Id of the exchange. */
  exchange: v.string(),
  /** As the exchange writes it. */
  symbol: v.string(),
  interval: v.picklist(Object.keys(barIntervals) as BarInterval[]),
  /** Open times: `from` is in, `to` is not. Bars that are not closed yet are left out. */
  from: finite,
  to: finite,
  /** Dataset that the bars are added to and that the result replaces. */
  extendsDatasetId: v.optional(v.string()),
});

export type DownloadRequest = v.InferOutput<typeof downloadRequestSchema>;

/** More bars than this do not fit into the memory of a page. */
export const maxDownloadBars = 5_000_000;

/** Returns the key of a request: requests with the same key fetch the same bars, so one can resume another. */
export function keyDownload(request: DownloadRequest): string {
  const { exchange, symbol, interval, from, to, extendsDatasetId } = request;
  return JSON.stringify([exchange, symbol, interval, from, to, extendsDatasetId ?? null]);
}

/** A download that was stopped and can be resumed. */
export const downloadInfoSchema = record({
  id: v.string(),
  request: downloadRequestSchema,
  barsDone: finite,
  barsTotal: finite,
  savedAt: finite,
});

export type DownloadInfo = v.InferOutput<typeof downloadInfoSchema>;

/** Why a download is waiting, and for how long. */
export type DownloadWait =
  | { readonly kind: 'rate-limited' | 'banned' | 'blocked'; readonly seconds: number }
  | { readonly kind: 'retrying'; readonly seconds: number; readonly reason: string }
  | { readonly kind: 'offline' };

export interface DownloadProgress {
  readonly kind: 'downloading';
  readonly barsDone: number;
  readonly barsTotal: number;
  /** NaN until the speed is known. */
  readonly etaSeconds: number;
  /** Host that the bars come from. */
  readonly host: string;
  readonly wait?: DownloadWait;
}

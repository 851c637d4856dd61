import type { EpochMs } from './bars/bars';
import type { BarInterval } from './exchange';

/** Which bars to fetch from an exchange. */
export interface DownloadRequest {
  /** Id of the exchange. */
  readonly exchange: string;
  /** As the exchange writes it. */
  readonly symbol: string;
  readonly interval: BarInterval;
  /** Open times: `from` is in, `to` is not. Bars that are not closed yet are left out. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Dataset that the bars are added to and that the result replaces. */
  readonly extendsDatasetId?: string;
}

/** More bars than this do not fit into the memory of a page. */
export const maxDownloadBars = 5_000_000;

/** Returns the key of a request: requests with the same key fetch the same bars, so one can resume another. */
export function keyDownload(request: DownloadRequest): string {
  const { exchange, symbol, interval, from, to, extendsDatasetId } = request;
  return JSON.stringify([exchange, symbol, interval, from, to, extendsDatasetId ?? null]);
}

/** A download that was stopped and can be resumed. */
export interface DownloadInfo {
  readonly id: string;
  readonly request: DownloadRequest;
  readonly barsDone: number;
  readonly barsTotal: number;
  readonly savedAt: EpochMs;
}

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

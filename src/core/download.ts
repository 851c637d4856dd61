import type { EpochMs } from './bars/bars';

/** Intervals of klines, as the exchange writes them (case matters: 1m is a minute, 1M a month). */
export const klineIntervals = {
  '1s': 1000,
  '1m': 60_000,
  '3m': 180_000,
  '5m': 300_000,
  '15m': 900_000,
  '30m': 1_800_000,
  '1h': 3_600_000,
  '2h': 7_200_000,
  '4h': 14_400_000,
  '6h': 21_600_000,
  '8h': 28_800_000,
  '12h': 43_200_000,
  '1d': 86_400_000,
} as const;

export type KlineInterval = keyof typeof klineIntervals;

/** Which bars to fetch from the exchange. */
export interface DownloadRequest {
  /** In upper case, as the exchange writes it. */
  readonly symbol: string;
  readonly interval: KlineInterval;
  /** Open times: `from` is in, `to` is not. Bars that are not closed yet are left out. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Dataset that the bars are added to and that the result replaces. */
  readonly extendsDatasetId?: string;
}

/** A download that was stopped and can go on. */
export interface DownloadInfo {
  readonly id: string;
  readonly request: DownloadRequest;
  readonly barsDone: number;
  readonly barsTotal: number;
  readonly savedAt: EpochMs;
}

/** A market of the exchange. */
export interface ExchangeSymbol {
  readonly symbol: string;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  /** `TRADING`, `BREAK`, `HALT`, and whatever else the exchange says. */
  readonly status: string;
}

/** Why a download stands still, and until when. */
export type DownloadWait =
  | { readonly kind: 'rate-limited'; readonly seconds: number }
  | { readonly kind: 'banned'; readonly seconds: number }
  | { readonly kind: 'retrying'; readonly seconds: number; readonly reason: string }
  | { readonly kind: 'offline' };

export interface DownloadProgress {
  readonly kind: 'downloading';
  readonly barsDone: number;
  readonly barsTotal: number;
  /** NaN until a pace is known. */
  readonly etaSeconds: number;
  /** Host that answers. */
  readonly host: string;
  readonly wait?: DownloadWait;
}

/** Requests with the same key fetch the same bars, so that one goes on where another stopped. */
export function keyDownload(request: DownloadRequest): string {
  const { symbol, interval, from, to, extendsDatasetId } = request;
  return JSON.stringify([symbol, interval, from, to, extendsDatasetId ?? null]);
}

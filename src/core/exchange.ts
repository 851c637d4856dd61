import type { EpochMs } from './bars/bars';

/**
 * Lengths in ms of the bars that an exchange may have, by the names that the program gives them (case
 * matters: 1m is a minute, 1M a month). An exchange translates them into its own.
 */
export const barIntervals = {
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

export type BarInterval = keyof typeof barIntervals;

/** Returns the name of the interval of `intervalMs`; undefined where there is none. */
export function nameBarInterval(intervalMs: number): BarInterval | undefined {
  const names = Object.keys(barIntervals) as BarInterval[];
  return names.find((name) => barIntervals[name] === intervalMs);
}

/** What the page knows of an exchange: what it is called, and what can be asked of it. */
export interface ExchangeInfo {
  /** In requests, datasets and stored refusals, so it never changes. */
  readonly id: string;
  /** As people write it: `Binance`. */
  readonly name: string;
  /** Which of its markets are meant: `Binance spot`. */
  readonly marketName: string;
  /** The bars that it has, in the order in which they are offered. */
  readonly intervals: readonly BarInterval[];
  /** Bars that it sends at most in one answer. */
  readonly maxBarsPerRequest: number;
  /** A symbol as the exchange writes it, which is proposed first. */
  readonly exampleSymbol: string;
  /** Quote assets that most people look for, in the order in which their markets are listed. */
  readonly quoteAssets: readonly string[];
  /** Where a person can download files of its bars by hand, if there is such a place. */
  readonly archive?: { readonly host: string; readonly url: string };
}

/** A market of an exchange. */
export interface ExchangeSymbol {
  readonly symbol: string;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  /** `TRADING`, or whatever else the exchange says of a market where nobody can trade now. */
  readonly status: string;
}

/** An exchange refuses this address: what every tab has to know before it sends a request. */
export interface ExchangeRefusal {
  /** `rate-limited`: 429; `banned`: 418; `blocked`: 403 or 451. */
  readonly kind: 'rate-limited' | 'banned' | 'blocked';
  readonly message: string;
  /** No request is to be sent before, as the exchange said itself or as long as it is wise to wait. */
  readonly until: EpochMs;
  /** Refusals of this kind in a row. */
  readonly times: number;
  readonly savedAt: EpochMs;
}

import type { EpochMs } from './bars/bars';

/**
 * Intervals that an exchange may offer, in ms, by this program's name for them (case matters: 1m is a
 * minute, 1M would be a month). An exchange translates them into its own.
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

/** What the page needs to know about an exchange: its names, and what can be requested from it. */
export interface ExchangeInfo {
  /** Stored in requests, datasets and refusals, so it must never change. */
  readonly id: string;
  /** For people: `Binance`. */
  readonly name: string;
  /** With the kind of market: `Binance spot`. */
  readonly marketName: string;
  /** Intervals that it offers, in the order in which the page lists them. */
  readonly intervals: readonly BarInterval[];
  /** Max bars in one response. */
  readonly maxBarsPerRequest: number;
  /** The symbol that the page proposes first, as the exchange writes it. */
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
  /** `TRADING`, or the exchange's word for a market where nobody can trade now. */
  readonly status: string;
}

/** An exchange refuses requests from this address. Every tab must check this before it sends one. */
export interface ExchangeRefusal {
  /** `rate-limited`: 429; `banned`: 418; `blocked`: 403 or 451. */
  readonly kind: 'rate-limited' | 'banned' | 'blocked';
  readonly message: string;
  /** No request may be sent before: a time that the exchange named, or else a cautious guess. */
  readonly until: EpochMs;
  /** Refusals of this kind in a row. */
  readonly times: number;
  readonly savedAt: EpochMs;
}

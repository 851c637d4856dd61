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

/** A market of the exchange. */
export interface ExchangeSymbol {
  readonly symbol: string;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  /** `TRADING`, `BREAK`, `HALT`, and whatever else the exchange says. */
  readonly status: string;
}

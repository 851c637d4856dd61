import type { Random } from '../../src/core/random';

/** A bar that a catalogue entry writes; prices are whole numbers of `digits` decimal places. */
export interface KnownBar {
  /** Open, in ms. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly quoteVolume: number;
  readonly trades: number;
}

/** A market with its bars, one after the other and in the order of time. */
export interface KnownMarket {
  readonly base: string;
  readonly quote: string;
  readonly digits: number;
  readonly intervalMs: number;
  readonly bars: readonly KnownBar[];
}

interface MarketOptions {
  readonly intervalMs: number;
  readonly start: number;
  readonly count: number;
  readonly base: string;
  readonly quote: string;
  /** About the first price, and its decimal places. */
  readonly price: number;
  readonly digits: number;
  /** Decimal places of volumes. */
  readonly volumeDigits: number;
  /** Share of bars that are missing. */
  readonly gaps: number;
}

/** Makes bars whose opens follow the closes before them, as those of a market that never closes do. */
export function makeMarket(options: MarketOptions, random: Random): KnownMarket {
  const { intervalMs, start, count, base, quote, price, digits, volumeDigits, gaps } = options;
  const unit = 10 ** digits;
  const round = (value: number, places = digits): number => Number(value.toFixed(places));
  const bars: KnownBar[] = [];
  let last = round(price);
  const step = Math.max(2 / unit, price * 0.002);
  for (let index = 0; index < count; index++) {
    const open = last;
    const close = Math.max(10 / unit, round(open + (random.uniform() - 0.5) * 2 * step));
    const high = round(Math.max(open, close) + random.uniform() * step);
    const low = Math.max(1 / unit, round(Math.min(open, close) - random.uniform() * step));
    const volume = round(0.1 + random.uniform() * 40, volumeDigits) || 10 ** -volumeDigits;
    const quoteVolume = round(volume * (0.5 * (high + low)), 8);
    const trades = 1 + Math.floor(random.uniform() * 900);
    last = close;
    const isMissing = index > 1 && index < count - 1 && random.uniform() < gaps;
    if (isMissing) continue;
    bars.push({
      time: start + index * intervalMs,
      open,
      high,
      low,
      close,
      volume,
      quoteVolume,
      trades,
    });
  }
  return { base, quote, digits, intervalMs, bars };
}

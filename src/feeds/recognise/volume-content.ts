import type { PriceGuess } from './price-content';
import type { Sample } from './sample';

/** Columns that behave as volumes. */
export interface VolumeGuess {
  readonly volume?: number;
  readonly quoteVolume?: number;
}

/**
 * Finds volumes among the columns left over: never negative, and not the same in every row; the
 * volume of the quote asset is that of the base times a price of the row.
 */
export function findVolumes(
  sample: Sample,
  candidates: readonly number[],
  prices: PriceGuess,
): VolumeGuess {
  const positions = candidates.filter((position) => isVolume(sample.numbers(position)));
  for (const volume of positions) {
    const quoteVolume = positions.find((quote) => isQuoteOf(sample, quote, volume, prices));
    if (quoteVolume !== undefined) return { volume, quoteVolume };
  }
  return positions.length === 0 ? {} : { volume: positions[0] };
}

/** Whether one volume is another times a price of the row, in nearly all rows that were traded. */
export function isQuoteOf(
  sample: Sample,
  quote: number,
  base: number,
  { high, low }: Pick<PriceGuess, 'high' | 'low'>,
): boolean {
  const [quotes, bases, highs, lows] = [quote, base, high, low].map((at) => sample.numbers(at));
  let [fitting, rows] = [0, 0];
  quotes.forEach((value, row) => {
    if (quote === base || !(value > 0) || !(bases[row] > 0)) return;
    rows++;
    const price = value / bases[row];
    if (price >= 0.99 * lows[row] && price <= 1.01 * highs[row]) fitting++;
  });
  return rows >= 2 && fitting >= 0.9 * rows;
}

function isVolume(values: Float64Array): boolean {
  const finite = values.filter(Number.isFinite);
  return (
    finite.length >= 0.9 * values.length &&
    finite.every((value) => value >= 0) &&
    new Set(finite).size > 1
  );
}

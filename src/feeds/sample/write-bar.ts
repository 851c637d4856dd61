import type { BarColumn } from '../../core/bars/bars';
import type { Random } from '../../core/random';
import { drawActivity } from './innovations';
import type { MarketParameters } from './parameters';

/** The columns of a market in the making. */
export type SampleColumns = Readonly<Record<BarColumn, Float64Array>>;

/** Quote amounts are whole multiples of one over this. */
const quoteUnits = 100_000;

/**
 * Writes open, high, low and close of bar t, in whole ticks.
 *
 * `change` is the return from the last close, `volatility` its standard deviation, both fractions. The
 * open lies within two ticks of the last close; the wicks grow with volatility.
 */
export function writePrices(
  { open, high, low, close }: SampleColumns,
  t: number,
  change: number,
  volatility: number,
  random: Random,
  { startPrice, ticksPerUnit }: MarketParameters,
): void {
  const before = t === 0 ? startPrice : close[t - 1];
  const wick = (): number =>
    Math.round(0.8 * volatility * before * ticksPerUnit * random.uniform() * random.uniform());
  const beforeTicks = Math.round(before * ticksPerUnit);
  const openTicks = Math.max(1, beforeTicks + random.below(3) + random.below(3) - 2);
  const closeTicks = Math.max(1, Math.round(before * (1 + change) * ticksPerUnit));
  open[t] = openTicks / ticksPerUnit;
  close[t] = closeTicks / ticksPerUnit;
  high[t] = (Math.max(openTicks, closeTicks) + wick()) / ticksPerUnit;
  low[t] = Math.max(1, Math.min(openTicks, closeTicks) - wick()) / ticksPerUnit;
}

/**
 * Writes volume, quote volume, trade count and the takers' part of bar t, whose prices are written.
 *
 * `busyness` is the size of the bar's move, typically 1, which volume follows; `imbalance`, -1 to 1,
 * is twice the takers' buying part less 1.
 */
export function writeAmounts(
  columns: SampleColumns,
  t: number,
  busyness: number,
  imbalance: number,
  random: Random,
  { typicalVolume, lotsPerUnit }: MarketParameters,
): void {
  const { open, high, low, close } = columns;
  const expected = typicalVolume * busyness * drawActivity(random);
  const lots = Math.max(1, Math.round(expected * lotsPerUnit));
  const boughtLots = Math.round((lots * (1 + imbalance)) / 2);
  const averagePrice = (open[t] + high[t] + low[t] + close[t]) / 4;
  const toQuote = (amount: number): number =>
    Math.round(amount * averagePrice * quoteUnits) / quoteUnits;
  columns.volume[t] = lots / lotsPerUnit;
  columns.quoteVolume[t] = toQuote(columns.volume[t]);
  columns.takerBuyBase[t] = boughtLots / lotsPerUnit;
  columns.takerBuyQuote[t] = toQuote(columns.takerBuyBase[t]);
  columns.tradeCount[t] = 1 + Math.round(10 * columns.volume[t] * drawActivity(random));
}

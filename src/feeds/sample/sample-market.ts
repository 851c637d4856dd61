import { type BarColumn, type Bars, optionalColumns, requiredColumns } from '../../core/bars/bars';
import { splitBlocks } from '../../core/dataset/splits';
import { labelDirection } from '../../core/labels/direction';
import type { SampleFacts, SampleKind } from '../../core/library';
import { computeAuc } from '../../core/metrics/auc';
import {
  chooseParameters,
  createMarketState,
  drawActivity,
  drawShock,
  intradayFactor,
  type MarketParameters,
  mixImbalance,
  nextDrift,
  observeBar,
  readBar,
} from './market';
import { computeTrueProbability } from './true-probability';
import { createRandom, type Random } from '../../core/random';

/** The seed of the market that the page offers. */
export const defaultSampleSeed = 1;

interface SampleOptions {
  readonly kind: SampleKind;
  /** A whole number. */
  readonly seed: number;
  readonly bars?: number;
  /** Horizon that `SampleFacts.bestAuc` speaks of. */
  readonly horizonBars?: number;
}

interface SampleMarket {
  readonly bars: Bars;
  readonly facts: SampleFacts;
  readonly name: string;
  readonly symbol: string;
}

/**
 * Returns an invented market: one-minute bars with fat tails, clustered volatility, an intraday season
 * and volume that follows both.
 *
 * In kind `edge`, buying by takers drives the price while the market is busy, and is taken back while it is calm: an
 * interaction, most of which a linear model cannot see. With the visible imbalance of a bar,
 * `2 takerBuyQuote / quoteVolume - 1`, its memory `m[t] = memoryDecay m[t-1] + imbalance[t]` and the activity `a[t]`, a
 * moving average of the size of returns, the drift of bar t+1 is
 * `edge f(m[t] / memoryScale) (responseMean + f(responseSteepness (a[t] - activityThreshold)))` of its volatility,
 * `f(x) = x / sqrt(1 + x^2)`. Kind `noise` is the same market without the drift.
 *
 * The same options give the same bytes on every machine: the market is made of additions,
 * multiplications, divisions and square roots, which IEEE 754 defines to the last bit, and not of
 * `Math.exp` and the like, which it does not. Throws `DatasetError` when the bars are too few to split.
 */
export function generateSampleMarket(
  { kind, seed, bars: barCount = 129_600, horizonBars = 10 }: SampleOptions,
  onProgress?: (done: number, total: number) => void,
): SampleMarket {
  const parameters = chooseParameters(kind);
  const bars = generateBars(parameters, seed, barCount, onProgress);
  const probability = computeTrueProbability(bars, parameters, horizonBars);
  const { start, end } = splitBlocks(barCount, { horizonBars }).test.labels;
  const labels = labelDirection(bars, horizonBars);
  const bestAuc = computeAuc(labels.subarray(start, end), probability.subarray(start, end));
  return {
    bars,
    facts: { kind, seed, horizonBars, bestAuc, feeBps: 3, slippageBps: 1 },
    name: kind === 'edge' ? `Sample market ${seed}` : `Pure noise ${seed}`,
    symbol: kind === 'edge' ? 'SAMPLE' : 'NOISE',
  };
}

/** 2024-01-01T00:00:00Z */
const firstOpenTime = 1_704_067_200_000;
const intervalMs = 60_000;
const barsPerProgress = 8_192;

/**
 * Returns `barCount` one-minute bars with taker columns, a function of `seed` alone.
 *
 * The volatility and the drift of a bar follow from the visible, rounded bars before it and the time
 * of day. `onProgress` is told of bars done and bars in all, the last time when all are done.
 */
export function generateBars(
  parameters: MarketParameters,
  seed: number,
  barCount: number,
  onProgress?: (done: number, total: number) => void,
): Bars {
  const random = createRandom(seed);
  const columns = allocateColumns(barCount);
  const bars: Bars = { intervalMs, ...columns };
  const state = createMarketState();
  for (let t = 0; t < barCount; t++) {
    if (t > 0 && t % barsPerProgress === 0) onProgress?.(t, barCount);
    columns.openTime[t] = firstOpenTime + t * intervalMs;
    const relative = state.relativeVolatility * intradayFactor(columns.openTime[t]);
    const volatility = parameters.baseVolatility * relative;
    const shock = drawShock(random);
    const change = volatility * (nextDrift(state, parameters) + shock);
    writePrices(columns, t, change, volatility, random, parameters);
    const busyness = relative * (0.6 + 0.6 * Math.abs(shock));
    const imbalance = mixImbalance(shock, drawShock(random), parameters);
    writeAmounts(columns, t, busyness, imbalance, random, parameters);
    observeBar(state, readBar(bars, t, parameters), parameters);
  }
  onProgress?.(barCount, barCount);
  return bars;
}

function allocateColumns(barCount: number): SampleColumns {
  const names = [...requiredColumns, ...optionalColumns];
  const entries = names.map((name) => [name, new Float64Array(barCount)]);
  return Object.fromEntries(entries) as SampleColumns;
}

/** The columns of a market in the making. */
type SampleColumns = Readonly<Record<BarColumn, Float64Array>>;

/** Quote amounts are whole multiples of one over this. */
const quoteUnits = 100_000;

/**
 * Writes open, high, low and close of bar t, in whole ticks.
 *
 * `change` is the return from the last close, `volatility` its standard deviation, both fractions. The
 * open lies within two ticks of the last close; the wicks grow with volatility.
 */
function writePrices(
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
function writeAmounts(
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

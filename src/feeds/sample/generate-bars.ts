import { type Bars, optionalColumns, requiredColumns } from '../../core/bars/bars';
import { createRandom } from '../../core/random';
import { drawShock } from './innovations';
import { intradayFactor } from './intraday-season';
import { createMarketState, mixImbalance, nextDrift, observeBar } from './market-state';
import type { MarketParameters } from './parameters';
import { measureImbalance, scaleReturn } from './visible-past';
import { type SampleColumns, writeAmounts, writePrices } from './write-bar';

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
    observeBar(state, scaleReturn(bars, t, parameters), measureImbalance(bars, t), parameters);
  }
  onProgress?.(barCount, barCount);
  return bars;
}

function allocateColumns(barCount: number): SampleColumns {
  const names = [...requiredColumns, ...optionalColumns];
  const entries = names.map((name) => [name, new Float64Array(barCount)]);
  return Object.fromEntries(entries) as SampleColumns;
}

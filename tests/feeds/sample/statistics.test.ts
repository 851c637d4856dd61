import { describe, expect, it } from 'vitest';
import { defaultSampleSeed, generateSampleMarket } from '../../../src/feeds/sample/sample-market';

const kinds = (['edge', 'noise'] as const).map((kind) => ({
  kind,
  bars: generateSampleMarket({ kind, seed: defaultSampleSeed }).bars,
}));

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function correlate(x: Float64Array, y: Float64Array): number {
  const [mx, my] = [mean(x), mean(y)];
  const product = (a: Float64Array, ma: number, b: Float64Array, mb: number): number =>
    a.reduce((sum, value, i) => sum + (value - ma) * (b[i] - mb), 0);
  return product(x, mx, y, my) / Math.sqrt(product(x, mx, x, mx) * product(y, my, y, my));
}

/** Returns from close to close in basis points, one for every bar but the first. */
function measureReturnsBps(close: Float64Array): Float64Array {
  return Float64Array.from(
    { length: close.length - 1 },
    (_, i) => 1e4 * (close[i + 1] / close[i] - 1),
  );
}

describe.each(kinds)('a sample market of kind $kind', ({ bars }) => {
  const returns = measureReturnsBps(bars.close);
  const absolute = returns.map(Math.abs);
  const squares = returns.map((value) => value * value);
  const volumes = bars.volume.subarray(1);

  it('has a volatility of 10 to 14 bps a minute', () => {
    const volatility = Math.sqrt(mean(squares));
    expect(volatility).toBeGreaterThan(10);
    expect(volatility).toBeLessThan(14);
  });

  it('has fat tails', () => {
    const fourth = mean(squares.map((value) => value * value));
    expect(fourth / mean(squares) ** 2 - 3).toBeGreaterThan(3);
  });

  it('has clustered volatility: absolute returns correlate up to an hour later', () => {
    for (const [lag, least] of [
      [1, 0.15],
      [10, 0.1],
      [30, 0.07],
      [60, 0.04],
    ]) {
      const later = absolute.subarray(lag);
      expect(correlate(absolute.subarray(0, later.length), later)).toBeGreaterThan(least);
    }
  });

  it('has volume that follows volatility, within the bar and over time', () => {
    expect(correlate(volumes, absolute)).toBeGreaterThan(0.4);
    expect(correlate(volumes.subarray(1), absolute.subarray(0, -1))).toBeGreaterThan(0.15);
  });

  it('has an intraday season in volatility and in volume', () => {
    const byHour = (values: Float64Array, hour: number): number =>
      mean(values.filter((_, i) => Math.floor(bars.openTime[i + 1] / 3_600_000) % 24 === hour));
    expect(byHour(absolute, 14) / byHour(absolute, 5)).toBeGreaterThan(1.7);
    expect(byHour(volumes, 14) / byHour(volumes, 5)).toBeGreaterThan(1.7);
  });

  it('has opens within two ticks of the last close', () => {
    const ticks = bars.open.subarray(1).map((open, i) => Math.abs(open - bars.close[i]) * 100);
    expect(Math.max(...ticks.slice(0, 100_000))).toBeLessThan(2.01);
    expect(mean(ticks)).toBeGreaterThan(0.5);
  });

  it('has prices in whole ticks and amounts in whole lots', () => {
    for (const column of ['open', 'high', 'low', 'close'] as const) {
      expect(bars[column].every((price) => Math.round(price * 100) / 100 === price)).toBe(true);
    }
    expect(bars.volume.every((amount) => Math.round(amount * 1000) / 1000 === amount)).toBe(true);
  });

  it('has taker and quote columns that agree with volume and price', () => {
    const { volume, low, high, quoteVolume, takerBuyBase, takerBuyQuote, tradeCount } = bars;
    if (!quoteVolume || !takerBuyBase || !takerBuyQuote || !tradeCount)
      throw new Error('a column is missing');
    volume.forEach((total, t) => {
      const isRight =
        takerBuyBase[t] >= 0 &&
        takerBuyBase[t] <= total &&
        takerBuyQuote[t] <= quoteVolume[t] &&
        Math.abs(takerBuyQuote[t] * total - quoteVolume[t] * takerBuyBase[t]) <= 1e-4 * total &&
        quoteVolume[t] >= low[t] * total - 1e-5 &&
        quoteVolume[t] <= high[t] * total + 1e-5 &&
        Number.isInteger(tradeCount[t]) &&
        tradeCount[t] >= 1;
      if (!isRight) throw new Error(`amounts disagree at bar ${t}`);
    });
    expect(mean(takerBuyBase.map((bought, t) => bought / volume[t]))).toBeCloseTo(0.5, 2);
  });
});

import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random';
import {
  drawActivity,
  drawShock,
  intradayFactor,
  saturate,
} from '../../../src/feeds/sample/market';

const count = 400_000;

function drawMany(draw: typeof drawShock, seed = 1): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length: count }, () => draw(random));
}

function average(values: Float64Array, of: (value: number) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0) / values.length;
}

describe('drawShock', () => {
  const shocks = drawMany(drawShock);

  it('has mean 0, variance 1 and the stated mean absolute value', () => {
    expect(average(shocks, (x) => x)).toBeCloseTo(0, 2);
    expect(Math.abs(average(shocks, (x) => x * x) - 1)).toBeLessThan(0.03);
    expect(Math.abs(average(shocks, Math.abs) - Math.SQRT1_2)).toBeLessThan(0.005);
  });

  it('falls below the quantiles of a t distribution with 4 degrees of freedom', () => {
    // Quantiles 75%, 95% and 99.9% of t(4), over its deviation sqrt(2).
    for (const [quantile, part] of [
      [0.740697, 0.75],
      [2.131847, 0.95],
      [7.173182, 0.999],
    ]) {
      const below = average(shocks, (x) => (x < quantile / Math.SQRT2 ? 1 : 0));
      expect(Math.abs(below - part)).toBeLessThan(4 * Math.sqrt((part * (1 - part)) / count));
    }
  });

  it('never leaves +-15', () => {
    expect(average(shocks, (x) => (Math.abs(x) > 15 ? 1 : 0))).toBe(0);
    expect(Math.max(...shocks.slice(0, 100_000).map(Math.abs))).toBeGreaterThan(8);
  });
});

describe('drawActivity', () => {
  it('is positive, near 1 in the middle and skewed to the right', () => {
    const factors = drawMany(drawActivity).sort();
    expect(factors[0]).toBeGreaterThan(0.19);
    expect(factors[count - 1]).toBeLessThan(4);
    expect(factors[count / 2]).toBeCloseTo(1, 2);
    expect(average(factors, (x) => x)).toBeGreaterThan(1.08);
  });
});

describe('saturate', () => {
  it('keeps small numbers and signs and stays inside +-1', () => {
    expect(saturate(1e-6)).toBeCloseTo(1e-6, 12);
    expect(saturate(1)).toBeCloseTo(Math.SQRT1_2, 15);
    expect(saturate(-3)).toBe(-saturate(3));
    expect(saturate(50)).toBeLessThan(1);
  });
});

const midnight = Date.UTC(2024, 0, 1);
const minutes = Float64Array.from({ length: 1440 }, (_, i) =>
  intradayFactor(midnight + i * 60_000),
);

describe('intradayFactor', () => {
  it('keeps the mean square of a day near 1', () => {
    const meanSquare = minutes.reduce((sum, x) => sum + x * x, 0) / minutes.length;
    expect(Math.abs(meanSquare - 1)).toBeLessThan(0.01);
  });

  it('is quiet in the night, busy in the afternoon and the same every day', () => {
    expect(minutes[5 * 60]).toBeLessThan(0.75);
    expect(minutes[14 * 60]).toBeGreaterThan(1.5);
    expect(intradayFactor(midnight + 40 * 86_400_000 + 3_600_000)).toBe(minutes[60]);
  });

  it('has no jump, midnight included', () => {
    for (let i = 0; i < minutes.length; i++) {
      expect(Math.abs(minutes[(i + 1) % 1440] - minutes[i])).toBeLessThan(0.01);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { intradayFactor } from '../../../src/feeds/sample/intraday-season';

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

import { describe, expect, it } from 'vitest';
import { formatInterval, guessIntervalMs } from '../../../src/core/bars/interval';
import { BarsError } from '../../../src/core/bars/validate';

describe('formatInterval', () => {
  it.each([
    [60_000, '1m'],
    [900_000, '15m'],
    [14_400_000, '4h'],
    [86_400_000, '1d'],
    [90_000, '90s'],
    [250, '250ms'],
  ])('writes %d ms as %s', (intervalMs, text) => {
    expect(formatInterval(intervalMs)).toBe(text);
  });
});

describe('guessIntervalMs', () => {
  it('returns the most frequent step, whatever the gaps', () => {
    expect(guessIntervalMs([0, 60, 120, 500, 560, 900])).toBe(60);
  });

  it('returns the smaller step of a tie', () => {
    expect(guessIntervalMs([0, 300, 360])).toBe(60);
  });

  it('counts no repeated time, no step back and no NaN', () => {
    expect(guessIntervalMs([0, 0, 0, -60, -60, NaN, 5, 65])).toBe(60);
  });

  it.each([[[]], [[5]], [[5, 5, 4]]])('throws for %j, in which time does not go on', (times) => {
    expect(() => guessIntervalMs(times)).toThrow(BarsError);
  });
});

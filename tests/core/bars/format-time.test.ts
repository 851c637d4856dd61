import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatUtc } from '../../../src/core/bars/format-time';

describe('formatUtc', () => {
  it.each([
    [0, '1970-01-01T00:00:00Z'],
    [-1, '1969-12-31T23:59:59Z'],
    [1_709_164_800_000, '2024-02-29T00:00:00Z'],
    [951_782_400_999, '2000-02-29T00:00:00Z'],
    [1_704_067_920_000, '2024-01-01T00:12:00Z'],
  ])('writes %d as %s', (epochMs, text) => {
    expect(formatUtc(epochMs)).toBe(text);
  });

  it('agrees with the platform on every date of the years 0 to 9999', () => {
    const range = { min: Date.UTC(2000, 0, 1) - 2000 * 31_556_952_000, max: 253_402_300_799_999 };
    fc.assert(
      fc.property(fc.integer(range), (epochMs) => {
        expect(formatUtc(epochMs)).toBe(`${new Date(epochMs).toISOString().slice(0, 19)}Z`);
      }),
    );
  });
});

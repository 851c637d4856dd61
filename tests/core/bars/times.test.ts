import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatUtc,
  guessTimeUnit,
  isPlausibleCount,
  isPlausibleTime,
  toEpochMs,
} from '../../../src/core/bars/times';

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

  it('writes what no date can be as a number of milliseconds', () => {
    expect(formatUtc(1.7e12 * 1000)).toBe('+055840-11-08T22:13:20Z');
    expect(formatUtc(1.7e18)).toBe('1700000000000000000 ms');
    expect(formatUtc(NaN)).toBe('NaN ms');
  });
});

const perMs = { s: 1e-3, ms: 1, us: 1e3, ns: 1e6 } as const;

describe('guessTimeUnit', () => {
  it('tells every unit apart for any minute from 1980 to 2100', () => {
    const minute = fc.integer({ min: 5_258_880, max: 68_374_080 });
    const unit = fc.constantFrom<keyof typeof perMs>('s', 'ms', 'us', 'ns');
    fc.assert(
      fc.property(minute, unit, (minutes, expected) => {
        const time = minutes * 60_000 * perMs[expected];
        expect(guessTimeUnit(time)).toBe(expected);
        expect(toEpochMs(time, expected)).toBe(minutes * 60_000);
      }),
    );
  });
});

describe('toEpochMs', () => {
  it('keeps the last moment of a bar within it', () => {
    expect(toEpochMs(1_735_689_659_999_999, 'us')).toBe(1_735_689_659_999);
    expect(toEpochMs(1_735_689_659_999, 'ms')).toBe(1_735_689_659_999);
    expect(toEpochMs(1_735_689_659.999, 's')).toBe(1_735_689_659_999);
    expect(toEpochMs(1_735_689_659_999_000_000, 'ns')).toBe(1_735_689_659_999);
  });

  it('counts .NET ticks from the year 1 and kdb times from 2000', () => {
    expect(toEpochMs(638_408_736_000_000_000, 'ticks')).toBe(Date.UTC(2024, 0, 15));
    expect(toEpochMs(758_592_000_000_000_000, 'ns-2000')).toBe(Date.UTC(2024, 0, 15));
  });
});

describe('isPlausibleCount', () => {
  it.each([1_704_067_200, 1_704_067_200_000, 1_704_067_200e6, 1_704_067_200e9])(
    'takes %d for a time',
    (time) => {
      expect(isPlausibleCount(time)).toBe(true);
    },
  );

  it.each([0, 12, 45_292, 20_240_101, 202_401_010_000, 20_240_101_000_000, NaN])(
    'does not take %d for one',
    (time) => {
      expect(isPlausibleCount(time)).toBe(false);
    },
  );
});

describe('isPlausibleTime', () => {
  it('holds from 1980 to the end of 2099', () => {
    const times = [
      Date.UTC(1980, 0) - 1,
      Date.UTC(1980, 0),
      Date.UTC(2100, 0) - 1,
      Date.UTC(2100, 0),
    ];
    expect(times.map(isPlausibleTime)).toEqual([false, true, true, false]);
  });
});

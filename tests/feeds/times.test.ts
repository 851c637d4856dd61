import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  convertNumericTimes,
  convertToEpochMs,
  guessTimeUnit,
  isPlausibleTime,
  parseIsoTime,
  toEpochMs,
  type TimeUnit,
} from '../../src/feeds/times';

const perMs: Record<TimeUnit, number> = { s: 1e-3, ms: 1, us: 1e3, ns: 1e6 };

describe('guessTimeUnit', () => {
  it('tells every unit apart for any minute from 1980 to 2100', () => {
    const minute = fc.integer({ min: 5_258_880, max: 68_374_080 });
    const unit = fc.constantFrom<TimeUnit>('s', 'ms', 'us', 'ns');
    fc.assert(
      fc.property(minute, unit, (minutes, expected) => {
        const times = Float64Array.of(minutes * 60_000 * perMs[expected]);
        expect(guessTimeUnit(times[0])).toBe(expected);
        convertToEpochMs(times, expected);
        expect(times[0]).toBe(minutes * 60_000);
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
});

describe('isPlausibleTime', () => {
  it.each([1_704_067_200, 1_704_067_200_000, 1_704_067_200e6, 1_704_067_200e9])(
    'takes %d for a time',
    (time) => {
      expect(isPlausibleTime(time)).toBe(true);
    },
  );

  it.each([0, 12, 45_292, 20_240_101, 202_401_010_000, 20_240_101_000_000, NaN])(
    'does not take %d for one',
    (time) => {
      expect(isPlausibleTime(time)).toBe(false);
    },
  );
});

describe('convertNumericTimes', () => {
  const rowOf = (index: number): number => index + 1;

  it('notes the unit that it found', () => {
    const times = Float64Array.of(1_735_689_600_000_000, 1_735_689_660_000_000);
    expect(convertNumericTimes(times, 'a.csv', rowOf)).toEqual(['times are microseconds']);
    expect([...times]).toEqual([1_735_689_600_000, 1_735_689_660_000]);
  });

  it('refuses a file whose unit changes', () => {
    const times = Float64Array.of(1_735_689_540_000, 1_735_689_600_000_000);
    expect(() => convertNumericTimes(times, 'a.csv', rowOf)).toThrow(
      /a\.csv: times are milliseconds in row 1 .* but microseconds in row 2/,
    );
  });
});

describe('parseIsoTime', () => {
  it.each([
    ['2024-01-01', '2024-01-01T00:00:00.000Z'],
    ['2024-01-01 00:01', '2024-01-01T00:01:00.000Z'],
    ['2024-01-01 00:01:30', '2024-01-01T00:01:30.000Z'],
    ['2024-01-01T00:01:30.250Z', '2024-01-01T00:01:30.250Z'],
    ['2024-01-01T00:01:30.569', '2024-01-01T00:01:30.569Z'],
    ['2024-01-01T00:01:30.0099999', '2024-01-01T00:01:30.009Z'],
    ['2024-01-01T00:01:30,5', '2024-01-01T00:01:30.500Z'],
    ['2024-01-01 09:00:00+09:00', '2024-01-01T00:00:00.000Z'],
    ['2024-01-01 00:00:00-0330', '2024-01-01T03:30:00.000Z'],
    ['2024-02-29 00:00:00 UTC', '2024-02-29T00:00:00.000Z'],
  ])('reads %s, without a zone as UTC', (text, expected) => {
    expect(new Date(parseIsoTime(text)).toISOString()).toBe(expected);
  });

  it.each(['', 'today', '29/04/2013 23:59', '2023-02-29', '2024-13-01', '2024-01-01 24:00:00'])(
    'gives NaN for "%s"',
    (text) => {
      expect(parseIsoTime(text)).toBeNaN();
    },
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  buildTimeTicks,
  buildValueTicks,
  formatTickLabel,
  pickStepDecimals,
  pickTimeStep,
} from '../../src/charts/ticks';
import { formatUtcTime } from '../../src/core/format';
import { newYear } from '../core/bars/make-bars';

const minute = 60_000;
const day = 1440 * minute;

/** Open times of `count` bars from `start` on, those inside [gapFrom, gapTo) left out. */
function makeTimes(
  start: number,
  count: number,
  { interval = minute, gapFrom = Infinity, gapTo = Infinity } = {},
): Float64Array {
  const times = Array.from({ length: count }, (_, i) => start + i * interval);
  return Float64Array.from(times.filter((time) => time < gapFrom || time >= gapTo));
}

function labelTicks(openTime: Float64Array, interval: number, minBars: number): string[] {
  const range = { start: 0, end: openTime.length };
  return buildTimeTicks(openTime, range, interval, minBars).map((tick) => tick.label);
}

describe('buildTimeTicks', () => {
  test('labels quarters of an hour', () => {
    const times = makeTimes(newYear + 7 * 60 * minute + 50 * minute, 60);
    expect(labelTicks(times, minute, 12)).toEqual(['08:00', '08:15', '08:30', '08:45']);
  });

  test('labels hours, and the day where one begins', () => {
    const times = makeTimes(newYear + day - 90 * minute, 240);
    expect(labelTicks(times, minute, 50)).toEqual(['23:00', '2 Jan', '01:00', '02:00']);
  });

  test('labels days, and the year where one begins', () => {
    const times = makeTimes(newYear - 2 * day, 5 * 24, { interval: 60 * minute });
    expect(labelTicks(times, 60 * minute, 20)).toEqual([
      '30 Dec',
      '31 Dec',
      '2024',
      '2 Jan',
      '3 Jan',
    ]);
  });

  test('labels months of different length at their first day', () => {
    const times = makeTimes(Date.UTC(2023, 10, 20), 150, { interval: day });
    const range = { start: 0, end: times.length };
    const ticks = buildTimeTicks(times, range, day, 25);
    expect(ticks.map((tick) => tick.label)).toEqual(['Dec', '2024', 'Feb', 'Mar', 'Apr']);
    for (const { index } of ticks) expect(new Date(times[index]).getUTCDate()).toBe(1);
  });

  test('stands at a bar that opens at the labelled time', () => {
    const times = makeTimes(newYear + 5 * minute, 100);
    const ticks = buildTimeTicks(times, { start: 20, end: 90 }, minute, 12);
    expect(ticks.map(({ index, label }) => [formatUtcTime(times[index]), label])).toEqual([
      ['00:30', '00:30'],
      ['00:45', '00:45'],
      ['01:00', '01:00'],
      ['01:15', '01:15'],
      ['01:30', '01:30'],
    ]);
  });

  test('leaves out labels whose bars are missing', () => {
    const gapFrom = newYear + 20 * minute;
    const times = makeTimes(newYear, 120, { gapFrom, gapTo: newYear + 70 * minute });
    expect(labelTicks(times, minute, 12)).toEqual(['2024', '00:15', '01:15', '01:30', '01:45']);
  });

  test('reads no time outside its range', () => {
    const times = makeTimes(newYear, 60);
    const range = { start: 10, end: 40 };
    const poisoned = times.map((time, i) => (i < 10 || i >= 40 ? NaN : time));
    expect(buildTimeTicks(poisoned, range, minute, 4)).toEqual(
      buildTimeTicks(times, range, minute, 4),
    );
  });

  test('returns nothing for an empty range', () => {
    expect(buildTimeTicks(new Float64Array(0), { start: 0, end: 0 }, minute, 4)).toEqual([]);
  });
});

test('pickTimeStep goes from minutes over days to months and years', () => {
  expect(pickTimeStep(12 * minute)).toEqual({ kind: 'fixed', ms: 15 * minute });
  expect(pickTimeStep(6 * day)).toEqual({ kind: 'fixed', ms: 7 * day });
  expect(pickTimeStep(20 * day)).toEqual({ kind: 'months', months: 1 });
  expect(pickTimeStep(1e6 * day)).toEqual({ kind: 'months', months: 120 });
});

test('month steps show the year in January', () => {
  const step = { kind: 'months', months: 1 } as const;
  expect(formatTickLabel(newYear, step)).toBe('2024');
  expect(formatTickLabel(Date.UTC(2024, 4), step)).toBe('May');
});

test('ticks are round and labelled alike', () => {
  expect(buildValueTicks(64_210, 67_900, 5).map((tick) => tick.label)).toEqual([
    '65,000',
    '66,000',
    '67,000',
  ]);
  expect(buildValueTicks(0.4812, 0.5233, 5).map((tick) => tick.label)).toEqual([
    '0.49',
    '0.50',
    '0.51',
    '0.52',
  ]);
});

test('ticks lie inside the extent, rise evenly, and are at most as many as asked for', () => {
  const extents = fc
    .tuple(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
    )
    .map(([min, extent]) => ({ min, max: min + extent }));
  fc.assert(
    fc.property(extents, fc.integer({ min: 2, max: 12 }), ({ min, max }, count) => {
      const values = buildValueTicks(min, max, count).map((tick) => tick.value);
      expect(values.length).toBeLessThanOrEqual(count);
      const slack = (max - min) * 1e-6;
      for (const value of values) {
        expect(value).toBeGreaterThanOrEqual(min - slack);
        expect(value).toBeLessThanOrEqual(max + slack);
      }
      const steps = values.slice(1).map((value, i) => value - values[i]);
      for (const step of steps) expect(Math.abs(step - steps[0])).toBeLessThan(slack + 1e-6);
    }),
  );
});

test('an empty extent has no ticks', () => {
  expect(buildValueTicks(5, 5, 4)).toEqual([]);
  expect(buildValueTicks(NaN, NaN, 4)).toEqual([]);
});

test.each([
  [50, 0],
  [1, 0],
  [0.5, 1],
  [0.25, 2],
  [0.1, 1],
  [0.0025, 4],
])('steps of %s need %i decimals', (step, decimals) => {
  expect(pickStepDecimals(step)).toBe(decimals);
});

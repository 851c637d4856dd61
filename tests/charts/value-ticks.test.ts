import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildValueTicks } from '../../src/charts/value-ticks';

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

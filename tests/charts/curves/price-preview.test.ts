import { expect, test } from 'vitest';
import { buildPricePreview, summarizePreview } from '../../../src/charts/curves/price-preview';
import { makeBars, newYear } from '../../core/bars/make-bars';

test('keeps the lowest and the highest close in at most 1,602 rising points', () => {
  const bars = makeBars(20_000);
  const [seconds, closes] = buildPricePreview(bars).data;
  expect(seconds.length).toBeLessThanOrEqual(1602);
  expect(Math.min(...(closes as number[]))).toBe(Math.min(...bars.close));
  expect(Math.max(...(closes as number[]))).toBe(Math.max(...bars.close));
  const times = Array.from(seconds);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

test('is broken where bars are missing and names the missing time', () => {
  const bars = makeBars(100, { missing: [40, 41, 42] });
  const { data, gaps } = buildPricePreview(bars);
  expect(gaps).toEqual([{ from: newYear / 1000 + 40 * 60, to: newYear / 1000 + 43 * 60 }]);
  expect((data[1] as (number | null)[]).indexOf(null)).toBe(40);
  expect(summarizePreview(bars, gaps)).toContain('1 gaps');
});

test('a gap narrower than a column is listed but does not break the line', () => {
  const { data, gaps } = buildPricePreview(makeBars(20_000, { missing: [500] }));
  expect(gaps).toHaveLength(1);
  expect(data[1]).not.toContain(null);
});

test('no bars give no points', () => {
  expect(buildPricePreview(makeBars(0))).toEqual({ data: [[], []], gaps: [] });
});

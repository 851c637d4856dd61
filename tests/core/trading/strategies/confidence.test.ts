import fc from 'fast-check';
import { expect, test } from 'vitest';
import { measureConfidence } from '../../../../src/core/trading/strategies/thresholds';

const thresholds = { long: 0.6, short: 0.4 };

test.each([
  ['at the long threshold', 0.6, 0],
  ['half way from long to certain', 0.8, 0.5],
  ['certain of a rise', 1, 1],
  ['at the short threshold', 0.4, 0],
  ['half way from short to certain', 0.2, 0.5],
  ['in the middle of neutral', 0.5, 0.5],
  ['in neutral, a quarter of the way from short', 0.45, 0.75],
])('confidence %s', (_, probability, confidence) => {
  expect(measureConfidence(probability, thresholds)).toBeCloseTo(confidence, 12);
});

test('confidence of no opinion is NaN', () => {
  expect(measureConfidence(NaN, thresholds)).toBeNaN();
});

test('confidence lies within 0 and 1 for every probability and thresholds', () => {
  const inside = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), inside, inside, (probability, a, b) => {
      fc.pre(a !== b);
      const confidence = measureConfidence(probability, {
        long: Math.max(a, b),
        short: Math.min(a, b),
      });
      return confidence >= 0 && confidence <= 1;
    }),
  );
});

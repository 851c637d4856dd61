import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparePairedLogLoss } from '../../../src/core/metrics/paired-log-loss';

test('the difference is the mean of the bars, its interval that of a paired mean', () => {
  // Losses of label 1: -ln p. Differences ln(0.8 / 0.4) = ln 2 and ln(0.5 / 0.5) = 0.
  const { mean, ci } = comparePairedLogLoss([1, 1], [0.4, 0.5], [0.8, 0.5], 1);
  expect(mean).toBeCloseTo(Math.LN2 / 2, 12);
  // Sample deviation of {ln 2, 0} is ln 2 / sqrt 2; over sqrt 2 bars that is ln 2 / 2.
  const reach = (1.959963984540054 * Math.LN2) / 2;
  expect(ci[0]).toBeCloseTo(Math.LN2 / 2 - reach, 12);
  expect(ci[1]).toBeCloseTo(Math.LN2 / 2 + reach, 12);
});

test('labels that overlap by four bars make the interval twice as wide', () => {
  const labels = [1, 0, 1, 1];
  const first = [0.4, 0.6, 0.5, 0.7];
  const second = [0.5, 0.5, 0.5, 0.5];
  const width = (horizonBars: number) => {
    const [low, high] = comparePairedLogLoss(labels, first, second, horizonBars).ci;
    return high - low;
  };
  expect(width(4)).toBeCloseTo(2 * width(1), 12);
});

test('swapping the models turns the sign of everything', () => {
  const bar = fc.record({
    label: fc.integer({ min: 0, max: 1 }),
    first: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    second: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(bar, { minLength: 2 }), (bars) => {
      const labels = bars.map(({ label }) => label);
      const first = bars.map((one) => one.first);
      const second = bars.map((one) => one.second);
      const there = comparePairedLogLoss(labels, first, second, 3);
      const back = comparePairedLogLoss(labels, second, first, 3);
      expect(back.mean).toBeCloseTo(-there.mean, 9);
      expect(back.ci[0]).toBeCloseTo(-there.ci[1], 9);
      expect(back.ci[1]).toBeCloseTo(-there.ci[0], 9);
    }),
  );
});

test('nothing is known of no bars', () => {
  expect(comparePairedLogLoss([], [], [], 10).mean).toBeNaN();
});

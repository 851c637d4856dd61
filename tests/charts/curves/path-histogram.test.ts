import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binFalls, buildFallData, summarizeFalls } from '../../../src/charts/curves/path-histogram';

test('falls are counted in bins of a width that is easily read, which end at 0', () => {
  // The deepest of 4.6% takes 24 bins of 0.2%: 23 of them hold -0.046 to 0.
  const bins = binFalls([-0.046, -0.0455, -0.003, 0]);
  expect(bins).toHaveLength(23);
  expect(bins[0].from).toBeCloseTo(-0.046, 12);
  expect(bins[0].to).toBeCloseTo(-0.044, 12);
  expect(bins[0].paths).toBe(2);
  // -0.003 lies in -0.004 to -0.002, and 0 in the last one.
  expect(bins[21].paths).toBe(1);
  expect(bins[22].paths).toBe(1);
  expect(buildFallData(bins)[1]).toHaveLength(23);
});

test('ruin is in the first bin of 5%, and opens none below it', () => {
  const bins = binFalls([-1, -1, -0.5]);
  expect(bins).toHaveLength(20);
  expect(bins[0].paths).toBe(2);
  // -0.5 is the lower end of -0.5 to -0.45, the eleventh.
  expect(bins[10].paths).toBe(1);
});

test('each path is in one bin', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1, max: 0, noNaN: true }), { minLength: 1 }),
      (falls) => {
        const bins = binFalls(falls);
        expect(bins.reduce((sum, { paths }) => sum + paths, 0)).toBe(falls.length);
        expect(bins.at(-1)?.to).toBeCloseTo(0, 12);
        expect(bins.length).toBeLessThanOrEqual(24);
      },
    ),
  );
});

test('the distribution is told in a sentence', () => {
  const text = summarizeFalls('Max drawdown', Float64Array.of(-0.3, -0.2, -0.1), -0.25);
  expect(text).toBe(
    'Max drawdown of 3 paths: from −30.00% to −10.00%, half of them below −20.00%; this run −25.00%.',
  );
});

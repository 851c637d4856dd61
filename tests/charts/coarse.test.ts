import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  coarseStep,
  decimateLayeredBars,
  decimateLayeredLine,
  layerBars,
  layerLine,
} from '../../src/charts/coarse';
import { decimateLine, decimateOhlc } from '../../src/charts/decimate';
import { makeBars, poisonBars } from '../core/bars/make-bars';

const bars = makeBars(3000);
const line = bars.close.map((close, i) => (i < 100 || i % 97 === 0 ? NaN : close));

/** Ranges that begin on a coarse point, where both ways must agree entirely. */
const requests = fc
  .tuple(fc.nat(40), fc.nat(2999), fc.constantFrom(1, 16, 64, 128, 512))
  .map(([coarseStart, end, step]) => {
    const start = coarseStart * coarseStep;
    return { range: { start, end: Math.max(start, end) }, step };
  });

test('layered bars are what the bars themselves give', () => {
  const layered = layerBars(bars);
  fc.assert(
    fc.property(requests, ({ range, step }) => {
      const expected = decimateOhlc(bars, range, 1, step);
      const columns = decimateLayeredBars(layered, range, step);
      expect(columns.count).toBe(expected.count);
      for (const name of ['open', 'high', 'low', 'close'] as const) {
        expect(columns[name]).toEqual(expected[name]);
      }
      columns.volume.forEach((volume, k) => {
        expect(volume).toBeCloseTo(expected.volume[k], 9);
      });
    }),
  );
});

test('a layered line is what the line itself gives', () => {
  const layered = layerLine(line);
  fc.assert(
    fc.property(requests, ({ range, step }) => {
      const expected = decimateLine(line, range, step);
      expect(decimateLayeredLine(layered, range, step)).toEqual(expected);
    }),
  );
});

test('layered bars show nothing at or after the end of the range', () => {
  fc.assert(
    fc.property(requests, ({ range, step }) => {
      const poisoned = poisonBars(bars, (i) => i >= range.end);
      expect(decimateLayeredBars(layerBars(poisoned), range, step)).toEqual(
        decimateLayeredBars(layerBars(bars), range, step),
      );
    }),
    { numRuns: 50 },
  );
});

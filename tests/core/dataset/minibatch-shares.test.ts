import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  averageGradients,
  groupByLength,
  shareChunks,
} from '../../../src/core/dataset/minibatch-shares';
import { listBarsIn } from './list-bars';

const chunk = (start: number, end: number) => ({ targets: { start, end }, dropoutSeed: start });
const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 9 });

/** Chunks of the lengths given, far apart. */
function makeChunks(sizes: readonly number[]) {
  return sizes.map((size, at) => chunk(100 * at, 100 * at + size));
}

describe('shareChunks', () => {
  it('deals whole chunks where their number divides evenly', () => {
    const chunks = makeChunks([5, 5, 5, 3]);
    expect(shareChunks(chunks, 2)).toEqual([chunks.slice(0, 2), chunks.slice(2)]);
    expect(shareChunks(chunks, 1)).toEqual([chunks]);
  });

  it('cuts chunks where it does not, keeping the dropout seed of what is cut', () => {
    expect(shareChunks([chunk(0, 10), chunk(100, 110)], 3)).toEqual([
      [{ targets: { start: 0, end: 7 }, dropoutSeed: 0 }],
      [
        { targets: { start: 7, end: 10 }, dropoutSeed: 0 },
        { targets: { start: 100, end: 103 }, dropoutSeed: 100 },
      ],
      [{ targets: { start: 103, end: 110 }, dropoutSeed: 100 }],
    ]);
  });

  it('holds every target once, in order, in lists that are not empty', () => {
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 8 }), (sizes, workers) => {
        const chunks = makeChunks(sizes);
        const shares = shareChunks(chunks, workers);
        expect(shares.length).toBeLessThanOrEqual(workers);
        expect(shares.every((share) => share.length > 0)).toBe(true);
        expect(listBarsIn(shares.flat().map(({ targets }) => targets))).toEqual(
          listBarsIn(chunks.map(({ targets }) => targets)),
        );
      }),
    );
  });

  it('gives shares that differ by a label at most where it cuts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), (workers) => {
        const shares = shareChunks(makeChunks([16, 16, 16, 16, 16]), workers);
        const labels = shares.map(
          (share) => listBarsIn(share.map(({ targets }) => targets)).length,
        );
        const spread = Math.max(...labels) - Math.min(...labels);
        expect(spread).toBeLessThanOrEqual(5 % workers === 0 ? 0 : 1);
      }),
    );
  });
});

describe('groupByLength', () => {
  it('puts chunks of one length together', () => {
    const [a, b, c] = makeChunks([4, 7, 4]);
    expect(groupByLength([a, b, c])).toEqual([[a, c], [b]]);
  });
});

describe('averageGradients', () => {
  it('weighs each share by its labels', () => {
    const average = averageGradients([
      { gradient: Float32Array.of(1, 0), loss: 0.5, labels: 30 },
      { gradient: Float32Array.of(5, 4), loss: 0.9, labels: 10 },
    ]);
    expect([...average.gradient]).toEqual([2, 1]);
    expect(average.loss).toBeCloseTo(0.6, 12);
    expect(average.labels).toBe(40);
  });

  it('weighs three shares as it weighs two', () => {
    const share = (gradient: number, labels: number) => ({
      gradient: Float32Array.of(gradient),
      loss: gradient / 8,
      labels,
    });
    const average = averageGradients([share(8, 1), share(4, 2), share(0, 1)]);
    expect([...average.gradient]).toEqual([4]);
    expect(average.loss).toBe(0.5);
  });

  it('leaves a single share as it is', () => {
    const share = { gradient: Float32Array.of(1, 2), loss: 0.5, labels: 3 };
    expect(averageGradients([share])).toEqual(share);
  });

  it('refuses no shares', () => {
    expect(() => averageGradients([])).toThrow('need at least 1 share');
  });
});

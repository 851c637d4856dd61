import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planChunks, shuffleChunks, usableTargets } from '../../../src/core/dataset/chunks';
import { noLabel } from '../../../src/core/labels/label';
import { createRandom } from '../../../src/core/random';
import { listBarsIn } from './list-bars';

describe('usableTargets', () => {
  const stretches = [
    { start: 10, end: 40 },
    { start: 50, end: 54 },
    { start: 60, end: 90 },
  ];
  const labels = new Uint8Array(100);
  labels.fill(noLabel, 38, 40).fill(noLabel, 70, 71).fill(noLabel, 88);

  it('needs the receptive field within one stretch, which may begin before the range', () => {
    const options = { needLabel: false };
    expect(usableTargets({ stretches, labels }, { start: 0, end: 100 }, 5, options)).toEqual([
      { start: 14, end: 40 },
      { start: 64, end: 90 },
    ]);
    expect(usableTargets({ stretches, labels }, { start: 20, end: 66 }, 5, options)).toEqual([
      { start: 20, end: 40 },
      { start: 64, end: 66 },
    ]);
  });

  it('leaves out bars without a label when one is needed', () => {
    expect(
      usableTargets({ stretches, labels }, { start: 0, end: 100 }, 5, { needLabel: true }),
    ).toEqual([
      { start: 14, end: 38 },
      { start: 64, end: 70 },
      { start: 71, end: 88 },
    ]);
  });

  it('gives nothing where no stretch is as long as the receptive field', () => {
    const range = { start: 0, end: 100 };
    expect(usableTargets({ stretches, labels }, range, 31, { needLabel: false })).toEqual([]);
  });
});

/** Ranges in order that neither touch nor overlap. */
const stretches = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 90 })))
  .map((pairs) => {
    let end = 0;
    return pairs.map(([space, length]) => {
      const start = end + space;
      end = start + length;
      return { start, end };
    });
  });

describe('planChunks', () => {
  it('covers each target exactly once, whatever the offset', () => {
    const grid = fc
      .integer({ min: 1, max: 40 })
      .chain((chunkLabels) => fc.tuple(fc.constant(chunkLabels), fc.nat(chunkLabels - 1)));
    fc.assert(
      fc.property(stretches, grid, (targets, [chunkLabels, offset]) => {
        const chunks = planChunks(targets, chunkLabels, offset).map((chunk) => chunk.targets);
        expect(listBarsIn(chunks)).toEqual(listBarsIn(targets));
        for (const { start, end } of chunks) expect(end - start).toBeLessThanOrEqual(chunkLabels);
      }),
    );
  });

  it('moves the borders with the offset', () => {
    const plan = (offset: number): number[] =>
      planChunks([{ start: 100, end: 110 }], 4, offset).map(({ targets }) => targets.start);
    expect(plan(0)).toEqual([100, 104, 108]);
    expect(plan(1)).toEqual([100, 101, 105, 109]);
    expect(plan(3)).toEqual([100, 103, 107]);
  });

  it.each([-1, 4, 1.5, NaN])('refuses an offset of %d in chunks of 4', (offset) => {
    expect(() => planChunks([], 4, offset)).toThrow(
      `chunks: offset must be a whole number from 0 to 3, was ${offset}`,
    );
  });
});

describe('shuffleChunks', () => {
  const chunks = planChunks([{ start: 0, end: 30 }], 1);

  it('keeps every chunk and leaves its input as it was', () => {
    const before = [...chunks];
    const shuffled = shuffleChunks(chunks, createRandom(1));
    expect(chunks).toEqual(before);
    expect(shuffled).not.toEqual(chunks);
    expect(new Set(shuffled)).toEqual(new Set(chunks));
  });

  it('repeats itself for the same seed', () => {
    expect(shuffleChunks(chunks, createRandom(7))).toEqual(shuffleChunks(chunks, createRandom(7)));
  });

  it('brings every chunk to the front about as often', () => {
    const random = createRandom(3);
    const four = chunks.slice(0, 4);
    const counts = [0, 0, 0, 0];
    for (let draw = 0; draw < 8000; draw++) counts[shuffleChunks(four, random)[0].targets.start]++;
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });
});

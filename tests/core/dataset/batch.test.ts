import { describe, expect, it } from 'vitest';
import { createBatch, fillBatch } from '../../../src/core/dataset/chunks';
import { noLabel } from '../../../src/core/labels/label';

const receptiveField = 3;
const chunkLabels = 4;
/** Two features a bar: bar t has 10 t and 10 t + 1. */
const dataset = {
  features: ['a', 'b'],
  values: Float32Array.from({ length: 40 }, (_, at) => 10 * Math.floor(at / 2) + (at % 2)),
  labels: Uint8Array.from({ length: 20 }, (_, bar) => (bar === 12 ? noLabel : bar % 2)),
};
const shape = { receptiveField, chunkLabels, features: 2 };

describe('fillBatch', () => {
  it('puts the window of each target before it and pads what is no target', () => {
    const batch = createBatch(1, shape);
    fillBatch(dataset, [{ targets: { start: 5, end: 8 } }], receptiveField, chunkLabels, batch);
    expect([...batch.x]).toEqual([30, 31, 40, 41, 50, 51, 60, 61, 70, 71, 0, 0]);
    expect([...batch.y]).toEqual([1, 0, 1, 0]);
    expect([...batch.weight]).toEqual([1, 1, 1, 0]);
  });

  it('puts each chunk after the one before, whatever room that left', () => {
    const batch = createBatch(2, shape);
    const chunks = [{ targets: { start: 5, end: 7 } }, { targets: { start: 8, end: 10 } }];
    fillBatch(dataset, chunks, receptiveField, chunkLabels, batch);
    expect([...batch.x.slice(0, 12)]).toEqual([30, 31, 40, 41, 50, 51, 60, 61, 0, 0, 0, 0]);
    expect([...batch.x.slice(12)]).toEqual([60, 61, 70, 71, 80, 81, 90, 91, 0, 0, 0, 0]);
    expect([...batch.y]).toEqual([1, 0, 0, 0, 0, 1, 0, 0]);
  });

  it('gives a target without a label its input but no weight', () => {
    const batch = createBatch(1, shape);
    const chunk = { targets: { start: 11, end: 15 } };
    expect(fillBatch(dataset, [chunk], receptiveField, chunkLabels, batch)).toBe(3);
    expect([...batch.y]).toEqual([1, 0, 1, 0]);
    expect([...batch.weight]).toEqual([1, 0, 1, 1]);
    expect([...batch.x.slice(6, 8)]).toEqual([120, 121]);
  });

  it('leaves nothing of the batch before', () => {
    const used = createBatch(2, shape);
    const chunks = [{ targets: { start: 4, end: 8 } }, { targets: { start: 8, end: 12 } }];
    expect(fillBatch(dataset, chunks, receptiveField, chunkLabels, used)).toBe(8);
    const last = [{ targets: { start: 13, end: 14 } }];
    const fresh = createBatch(2, shape);
    expect(fillBatch(dataset, last, receptiveField, chunkLabels, used)).toBe(1);
    fillBatch(dataset, last, receptiveField, chunkLabels, fresh);
    expect(used).toEqual(fresh);
    expect([...used.x.slice(12)].every((value) => value === 0)).toBe(true);
  });

  it('refuses more chunks than there is room for', () => {
    const chunk = { targets: { start: 4, end: 8 } };
    expect(() =>
      fillBatch(dataset, [chunk, chunk], receptiveField, chunkLabels, createBatch(1, shape)),
    ).toThrow('batch: has room for 1 chunks, was 2');
  });
});

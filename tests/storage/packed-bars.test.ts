import { describe, expect, it } from 'vitest';
import { listColumns } from '../../src/core/bars/bars';
import { packBars, unpackBars } from '../../src/storage/packed-bars';
import { makeBars } from './make-records';

describe('packBars', () => {
  it('takes eight bytes a value, views without the memory around them', () => {
    const bars = { ...makeBars(5), close: new Float64Array(1000).subarray(7, 12) };
    expect(packBars(bars).bytes.size).toBe(9 * 5 * 8);
  });
});

describe('unpackBars', () => {
  it('returns the same bars, each column in memory of its own', async () => {
    const mood = Float64Array.of(1, NaN, -0, Infinity, 5e-324);
    const bars = { ...makeBars(5), extras: { mood, close: new Float64Array(5) } };
    const unpacked = await unpackBars(packBars(bars));
    expect(unpacked).toEqual(bars);
    if (unpacked === undefined) return;
    const buffers = listColumns(unpacked).map(({ values }) => values.buffer);
    expect(new Set(buffers).size).toBe(10);
    expect(buffers.every(({ byteLength }) => byteLength === 40)).toBe(true);
  });

  it('returns nothing of what are no bars', async () => {
    const packed = packBars(makeBars(5));
    const noClose = packed.columns.filter(({ name }) => name !== 'close');
    expect(await unpackBars({ ...packed, columns: noClose })).toBeUndefined();
    expect(await unpackBars({ ...packed, columns: [] })).toBeUndefined();
    expect(await unpackBars({ ...packed, bytes: packed.bytes.slice(0, 100) })).toBeUndefined();
  });
});

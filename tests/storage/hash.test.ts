import { describe, expect, it } from 'vitest';
import { hashBars, hashWeights } from '../../src/storage/hash';
import { makeBars, makeWeights } from './make-records';

describe('hashBars', () => {
  it('is one for equal bars, whatever the memory and the order of extras', async () => {
    const bars = makeBars(4);
    const wide = new Float64Array(9);
    wide.set(bars.close, 3);
    const same = { ...bars, close: wide.subarray(3, 7) };
    expect(await hashBars(same)).toBe(await hashBars(bars));
    const a = Float64Array.of(1, 2, 3, 4);
    const b = Float64Array.of(5, 6, 7, 8);
    expect(await hashBars({ ...bars, extras: { a, b } })).toBe(
      await hashBars({ ...bars, extras: { b, a } }),
    );
  });

  it('changes with any bit, the interval, and the name of a column', async () => {
    const bars = makeBars(4);
    const { quoteVolume, ...withoutQuote } = bars;
    const hashes = await Promise.all(
      [
        bars,
        { ...bars, close: bars.close.map((price) => price * (1 + Number.EPSILON)) },
        { ...bars, intervalMs: 120_000 },
        { ...withoutQuote, tradeCount: quoteVolume },
        { ...bars, extras: { temper: bars.extras?.mood ?? bars.close } },
        withoutQuote,
      ].map(hashBars),
    );
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('stays what it was, so that stored datasets stay valid', async () => {
    expect(await hashBars(makeBars(4))).toBe(
      'b147cd385442cf0b91c2f25b54792b3599399629adab8209932e989eb2d4ec49',
    );
  });
});

describe('hashWeights', () => {
  it('changes with any value, name or shape', async () => {
    const [kernel, bias] = makeWeights();
    const hashes = await Promise.all(
      [
        [kernel, bias],
        [bias, kernel],
        [{ ...kernel, shape: [3, 2] }, bias],
        [{ ...kernel, name: 'other' }, bias],
        [{ ...kernel, values: kernel.values.map((value) => value + 1) }, bias],
      ].map(hashWeights),
    );
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

import { describe, expect, it } from 'vitest';
import { sliceBars, viewBars } from '../../../src/core/bars/bars';
import { makeBars } from './make-bars';

const bars = { ...makeBars(10), extras: { mood: Float64Array.from({ length: 10 }, (_, t) => t) } };
const range = { start: 2, end: 5 };

describe('sliceBars', () => {
  it('cuts every column, extras included', () => {
    const slice = sliceBars(bars, range);
    expect(slice.intervalMs).toBe(bars.intervalMs);
    expect(slice.close).toEqual(bars.close.slice(2, 5));
    expect(slice.takerBuyQuote).toEqual(bars.takerBuyQuote?.slice(2, 5));
    expect(slice.extras?.mood).toEqual(Float64Array.of(2, 3, 4));
  });

  it('leaves absent columns absent', () => {
    const { openTime, open, high, low, close, volume, intervalMs } = bars;
    const slice = sliceBars({ openTime, open, high, low, close, volume, intervalMs }, range);
    expect(Object.keys(slice).sort()).toEqual(
      ['close', 'high', 'intervalMs', 'low', 'open', 'openTime', 'volume'].sort(),
    );
  });

  it('shares no memory', () => {
    const slice = sliceBars(bars, range);
    expect(slice.close.buffer).not.toBe(bars.close.buffer);
    expect(slice.close.buffer.byteLength).toBe(3 * 8);
  });
});

describe('viewBars', () => {
  it('has the values of a slice on the memory of the bars', () => {
    const view = viewBars(bars, range);
    expect(view).toEqual(sliceBars(bars, range));
    expect(view.close.buffer).toBe(bars.close.buffer);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countBars, type Bars } from '../../src/core/bars/bars';
import { findGaps } from '../../src/core/bars/gaps';
import { resampleBars } from '../../src/core/bars/resample';
import { validateBars } from '../../src/core/bars/validate';
import { hasRealData, realDataPath, skipNote } from '../feeds/real-data';
import { readArchiveListing } from './market/archive-listing';
import { formatDecimal, readAsServed, roundToServed } from './market/kline';
import { listKlines, readClosedBars } from './market/list-klines';
import { createMarket, type Market } from './market/market';
import { makeSampleListings } from './market/sample-listings';

const minute = 60_000;

/** Two bars, a gap of two, one more bar. */
const handMade: Bars = {
  intervalMs: minute,
  openTime: Float64Array.of(0, minute, 4 * minute),
  open: Float64Array.of(100, 104, 90),
  high: Float64Array.of(110, 106, 90),
  low: Float64Array.of(95, 96, 90),
  close: Float64Array.of(104, 98, 90),
  volume: Float64Array.of(10, 20, 0),
  quoteVolume: Float64Array.of(1000, 2000, 0),
  tradeCount: Float64Array.of(8, 4, 0),
  takerBuyBase: Float64Array.of(6, 5, 0),
  takerBuyQuote: Float64Array.of(600, 500, 0),
};

function listHandMade(): Market {
  return createMarket({ symbol: 'AB', baseAsset: 'A', quoteAsset: 'B', bars: handMade });
}

describe('a forming kline', () => {
  test('of a rising bar dips to the low first', () => {
    const market = listHandMade();
    const at = (fraction: number) => market.klineAt(minute, 0, fraction * minute);
    // Half of the first leg, which takes 0.3 of the time from 100 to 95.
    expect(at(0.15)).toMatchObject({ open: 100, close: 98, high: 100, low: 98, tradeCount: 1 });
    // The middle between 95 and 110.
    expect(at(0.5)).toMatchObject({ close: 103, high: 103, low: 95, volume: 5, isClosed: false });
    expect(at(0.75)).toMatchObject({ close: 109, high: 110, low: 95, takerBuyQuote: 450 });
    expect(at(1)).toMatchObject({ close: 104, volume: 10, tradeCount: 8, isClosed: true });
  });

  test('of a falling bar peaks first', () => {
    const kline = listHandMade().klineAt(minute, minute, 1.5 * minute);
    expect(kline).toMatchObject({ open: 104, close: 101, high: 106, low: 101 });
  });

  test('has no trade ids before its first trade', () => {
    const market = listHandMade();
    expect(market.klineAt(minute, 0, 1)).toMatchObject({ firstTradeId: -1, lastTradeId: -1 });
    expect(market.klineAt(minute, minute, 1.5 * minute)).toMatchObject({
      firstTradeId: 8,
      lastTradeId: 9,
    });
  });

  test('is not there before it has begun', () => {
    expect(listHandMade().klineAt(minute, minute, minute)).toBeUndefined();
  });
});

describe('klines over a gap', () => {
  test('leave out what never traded', () => {
    const market = listHandMade();
    const times = (query: object): readonly number[] =>
      listKlines(market, { intervalMs: minute, limit: 10, ...query }, 10 * minute).map(
        ({ openTime }) => openTime / minute,
      );
    expect(times({})).toEqual([0, 1, 4]);
    expect(times({ from: 1 })).toEqual([1, 4]);
    expect(times({ from: 2 * minute, to: 3 * minute })).toEqual([]);
    expect(times({ limit: 2 })).toEqual([1, 4]);
    expect(times({ from: 0, limit: 2 })).toEqual([0, 1]);
    expect(times({ to: 3 * minute })).toEqual([0, 1]);
  });

  test('join what did', () => {
    const kline = listHandMade().klineAt(5 * minute, 0, 5 * minute);
    expect(kline).toMatchObject({
      open: 100,
      high: 110,
      low: 90,
      close: 90,
      volume: 30,
      tradeCount: 12,
      firstTradeId: 0,
      lastTradeId: 11,
      closeTime: 5 * minute - 1,
      isClosed: true,
    });
  });
});

test('every listing backwards ends as the one forwards does', () => {
  const market = listHandMade();
  fc.assert(
    fc.property(
      fc.record({
        at: fc.integer({ min: 0, max: 8 * minute }),
        from: fc.integer({ min: 0, max: 8 * minute }),
        to: fc.integer({ min: 0, max: 8 * minute }),
        minutes: fc.constantFrom(1, 3, 5),
      }),
      ({ at, from, to, minutes }) => {
        const query = { intervalMs: minutes * minute, to, limit: 100 };
        const backwards = listKlines(market, query, at).filter(({ openTime }) => openTime >= from);
        expect(listKlines(market, { ...query, from }, at)).toEqual(backwards);
      },
    ),
  );
});

describe('closed bars', () => {
  const [listing] = makeSampleListings({ startsAt: 0, barCount: 3000, symbols: ['BTCUSDT'] });
  const market = createMarket(listing);

  test('are those of the listing, as they are written', () => {
    const bars = readClosedBars(market, minute, 1000 * minute + 500);
    expect(countBars(bars)).toBe(1000);
    expect(bars.close).toEqual(listing.bars.close.slice(0, 1000));
    expect(bars.quoteVolume).toEqual(listing.bars.quoteVolume?.slice(0, 1000).map(readAsServed));
  });

  test('of an hour are the minutes put together', () => {
    const bars = readClosedBars(market, 60 * minute, Infinity);
    const hours = resampleBars(listing.bars, 60 * minute);
    expect(bars.openTime).toEqual(hours.openTime);
    expect(bars.high).toEqual(hours.high);
    expect(bars.tradeCount).toEqual(hours.tradeCount);
    bars.volume.forEach((volume, hour) => expect(volume).toBeCloseTo(hours.volume[hour], 7));
  });

  test('that are corrected stay valid and change for good', () => {
    const own = createMarket(listing);
    for (let index = 0; index < 200; index++) {
      own.revise(listing.bars.openTime[index], (index % 10) / 10);
    }
    const bars = validateBars(readClosedBars(own, minute, 300 * minute));
    for (let index = 0; index < 300; index++) {
      const isCorrected = bars.volume[index] !== listing.bars.volume[index];
      expect(isCorrected).toBe(index < 200);
    }
  });
});

test('a number that was rounded once is written and read without change', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e12, noNaN: true }), (value) => {
      const rounded = roundToServed(value);
      expect(readAsServed(rounded)).toBe(rounded);
      expect(Math.abs(rounded - value)).toBeLessThanOrEqual(1e-8 + value * Number.EPSILON);
    }),
  );
  expect(formatDecimal(0.1 + 0.2)).toBe('0.30000000');
});

test('bars that are off the grid are refused', () => {
  const openTime = handMade.openTime.map((time) => time + 1);
  const listing = {
    symbol: 'AB',
    baseAsset: 'A',
    quoteAsset: 'B',
    bars: { ...handMade, openTime },
  };
  expect(() => createMarket(listing)).toThrow('multiples of 60000 ms, was 1');
});

test.skipIf(!hasRealData)(`the exchange's archives can be listed${skipNote}`, async () => {
  const archive = (month: string) => realDataPath(`btcusdt-spot/BTCUSDT-1m-${month}.zip`);
  const recent = await readArchiveListing([archive('2025-01'), archive('2024-12')]);
  expect(recent).toMatchObject({ symbol: 'BTCUSDT', baseAsset: 'BTC', quoteAsset: 'USDT' });
  expect(countBars(recent.bars)).toBe(2 * 31 * 1440);
  expect(findGaps(recent.bars)).toEqual([]);
  const gapped = await readArchiveListing([archive('2023-03')]);
  expect(findGaps(gapped.bars).map(({ missingBars }) => missingBars)).toEqual([80]);
});

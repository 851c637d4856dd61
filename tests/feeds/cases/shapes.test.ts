import { describe, expect, it } from 'vitest';
import { findGaps } from '../../../src/core/bars/gaps';
import { importOne, importWith } from '../import-one';
import { casesNote, hasCases, readCase } from './case-files';

/** What is known of bars beforehand; prices and volume are those of the first bar. */
interface Facts {
  readonly symbol: string;
  readonly bars: number;
  readonly from: string;
  readonly to: string;
  readonly gaps?: number;
  readonly missing?: number;
  readonly first?: readonly number[];
}

async function factsOf(file: File): Promise<Facts> {
  const { bars, symbol } = await importOne(file);
  const { openTime, open, high, low, close, volume } = bars;
  const gaps = findGaps(bars);
  const iso = (time: number) => new Date(time).toISOString().slice(0, 16);
  return {
    symbol,
    bars: openTime.length,
    from: iso(openTime[0]),
    to: iso(openTime[openTime.length - 1]),
    gaps: gaps.length,
    missing: gaps.reduce((sum, gap) => sum + gap.missingBars, 0),
    first: [open[0], high[0], low[0], close[0], volume[0]],
  };
}

describe.skipIf(!hasCases)(`shapes of programs${casesNote}`, () => {
  it.each<[string, Facts]>([
    [
      'deribit_chart_BTC-PERPETUAL_1.json',
      { symbol: 'BTCPERPETUAL', bars: 60, from: '2024-06-01T00:00', to: '2024-06-01T00:59' },
    ],
    [
      'gate_BTC_USDT_1m.json',
      { symbol: 'BTCUSDT', bars: 299, from: '2024-04-01T00:00', to: '2024-04-01T04:58', gaps: 0 },
    ],
    [
      'XBTUSD_60.csv',
      {
        ...{ symbol: 'XBTUSD', bars: 8000, from: '2013-10-06T21:00', to: '2015-11-05T10:00' },
        ...{ gaps: 2909, missing: 10_230, first: [122, 122, 122, 122, 0.1] },
      },
    ],
    [
      'alphavantage_MSFT_1min.json',
      { symbol: 'MSFT', bars: 100, from: '2017-12-18T18:17', to: '2017-12-18T19:56' },
    ],
    [
      'btcusd_d.csv',
      { symbol: 'BTCUSD', bars: 60, from: '2024-01-01T00:00', to: '2024-02-29T00:00' },
    ],
    [
      'XAUUSD1.csv',
      {
        ...{ symbol: 'XAUUSD', bars: 20_000, from: '2020-05-27T18:05', to: '2020-06-17T08:59' },
        ...{ gaps: 17, missing: 9695, first: [1699.31, 1699.62, 1698.76, 1699.48, 106] },
      },
    ],
    [
      'btm24_intraday-1min_historical-data-03-15-2024.csv',
      { symbol: 'BTM24', bars: 90, from: '2024-03-15T18:51', to: '2024-03-15T20:20', gaps: 0 },
    ],
    [
      'SZ#000002_gbk.txt',
      {
        ...{ symbol: 'SZ000002', bars: 7542, from: '1991-01-29T00:00', to: '2022-11-04T00:00' },
        first: [14.58, 14.58, 14.58, 14.58, 300],
      },
    ],
  ])('reads %s', async (name, facts) => {
    expect(await factsOf(readCase(name))).toMatchObject(facts);
  });

  it('reads both symbols of Alpaca', async () => {
    const result = await importWith([readCase('alpaca_crypto_bars_two_symbols.json')]);
    if (result.kind !== 'bars') throw new Error(JSON.stringify(result).slice(0, 500));
    expect(
      result.imports.map(({ symbol, bars }) => [symbol, bars.openTime.length, bars.openTime[0]]),
    ).toEqual([
      ['BTCUSD', 120, Date.UTC(2024, 4, 1)],
      ['ETHUSD', 90, Date.UTC(2024, 4, 1)],
    ]);
  });

  it('says that a bar was left out that was not over', async () => {
    const { sources } = await importOne(readCase('gate_BTC_USDT_1m.json'));
    expect(sources[0].notes).toContainEqual(
      'one bar was left out: column "column 8" says that it was not over',
    );
  });

  it.each([
    ['BTC_BRL Binance Dados Históricos.csv', 91],
    ['BTC_USD Bitfinex Geçmiş Verileri.csv', 3729],
  ])('knows the names in %s', async (name, bars) => {
    const result = await importWith([readCase(name)], { badRows: 'leave-out' });
    if (result.kind !== 'bars') throw new Error(JSON.stringify(result).slice(0, 500));
    expect(result.imports[0].bars.openTime).toHaveLength(bars);
  });
});

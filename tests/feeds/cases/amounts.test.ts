import { describe, expect, it } from 'vitest';
import { type Bars, countBars } from '../../../src/core/bars/bars';
import { checkExtras } from '../../../src/core/verdict/leak-check';
import { importOne, importWith } from '../import-one';
import { makeFile } from '../make-files';
import { casesNote, hasCases, readCase } from './case-files';

/** What the first bar tells besides its prices. */
function amountsOf({ volume, quoteVolume, tradeCount }: Bars): readonly unknown[] {
  return [volume[0], quoteVolume?.[0], tradeCount?.[0]];
}

function pricesOf({ open, high, low, close }: Bars): readonly number[] {
  return [open, high, low, close].map((values) => values[0]);
}

const minute = 60_000;
const day = 1440 * minute;

describe.skipIf(!hasCases)(`amounts, intervals and notes of cases${casesNote}`, () => {
  it.each([
    ['deribit_chart_BTC-PERPETUAL_1.json', minute, [1.58946, 106_449.59, undefined]],
    ['gate_BTC_USDT_1m.json', minute, [1.59514, 95_712.068822, undefined]],
    ['XBTUSD_60.csv', 60 * minute, [0.1, undefined, 1]],
    ['alphavantage_MSFT_1min.json', minute, [31_172, undefined, undefined]],
    ['btcusd_d.csv', day, [456_227.9, undefined, undefined]],
    ['XAUUSD1.csv', minute, [106, undefined, undefined]],
    ['btm24_intraday-1min_historical-data-03-15-2024.csv', minute, [9, undefined, undefined]],
  ])('of %s: interval, volume, quote volume and trades', async (name, intervalMs, amounts) => {
    const { bars } = await importOne(readCase(name));
    expect(bars.intervalMs).toBe(intervalMs);
    expect(amountsOf(bars)).toEqual(amounts);
  });

  it('the footer of Barchart is passed over and noted, with its zone', async () => {
    const file = readCase('btm24_intraday-1min_historical-data-03-15-2024.csv');
    const [{ notes }] = (await importOne(file)).sources;
    expect(notes.join('\n')).toMatch(
      /line 92 was passed over: Downloaded from Barchart\.com as of/,
    );
    expect(notes).toContain('the file says that its zone is CDT');
  });

  it('660 volumes of Investing.com are unknown, and no others', async () => {
    const file = readCase('BTC_USD Bitfinex Geçmiş Verileri.csv');
    const result = await importWith([file], { badRows: 'leave-out' });
    if (result.kind !== 'bars') throw new Error(JSON.stringify(result).slice(0, 500));
    const [{ bars }] = result.imports;
    expect(bars.volume.filter((volume) => Number.isNaN(volume))).toHaveLength(660);
  });

  it('the series of several exchanges have spans of their own', async () => {
    const result = await importWith([readCase('multi_exchange_ohlcv.parquet')]);
    if (result.kind !== 'bars') throw new Error(JSON.stringify(result).slice(0, 500));
    const dateOf = (time = NaN) => new Date(time).toISOString().slice(0, 10);
    const spans = result.imports.map(({ market, bars: { openTime, intervalMs } }) => [
      ...[market?.exchange, intervalMs, openTime.length],
      ...[dateOf(openTime[0]), dateOf(openTime.at(-1))],
    ]);
    expect(spans).toEqual([
      ['binanceus', day, 1000, '2022-12-31', '2025-09-25'],
      ['bitstamp', day, 1000, '2022-12-31', '2025-09-25'],
      ['kraken', day, 721, '2023-10-06', '2025-09-25'],
      ['coinbase', day, 300, '2024-11-30', '2025-09-25'],
    ]);
  });

  it('prices of an equity of LEAN are divided by 10,000 without a question', async () => {
    const file = readCase('equity_usa_minute_spy_20131007_trade.zip');
    const { bars } = await importOne(file);
    expect([countBars(bars), ...pricesOf(bars)]).toEqual([828, 167.41, 167.41, 167.25, 167.27]);
  });

  it('an extra column that knows the future is found in an import', async () => {
    const { bars } = await importOne(readCase('BTCUSDT-15m.htf-leak.csv'));
    expect(countBars(bars)).toBe(800);
    expect(checkExtras(bars, 15)).toMatchObject([
      { column: 'close_1h', knows: { target: 'bar', lag: 1, rows: 600, right: 466 } },
    ]);
  });
});

describe('hours of an equity that LEAN wrote', () => {
  const rows = Array.from({ length: 70 }, (_, row) => {
    const date = `201310${String(7 + Math.floor(row / 7)).padStart(2, '0')}`;
    const open = 1_674_100 + 700 * (row % 9);
    const prices = [open, open + 900, open - 800, open + 300];
    return [`${date} ${String(9 + (row % 7)).padStart(2, '0')}:00`, ...prices, 3000 + row].join();
  });
  const text = rows.join('\n');

  it.each(['spy.csv', 'equity_usa_hour_spy_trade.csv', 'equity/usa/hour/spy.csv'])(
    'never become prices 10,000 times too high: %s',
    async (name) => {
      const result = await importWith([makeFile(name, text)]);
      if (result.kind === 'bars') {
        expect(pricesOf(result.imports[0].bars)).toEqual([167.41, 167.5, 167.33, 167.44]);
        return;
      }
      if (result.kind !== 'question' || result.question.kind !== 'map-columns') {
        throw new Error(JSON.stringify(result).slice(0, 500));
      }
      const divisors = result.question.readings.map(({ mapping }) => mapping.priceDivisor);
      expect(divisors).toContain(10_000);
    },
  );
});

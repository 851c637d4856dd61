import { readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import type { BarColumn } from '../../../../src/core/bars/bars';
import { readRawBars } from '../../../../src/feeds/recognise/read-raw-bars';
import { recogniseTable, type Recognition } from '../../../../src/feeds/recognise/recognise-table';
import type { Table } from '../../../../src/feeds/table';
import { ignoreProgress } from '../../make-files';
import { makeTable, type MadeTableOptions } from '../../make-table';
import { hasRealData, realDataPath, skipNote } from '../../real-data';

const formats = (name: string): string => realDataPath(`formats/${name}`);

function readRows(path: string): string[][] {
  const text = readFileSync(path, 'utf8').trimEnd();
  return Papa.parse<string[]>(text).data;
}

/** Lines before the names are passed over, as the reader of CSV does. */
function tableOf(path: string, linesBefore = 0, options: MadeTableOptions = {}): Table {
  const [names, ...rows] = readRows(path).slice(linesBefore);
  return makeTable(names, rows, options);
}

function requireSure(recognition: Recognition) {
  expect(recognition).toMatchObject({ kind: 'sure' });
  if (recognition.kind !== 'sure') throw new Error('not sure');
  return recognition;
}

/** Names of the columns that were taken, by what they were taken as. */
function namesTaken(table: Table, columns: Readonly<Partial<Record<BarColumn, number>>>) {
  return Object.fromEntries(
    Object.entries(columns).map(([column, position]) => [column, table.columns[position].name]),
  );
}

describe.skipIf(!hasRealData)(`recognising real files${skipNote}`, () => {
  it('reads an hourly file of CryptoDataDownload', async () => {
    const name = 'cryptodatadownload_BTCUSDT_1h.urlline.csv';
    const table = tableOf(formats(name), 1);
    const { mapping, notes } = requireSure(recogniseTable(table, name));
    expect(namesTaken(table, mapping.columns)).toEqual({
      openTime: 'unix',
      open: 'open',
      high: 'high',
      low: 'low',
      close: 'close',
      volume: 'Volume BTC',
      quoteVolume: 'Volume USDT',
      tradeCount: 'tradecount',
    });
    expect(notes).toEqual(['times are taken from column "unix"', 'times are milliseconds']);
    const [raw] = await readRawBars(table, mapping, name, ignoreProgress);
    expect(raw.symbol).toBe('BTCUSDT');
    expect(raw.extras).toEqual({});
    expect(raw.columns.openTime[0]).toBe(Date.UTC(2021, 2, 26));
  });

  it('reads a daily file of Kaggle, whose bars are keyed by 23:59', async () => {
    const name = 'kaggle_coin_Bitcoin_1d.csv';
    const table = tableOf(formats(name));
    const { mapping, notes } = requireSure(recogniseTable(table, name));
    expect(mapping.time).toEqual({
      encoding: { kind: 'text', order: 'dmy' },
      zone: 'UTC',
      moment: 'close',
    });
    expect(notes).toEqual([
      'dates are day/month/year',
      'times name no zone: they are taken as UTC',
      'times are those of the close: one interval was subtracted',
    ]);
    const [raw] = await readRawBars(table, mapping, name, ignoreProgress);
    expect(raw.symbol).toBe('BTC');
    expect(Object.keys(raw.extras)).toEqual(['Marketcap']);
    expect(raw.columns.openTime).toHaveLength(2991);
    expect(raw.columns.openTime[0]).toBe(Date.UTC(2013, 3, 29));
    expect(raw.columns.openTime[2990]).toBe(Date.UTC(2021, 6, 6));
  });

  it('reads an export of TradingView without volume', async () => {
    const name = 'tradingview_BTCUSDT_1m.unix-novolume.csv';
    const table = tableOf(formats(name));
    const { mapping, notes } = requireSure(recogniseTable(table, name));
    expect(notes).toEqual([
      'no column of volume: the volume is 0 in every bar',
      'times are seconds',
    ]);
    const [raw] = await readRawBars(table, mapping, name, ignoreProgress);
    expect(raw).toMatchObject({ symbol: 'BTCUSDT' });
    expect(raw.columns.openTime[0]).toBe(1_719_247_980_000);
    expect(raw.columns.volume.every((volume) => volume === 0)).toBe(true);
  });

  it('keeps indicators of a TradingView export as extras, not as prices', async () => {
    const name = 'tradingview_BTCUSDT_60m.nan-columns.csv';
    const table = tableOf(formats(name));
    const { mapping, notes } = requireSure(recogniseTable(table, name));
    expect(namesTaken(table, mapping.columns)).toEqual({
      openTime: 'time',
      open: 'open',
      high: 'high',
      low: 'low',
      close: 'close',
    });
    expect(notes).toEqual(['no column of volume: the volume is 0 in every bar']);
    const [raw] = await readRawBars(table, mapping, name, ignoreProgress);
    expect(Object.keys(raw.extras)).toEqual([
      'CVD (Ouverture)',
      'CVD (Haut',
      'CVD (Bas)',
      'CVD (Fermer)',
    ]);
    expect(raw.columns.openTime[0]).toBe(Date.UTC(2025, 7, 12, 13));
  });

  it.each([
    ['tuples', (field: string) => `('${field}', 'BTC-USD')`],
    ['bars', (field: string) => `${field}|BTC-USD`],
    ['spaces', (field: string) => `${field} BTC-USD`],
    ['plain names', (field: string) => field],
  ])('reads a file of yfinance whose levels are joined as %s', async (_, join) => {
    const name = 'yfinance_BTC-USD_1d.multiheader.csv';
    const rows = readRows(formats(name)).slice(3);
    const fields = ['Close', 'High', 'Low', 'Open', 'Volume'].map(join);
    for (const first of ['Date', 'Price', 'Price|Ticker|Date', 'Price Ticker Date']) {
      const table = makeTable([first, ...fields], rows);
      const { mapping } = requireSure(recogniseTable(table, name));
      expect(mapping.columns).toEqual({
        openTime: 0,
        close: 1,
        high: 2,
        low: 3,
        open: 4,
        volume: 5,
      });
      const [raw] = await readRawBars(table, mapping, name, ignoreProgress);
      expect(raw.symbol).toBe('BTCUSD');
      expect(raw.columns.openTime[0]).toBe(Date.UTC(2021, 5, 24));
    }
  });

  it("reads freqtrade's JSON, which has no names", async () => {
    const name = 'freqtrade_UNITTEST_BTC-1m.json';
    const rows = JSON.parse(readFileSync(formats(name), 'utf8')) as number[][];
    const names = rows[0].map((_, position) => `column ${position + 1}`);
    const table = makeTable(names, rows, { hasHeader: false });
    const { mapping, notes } = requireSure(recogniseTable(table, name));
    expect(notes).toEqual([
      'no header: the columns are taken as time, open, high, low, close, volume',
      'times are milliseconds',
    ]);
    const [raw] = await readRawBars(table, mapping, name, ignoreProgress);
    expect(raw.symbol).toBe('UNITTESTBTC');
    expect(raw.columns.openTime).toHaveLength(rows.length);
  });

  it("reads the exchange's REST answer, whose prices are text", () => {
    const path = realDataPath('binance-api/rest_klines_BTCUSDT_1m.json');
    const rows = JSON.parse(readFileSync(path, 'utf8')) as (string | number)[][];
    const names = rows[0].map((_, position) => `column ${position + 1}`);
    const prices = Object.fromEntries([1, 2, 3, 4, 5, 7, 9, 10, 11].map((at) => [at, 'text']));
    const table = makeTable(names, rows, { hasHeader: false, kinds: prices as never });
    const { mapping, notes } = requireSure(recogniseTable(table, 'rest_klines_BTCUSDT_1m.json'));
    expect(mapping.columns).toMatchObject({ openTime: 0, close: 4, takerBuyQuote: 10 });
    expect(mapping.time.moment).toBe('open');
    expect(notes[0]).toBe('no header: the columns are taken as those of a Binance archive');
  });
});

import { describe, expect, it } from 'vitest';
import { makeTable, makeTableOf, type MadeTableOptions } from '../../make-table';
import { makeColumns } from '../../make-files';
import { recogniseTable } from '../../../../src/feeds/recognise/recognise-table';
import type { Table } from '../../../../src/feeds/table';
import type { Cells } from '../recognition-of';

const { open_time: time, ...prices } = makeColumns(30);
const whole = (factor: number, { open, high, low, close } = prices): Cells =>
  Object.fromEntries(
    Object.entries({ open, high, low, close }).map(([name, values]) => [
      name,
      values.map((price) => Math.round(price * factor)),
    ]),
  );

/** Divisors of the readings; one where it is not asked. */
function divisorsOf(table: Table, file = 'bars.csv'): readonly number[] {
  const recognition = recogniseTable(table, file);
  if (recognition.kind !== 'sure' && recognition.kind !== 'unsure') {
    throw new Error(JSON.stringify(recognition));
  }
  const mappings =
    recognition.kind === 'sure'
      ? [recognition.mapping]
      : recognition.question.readings.map(({ mapping }) => mapping);
  return mappings.map(({ priceDivisor = 1 }) => priceDivisor);
}

/** Columns without a header, as QuantConnect writes them. */
function makeLean(factor: number, times: readonly string[], options: MadeTableOptions = {}): Table {
  const columns = { ...whole(factor), volume: prices.volume };
  const rows = times.map((text, row) => [
    text,
    ...Object.values(columns).map((values) => values[row]),
  ]);
  const names = rows[0].map((_, at) => `column ${at + 1}`);
  return makeTable(names, rows, { hasHeader: false, ...options });
}

const leanHours = time.map(
  (_, row) => `2013100${1 + Math.floor(row / 10)} ${String(9 + (row % 10)).padStart(2, '0')}:00`,
);

describe('whole prices are asked about', () => {
  it('where no market costs as much, whichever it is, but not where the quote currency explains it', () => {
    const table = makeTableOf({ ts_event: time, ...whole(1e9), volume: prices.volume });
    expect(divisorsOf(table, 'glbx-ohlcv.csv')).toEqual(expect.arrayContaining([1e9, 1]));
    expect(divisorsOf(table, 'BTCVND-1m.csv')).toEqual([1]);
  });

  it.each([
    ['volume and quote volume', 10_000, {}],
    ['volume and quote volume', 1e8, {}],
    ['a column of average prices', 10_000, { volume: undefined }],
  ])('beside %s, times %d', (_, factor, left) => {
    const volume = prices.volume.map((value) => value + 0.5);
    const vwap = prices.open.map((price, row) => (price + prices.close[row]) / 2 + 0.01);
    const cells: Cells =
      'volume' in left
        ? { time, ...whole(factor), vwap }
        : {
            time,
            ...whole(factor),
            volume,
            quote_volume: volume.map((value, row) => value * vwap[row]),
          };
    expect(divisorsOf(makeTableOf(cells))).toEqual([factor, 1]);
  });

  it('beside what the market can cost', () => {
    const of = (factor: number, file: string) =>
      divisorsOf(makeTableOf({ time, ...whole(factor) }), file);
    expect(of(6e10, 'BTCUSDT-1m.csv')[0]).toBe(1e8);
    expect(of(6e10, 'BTCUSDT-1m.csv')).toContain(1);
    expect(of(1080, 'EURUSD-1m.csv')).toEqual([1e5, 1e6, 1e8, 1]);
    expect(of(600, 'BTCUSDT-1m.csv')).toEqual([1]);
    expect(of(600_000, 'BTCKRW-1m.csv')).toEqual([1]);
  });

  it.each([
    ['LINKUSDT-1m.csv', 1450, 1e4],
    ['SHIBUSDT-1m.csv', 12, 1e8],
    ['PEPEUSD-1m.csv', 12, 1e8],
    ['ETHBTC-1m.csv', 500, 1e5],
    ['AAPL.csv', 18_700, 1e4],
    ['AVAXTRY-1m.csv', 12_000, 1e4],
  ])('beside what the market of %s can cost', (file, factor, divisor) => {
    const found = divisorsOf(makeTableOf({ time, ...whole(factor) }), file);
    expect(found).toEqual(expect.arrayContaining([divisor, 1]));
  });

  it.each([
    ['BTCJPY-1m.csv', 150_000],
    ['BTCTRY-1m.csv', 30_000],
    ['KRW-BTC.csv', 1_500_000],
    ['US30USD-1m.csv', 350],
    ['ETHUSDT-1m.csv', 23],
    ['AAPL.csv', 2],
  ])('not where %s can cost as much', (file, factor) => {
    expect(divisorsOf(makeTableOf({ time, ...whole(factor) }), file)).toEqual([1]);
  });

  it('in the shape of QuantConnect, unless the name says an equity', () => {
    expect(divisorsOf(makeLean(10_000, leanHours), 'spy.zip / spy.csv')).toEqual([10_000, 1]);
    expect(
      divisorsOf(makeLean(10_000, leanHours), 'equity_usa_hour_spy_trade.zip / spy.csv'),
    ).toEqual([10_000]);
  });
});

describe('prices are as written', () => {
  it('where they have fractions, whatever the name says', () => {
    expect(divisorsOf(makeTableOf({ time, ...prices }), 'equity_usa_hour_spy_trade.csv')).toEqual([
      1,
    ]);
    expect(divisorsOf(makeLean(1.01, leanHours), 'crypto_hour.zip / a.csv')).toEqual([1]);
  });

  it('where whole prices fit volume and quote volume', () => {
    const { volume } = prices;
    const quote_volume = volume.map(
      (value, row) => (value * (prices.high[row] + prices.low[row])) / 2,
    );
    expect(divisorsOf(makeTableOf({ time, ...prices, volume, quote_volume }))).toEqual([1]);
  });
});

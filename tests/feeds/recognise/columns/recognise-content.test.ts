import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Table } from '../../../../src/feeds/table';
import { makeColumns } from '../../make-files';
import { makeTable } from '../../make-table';
import { recogniseTable } from '../../../../src/feeds/recognise/recognise-table';
import { minute, questionOf, refusalOf, sureOf, writeTimes, type Cells } from '../recognition-of';

describe('recogniseTable, by content', () => {
  const nameless = (rows: readonly (readonly (string | number)[])[]): Table =>
    makeTable(
      rows[0].map((_, position) => `column ${position + 1}`),
      rows,
      { hasHeader: false },
    );
  const rowsOf = (columns: Cells): (string | number)[][] => {
    const cells = Object.values(columns);
    return cells[0].map((_, row) => cells.map((column) => column[row]));
  };
  const { open_time, open, high, low, close, volume } = makeColumns(60);
  const guessOf = (table: Table) => {
    const recognition = recogniseTable(table, 'bars.csv');
    if (recognition.kind === 'sure') return recognition.mapping;
    return questionOf(table).readings[0].mapping;
  };

  it('knows the twelve columns of Binance', () => {
    const rows = rowsOf({
      open_time,
      open,
      high,
      low,
      close,
      volume,
      close_time: open_time.map((time) => time + minute - 1),
      quote: volume.map((base, row) => base * close[row]),
      count: volume.map((base) => base * 10),
      takerBase: volume.map((base) => base / 2),
      takerQuote: volume.map((base, row) => (base * close[row]) / 2),
      ignore: volume.map(() => 0),
    });
    const { mapping, notes } = sureOf(nameless(rows));
    expect(mapping.columns).toEqual({
      openTime: 0,
      open: 1,
      high: 2,
      low: 3,
      close: 4,
      volume: 5,
      quoteVolume: 7,
      tradeCount: 8,
      takerBuyBase: 9,
      takerBuyQuote: 10,
    });
    expect(notes[0]).toBe('no header: the columns are taken as those of a Binance archive');
  });

  it('knows six columns in the usual order, whatever the times are written as', () => {
    const plain = { open_time, open, high, low, close, volume };
    expect(sureOf(nameless(rowsOf(plain))).mapping.columns).toMatchObject({ high: 2, low: 3 });
    const dated = { ...plain, open_time: writeTimes(60, minute) };
    expect(sureOf(nameless(rowsOf(dated))).mapping.time.encoding.kind).toBe('text');
  });

  it.each([
    ['a negative low', 'low', -3],
    ['a low of almost nothing', 'low', 1e-9],
    ['a high under the low', 'high', 1],
  ] as const)('knows the columns of Binance in spite of %s', (_, name, wrong) => {
    const prices = { open, high: [...high], low: [...low], close };
    prices[name][41] = wrong;
    const quote = volume.map((base, row) => base * close[row]);
    const columns = { open_time, ...prices, volume, end: open_time, quote, count: volume };
    const rows = rowsOf({ ...columns, takerBase: volume, takerQuote: quote, ignore: volume });
    expect(guessOf(nameless(rows)).columns).toMatchObject({ open: 1, high: 2, low: 3, close: 4 });
  });

  it('takes numbers in place of names for no names', () => {
    const names = ['0', '1', '2', '3', '4', '5'];
    const table = makeTable(names, rowsOf({ open_time, open, high, low, close, volume }));
    expect(sureOf(table).mapping.columns.close).toBe(4);
  });

  it('knows the usual order in a single row, and where the open is always the high', () => {
    const falling = { open_time, open: high, high, low, close: low, volume };
    expect(sureOf(nameless(rowsOf(falling))).mapping.columns).toMatchObject({ open: 1, high: 2 });
    const row = rowsOf({ open_time, open, high, low, close, volume }).slice(0, 1);
    expect(sureOf(nameless(row)).mapping.columns).toMatchObject({ open: 1, high: 2 });
  });

  it.each([
    ['ccxt', 'time open high low close volume'],
    ['Bitfinex and Jesse', 'time open close high low volume'],
    ['Coinbase', 'time low high open close volume'],
    ["Kraken's archive", 'time open high low close volume trades'],
    ['Kraken', 'time open high low close vwap volume trades'],
    ['Bybit', 'time open high low close volume quote'],
    ['KuCoin', 'time open close high low volume quote'],
    ['Gate', 'time quote close high low open volume closed'],
    ['MEXC', 'time open high low close volume end quote'],
    ['Bitget', 'time open high low close volume quote quote'],
    ['OKX', 'time open high low close volume quote quote confirm'],
    ['OKX, contracts', 'time open high low close contracts volume quote confirm'],
    ['MetaTrader 4', 'date clock open high low close volume'],
    ['MetaTrader 5', 'date clock open high low close volume zero spread'],
    ['Finam', 'symbol zero date clock open high low close volume'],
    ['Metastock', 'symbol time open high low close volume'],
  ])('knows the columns of %s, in both directions of time', (_, order) => {
    const base = volume.map((value) => value + 0.25);
    const stamps = writeTimes(60, minute);
    const columns: Cells = {
      ...{ time: open_time, open, high, low, close, volume: base },
      quote: base.map((value, row) => (value * (low[row] + high[row])) / 2),
      trades: base.map((value) => Math.ceil(value) * 3),
      vwap: low.map((value, row) => (value + high[row]) / 2),
      end: open_time.map((time) => time + minute - 1),
      closed: base.map((_value, row) => (row === 59 ? 'false' : 'true')),
      confirm: base.map((_value, row) => (row === 59 ? 0 : 1)),
      contracts: base.map((value) => value * 100),
      date: stamps.map((text) => text.slice(0, 10).replaceAll('-', '.')),
      clock: stamps.map((text) => text.slice(11, 16)),
      zero: base.map(() => 0),
      spread: base.map((_value, row) => row % 7),
      symbol: base.map(() => 'GAZP'),
    };
    const names = order.split(' ');
    for (const isDescending of [false, true]) {
      const rows = rowsOf(Object.fromEntries(names.map((name, at) => [`${at}`, columns[name]])));
      if (isDescending) rows.reverse();
      const { mapping } = sureOf(nameless(rows));
      const { openTime, volume: amount, ...others } = mapping.columns;
      expect(names[openTime ?? NaN]).toMatch(/^(time|date)$/);
      expect(names[amount ?? NaN]).toBe('volume');
      const found = (['open', 'high', 'low', 'close'] as const).map(
        (at) => names[others[at] ?? NaN],
      );
      expect(found).toEqual(['open', 'high', 'low', 'close']);
      expect(names[others.quoteVolume ?? NaN]).toBe(names.includes('quote') ? 'quote' : undefined);
      expect(names[mapping.timeOfDay ?? NaN]).toBe(names.includes('clock') ? 'clock' : undefined);
      expect(names[mapping.closed ?? NaN]).toBe(
        names.find((name) => name === 'closed' || name === 'confirm'),
      );
    }
  });

  it('asks where open and close seem to be exchanged, with both readings', () => {
    const exchanged = { open_time, close, high, low, open, volume };
    const { readings, reasons } = questionOf(nameless(rowsOf(exchanged)));
    expect(readings.map(({ mapping: { columns } }) => [columns.open, columns.close])).toEqual([
      [4, 1],
      [1, 4],
    ]);
    expect(reasons[0]).toMatch(/^No header names the columns, and the prices fit more than one/);
  });

  it('asks for an order that nobody writes, with the guess filled in', () => {
    const question = questionOf(nameless(rowsOf({ open_time, high, low, open, close, volume })));
    expect(question.readings[0].mapping.columns).toEqual({
      openTime: 0,
      high: 1,
      low: 2,
      open: 3,
      close: 4,
      volume: 5,
    });
    expect(question.reasons).toEqual([
      'No header names the columns: they were guessed by their values.',
    ]);
    expect(question.rows).toHaveLength(8);
    expect(question.columns[0]).toMatchObject({ name: 'column 1', kind: 'number' });
  });

  it('asks where flat prices fit several orders, and not where one row tells', () => {
    const flat = open.map(() => 100);
    const rows = rowsOf({ open_time, open: flat, high: flat, low: flat, close: flat, volume });
    expect(questionOf(nameless(rows)).readings).toHaveLength(3);
    rows[7] = [rows[7][0], 100, 101, 99, 100, 5];
    expect(sureOf(nameless(rows)).mapping.columns).toMatchObject({ high: 2, low: 3 });
  });

  it('finds prices, volumes and times in any order of the columns', () => {
    const columns: Cells = {
      openTime: open_time,
      open,
      high,
      low,
      close,
      volume,
      quoteVolume: volume.map((base, row) => base * close[row]),
    };
    const names = Object.keys(columns);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(names, { minLength: names.length }),
        fc.boolean(),
        (order, isDescending) => {
          const rows = rowsOf(Object.fromEntries(order.map((name) => [name, columns[name]])));
          if (isDescending) rows.reverse();
          const guess = guessOf(nameless(rows));
          const found = Object.entries(guess.columns).map(([column, at]) => [column, order[at]]);
          expect(Object.fromEntries(found)).toEqual(
            Object.fromEntries(names.map((name) => [name, name])),
          );
        },
      ),
      {
        numRuns: 60,
        examples: [
          // Prices that read as times of day, and volumes under quote volumes, are no layout.
          [['openTime', 'open', 'low', 'quoteVolume', 'volume', 'close', 'high'], false],
          [['openTime', 'open', 'low', 'high', 'volume', 'close', 'quoteVolume'], false],
        ],
      },
    );
  });

  it('takes the time of day from a column beside the dates in any order', () => {
    const stamps = writeTimes(60, minute, Date.UTC(2024, 0, 1, 23, 30));
    const date = stamps.map((text) => text.slice(0, 10));
    const clock = stamps.map((text) => text.slice(11));
    const rows = rowsOf({ close, low, high, open, date, clock, volume });
    const { mapping } = questionOf(nameless(rows)).readings[0];
    expect([mapping.columns.openTime, mapping.timeOfDay]).toEqual([4, 5]);
  });

  it('refuses numbers that do not behave as prices', () => {
    const rows = Array.from({ length: 30 }, (_, row) => [row, 30 - row, row % 3, row % 7, 5, -row]);
    expect(refusalOf(nameless(rows)).message).toMatch(
      /^bars\.csv has 6 columns and no header that names them/,
    );
  });
});

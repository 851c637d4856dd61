import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeColumns } from '../../make-files';
import { makeTable, makeTableOf } from '../../make-table';
import { makePrices, minute, questionOf, sureOf, writeTimes, type Cells } from '../recognition-of';

describe('recogniseTable, by names', () => {
  it('maps named columns and keeps further numbers as extras', () => {
    const { mapping, notes } = sureOf(
      makeTableOf({
        ...makeColumns(30),
        rsi: Array<number>(30).fill(50),
        remark: Array<string>(30).fill('x'),
        label: Array<number>(30).fill(1),
      }),
    );
    expect(mapping).toEqual({
      columns: { openTime: 0, open: 1, high: 2, low: 3, close: 4, volume: 5 },
      time: { encoding: { kind: 'number', unit: 'ms' }, zone: 'UTC', moment: 'open' },
      decimal: '.',
      extras: [6],
    });
    expect(notes).toEqual([
      'column "label" is left out: a label looks into the future',
      'times are milliseconds',
    ]);
  });

  it('gives the same mapping for any order of the columns', () => {
    const columns = makeColumns(40);
    const names = Object.keys(columns);
    const expected = sureOf(makeTableOf(columns)).mapping;
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: names.length }), (order) => {
        const shuffled = Object.fromEntries(order.map((name) => [name, columns[name]]));
        const { mapping } = sureOf(makeTableOf(shuffled));
        expect(mapping.time).toEqual(expected.time);
        for (const [column, position] of Object.entries(mapping.columns)) {
          expect(order[position]).toBe(names[expected.columns[column as 'open'] ?? -1]);
        }
      }),
      { numRuns: 50 },
    );
  });
  it.each(['', 'Unnamed: 0', 'Tag'])(
    'takes the only column of dates, named "%s", for the time',
    (name) => {
      const table = makeTableOf({ [name]: writeTimes(30, minute), ...makePrices(30) });
      const { mapping, notes } = sureOf(table);
      expect(mapping.columns.openTime).toBe(0);
      expect(notes[0]).toBe(`times are taken from column "${name}"`);
    },
  );

  it('passes over an index of rows for the column of times', () => {
    const index = Array.from({ length: 30 }, (_, row) => row);
    const table = makeTableOf({ index, stamp: writeTimes(30, minute), ...makePrices(30) });
    expect(sureOf(table).mapping).toMatchObject({ columns: { openTime: 1 }, extras: [] });
  });

  it('keeps numbers whose names speak of time as extras unless they are times', () => {
    const columns = makeColumns(20);
    const time_to_funding = columns.volume.map((value) => value * 60);
    const table = makeTableOf({ ...columns, time_to_funding, time_high: columns.open_time });
    expect(sureOf(table).mapping.extras).toEqual([6]);
  });

  it('takes an id for the time when nothing else is one and its values are times', () => {
    const { open_time, ...prices } = makeColumns(20);
    expect(sureOf(makeTableOf({ id: open_time, ...prices })).mapping.columns.openTime).toBe(0);
    const counter = open_time.map((_, row) => row);
    const { mapping, notes } = sureOf(makeTableOf({ id: counter, time: open_time, ...prices }));
    expect(mapping.columns.openTime).toBe(1);
    expect(notes).toEqual(['times are milliseconds']);
  });

  it('tells by the values which of two volumes is the quote', () => {
    const { volume, ...columns } = makeColumns(30);
    const quote = volume.map((base, row) => base * columns.close[row]);
    const { mapping, notes } = sureOf(makeTableOf({ ...columns, amount: volume, vol: quote }));
    expect(mapping.columns).toMatchObject({ volume: 5, quoteVolume: 6 });
    expect(notes).toContain('the volume is taken from column "amount", which the prices confirm');
  });

  it('finds the column of symbols that tells most markets apart', () => {
    const columns = makeColumns(20);
    const two = Array.from({ length: 20 }, (_, row) => (row % 2 === 0 ? 'BTC/USDT' : 'ETH/USDT'));
    const market = Array<string>(20).fill('spot');
    expect(sureOf(makeTableOf({ market, pair: two, ...columns })).mapping.symbol).toBe(1);
    // "spot" is no symbol: it tells of which market the bars are.
    const { mapping } = sureOf(makeTableOf({ market, ...columns }));
    expect([mapping.symbol, mapping.series]).toEqual([undefined, [0]]);
    const remarks = Array.from({ length: 20 }, (_, row) => `trade ${row}`);
    expect(sureOf(makeTableOf({ name: remarks, ...columns })).mapping.symbol).toBe(0);
  });

  it('takes a symbol of any length, and says of a column why it is none', () => {
    const columns = makeColumns(30);
    const long = 'SPDR S&P 500 ETF Trust, Series 1, distributing, US78462F1030';
    const { mapping } = sureOf(makeTableOf({ symbol: Array<string>(30).fill(long), ...columns }));
    expect(mapping.symbol).toBe(0);
    const orders = Array.from({ length: 30 }, (_, row) => `order ${row}`);
    const { mapping: none, notes } = sureOf(makeTableOf({ symbol: orders, ...columns }));
    expect(none.symbol).toBe(undefined);
    expect(notes).toContain('column "symbol" is left out: its cells name no market');
  });

  it('asks which of several markets that stand side by side is meant', () => {
    const { open_time, ...prices } = makeColumns(30);
    const of = (market: string): Cells =>
      Object.fromEntries(
        Object.entries(prices).map(([name, cells]) => [`${name} ${market}`, cells]),
      );
    const question = questionOf(
      makeTableOf({ Date: open_time, ...of('BTC-USD'), ...of('ETH-USD') }),
    );
    expect(question.readings[0].mapping.columns).toMatchObject({ openTime: 0, open: 1, volume: 5 });
    expect(question.reasons[0]).toContain('(BTC-USD, ETH-USD)');
  });

  it('recognises a file that holds a header alone', () => {
    const table = makeTable(['time', 'open', 'high', 'low', 'close', 'volume'], []);
    expect(sureOf(table).mapping.columns.close).toBe(4);
  });
});

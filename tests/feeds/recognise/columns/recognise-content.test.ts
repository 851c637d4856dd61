import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Table } from '../../../../src/feeds/table';
import { makeColumns } from '../../make-files';
import { makeTable } from '../../make-table';
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

  it("asks for other orders, such as Coinbase's, with the guess filled in", () => {
    const question = questionOf(nameless(rowsOf({ open_time, low, high, open, close, volume })));
    expect(question.readings[0].mapping.columns).toEqual({
      openTime: 0,
      low: 1,
      high: 2,
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
          const guess = questionOf(nameless(rows)).readings[0].mapping;
          const found = Object.entries(guess.columns).map(([column, at]) => [column, order[at]]);
          expect(Object.fromEntries(found)).toEqual(
            Object.fromEntries(names.map((name) => [name, name])),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('refuses numbers that do not behave as prices', () => {
    const rows = Array.from({ length: 30 }, (_, row) => [row, 30 - row, row % 3, row % 7, 5, -row]);
    expect(refusalOf(nameless(rows)).message).toMatch(
      /^bars\.csv has 6 columns and no header that names them/,
    );
  });
});

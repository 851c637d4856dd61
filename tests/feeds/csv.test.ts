import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../src/feeds/csv';
import { readCsvSlices } from '../../src/feeds/csv-text';
import type { RawBars } from '../../src/feeds/raw-bars';
import {
  ignoreProgress,
  makeBinanceCsv,
  makeColumns,
  makeCsv,
  startMs,
  toBytes,
} from './make-files';

const parse = (text: string): RawBars => parseCsv(toBytes(text), 'bars.csv', ignoreProgress);

describe('parseCsv', () => {
  it('reads the twelve columns of a Binance archive without a header', () => {
    const { columns, extras, notes } = parse(makeBinanceCsv(3));
    expect([...columns.openTime]).toEqual([startMs, startMs + 60_000, startMs + 120_000]);
    expect([...(columns.takerBuyQuote ?? [])]).toEqual([50, 100, 150]);
    expect(extras).toEqual({});
    expect(notes).toContain('times are milliseconds');
    expect(notes.some((note) => note.startsWith('no header'))).toBe(true);
  });

  it('reads microseconds as the same times as milliseconds', () => {
    const micro = parse(makeBinanceCsv(5, startMs, 1000));
    expect(micro.columns.openTime).toEqual(parse(makeBinanceCsv(5)).columns.openTime);
    expect(micro.notes).toContain('times are microseconds');
  });

  it('reads a header in any order and case, and keeps further numbers as extras', () => {
    const columns = makeColumns(3);
    const { columns: parsed, extras } = parse(
      makeCsv({
        Close: columns.close,
        Volume: columns.volume,
        Date: ['2024-01-01 00:00', '2024-01-01 00:01', '2024-01-01 00:02'],
        Low: columns.low,
        High: columns.high,
        Open: columns.open,
        sentiment: [-1, 'NaN', ''],
        symbol: ['BTC', 'BTC', 'BTC'],
      }),
    );
    expect([...parsed.close]).toEqual(columns.close);
    expect([...parsed.openTime]).toEqual(columns.open_time);
    expect(extras).toEqual({ sentiment: Float64Array.of(-1, NaN, NaN) });
  });

  it('finds semicolons and tabs', () => {
    for (const delimiter of [';', '\t']) {
      const text = makeCsv(makeColumns(3)).replaceAll(',', delimiter);
      expect(parse(text).columns.close).toHaveLength(3);
    }
  });

  it('accepts a byte order mark, Windows line ends and quotes', () => {
    const text = makeCsv(makeColumns(3)).replaceAll('\n', '\r\n').replace('open,', '"open",');
    expect(parse(`\ufeff${text}`).columns.close).toHaveLength(3);
  });

  it('counts rows as an editor does, blank lines included', () => {
    const lines = makeCsv(makeColumns(3)).split('\n');
    const { rowOf } = parse([lines[0], lines[1], '', lines[2], lines[3]].join('\n'));
    expect([0, 1, 2].map(rowOf)).toEqual([2, 4, 5]);
  });

  it.each(['NaN', '', 'n/a', '1.5x'])('names row and column of the price "%s"', (text) => {
    const columns: Record<string, (number | string)[]> = makeColumns(5);
    columns.close[3] = text;
    expect(() => parse(makeCsv(columns))).toThrow(
      `bars.csv, row 5, column close: "${text}" is not a number.`,
    );
  });

  it('names row and column of a time that it cannot read', () => {
    const columns: Record<string, (number | string)[]> = makeColumns(3);
    columns.open_time = ['29/04/2013 23:59', '30/04/2013 23:59', '01/05/2013 23:59'];
    expect(() => parse(makeCsv(columns))).toThrow(/bars\.csv, row 2, column open_time: "29\/04/);
  });

  it('names the row at which a file is cut short', () => {
    const text = makeCsv(makeColumns(4));
    expect(() => parse(text.slice(0, -12))).toThrow(/bars\.csv, row 5: has \d values, expected 6/);
  });

  it('refuses numbers that nothing names', () => {
    expect(() => parse(makeCsv(makeColumns(3), false))).toThrow(
      /bars\.csv has 6 columns and no header/,
    );
  });

  it('refuses a file of empty lines', () => {
    expect(() => parse('\n\n\n')).toThrow(/bars\.csv holds nothing but empty lines/);
  });

  it('gives back any prices that were written', () => {
    const price = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(fc.array(price, { minLength: 1, maxLength: 50 }), (close) => {
        const columns = { ...makeColumns(close.length), close };
        expect([...parse(makeCsv(columns)).columns.close]).toEqual(close);
      }),
    );
  });

  it('reports progress up to the end', () => {
    const bytes = toBytes(makeCsv(makeColumns(10)));
    const seen: number[] = [];
    parseCsv(bytes, 'bars.csv', (done) => seen.push(done));
    expect(seen.at(-1)).toBe(bytes.length);
  });
});

describe('readCsvSlices', () => {
  it('gives the same rows for any length of the slices', () => {
    const bytes = toBytes(makeCsv(makeColumns(40)));
    const rows = (sliceBytes: number): (readonly string[])[] =>
      [...readCsvSlices(bytes, sliceBytes)].flatMap((slice) => slice.rows);
    const whole = rows(1e6);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), (sliceBytes) => {
        expect(rows(sliceBytes)).toEqual(whole);
      }),
    );
  });
});

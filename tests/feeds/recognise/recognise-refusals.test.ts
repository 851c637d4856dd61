import { describe, expect, it } from 'vitest';
import { makeColumns } from '../make-files';
import { makeTableOf } from '../make-table';
import { day, makePrices, refusalOf, sureOf, type Cells } from './recognition-of';

describe('recogniseTable, refusing', () => {
  it('names the missing column and those that were found, with a guess to complete', () => {
    const { close: _, ...rest } = makeColumns(30);
    const { message, question } = refusalOf(makeTableOf(rest), 'noclose.csv');
    expect(message).toMatch(
      /^noclose\.csv has no close column: found open_time, open, high, low, volume\. Bars need/,
    );
    expect(question).toBe(undefined);
    const renamed = makeTableOf({ ...rest, mystery: makeColumns(30).close });
    const refusal = refusalOf(renamed, 'noclose.csv');
    expect(refusal.question?.readings[0].mapping.columns).toEqual({
      openTime: 0,
      open: 1,
      high: 2,
      low: 3,
      close: 5,
      volume: 4,
    });
    expect(refusal.question?.reasons).toEqual([refusal.message]);
  });

  it('leaves columns to a person where nothing tells which of them are prices', () => {
    // A day of minutes: the dates alone are no times of bars, and no name says anything.
    const rows = Array.from({ length: 30 }, (_, at) => at);
    const table = makeTableOf({
      k1: rows.map(() => '2024.01.02'),
      k2: rows.map((at) => `00:${String(at).padStart(2, '0')}`),
      ...Object.fromEntries(['k3', 'k4', 'k5', 'k6'].map((name) => [name, rows.map(() => 100)])),
    });
    const { message, question } = refusalOf(table, 'k.csv');
    expect(message).toMatch(/^k\.csv has no price columns: found k1, k2, k3, k4, k5, k6\./);
    expect(question?.readings[0].mapping.columns).toEqual({});
  });

  it('names the time when nothing speaks of it', () => {
    expect(refusalOf(makeTableOf(makePrices(30))).message).toMatch(
      /^bars\.csv has no time column: found open, high, low, close, volume\./,
    );
  });

  it('says so when no name is that of a price', () => {
    const { message, question } = refusalOf(
      makeTableOf({ a: [1, 2], b: [2, 3], c: [3, 4] }),
      'a.parquet',
    );
    expect(message).toMatch(/^a\.parquet has no price columns: found a, b, c\./);
    expect(question).toBe(undefined);
  });

  it('offers a guess when columns of other names behave as prices', () => {
    const { open_time: a, open: b, high: c, low: d, close: e } = makeColumns(30);
    const { message, question } = refusalOf(makeTableOf({ a, b, c, d, e }));
    expect(message).toMatch(/has no price columns: found a, b, c, d, e\./);
    expect(question?.readings[0].mapping.columns).toEqual({
      openTime: 0,
      open: 1,
      high: 2,
      low: 3,
      close: 4,
    });
  });

  it('refuses days as Excel counts them, and says what to do', () => {
    const { open_time, ...prices } = makeColumns(20);
    const date = open_time.map((time) => time / day + 25_569);
    expect(refusalOf(makeTableOf({ date, ...prices })).message).toMatch(
      /^bars\.csv, row 2, column date: "45292" looks like a date as Excel counts days.*yyyy-mm-dd/,
    );
  });

  it('refuses times that cannot be read, naming the row', () => {
    const { open_time: _, ...prices } = makeColumns(5);
    const time = ['soon', 'later', 'then', 'now', 'never'];
    expect(refusalOf(makeTableOf({ time, ...prices })).message).toMatch(
      /^bars\.csv, row 2, column time: "soon" is not a time such as 2024-01-31 23:59:00/,
    );
    const clock = ['00:00', '00:01', '00:02', '00:03', '00:04'];
    expect(refusalOf(makeTableOf({ time: clock, ...prices })).message).toContain(
      'is a time of day without a date',
    );
    const counter = [1, 2, 3, 4, 5];
    expect(refusalOf(makeTableOf({ time: counter, ...prices })).message).toContain(
      '"1" is not a time such as',
    );
  });

  it('refuses a column of prices that are no numbers, naming the row', () => {
    const columns: Cells = { ...makeColumns(3), close: ['a', 'b', 'c'] };
    expect(refusalOf(makeTableOf(columns)).message).toMatch(
      /^bars\.csv, row 2, column close: "a" is not a number\./,
    );
    const other = makeTableOf(makeColumns(3), { kinds: { 4: 'other' } });
    expect(refusalOf(other, 'a.parquet').message).toMatch(
      /^a\.parquet, column close: its type is .*, but a number is needed\./,
    );
  });

  it('leaves a few unreadable prices to the checks', () => {
    const columns: Cells = { ...makeColumns(5), close: [100, '', 'n/a', 101, 102] };
    expect(sureOf(makeTableOf(columns)).mapping.columns.close).toBe(4);
  });
});

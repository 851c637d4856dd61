import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ColumnMapping, MappingQuestion } from '../../../src/core/column-mapping';
import { recogniseTable } from '../../../src/feeds/recognise/recognise-table';
import type { Table } from '../../../src/feeds/table';
import { makeColumns, startMs } from '../make-files';
import { makeTable, makeTableOf } from '../make-table';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

type Cells = Record<string, readonly (string | number)[]>;

/** Prices and volume of plausible bars, without their times. */
function makePrices(count: number): Cells {
  const { open_time: _, ...prices } = makeColumns(count);
  return prices;
}

/** Times as text: "2024-01-01 00:00:00". */
function writeTimes(count: number, stepMs: number, from = startMs): string[] {
  return Array.from({ length: count }, (_, index) =>
    new Date(from + index * stepMs).toISOString().slice(0, 19).replace('T', ' '),
  );
}

function sureOf(
  table: Table,
  file = 'bars.csv',
): { mapping: ColumnMapping; notes: readonly string[] } {
  const recognition = recogniseTable(table, file);
  if (recognition.kind === 'sure') return recognition;
  throw new Error(JSON.stringify(recognition));
}

function questionOf(table: Table, file = 'bars.csv'): MappingQuestion {
  const recognition = recogniseTable(table, file);
  if (recognition.kind === 'unsure') return recognition.question;
  throw new Error(JSON.stringify(recognition));
}

function refusalOf(table: Table, file = 'bars.csv') {
  const recognition = recogniseTable(table, file);
  if (recognition.kind === 'refused') return recognition;
  throw new Error(JSON.stringify(recognition));
}

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

  it.each([
    ['s', 1e-3],
    ['ms', 1],
    ['us', 1e3],
    ['ns', 1e6],
  ])('sees times in %s by their size', (unit, perMs) => {
    const columns = makeColumns(20);
    const time = columns.open_time.map((ms) => ms * perMs);
    const { mapping } = sureOf(makeTableOf({ ...columns, open_time: time }));
    expect(mapping.time.encoding).toEqual({ kind: 'number', unit });
  });

  it('sees that the unit changes within the file', () => {
    const columns = makeColumns(20);
    const time = columns.open_time.map((ms, index) => (index < 10 ? ms : ms * 1000));
    const { mapping } = sureOf(makeTableOf({ ...columns, open_time: time }));
    expect(mapping.time.encoding).toEqual({ kind: 'number', unit: 'mixed' });
  });

  it('asks when the name speaks of another unit than the values', () => {
    const { open_time, ...prices } = makeColumns(20);
    const seconds = open_time.map((ms) => ms / 1000);
    const question = questionOf(makeTableOf({ timestamp_ms: seconds, ...prices }));
    expect(question.guess.time.encoding).toEqual({ kind: 'number', unit: 's' });
    expect(question.reasons[0]).toMatch(/speaks of milliseconds, .* the size of seconds/);
    expect(sureOf(makeTableOf({ timestamp_ms: open_time, ...prices })).notes).toEqual([
      'times are milliseconds',
    ]);
  });

  it('reads counts of time that stand as text', () => {
    const columns = makeColumns(20);
    const { mapping } = sureOf(makeTableOf(columns, { kinds: { 0: 'text', 4: 'text' } }));
    expect(mapping.time.encoding).toEqual({ kind: 'number', unit: 'ms' });
  });

  it('takes times without a zone as UTC and says so', () => {
    const { mapping, notes } = sureOf(
      makeTableOf({ time: writeTimes(20, minute), ...makePrices(20) }),
    );
    expect(mapping.time).toEqual({
      encoding: { kind: 'text', order: 'iso' },
      zone: 'UTC',
      moment: 'open',
    });
    expect(notes).toEqual(['times name no zone: they are taken as UTC']);
  });

  it('says nothing of zones where the times name one', () => {
    const time = writeTimes(20, minute).map((text) => `${text}+01:00`);
    expect(sureOf(makeTableOf({ time, ...makePrices(20) })).notes).toEqual([]);
  });

  it('takes times that the file declares, and says so when they have no zone', () => {
    const columns = makeColumns(20);
    const typed = sureOf(makeTableOf(columns, { kinds: { 0: 'time' }, zoned: [0] }));
    expect(typed.mapping.time.encoding).toEqual({ kind: 'typed' });
    expect(typed.notes).toEqual([]);
    const naive = sureOf(makeTableOf(columns, { kinds: { 0: 'time' } }));
    expect(naive.notes).toEqual(['times name no zone: they are taken as UTC']);
  });

  it.each([
    ['btc.naive-utc+9.parquet', 'time', '+09:00'],
    ['btc_Europe_Berlin.csv', 'time', 'Europe/Berlin'],
    ['bars.csv', 'time (KST)', '+09:00'],
    ['bars.csv', 'time_est', 'America/New_York'],
  ])('asks for the zone of %s with column "%s"', (file, name, zone) => {
    const table = makeTableOf({ [name]: writeTimes(20, minute), ...makePrices(20) });
    const question = questionOf(table, file);
    expect(question.guess.time.zone).toBe(zone);
    expect(question.reasons).toHaveLength(1);
    expect(question.reasons[0]).toMatch(/^The name of .* says/);
  });

  it('does not ask for a zone that the times or the names tell', () => {
    const zoned = writeTimes(20, minute).map((text) => `${text}+09:00`);
    sureOf(makeTableOf({ time: zoned, ...makePrices(20) }), 'btc.utc+9.csv');
    sureOf(makeTableOf({ 'time (UTC)': writeTimes(20, minute), ...makePrices(20) }), 'btc.kst.csv');
    sureOf(makeTableOf(makeColumns(20)), 'btc.utc+9.csv');
  });

  it.each([
    [15, '-09:00'],
    [9, '+09:00'],
    [19, '-05:00'],
  ])('asks for the zone of daily bars that begin at %i:00', (hours, zone) => {
    const time = writeTimes(40, day, startMs + hours * hour);
    const question = questionOf(makeTableOf({ time, ...makePrices(40) }));
    expect(question.guess.time.zone).toBe(zone);
    expect(question.reasons[0]).toContain(`${String(hours).padStart(2, '0')}:00`);
  });

  it('does not ask for the zone of daily bars that begin at midnight, or that are counts', () => {
    sureOf(makeTableOf({ time: writeTimes(40, day), ...makePrices(40) }));
    const counts = Array.from({ length: 40 }, (_, index) => startMs + 15 * hour + index * day);
    sureOf(makeTableOf({ time: counts, ...makePrices(40) }));
  });

  it('asks for the order of dates that nothing decides', () => {
    const time = Array.from({ length: 30 }, (_, index) => `02/03/2024 00:${String(index + 10)}`);
    const question = questionOf(makeTableOf({ time, ...makePrices(30) }));
    expect(question.guess.time.encoding).toEqual({ kind: 'text', order: 'dmy' });
    expect(question.reasons[0]).toContain('"02/03/2024 00:10"');
  });

  it('sees closes by the name where there is no open time', () => {
    const { open_time, ...prices } = makeColumns(20);
    const { mapping, notes } = sureOf(makeTableOf({ close_time: open_time, ...prices }));
    expect(mapping.time.moment).toBe('close');
    expect(notes).toContain('times are those of the close: one interval was subtracted');
  });

  it.each([
    [1, minute],
    [1000, minute],
    [minute, hour],
    [minute, day],
  ])('sees closes that stand %i ms before the end of bars of %i ms', (slackMs, intervalMs) => {
    const time = Array.from(
      { length: 30 },
      (_, index) => startMs + (index + 1) * intervalMs - slackMs,
    );
    expect(sureOf(makeTableOf({ time, ...makePrices(30) })).mapping.time.moment).toBe('close');
    const named = makeTableOf({ open_time: time, ...makePrices(30) });
    expect(sureOf(named).mapping.time.moment).toBe('open');
  });

  it('joins a column of dates with one of times of day', () => {
    const times = writeTimes(30, minute);
    const date = times.map((text) => text.slice(0, 10));
    const clock = times.map((text) => text.slice(11));
    const { mapping, notes } = sureOf(makeTableOf({ Date: date, Time: clock, ...makePrices(30) }));
    expect(mapping).toMatchObject({ columns: { openTime: 0 }, timeOfDay: 1, extras: [] });
    expect(notes[0]).toBe('date and time stand in two columns, "Date" and "Time"');
    const digits = makeTableOf({
      '<DATE>': date.map((text) => Number(text.replaceAll('-', ''))),
      '<TIME>': clock.map((text) => Number(text.replaceAll(':', ''))),
      ...makePrices(30),
    });
    expect(sureOf(digits).mapping).toMatchObject({
      columns: { openTime: 0 },
      timeOfDay: 1,
      time: { encoding: { kind: 'text', order: 'iso' } },
    });
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
    expect(sureOf(makeTableOf({ market, ...columns })).mapping.symbol).toBe(0);
    const remarks = Array.from({ length: 20 }, (_, row) => `trade ${row}`);
    expect(sureOf(makeTableOf({ name: remarks, ...columns })).mapping.symbol).toBe(0);
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
    expect(question.guess.columns).toMatchObject({ openTime: 0, open: 1, volume: 5 });
    expect(question.reasons[0]).toContain('(BTC-USD, ETH-USD)');
  });

  it('recognises a file that holds a header alone', () => {
    const table = makeTable(['time', 'open', 'high', 'low', 'close', 'volume'], []);
    expect(sureOf(table).mapping.columns.close).toBe(4);
  });
});

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

  it("asks for other orders, such as Coinbase's, with the guess filled in", () => {
    const question = questionOf(nameless(rowsOf({ open_time, low, high, open, close, volume })));
    expect(question.guess.columns).toEqual({
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
    expect(question.columns[0]).toEqual({ name: 'column 1', kind: 'number' });
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
          const { guess } = questionOf(nameless(rows));
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
    expect(refusal.question?.guess.columns).toEqual({
      openTime: 0,
      open: 1,
      high: 2,
      low: 3,
      close: 5,
      volume: 4,
    });
    expect(refusal.question?.reasons).toEqual([refusal.message]);
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
    expect(question?.guess.columns).toEqual({ openTime: 0, open: 1, high: 2, low: 3, close: 4 });
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

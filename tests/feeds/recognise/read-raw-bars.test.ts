import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimeReading } from '../../../src/core/bars/read-times';
import type { ColumnMapping } from '../../../src/core/import';
import type { RawBars, Table } from '../../../src/feeds/table';
import { openZone, toLocalMs } from '../../../src/core/bars/zone';
import { readRawBars } from '../../../src/feeds/recognise/read-raw-bars';
import { recogniseTable } from '../../../src/feeds/recognise/recognise-table';
import { ignoreProgress, makeColumns, startMs } from '../make-files';
import { makeTableOf, type MadeTableOptions } from '../make-table';

const minute = 60_000;
const day = 86_400_000;

type Cells = Record<string, readonly (string | number)[]>;

/** Recognises and reads, with the guess of a question for its answer. */
async function read(table: Table, file = 'bars.csv'): Promise<readonly RawBars[]> {
  const recognition = recogniseTable(table, file);
  if (recognition.kind !== 'sure' && recognition.kind !== 'unsure') {
    throw new Error(JSON.stringify(recognition));
  }
  const mapping =
    recognition.kind === 'sure' ? recognition.mapping : recognition.question.readings[0].mapping;
  return readRawBars(table, mapping, file, ignoreProgress);
}

async function readOne(columns: Cells, options?: MadeTableOptions): Promise<RawBars> {
  const [raw, ...others] = await read(makeTableOf(columns, options));
  expect(others).toEqual([]);
  return raw;
}

const mappingOf = (time: TimeReading, more: Partial<ColumnMapping> = {}): ColumnMapping => ({
  columns: { openTime: 0, open: 1, high: 2, low: 3, close: 4, volume: 5 },
  time,
  decimal: '.',
  extras: [],
  ...more,
});

describe('readRawBars', () => {
  it('reads columns, and says where they stand', async () => {
    const columns = makeColumns(5);
    const raw = await readOne({ ...columns, rsi: [50, 51, '', 52, 53] });
    expect([...raw.columns.openTime]).toEqual(columns.open_time);
    expect([...raw.columns.close]).toEqual(columns.close);
    expect(raw.extras).toEqual({ rsi: Float64Array.of(50, 51, NaN, 52, 53) });
    expect(raw.notes).toEqual(['times are milliseconds']);
    expect([raw.rowOf(0), raw.rowOf(3)]).toEqual([2, 5]);
    expect(raw.textOf?.(1, 'close')).toBe(String(columns.close[1]));
    expect(raw.textOf?.(1, 'quoteVolume')).toBe('');
  });

  it('tells cells that say no value from those that cannot be read, and keeps their text', async () => {
    const columns: Cells = { ...makeColumns(5), close: [1, 'x', 'NULL', 3, 4] };
    const time = ['2024-01-01', '2024-01-02', 'soon', '2024-01-04', '2024-01-05'];
    const raw = await readOne({ ...columns, open_time: time });
    expect(raw.columns.openTime[2]).toBeNaN();
    expect([...raw.columns.close].slice(1, 3)).toEqual([Infinity, NaN]);
    expect([raw.textOf?.(2, 'openTime'), raw.textOf?.(1, 'close')]).toEqual(['soon', 'x']);
  });

  it('says which rows count in which unit', async () => {
    const columns = makeColumns(1200);
    const time = columns.open_time.map((ms, row) => (row < 1100 ? ms : ms * 1000));
    const raw = await readOne({ ...columns, open_time: time });
    expect([...raw.columns.openTime]).toEqual(columns.open_time);
    expect(raw.notes).toEqual(['rows 2 to 1,101 count milliseconds, the others microseconds']);
  });

  it('fills a missing volume with zeros and says so', async () => {
    const { volume: _, ...columns } = makeColumns(3);
    const raw = await readOne(columns);
    expect([...raw.columns.volume]).toEqual([0, 0, 0]);
    expect(raw.notes).toContain('no column of volume: the volume is 0 in every bar');
  });

  it('leaves out extras that hold no number, and tells two of one name apart', async () => {
    const columns = makeColumns(3);
    const table = makeTableOf({ ...columns, a: [1, 2, 3], b: ['', '', ''], 'a ': [4, 5, 6] });
    const [raw] = await readRawBars(
      table,
      mappingOf(
        { encoding: { kind: 'number', unit: 'ms' }, zone: 'UTC', moment: 'open' },
        { extras: [6, 7, 8] },
      ),
      'bars.csv',
      ignoreProgress,
    );
    expect(raw.extras).toEqual({ a: Float64Array.of(1, 2, 3), 'a (2)': Float64Array.of(4, 5, 6) });
    expect(raw.notes).toContain('column "b" is left out: it holds no number');
  });

  it('reads an amount that no cell tells as unknown, -1 too', async () => {
    const volume = ['5', '-', 'NULL', -1, 'nan'];
    const raw = await readOne({ ...makeColumns(5), volume, trades: [1, '', 3, -1, 0] });
    expect([...raw.columns.volume]).toEqual([5, NaN, NaN, NaN, NaN]);
    expect([...(raw.columns.tradeCount ?? [])]).toEqual([1, NaN, 3, NaN, 0]);
  });

  it('has no column of an amount that is unknown in every row, and says so', async () => {
    const raw = await readOne({ ...makeColumns(3), volume: ['', '', ''], trades: [-1, -1, -1] });
    expect([...raw.columns.volume]).toEqual([0, 0, 0]);
    expect(raw.columns.tradeCount).toBe(undefined);
    expect(raw.notes).toContain('the volume is unknown in every row: it is left out');
    expect(raw.notes).toContain('the number of trades is unknown in every row: it is left out');
  });

  it('reads numbers with a decimal comma, and says so', async () => {
    const columns = makeColumns(4);
    const close = columns.close.map((price) => `1.${price},5`);
    const raw = await readOne({ ...columns, close });
    expect([...raw.columns.close]).toEqual(columns.close.map((price) => 1000 + price + 0.5));
    expect(raw.notes).toContain('numbers are written with a decimal comma');
  });

  it('joins dates and times of day, as text or as numbers', async () => {
    const columns = makeColumns(120);
    const { open_time: _, ...prices } = columns;
    const iso = columns.open_time.map((time) => new Date(time).toISOString());
    const text = await readOne({
      date: iso.map((time) => time.slice(0, 10)),
      time: iso.map((time) => time.slice(11, 19)),
      ...prices,
    });
    const digits = await readOne({
      date: iso.map((time) => Number(time.slice(0, 10).replaceAll('-', ''))),
      time: iso.map((time) => Number(time.slice(11, 19).replaceAll(':', ''))),
      ...prices,
    });
    expect([...text.columns.openTime]).toEqual(columns.open_time);
    expect([...digits.columns.openTime]).toEqual(columns.open_time);
  });

  it('reads whole numbers that are dates', async () => {
    const date = [20240101, 20240102, 20240103];
    const raw = await readOne({ ...makeColumns(3), open_time: date });
    expect([...raw.columns.openTime]).toEqual([0, 1, 2].map((row) => startMs + row * day));
  });

  it('throws when a mapping lacks a column, or names no zone', async () => {
    const table = makeTableOf(makeColumns(3));
    const time: TimeReading = { encoding: { kind: 'typed' }, zone: 'UTC', moment: 'open' };
    const lacking = mappingOf(time, { columns: { openTime: 0, open: 1, high: 2, low: 3 } });
    await expect(readRawBars(table, lacking, 'a.csv', ignoreProgress)).rejects.toThrow(
      'a.csv: no column is said to be the close. Choose one.',
    );
    const nowhere = mappingOf({ ...time, zone: 'Mars/Base' });
    await expect(readRawBars(table, nowhere, 'a.csv', ignoreProgress)).rejects.toThrow(
      /"Mars\/Base" is no time zone/,
    );
  });
});

describe('times that are read', () => {
  const instants = Array.from({ length: 40 }, (_, row) => startMs + row * minute);
  const zone = fc.constantFrom('UTC', '+09:00', '-03:30', 'Europe/Berlin', 'America/New_York');
  const perMs = { s: 1e-3, ms: 1, us: 1e3, ns: 1e6 };

  async function readTimes(
    cells: readonly (string | number)[],
    time: TimeReading,
    kind: 'text' | 'number' | 'time',
  ): Promise<number[]> {
    const { open_time: _, ...prices } = makeColumns(instants.length);
    const table = makeTableOf({ time: cells, ...prices }, { kinds: { 0: kind } });
    const [raw] = await readRawBars(table, mappingOf(time), 'bars.csv', ignoreProgress);
    return [...raw.columns.openTime];
  }

  const iso = (ms: number): string => new Date(ms).toISOString();
  const written = {
    iso: (ms: number) => iso(ms).slice(0, 19).replace('T', ' '),
    dmy: (ms: number) =>
      `${iso(ms).slice(8, 10)}/${iso(ms).slice(5, 7)}/${iso(ms).slice(0, 4)} ${iso(ms).slice(11, 16)}`,
    mdy: (ms: number) =>
      `${iso(ms).slice(5, 7)}/${iso(ms).slice(8, 10)}/${iso(ms).slice(0, 4)} ${iso(ms).slice(11, 16)}`,
  };

  it('are those that were written, in any unit', async () => {
    const unit = fc.constantFrom('s', 'ms', 'us', 'ns');
    await fc.assert(
      fc.asyncProperty(unit, fc.boolean(), fc.boolean(), async (unit, isMixed, isText) => {
        const cells = instants.map((ms) => ms * perMs[unit]);
        const encoding = { kind: 'number', unit: isMixed ? 'mixed' : unit } as const;
        const kind = isText ? 'text' : 'number';
        expect(await readTimes(cells, { encoding, zone: 'UTC', moment: 'open' }, kind)).toEqual(
          instants,
        );
      }),
      { numRuns: 30 },
    );
  });

  it('are those that were written, in any order and zone, with the zone in the text or not', async () => {
    const order = fc.constantFrom('iso', 'dmy', 'mdy');
    await fc.assert(
      fc.asyncProperty(order, zone, fc.boolean(), async (order, zone, namesZone) => {
        const encoding = { kind: 'text', order } as const;
        const opened = openZone(zone);
        const cells = namesZone
          ? instants.map((ms) => `${written[order](ms + 2 * 3_600_000)} +02:00`)
          : instants.map((ms) => written[order](toLocalMs(ms, opened)));
        expect(await readTimes(cells, { encoding, zone, moment: 'open' }, 'text')).toEqual(
          instants,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('are those that the file declares, by the clock of any zone', async () => {
    await fc.assert(
      fc.asyncProperty(zone, async (zone) => {
        const cells = instants.map((ms) => toLocalMs(ms, openZone(zone)));
        const reading = { encoding: { kind: 'typed' }, zone, moment: 'open' } as const;
        expect(await readTimes(cells, reading, 'time')).toEqual(instants);
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    ['microseconds', 1e3, 1],
    ['milliseconds', 1, 1],
  ])('are one interval before closes in %s', async (_, scale, slack) => {
    const cells = instants.map((ms) => (ms + minute) * scale - slack);
    const encoding = { kind: 'number', unit: 'mixed' } as const;
    expect(await readTimes(cells, { encoding, zone: 'UTC', moment: 'close' }, 'number')).toEqual(
      instants,
    );
  });

  it('tell of the hour that a clock showed twice', async () => {
    const { open_time: _, ...prices } = makeColumns(4);
    const time = ['2024-10-27 01:00', '2024-10-27 02:00', '2024-10-27 02:00', '2024-10-27 03:00'];
    const table = makeTableOf({ time, ...prices });
    const reading = {
      encoding: { kind: 'text', order: 'iso' },
      zone: 'Europe/Berlin',
      moment: 'open',
    } as const;
    const [raw] = await readRawBars(table, mappingOf(reading), 'bars.csv', ignoreProgress);
    const from = Date.UTC(2024, 9, 26, 23);
    expect([...raw.columns.openTime]).toEqual([0, 1, 2, 3].map((hour) => from + hour * 3_600_000));
    expect(raw.notes).toEqual([
      'times name no zone: they are taken as Europe/Berlin',
      '2 times occur twice in Europe/Berlin, whose clock was put back: ' +
        'the order of the rows decides which is meant',
    ]);
  });
});

describe('rows of an hour that a clock showed twice', () => {
  it('are left out where they stand there once, and the note says so', async () => {
    const { open_time: _, ...prices } = makeColumns(4);
    const time = ['2024-11-03 00:30', '2024-11-03 01:00', '2024-11-03 01:30', '2024-11-03 02:00'];
    const table = makeTableOf({ time, ...prices });
    const reading = {
      encoding: { kind: 'text', order: 'iso' },
      zone: 'America/New_York',
      moment: 'open',
    } as const;
    const [raw] = await readRawBars(table, mappingOf(reading), 'bars.csv', ignoreProgress);
    expect([...raw.columns.openTime].map((ms) => new Date(ms).toISOString().slice(11, 16))).toEqual(
      ['04:30', '07:00'],
    );
    expect([...raw.columns.close]).toEqual([prices.close[0], prices.close[3]]);
    expect(raw.rowOf(1)).toBe(5);
    expect(raw.notes[1]).toContain('2 rows were left out, the first of them row 3');
  });
});

describe('symbols', () => {
  it('split a table, each with its own rows', async () => {
    const columns = makeColumns(6);
    const symbol = ['BTC/USDT', 'ETH/USDT', 'btcusdt', 'ETH/USDT', 'BTC-USDT', 'ETHUSDT'];
    const [btc, eth] = await read(makeTableOf({ symbol, ...columns }));
    expect([btc.symbol, eth.symbol]).toEqual(['BTCUSDT', 'ETHUSDT']);
    expect([...btc.columns.close]).toEqual([0, 2, 4].map((row) => columns.close[row]));
    expect(eth.rowOf(1)).toBe(5);
    expect(eth.textOf?.(2, 'openTime')).toBe(String(columns.open_time[5]));
    expect(btc.notes).toContain('rows of 2 symbols were told apart: BTCUSDT, ETHUSDT');
  });

  it('come from the file where no column names them, of a member before its archive', async () => {
    const table = makeTableOf(makeColumns(3));
    const symbols = async (file: string) => (await read(table, file)).map(({ symbol }) => symbol);
    expect(await symbols('ETH_USDT-1m.csv')).toEqual(['ETHUSDT']);
    expect(await symbols('all.zip / BTCUSDT-1m-2024-01.csv')).toEqual(['BTCUSDT']);
    expect(await symbols('BTCUSDT-1m-2024.zip / january.csv')).toEqual(['BTCUSDT']);
    expect(await symbols('january.csv')).toEqual(['']);
  });

  it('are split by numbers where they are ids', async () => {
    const raw = await read(makeTableOf({ Asset_ID: [1, 2, 1, 2], ...makeColumns(4) }));
    expect(raw.map(({ symbol }) => symbol)).toEqual(['1', '2']);
  });

  it('of contracts and of exchanges are series of their own', async () => {
    const symbol = ['ETH/USDT', 'ETH/USDT:USDT', 'ETHUSDT', 'KRAKEN:ETHUSDT'];
    const raws = await read(makeTableOf({ symbol, ...makeColumns(4) }), 'bars.csv');
    expect(
      raws.map(({ symbol, market, columns }) => [symbol, market, columns.close.length]),
    ).toEqual([
      ['ETHUSDT', undefined, 2],
      ['ETHUSDT', { contract: 'futures' }, 1],
      ['ETHUSDT', { exchange: 'kraken' }, 1],
    ]);
    expect(raws[0].notes).toContain(
      'rows of 3 series were told apart: ETHUSDT, ETHUSDT futures, ETHUSDT · kraken',
    );
  });

  it('lose no row, whatever the order, rows without a symbol included', async () => {
    const names = fc.array(fc.constantFrom('BTC', 'ETH', 'SOL', ''), {
      minLength: 12,
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(names, async (symbol) => {
        fc.pre(symbol.some((name) => name !== ''));
        const columns = makeColumns(symbol.length);
        const volume = symbol.map((_, row) => row);
        const raws = await read(makeTableOf({ ...columns, volume, symbol }), 'bars.csv');
        const rows = raws.flatMap((raw) => [...raw.columns.volume]);
        expect([...rows].sort((a, b) => a - b)).toEqual(volume);
        for (const raw of raws) {
          for (const [index, row] of raw.columns.volume.entries()) {
            expect(symbol[row]).toBe(raw.symbol);
            expect(raw.rowOf(index)).toBe(row + 2);
          }
        }
      }),
    );
  });
});

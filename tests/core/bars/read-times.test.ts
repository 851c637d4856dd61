import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTimes, type TimeReading } from '../../../src/core/bars/read-times';
import { ImportError } from '../../../src/feeds/import-error';
import { readRawBars } from '../../../src/feeds/recognise/read-raw-bars';
import type { Table } from '../../../src/feeds/table';
import { openContent } from '../../feeds/formats/read-table';
import { ignoreProgress } from '../../feeds/make-files';

const asCount = (unit: 's' | 'ms' | 'us' | 'ns' | 'mixed', zone = 'UTC'): TimeReading => ({
  encoding: { kind: 'number', unit },
  zone,
  moment: 'open',
});
const asDate = (order: 'iso' | 'dmy' | 'mdy', zone = 'UTC'): TimeReading => ({
  encoding: { kind: 'text', order },
  zone,
  moment: 'open',
});

/** A file whose first column holds these cells, beside prices. */
async function openCells(cells: readonly string[], name = 'a.tsv'): Promise<Table> {
  const rows = cells.map((cell) => ({ time: cell, open: 1, high: 1, low: 1, close: 1 }));
  if (name.endsWith('.json')) return openContent(name, JSON.stringify(rows));
  const lines = rows.map((row) => Object.values(row).join('\t'));
  return openContent(name, ['time\topen\thigh\tlow\tclose', ...lines, ''].join('\n'));
}

/** What the import makes of the first column of a table, by the rows that it keeps. */
async function importTimes(table: Table, time: TimeReading): Promise<Map<number, number>> {
  const columns = { openTime: 0, open: 1, high: 2, low: 3, close: 4 };
  const [raw] = await readRawBars(
    table,
    { columns, time, decimal: '.' as const, extras: [] },
    'a',
    ignoreProgress,
  );
  return new Map([...raw.columns.openTime].map((openTime, at) => [raw.rowOf(at), openTime]));
}

/** What the mapping dialog shows of the same column, from the cells of the sample, for the rows that are kept. */
function previewTimes(
  { columns, sample }: Table,
  time: TimeReading,
  kept: ReadonlyMap<number, number>,
): Map<number, number> {
  const cells = sample.map((row) => row.cells[0]);
  const times = readTimes(cells, columns[0], time);
  return new Map(
    sample.flatMap(({ row }, at) => (kept.has(row) ? [[row, times[at]] as const] : [])),
  );
}

const iso = (time: number): string =>
  Number.isNaN(time) ? 'unreadable' : new Date(time).toISOString();

/** Cells of time columns that people have, readable in some way or in none. */
const cells = [
  '1704067200',
  '1704067200000',
  '1704067200000000',
  '1704067200.5',
  '1,704,067,200',
  '20240131',
  '20240131.0',
  '20240131 235900',
  '2024-01-31',
  '2024-01-31 23:59',
  '2024-01-31T23:59:00.250Z',
  '2024-01-31 23:59:00+09:00',
  '2024-03-31 02:30',
  '2024-10-27 02:30',
  '01/02/2024 1:00 PM',
  '31.12.75 23:59',
  '01/02/75',
  '5-Mar-2024',
  'Jan 31, 2024',
  '2024-01-31 12:00 EST',
  '31/02/2024',
  '0x1f',
  'Infinity',
  'yesterday',
  'NaN',
  '-',
  '23:59',
];

const zones = ['UTC', '+09:00', '-0330', 'Europe/Berlin', 'America/New_York'];
const readings: readonly TimeReading[] = zones.flatMap((zone) => [
  ...(['s', 'ms', 'us', 'ns', 'mixed'] as const).map((unit) => asCount(unit, zone)),
  ...(['iso', 'dmy', 'mdy'] as const).map((order) => asDate(order, zone)),
  { encoding: { kind: 'typed' }, zone, moment: 'open' },
]);

describe('readTimes reads what the import reads', () => {
  it.each(['a.tsv', 'a.json'])('for every cell and every choice, alone in %s', async (name) => {
    for (const cell of cells) {
      const table = await openCells([cell], name);
      for (const reading of readings) {
        const imported = await importTimes(table, reading);
        expect(imported.size).toBe(1);
        expect(
          previewTimes(table, reading, imported),
          `${cell} ${JSON.stringify(reading)}`,
        ).toEqual(imported);
      }
    }
  });

  it('for any column of such cells', async () => {
    const column = fc.array(fc.constantFrom(...cells), { minLength: 1, maxLength: 8 });
    const reading = fc.constantFrom(...readings);
    await fc.assert(
      fc.asyncProperty(column, reading, async (texts, time) => {
        const table = await openCells(texts);
        const imported = await importTimes(table, time).catch((error: unknown) => {
          // Rows that happen to step by months are refused, not read.
          fc.pre(
            !(
              error instanceof ImportError &&
              / bars of (months|quarters|half-years|years) /.test(error.message)
            ),
          );
          throw error;
        });
        expect(previewTimes(table, time, imported)).toEqual(imported);
      }),
      { numRuns: 200 },
    );
  });
});

describe('readTimes', () => {
  const text = { kind: 'text' } as const;
  const number = { kind: 'number' } as const;
  const read = (cell: string, reading: TimeReading, kind: 'text' | 'number' = 'text'): string =>
    iso(readTimes([cell], { kind }, reading)[0]);

  it.each([
    ['1704067200', 's'],
    ['1704067200000', 'ms'],
    ['1704067200000000', 'us'],
    ['1704067200000000000', 'ns'],
    ['1704067200000000', 'mixed'],
  ] as const)('reads %s as %s', (cell, unit) => {
    expect(read(cell, asCount(unit), 'number')).toBe('2024-01-01T00:00:00.000Z');
  });

  it.each([
    ['2024-01-02', 'iso', '2024-01-02T00:00'],
    ['2024-01-02T03:04:05+09:00', 'iso', '2024-01-01T18:04'],
    ['01/02/2024 1:00 PM', 'dmy', '2024-02-01T13:00'],
    ['01/02/2024 12:30 AM', 'mdy', '2024-01-02T00:30'],
    ['31.12.23 23:59', 'dmy', '2023-12-31T23:59'],
    ['31.12.75 23:59', 'dmy', '1975-12-31T23:59'],
    ['31.12.69 23:59', 'dmy', '2069-12-31T23:59'],
  ] as const)('reads %s, %s, as %s', (cell, order, expected) => {
    expect(read(cell, asDate(order)).slice(0, 16)).toBe(expected);
  });

  it.each(['', 'n/a', '12:00', 'yesterday', '31/02/2024'])('reads nothing from %j', (cell) => {
    expect(read(cell, asCount('ms'))).toBe('unreadable');
    expect(read(cell, asDate('dmy'))).toBe('unreadable');
  });

  it('reads in the zone that is chosen, unless the cell or the file names one', () => {
    const tokyo = asDate('iso', 'Asia/Tokyo');
    expect(read('2024-01-01 09:00', tokyo)).toBe('2024-01-01T00:00:00.000Z');
    expect(read('2024-01-01 09:00Z', tokyo)).toBe('2024-01-01T09:00:00.000Z');
    const typed: TimeReading = { ...tokyo, encoding: { kind: 'typed' } };
    const cell = ['2024-01-01T09:00:00.000Z'];
    expect(iso(readTimes(cell, { kind: 'time', hasZone: true }, typed)[0])).toBe(cell[0]);
    const naive = readTimes(['2024-01-01T09:00:00.000'], { kind: 'time' }, typed);
    expect(iso(naive[0])).toBe('2024-01-01T00:00:00.000Z');
  });

  it('tells the two passes of an hour that a clock shows twice apart by their order', () => {
    const shown = ['02:00', '02:30', '02:00', '02:30'].map((clock) => `2024-10-27 ${clock}`);
    const times = readTimes(shown, text, asDate('iso', 'Europe/Berlin'));
    expect([...times].map((time) => iso(time).slice(11, 16))).toEqual([
      '00:00',
      '00:30',
      '01:00',
      '01:30',
    ]);
  });

  it('refuses a zone that does not exist', () => {
    expect(() => readTimes(['1'], number, asCount('s', 'Mars/Base'))).toThrow(RangeError);
  });
});

import { describe, expect, it } from 'vitest';
import type { Table } from '../../../src/feeds/table';
import { startMs } from '../make-files';
import { listKinds, openFixture, readNamed } from './read-table';

const rows = 600;
const minuteMs = 60_000;
const dayMs = 86_400_000;
const price = (row: number): number => 100 + ((row * 7) % 13) + 0.25;
const files = ['types.parquet', 'types.lz4.feather', 'types.zstd.feather', 'types.plain.feather'];

/** What `make_fixtures.py` put into each column that can be read as numbers. */
const expected: Readonly<Record<string, (row: number) => number>> = {
  time_s: (row) => startMs + row * minuteMs,
  time_ms: (row) => startMs + row * minuteMs,
  time_us: (row) => startMs + row * minuteMs,
  time_ns: (row) => startMs + row * minuteMs,
  day: (row) => startMs + row * dayMs,
  day_ms: (row) => startMs + row * dayMs,
  float64: (row) => (row === 3 ? NaN : price(row)),
  float32: price,
  float16: (row) => price(row) / 4,
  int8: (row) => (row % 100) - 50,
  uint64: (row) => 2 ** 53 - row,
  int64: (row) => 0 - row * 1e12,
  decimal: (row) => (row === 0 ? -0.125 : -(row + 0.125)),
  decimal256: (row) => row + 0.5,
  text: price,
  large_text: (row) => row,
  symbol: (row) => (row === 3 ? NaN : row % 2),
};

/** "row 7" is 7, a symbol its place in the list. */
function parseText(text: string): number {
  const symbol = ['BTCUSDT', 'ETHUSDT'].indexOf(text);
  return symbol === -1 ? Number(text.replace('row ', '')) : symbol;
}

describe.each(files)('%s', (name) => {
  const format = name.endsWith('parquet') ? 'parquet' : 'feather';

  it('tells the kind of every column', async () => {
    const table = await openFixture(name);
    expect(table).toMatchObject({ format, hasHeader: true, rowLimit: rows, notes: [] });
    expect(listKinds(table)).toEqual([
      'time_s:time',
      'time_ms:time',
      'time_us:time',
      'time_ns:time',
      'day:time',
      'day_ms:time',
      'float64:number',
      'float32:number',
      'float16:number',
      'int8:number',
      'uint64:number',
      'int64:number',
      'decimal:number',
      'decimal256:number',
      'text:text',
      'large_text:text',
      'symbol:text',
      'flag:other',
      'list:other',
      'struct:other',
      'binary:other',
      'nothing:other',
    ]);
    expect(zones(table)).toEqual([false, true, true, false, false, false]);
  });

  it('reads every column that can be numbers, null as NaN', async () => {
    const table = await openFixture(name);
    const names = Object.keys(expected);
    const { values } = await readNamed(table, names, parseText);
    names.forEach((column, at) => {
      const all = Array.from({ length: rows }, (_, row) => expected[column](row));
      expect({ column, values: [...values[at]] }).toEqual({ column, values: all });
    });
  });

  it('reads what can be no number as NaN', async () => {
    const { values } = await readNamed(await openFixture(name), ['list', 'float32', 'nothing']);
    expect([...values[0]]).toEqual(Array.from({ length: rows }, () => NaN));
    expect(values[1][5]).toBe(price(5));
    expect(values[2][0]).toBeNaN();
  });

  it('shows rows of the start and the end as a person would read them', async () => {
    const table = await openFixture(name);
    const at = (row: number): readonly string[] => {
      const sample = table.sample.find((candidate) => candidate.row === row + 1);
      return sample?.cells ?? [];
    };
    expect(at(3)).toEqual([
      '2024-01-01T00:03:00.000',
      '2024-01-01T00:03:00.000Z',
      '2024-01-01T00:03:00.000Z',
      '2024-01-01T00:03:00.000',
      '2024-01-04T00:00:00.000',
      '2024-01-04T00:00:00.000',
      '',
      '108.25',
      '27.0625',
      '-47',
      String(2 ** 53 - 3),
      '-3000000000000',
      '-3.125',
      '3.5',
      '108.25',
      'row 3',
      '',
      ...['', '', '', '', ''],
    ]);
    expect(at(rows - 1)[15]).toBe('row 599');
    const shown = table.sample.map(({ row }) => row);
    expect(shown).toEqual([...new Set(shown)].sort((a, b) => a - b));
    expect(shown.length).toBeLessThanOrEqual(400);
    expect(shown.some((row) => row > 250 && row <= 500)).toBe(true);
  });

  it('tells the row and the text of a value', async () => {
    const read = await readNamed(await openFixture(name), ['large_text', 'float64', 'time_ms']);
    expect(read.rowOf(299)).toBe(300);
    expect(read.textOf(299, 0)).toBe('row 299');
    expect(read.textOf(3, 1)).toBe('');
    expect(read.textOf(599, 2)).toBe('2024-01-01T09:59:00.000Z');
  });
});

function zones({ columns }: Table): readonly (boolean | undefined)[] {
  return columns.filter(({ kind }) => kind === 'time').map(({ hasZone }) => hasZone);
}

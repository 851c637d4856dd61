import { describe, expect, it } from 'vitest';
import type { ExportTable } from '../../../src/feeds/export/tables';
import { writeParquet } from '../../../src/feeds/export/write-parquet';
import { parquetWasm } from '../make-files';
import { readParquetFile } from './read-parquet';

function makeTable(rows: number, unit: 'ms' | 'ns' = 'ms'): ExportTable {
  const close = Float64Array.from({ length: rows }, (_, row) => 100 + Math.sin(row));
  const time = {
    name: 'open_time',
    values: close.map((_, row) => 1_704_067_200_000 + row * 60_000),
    unit,
    csv: 'milliseconds' as const,
  };
  const numbers = [
    { name: 'close', values: close, isNullable: false },
    // The same array twice, and right after each other, as the dashboard's `mid` and `close` are.
    { name: 'mid', values: close, isNullable: false },
    { name: 'mood', values: close.map((_, row) => (row % 3 === 0 ? NaN : -row)), isNullable: true },
  ];
  return { time, numbers };
}

describe('writeParquet', () => {
  it.each(['ms', 'ns'] as const)('declares times in %s and in UTC', async (unit) => {
    const { types, rows } = await readParquetFile(
      await writeParquet(makeTable(3, unit), parquetWasm),
    );
    expect(types).toEqual([
      `open_time INT64 ${unit === 'ms' ? 'MILLIS' : 'NANOS'} UTC`,
      'close DOUBLE',
      'mid DOUBLE',
      'mood DOUBLE',
    ]);
    expect(rows[2].open_time).toEqual(new Date('2024-01-01T00:02:00Z'));
  });

  it('holds every value of every batch and row group; NaN is null', async () => {
    const count = 200_000;
    const table = makeTable(count);
    const { rows, metadata } = await readParquetFile(await writeParquet(table, parquetWasm));
    expect(metadata.row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([131_072, 68_928]);
    expect(rows).toHaveLength(count);
    const [close] = table.numbers;
    const isSame = rows.every(
      (row, at) =>
        row.close === close.values[at] &&
        row.mid === close.values[at] &&
        row.mood === (at % 3 === 0 ? null : -at),
    );
    expect(isSame).toBe(true);
  });

  it('compresses with Zstandard', async () => {
    const { metadata } = await readParquetFile(await writeParquet(makeTable(100), parquetWasm));
    const codecs = metadata.row_groups[0].columns.map(({ meta_data: column }) => column?.codec);
    expect(codecs).toEqual(['ZSTD', 'ZSTD', 'ZSTD', 'ZSTD']);
  });

  it('writes a table without rows', async () => {
    const { rows, types } = await readParquetFile(await writeParquet(makeTable(0), parquetWasm));
    expect(rows).toEqual([]);
    expect(types).toHaveLength(4);
  });

  it('throws rather than give a file without the rows that could not be written', async () => {
    const table = makeTable(200_000);
    const [close, ...others] = table.numbers;
    const short = { ...close, values: close.values.subarray(0, 100_000) };
    const broken = writeParquet({ ...table, numbers: [short, ...others] }, parquetWasm);
    await expect(broken).rejects.toThrow('came out with 65536 of 200000 rows');
  });
});

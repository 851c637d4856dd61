import { describe, expect, it } from 'vitest';
import { writeCsv } from '../../../src/feeds/export/write-csv';
import type { ExportTable } from '../../../src/feeds/export/tables';

function makeTable(
  values: readonly number[],
  changes: Partial<ExportTable['time']> = {},
): ExportTable {
  const times = Float64Array.from(values, (_, row) => 1_704_067_200_000 + row * 60_000);
  return {
    time: { name: 'open_time', values: times, unit: 'ms', csv: 'milliseconds', ...changes },
    numbers: [{ name: 'close', values: Float64Array.from(values), isNullable: true }],
  };
}

describe('writeCsv', () => {
  it('writes times as milliseconds and numbers as the shortest text that reads back', async () => {
    const text = await writeCsv(makeTable([42_283.58, 0.1 + 0.2, 1e-9, -0, 1327])).text();
    expect(text).toBe(
      'open_time,close\n' +
        '1704067200000,42283.58\n' +
        '1704067260000,0.30000000000000004\n' +
        '1704067320000,1e-9\n' +
        '1704067380000,-0\n' +
        '1704067440000,1327\n',
    );
  });

  it('leaves the cell of a missing value empty', async () => {
    const text = await writeCsv(makeTable([NaN, 1])).text();
    expect(text).toBe('open_time,close\n1704067200000,\n1704067260000,1\n');
  });

  it('writes times as ISO 8601 in UTC where the names are the dashboard’s', async () => {
    const text = await writeCsv(makeTable([1], { csv: 'iso' })).text();
    expect(text).toBe('open_time,close\n2024-01-01T00:00:00.000Z,1\n');
  });

  it('quotes names that hold a comma or a quote', async () => {
    const table = makeTable([1]);
    const numbers = [{ ...table.numbers[0], name: 'depth, "top 5"' }];
    const text = await writeCsv({ ...table, numbers }).text();
    expect(text.split('\n')[0]).toBe('open_time,"depth, ""top 5"""');
  });

  it('keeps every row of a table that takes several chunks, in order', async () => {
    const count = 20_000;
    const values = Array.from({ length: count }, (_, row) => row / 3);
    const lines = (await writeCsv(makeTable(values)).text()).trimEnd().split('\n').slice(1);
    expect(lines.map((line) => Number(line.split(',')[1]))).toEqual(values);
  });
});

import {
  Decimal,
  Dictionary,
  Float64,
  Int32,
  makeData,
  Table,
  TimestampMicrosecond,
  TimestampNanosecond,
  Utf8,
  vectorFromArray,
  type Vector,
} from 'apache-arrow';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyToFloat64 } from '../../src/feeds/arrow-values';
import { parseParquet } from '../../src/feeds/parquet';
import type { RawBars } from '../../src/feeds/raw-bars';
import { ignoreProgress, makeColumns, makeParquet, parquetWasm } from './make-files';
import { hasRealData, realDataPath, skipNote } from './real-data';

const parse = async (bytes: Uint8Array): Promise<RawBars> =>
  parseParquet(bytes, 'bars.parquet', parquetWasm, ignoreProgress);

/** The columns of `makeColumns` as Arrow vectors, some replaced or added. */
function makeTable(count: number, changes: Record<string, Vector>): Table {
  const vectors = Object.entries(makeColumns(count)).map(([name, values]) => [
    name,
    vectorFromArray(values, new Float64()),
  ]);
  return new Table({ ...Object.fromEntries(vectors), ...changes } as Record<string, Vector>);
}

describe('parseParquet', () => {
  it('reads numbers, converts their times and keeps further numbers as extras', async () => {
    const columns = makeColumns(4);
    const seconds = columns.open_time.map((time) => time / 1000);
    const raw = await parse(await makeParquet({ ...columns, open_time: seconds, mood: seconds }));
    expect([...raw.columns.openTime]).toEqual(columns.open_time);
    expect([...raw.columns.close]).toEqual(columns.close);
    expect([...raw.extras.mood]).toEqual(seconds);
    expect(raw.notes).toEqual(['times are seconds']);
    expect(raw.rowOf(0)).toBe(1);
  });

  it('takes the unit of a timestamp from its type, and notes a missing zone', async () => {
    const naive = vectorFromArray(makeColumns(4).open_time, new TimestampNanosecond());
    const zoned = vectorFromArray(makeColumns(4).open_time, new TimestampNanosecond('UTC'));
    const withoutZone = await parse(await makeParquet(makeTable(4, { open_time: naive })));
    const withZone = await parse(await makeParquet(makeTable(4, { open_time: zoned })));
    expect([...withoutZone.columns.openTime]).toEqual(makeColumns(4).open_time);
    expect(withoutZone.notes).toEqual(['times name no zone: they are taken as UTC']);
    expect(withZone.columns.openTime).toEqual(withoutZone.columns.openTime);
    expect(withZone.notes).toEqual([]);
  });

  it('reads microseconds and 32-bit integers', async () => {
    const times = makeColumns(3).open_time;
    const raw = await parse(
      await makeParquet(
        makeTable(3, {
          open_time: vectorFromArray(times, new TimestampMicrosecond('UTC')),
          trades: vectorFromArray([1, 2, 3], new Int32()),
        }),
      ),
    );
    expect([...raw.columns.openTime]).toEqual(makeColumns(3).open_time);
    expect([...(raw.columns.tradeCount ?? [])]).toEqual([1, 2, 3]);
  });

  it('leaves text columns out, dictionaries included', async () => {
    const words = ['a', 'b', 'a'];
    const raw = await parse(
      await makeParquet(
        makeTable(3, {
          symbol: vectorFromArray(words, new Utf8()),
          venue: vectorFromArray(words, new Dictionary(new Utf8(), new Int32())),
        }),
      ),
    );
    expect(raw.extras).toEqual({});
  });

  it('reads null as NaN', async () => {
    const mood = vectorFromArray([1, null, 3], new Float64());
    const raw = await parse(await makeParquet(makeTable(3, { mood })));
    expect(raw.extras.mood).toEqual(Float64Array.of(1, NaN, 3));
  });

  it('refuses prices that are text, naming the column', async () => {
    const close = vectorFromArray(['1', '2', '3'], new Utf8());
    await expect(parse(await makeParquet(makeTable(3, { close })))).rejects.toThrow(
      /^bars\.parquet, column close: its type is Utf8, but a number is needed/,
    );
  });

  it('names the columns that it found when there is no price', async () => {
    const bytes = await makeParquet({ a: [1], b: [2], c: [3] });
    await expect(parse(bytes)).rejects.toThrow('bars.parquet has no price columns: found a, b, c.');
  });

  it('refuses a file cut short at any of many places', async () => {
    const bytes = await makeParquet(makeColumns(200));
    for (let end = 4; end < bytes.length; end += Math.ceil(bytes.length / 40)) {
      await expect(parse(bytes.subarray(0, end))).rejects.toThrow(
        /^bars\.parquet is a parquet file that cannot be read .* cut short or damaged/,
      );
    }
  });

  it('still reads a good file after a damaged one', async () => {
    const bytes = await makeParquet(makeColumns(200));
    const damaged = bytes.slice();
    damaged.fill(0xff, 40, bytes.length - 1200);
    await parse(damaged).catch(() => undefined);
    expect((await parse(bytes)).columns.close).toHaveLength(200);
  });

  it.skipIf(!hasRealData)(`refuses every file of apache's bad_data${skipNote}`, async () => {
    const folder = realDataPath('parquet-testing/bad_data');
    const names = readdirSync(folder).filter((name) => name.endsWith('.parquet'));
    expect(names).toHaveLength(8);
    for (const name of names) {
      await expect(parse(readFileSync(join(folder, name)))).rejects.toMatchObject({
        name: 'ImportError',
      });
    }
  });
});

describe('copyToFloat64', () => {
  it('scales decimals, negative ones included', () => {
    const words = Uint32Array.of(12_345, 0, 0, 0, 0xffff_ff85, ~0, ~0, ~0);
    const type = new Decimal(2, 10, 128);
    const target = new Float64Array(2);
    copyToFloat64(makeData({ type, length: 2, nullCount: 0, data: words }), target, 0);
    expect([...target]).toEqual([123.45, -1.23]);
  });
});

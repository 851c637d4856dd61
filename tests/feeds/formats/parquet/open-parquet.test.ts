import { Field, Float64, makeData, RecordBatch, Schema, Struct, Table } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { describeDamage } from '../../../../src/feeds/formats/parquet/wasm-batches';
import { ParserCrash } from '../../../../src/feeds/import-error';
import { makeColumns, makeParquet } from '../../make-files';
import {
  listKinds,
  openContent,
  openFixture,
  readAll,
  readFixture,
  readNamed,
  refusalOf,
} from '../read-table';

describe('openParquet', () => {
  it('reads the requested columns in the order of the requests', async () => {
    const columns = makeColumns(50);
    const table = await openContent('a.parquet', await makeParquet(columns));
    const { values } = await readNamed(table, ['close', 'open_time', 'close']);
    expect(values.map((column) => [...column])).toEqual([
      columns.close,
      columns.open_time,
      columns.close,
    ]);
  });

  it('tells columns of one name apart', async () => {
    const table = await openContent('a.parquet', await makeParquet(twins(['x', 'a', 'x', 'b'])));
    expect(listKinds(table)).toEqual(['x:number', 'a:number', 'x:number', 'b:number']);
    expect(table.sample[0].cells).toEqual(['0', '10', '20', '30']);
    const requests = [2, 3, 0].map((position) => ({ position, parseText: Number }));
    const { values } = await table.read(requests, () => undefined);
    expect(values.map((column) => [...column])).toEqual([
      [20, 21],
      [30, 31],
      [0, 1],
    ]);
  });

  it('reads columns whose names contain each other', async () => {
    const table = await openContent('a.parquet', await makeParquet(twins(['a', 'a.b', 'a.b.c'])));
    const { values } = await readNamed(table, ['a.b', 'a']);
    expect(values.map((column) => [...column])).toEqual([
      [10, 11],
      [0, 1],
    ]);
  });

  it('reads a table without rows', async () => {
    const table = await openContent('a.parquet', await makeParquet({ a: [], b: [] }));
    expect(table).toMatchObject({ rowLimit: 0, sample: [] });
    expect(await readAll(table)).toEqual([[], []]);
  });

  it('reports how far it is', async () => {
    const table = await openFixture('types.parquet');
    const steps: (readonly [number, number])[] = [];
    await table.read([{ position: 6, parseText: Number }], (done, total) => {
      steps.push([done, total]);
    });
    expect(steps.at(-1)).toEqual([600, 600]);
  });
});

describe('page checksums', () => {
  it('are verified of the columns that are read', async () => {
    const table = await openFixture('checksums.parquet');
    const { values } = await readNamed(table, ['close']);
    expect(values[0][1]).toBe(107.25);
  });

  it('name the column of a page that is damaged, wherever it is', async () => {
    const good = readFixture('checksums.parquet');
    const place = Buffer.from(good).indexOf(Buffer.from(Float64Array.of(107.25).buffer));
    expect(place).toBeGreaterThan(0);
    const bad = good.slice();
    bad[place] ^= 1;
    expect(await refusalOf('a.parquet', bad)).toMatch(
      /^a\.parquet, row group 1, column close: a page does not match its checksum \(CRC-32 is/,
    );
    // A column that nobody asks for is not looked at.
    const table = await openContent('a.parquet', bad);
    expect((await readNamed(table, ['time'])).values[0]).toHaveLength(600);
  });
});

describe('a parquet file is refused', () => {
  it('when it is cut short, anywhere', async () => {
    const bytes = readFixture('types.parquet');
    for (const length of [4, 5, 11, 12, 1000, bytes.length - 1]) {
      expect(await refusalOf('a.parquet', bytes.slice(0, length))).toMatch(
        /^a\.parquet is a parquet file that cannot be read \(.+\)\. It may be cut short or damaged/,
      );
    }
  });

  it('when its footer tells more rows than the limit, before they are read', async () => {
    const bytes = await makeParquet({ a: [1, 2, 3, 4, 5] });
    expect(await refusalOf('a.parquet', tellRows(bytes, 5, 60_000_001))).toMatch(
      /^a\.parquet tells 60000001 rows, more than the limit of 50000000/,
    );
  });
});

describe('describeDamage', () => {
  it('tells a trap of the parser, after which the worker is unusable, from an error', () => {
    const crash = describeDamage('a.parquet', new WebAssembly.RuntimeError('unreachable'));
    expect(crash).toBeInstanceOf(ParserCrash);
    expect(crash).toMatchObject({ name: 'ImportError', isWorkerUnusable: true });
    expect(crash.message).toMatch(/^a\.parquet made the parquet parser stop \(unreachable\)/);
    expect(describeDamage('a.parquet', new Error('EOF'))).not.toBeInstanceOf(ParserCrash);
  });
});

/** Columns of two rows: 0 and 1, 10 and 11, … */
function twins(names: readonly string[]): Table {
  const fields = names.map((name) => new Field(name, new Float64()));
  const children = names.map((_, at) =>
    makeData({ type: new Float64(), data: Float64Array.of(10 * at, 10 * at + 1) }),
  );
  const type = new Struct(fields);
  const data = makeData({ type, length: 2, children });
  return new Table([new RecordBatch(new Schema(fields), data)]);
}

/** Rewrites the numbers of rows in a footer, both of the file and of its one row group. */
function tellRows(
  bytes: Uint8Array<ArrayBuffer>,
  from: number,
  to: number,
): Uint8Array<ArrayBuffer> {
  const footerLength = new DataView(bytes.buffer).getUint32(bytes.length - 8, true);
  const start = bytes.length - 8 - footerLength;
  // A field of thrift's compact form: i64 is type 6, the number a zigzag varint.
  const field = (delta: number, value: number): number[] => [
    (delta << 4) | 6,
    ...varint(2 * value),
  ];
  let footer = [...bytes.subarray(start, bytes.length - 8)];
  for (const delta of [1]) {
    footer = replaceAll(footer, field(delta, from), field(delta, to));
  }
  const tail = new Uint8Array(8);
  new DataView(tail.buffer).setUint32(0, footer.length, true);
  tail.set([0x50, 0x41, 0x52, 0x31], 4);
  return Uint8Array.from([...bytes.subarray(0, start), ...footer, ...tail]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
}

function replaceAll(bytes: readonly number[], from: readonly number[], to: readonly number[]) {
  const result: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const fits = from.every((byte, offset) => bytes[at + offset] === byte);
    result.push(...(fits ? to : [bytes[at]]));
    at += fits ? from.length : 1;
  }
  return result;
}

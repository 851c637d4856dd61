import { Bool, makeData, Table, tableFromArrays, tableToIPC, Vector } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { splitMessages } from '../../../../src/feeds/formats/arrow/messages';
import { startMs } from '../../make-files';
import {
  listKinds,
  openContent,
  openFixture,
  readAll,
  readFixture,
  readNamed,
  refusalOf,
} from '../read-table';

const price = (row: number): number => 100 + ((row * 7) % 13) + 0.25;

describe.each(['bars.arrows', 'bars.polars-zstd.arrow', 'bars.polars-lz4.arrow'])('%s', (name) => {
  it('is read, stream or file, whoever wrote it', async () => {
    const table = await openFixture(name);
    expect(table).toMatchObject({ format: 'feather', rowLimit: 600, notes: [] });
    expect(listKinds(table)).toEqual(['time:time', 'close:number', 'symbol:text']);
    const { values } = await readNamed(table, ['close', 'time', 'symbol'], (text) => text.length);
    expect([...values[0]].every((value, row) => value === price(row))).toBe(true);
    expect([...values[1]].every((time, row) => time === startMs + row * 60_000)).toBe(true);
    expect([...values[2].slice(0, 5)]).toEqual([7, 7, 7, NaN, 7]);
  });
});

describe('openArrow', () => {
  it('reads what is not compressed, file and stream', async () => {
    const table = tableFromArrays({ a: Float64Array.of(1, 2), b: Int32Array.of(3, 4) });
    for (const kind of ['file', 'stream'] as const) {
      const bytes = new Uint8Array(tableToIPC(table, kind));
      expect(await readAll(await openContent('a.arrow', bytes))).toEqual([
        [1, 2],
        [3, 4],
      ]);
    }
  });

  it('says so when a stream has no end mark', async () => {
    const bytes = readFixture('bars.arrows');
    const table = await openContent('a.arrows', bytes.slice(0, -8));
    expect(table.notes).toEqual(['the stream has no end mark: it may be cut short']);
    expect(table.rowLimit).toBe(600);
  });
});

describe('a feather file is refused', () => {
  it('of version 1, with advice', async () => {
    expect(await refusalOf('a.feather', readFixture('version-1.feather'))).toMatch(
      /^a\.feather is a feather file of version 1, which is no longer read\. Write it again/,
    );
  });

  it.each(['types.lz4.feather', 'bars.arrows'])('when %s is cut short, anywhere', async (name) => {
    const bytes = readFixture(name);
    for (const share of [0.001, 0.02, 0.3, 0.6, 0.9]) {
      const cut = bytes.slice(0, Math.max(9, Math.floor(bytes.length * share)));
      expect(await refusalOf('a.feather', cut)).toMatch(
        /^a\.feather is a feather \(Arrow\) file that cannot be read \(.+\)\. It may be cut short/,
      );
    }
  });

  it('when compressed bytes are damaged', async () => {
    const bytes = readFixture('types.zstd.feather');
    const { batches } = splitMessages(bytes);
    const { message } = batches[1];
    message.fill(0xff, message.length - 400, message.length - 100);
    expect(await refusalOf('a.feather', bytes)).toMatch(
      /^a\.feather is a feather .+ cannot be read/,
    );
  });

  it('when its buffers unpack to more than the limit, before memory is spent', async () => {
    const bytes = readFixture('types.lz4.feather');
    const first = Buffer.from(bytes).indexOf(Buffer.from([0x04, 0x22, 0x4d, 0x18]));
    new DataView(bytes.buffer).setBigInt64(first - 8, 3_000_000_000n, true);
    expect(await refusalOf('a.feather', bytes)).toMatch(
      /^a\.feather unpacks to 3000 MB, more than the limit of 2000 MB/,
    );
  });

  it('when it tells more rows than its bytes can hold', async () => {
    const table = tableFromArrays({ a: Float64Array.of(1, 2, 3, 4, 5, 6, 7) });
    const bytes = new Uint8Array(tableToIPC(table, 'stream'));
    // The length of the batch and of its column stand as 64-bit numbers in the message.
    const seven = Buffer.from(BigInt64Array.of(7n).buffer);
    const view = new DataView(bytes.buffer);
    let at = Buffer.from(bytes).indexOf(seven);
    expect(at).toBeGreaterThan(0);
    while (at !== -1) {
      view.setBigInt64(at, 40_000_000n, true);
      at = Buffer.from(bytes).indexOf(seven);
    }
    expect(await refusalOf('a.arrows', bytes)).toMatch(/a message tells 40000000 rows in 56 bytes/);
  });

  it('when it has more rows than the limit', async () => {
    // One bit a row: the smallest that a batch can be.
    const data = new Uint8Array(6_250_001);
    const bits = new Vector([makeData({ type: new Bool(), length: 50_000_001, data })]);
    const bytes = new Uint8Array(tableToIPC(new Table({ flag: bits }), 'stream'));
    expect(await refusalOf('a.arrows', bytes)).toMatch(
      /^a\.arrows tells 50000001 rows, more than the limit of 50000000/,
    );
  });
});

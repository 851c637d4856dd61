import { describe, expect, it } from 'vitest';
import { importFiles, type FileEvent, type ImportedBars } from '../../src/feeds/import-files';
import {
  makeBinanceCsv,
  makeColumns,
  makeCsv,
  makeFile,
  makeParquet,
  makeZip,
  parquetWasm,
  startMs,
} from './make-files';

const load = async (...files: File[]): Promise<ImportedBars> =>
  importFiles(files, () => undefined, { parquetWasm });

/** CSV bars with one cell replaced; `row` counts from 0 without the header. */
function csvWith(column: string, row: number, value: number | string): File {
  const columns: Record<string, (number | string)[]> = makeColumns(6);
  columns[column][row] = value;
  return makeFile('BTCUSDT-1m.csv', makeCsv(columns));
}

async function refusal(...files: File[]): Promise<string> {
  const error: unknown = await load(...files).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toMatchObject({ name: 'ImportError' });
  return (error as Error).message;
}

describe('importFiles', () => {
  it('gives the same bars for the same data as CSV, zip and parquet', async () => {
    const csv = await load(makeFile('BTCUSDT-1m.csv', makeCsv(makeColumns(50))));
    const zip = await load(
      makeFile('BTCUSDT-1m.zip', await makeZip({ 'a.csv': makeCsv(makeColumns(50)) })),
    );
    const parquet = await load(makeFile('BTCUSDT-1m.parquet', await makeParquet(makeColumns(50))));
    expect(zip.bars).toEqual(csv.bars);
    expect(parquet.bars).toEqual(csv.bars);
    expect(csv).toMatchObject({ symbol: 'BTCUSDT', name: 'BTCUSDT-1m' });
    expect(csv.bars.intervalMs).toBe(60_000);
    expect([csv, zip, parquet].map(({ sources }) => sources[0].format)).toEqual([
      'csv',
      'zip',
      'parquet',
    ]);
  });

  it('records the SHA-256 of a file', async () => {
    const { sources } = await load(makeFile('a.csv', makeCsv(makeColumns(2))));
    expect(sources[0].sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(sources[0].bytes).toBe(makeCsv(makeColumns(2)).length);
  });

  it('joins files in time order, whatever their order, unit and overlap', async () => {
    const first = makeFile('BTCUSDT-1m-2024-01.csv', makeBinanceCsv(10));
    const second = makeFile(
      'BTCUSDT-1m-2024-02.csv',
      makeBinanceCsv(10, startMs + 10 * 60_000, 1000),
    );
    const { bars, name, sources } = await load(second, first, first);
    expect([...bars.openTime]).toEqual(makeColumns(20).open_time);
    expect(name).toBe('BTCUSDT 1m 2024-01-01 to 2024-01-01');
    expect(sources.map((source) => source.name)).toEqual([
      'BTCUSDT-1m-2024-02.csv',
      'BTCUSDT-1m-2024-01.csv',
      'BTCUSDT-1m-2024-01.csv',
    ]);
    expect(sources[0].notes).toContain('10 bars were in two files and were taken once');
  });

  it('says which columns are lost because not every file has them', async () => {
    const full = makeColumns(3);
    const { bars, sources } = await load(
      makeFile('a.csv', makeCsv({ ...full, trades: full.volume, mood: full.volume })),
      makeFile('b.csv', makeCsv(makeColumns(3, startMs + 3 * 60_000))),
    );
    expect(Object.keys(bars)).not.toContain('tradeCount');
    expect(sources.map(({ notes }) => notes.filter((note) => note.startsWith('left out')))).toEqual(
      [['left out, since not every file has it: tradeCount, mood'], []],
    );
  });

  it('takes the symbol of an archive from its member', async () => {
    const zip = await makeZip({ 'daily/ETHUSDT-1m-2024-01.csv': makeCsv(makeColumns(3)) });
    expect((await load(makeFile('candles.zip', zip))).symbol).toBe('ETHUSDT');
  });

  it('turns rows round that are newest first, and says so', async () => {
    const columns = makeColumns(5);
    const reversed = Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [name, [...values].reverse()]),
    );
    const { bars, sources } = await load(makeFile('a.csv', makeCsv(reversed)));
    expect([...bars.close]).toEqual(columns.close);
    expect(sources[0].notes).toContain('rows were newest first and were turned round');
  });

  it('keeps a gap as a gap', async () => {
    const lines = makeCsv(makeColumns(10)).split('\n');
    lines.splice(4, 2);
    const { bars } = await load(makeFile('a.csv', lines.join('\n')));
    expect(bars.openTime).toHaveLength(8);
  });

  it('accepts the checksum file of an archive', async () => {
    const file = makeFile('BTCUSDT-1m.csv', makeCsv(makeColumns(3)));
    const { sha256 } = (await load(file)).sources[0];
    const checksum = makeFile('BTCUSDT-1m.csv.CHECKSUM', `${sha256}  BTCUSDT-1m.csv\n`);
    expect((await load(checksum, file)).sources).toHaveLength(1);
  });

  it('reports reading and parsing of each file up to its end', async () => {
    const events: FileEvent[] = [];
    const file = makeFile('a.csv', makeCsv(makeColumns(3)));
    await importFiles([file], (event) => events.push(event), { parquetWasm });
    expect(events.map(({ kind }) => kind)).toEqual(['reading', 'parsing']);
    expect(events.every(({ done, total }) => done === total)).toBe(true);
  });
});

describe('importFiles refuses', () => {
  it('an empty file', async () => {
    expect(await refusal(makeFile('a.csv', ''))).toMatch(/^a\.csv is empty \(0 bytes\)/);
  });

  it('text that is named .parquet', async () => {
    expect(await refusal(makeFile('a.parquet', 'hello there'))).toMatch(
      /^a\.parquet is named \.parquet but is not a parquet file: it holds text/,
    );
  });

  it('a truncated parquet file', async () => {
    const bytes = await makeParquet(makeColumns(100));
    expect(await refusal(makeFile('a.parquet', bytes.slice(0, 900)))).toMatch(
      /^a\.parquet is a parquet file that cannot be read .*cut short/,
    );
  });

  it('a CSV file without a close column', async () => {
    const { close: _, ...columns } = makeColumns(5);
    expect(await refusal(makeFile('a.csv', makeCsv(columns)))).toMatch(
      /^a\.csv has no close column: found open_time, open, high, low, volume/,
    );
  });

  it('a NaN price, naming row and column', async () => {
    expect(await refusal(csvWith('close', 2, 'NaN'))).toMatch(
      /^BTCUSDT-1m\.csv, row 4, column close: "NaN" is not a number/,
    );
  });

  it('a NaN price in a parquet file, naming row and column', async () => {
    const columns = makeColumns(6);
    columns.open[2] = NaN;
    expect(await refusal(makeFile('a.parquet', await makeParquet(columns)))).toMatch(
      /^a\.parquet, row 3: open must be a finite number above 0, was NaN/,
    );
  });

  it('a negative price, naming row and column', async () => {
    expect(await refusal(csvWith('low', 3, -5))).toMatch(
      /^BTCUSDT-1m\.csv, row 5: low must be a finite number above 0, was -5/,
    );
  });

  it('a high below the low, naming row and values', async () => {
    expect(await refusal(csvWith('high', 1, 1))).toMatch(
      /^BTCUSDT-1m\.csv, row 3: high must be at least low, was 1 under \d+/,
    );
  });

  it('a member of an archive that is wrong, naming archive, member and row', async () => {
    const columns = makeColumns(5);
    columns.close[1] = -1;
    const zip = await makeZip({ 'inner.csv': makeCsv(columns) });
    expect(await refusal(makeFile('x.zip', zip))).toMatch(/^x\.zip \/ inner\.csv, row 3: close/);
  });

  it('rows out of order and repeated times, naming the row', async () => {
    expect(await refusal(csvWith('open_time', 3, startMs))).toMatch(
      /row 5: the time 2024-01-01T00:00:00Z comes after 2024-01-01T00:02:00Z.* Sort the rows/,
    );
    expect(await refusal(csvWith('open_time', 3, startMs + 2 * 60_000))).toMatch(
      /row 5: the time 2024-01-01T00:02:00Z of the row before is repeated/,
    );
  });

  it('irregular times, naming the row', async () => {
    expect(await refusal(csvWith('open_time', 3, startMs + 3 * 60_000 + 500))).toMatch(
      /row 5: openTime must step by a multiple of 60000 ms, stepped by 60500/,
    );
  });

  it('times that can be of no market', async () => {
    const columns = makeColumns(3);
    columns.open_time = [20240101, 20240102, 20240103];
    expect(await refusal(makeFile('a.csv', makeCsv(columns)))).toMatch(
      /^a\.csv, row 2: the time reads as 1970-08-23T/,
    );
  });

  it('files of two symbols, naming both', async () => {
    const text = makeCsv(makeColumns(3));
    expect(
      await refusal(makeFile('BTCUSDT-1m.csv', text), makeFile('ETHUSDT-1m.csv', text)),
    ).toMatch(/^ETHUSDT-1m\.csv seems to hold ETHUSDT, but BTCUSDT-1m\.csv BTCUSDT/);
  });

  it('an archive of two symbols, naming both members', async () => {
    const zip = await makeZip({
      'BTCUSDT-1m-2024-01.csv': makeCsv(makeColumns(3)),
      'ETHUSDT-1m-2024-02.csv': makeCsv(makeColumns(3, startMs + 3_600_000)),
    });
    expect(await refusal(makeFile('candles.zip', zip))).toMatch(
      /^candles\.zip \/ ETHUSDT-1m-2024-02\.csv seems to hold ETHUSDT, but candles\.zip \/ BTCUSDT/,
    );
  });

  it('files of two intervals, naming both', async () => {
    const columns = makeColumns(3);
    const hours = { ...columns, open_time: [0, 1, 2].map((i) => startMs + i * 3_600_000) };
    expect(
      await refusal(makeFile('a.csv', makeCsv(columns)), makeFile('b.csv', makeCsv(hours))),
    ).toMatch(/^b\.csv has bars of 1h, but a\.csv of 1m/);
  });

  it('files that tell two things of one bar', async () => {
    const one = makeFile('a.csv', makeCsv(makeColumns(3)));
    const other = makeFile('b.csv', makeCsv(makeColumns(3, startMs, 5)));
    expect(await refusal(one, other)).toMatch(/^a\.csv, b\.csv do not fit together: two bars/);
  });

  it('a single bar, and a header alone', async () => {
    expect(await refusal(makeFile('a.csv', makeCsv(makeColumns(1))))).toMatch(/one bar only/);
    expect(await refusal(makeFile('a.csv', 'time,open,high,low,close,volume\n'))).toMatch(
      /no bars, only a header/,
    );
  });

  it.each([
    ['ARROW1\0\0', 'an Arrow (feather) file'],
    ['\x1f\x8b\x08\0', 'gzip-compressed'],
    ['[[1,2]]', 'JSON'],
  ])('what begins with %j, saying what it is', async (content, what) => {
    const bytes = Uint8Array.from(content, (letter) => letter.charCodeAt(0));
    expect(await refusal(makeFile('a.bin', bytes))).toContain(`a.bin is ${what}`);
  });

  it('a file that its checksum file belies', async () => {
    const file = makeFile('BTCUSDT-1m.csv', makeCsv(makeColumns(3)));
    const checksum = makeFile('x.CHECKSUM', `${'0'.repeat(64)}  BTCUSDT-1m.csv\n`);
    expect(await refusal(file, checksum)).toMatch(
      /^BTCUSDT-1m\.csv is damaged: its SHA-256 is [0-9a-f]{64}, but x\.CHECKSUM tells 0+\./,
    );
  });

  it('a checksum file alone', async () => {
    expect(await refusal(makeFile('x.CHECKSUM', 'text'))).toMatch(/^No file with bars was chosen/);
  });

  it('bytes of no known format', async () => {
    expect(await refusal(makeFile('a.dat', Uint8Array.of(1, 0, 2, 0)))).toMatch(
      /^a\.dat is in no format that can be read/,
    );
  });
});

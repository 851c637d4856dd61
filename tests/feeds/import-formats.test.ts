import { describe, expect, it } from 'vitest';
import { noDecisions } from '../../src/core/import';
import { importFiles } from '../../src/feeds/import-files';
import type { ImportedBars } from '../../src/feeds/merge-parts';
import { makeColumns, makeCsv, makeFile, makeParquet, makeZip, parquetWasm } from './make-files';

async function load(...files: File[]): Promise<ImportedBars> {
  const result = await importFiles(files, noDecisions, () => undefined, { parquetWasm });
  if (result.kind !== 'bars') throw new Error(JSON.stringify(result));
  return result.imports[0];
}

async function refusal(...files: File[]): Promise<string> {
  const result = await importFiles(files, noDecisions, () => undefined, { parquetWasm });
  if (result.kind !== 'refused') throw new Error(`not refused, but ${result.kind}`);
  return result.message;
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
    expect(csv).toMatchObject({ symbol: 'BTCUSDT', name: 'BTCUSDT 1m 2024-01-01' });
    expect(csv.bars.intervalMs).toBe(60_000);
    expect([csv, zip, parquet].map(({ sources }) => sources[0].format)).toEqual([
      'csv',
      'zip',
      'parquet',
    ]);
  });

  it('keeps a symbol of any length', async () => {
    const symbol = 'X'.repeat(55);
    const [head, ...rows] = makeCsv(makeColumns(5)).trim().split('\n');
    const lines = [`${head},symbol`, ...rows.map((row) => `${row},${symbol}`), ''];
    const imported = await load(makeFile('a.csv', lines.join('\n')));
    expect(imported).toMatchObject({ symbol, name: `${symbol} 1m 2024-01-01` });
  });

  it('records the SHA-256 of a file', async () => {
    const { sources } = await load(makeFile('a.csv', makeCsv(makeColumns(2))));
    expect(sources[0].sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(sources[0].bytes).toBe(makeCsv(makeColumns(2)).length);
  });
});

describe('importFiles finds a bad row', () => {
  it('of CSV and of parquet, with what the file says', async () => {
    const columns = makeColumns(6);
    columns.close[2] = NaN;
    const csv = makeFile('a.csv', makeCsv(columns));
    const parquet = makeFile('a.parquet', await makeParquet(columns));
    for (const [file, where] of [
      [csv, 'a.csv, row 4'],
      [parquet, 'a.parquet, row 3'],
    ] as const) {
      const result = await importFiles([file], noDecisions, () => undefined, { parquetWasm });
      expect(result).toMatchObject({
        question: { findings: [{ check: 'not-a-number', first: { where } }] },
      });
      expect(JSON.stringify(result)).toContain('close is not a number');
    }
  });

  it('of a member of an archive, with the archive before it', async () => {
    const columns = makeColumns(5);
    columns.close[1] = -1;
    const zip = await makeZip({ 'inner.csv': makeCsv(columns) });
    const files = [makeFile('x.zip', zip)];
    expect(await importFiles(files, noDecisions, () => undefined, { parquetWasm })).toMatchObject({
      question: {
        file: 'x.zip / inner.csv',
        findings: [{ first: { where: 'x.zip / inner.csv, row 3' } }],
      },
    });
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

  it('bytes of no known format', async () => {
    expect(await refusal(makeFile('a.dat', Uint8Array.of(1, 0, 2, 0)))).toMatch(
      /^a\.dat is in no format that can be read/,
    );
  });
});

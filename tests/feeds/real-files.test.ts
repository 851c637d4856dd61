import { describe, expect, it } from 'vitest';
import type { BarColumn } from '../../src/core/bars/bars';
import { listColumns, readColumn } from '../../src/core/bars/columns';
import { findGaps } from '../../src/core/bars/gaps';
import { noDecisions } from '../../src/core/import-decisions';
import { defaultSteps } from '../../src/feeds/default-steps';
import { importFiles } from '../../src/feeds/import-files';
import type { ImportedBars } from '../../src/feeds/import-result';
import { parquetWasm } from './make-files';
import { hasRealData, readRealFile, skipNote } from './real-data';

async function load(...names: string[]): Promise<ImportedBars> {
  const files = names.map((name) => readRealFile(`btcusdt-spot/${name}`));
  const steps = defaultSteps({ parquetWasm });
  const result = await importFiles(files, noDecisions, () => undefined, { steps });
  if (result.kind !== 'bars') throw new Error(JSON.stringify(result));
  return result.imports[0];
}

/** Quicker than comparing a million numbers one by one. */
function isSameBytes(a: Float64Array, b: Float64Array | undefined): boolean {
  return b !== undefined && Buffer.from(a.buffer).equals(Buffer.from(b.buffer));
}

const monthsOf2024 = ['01', '02', '03'].map((month) => `BTCUSDT-1m-2024-${month}.zip`);

describe.skipIf(!hasRealData)(`real files of Binance${skipNote}`, () => {
  it.each([
    ['BTCUSDT-1m-2024-01.zip', 44_640, '2024-01-01', 'milliseconds'],
    ['BTCUSDT-1m-2024-02.zip', 41_760, '2024-02-01', 'milliseconds'],
    ['BTCUSDT-1m-2024-03.zip', 44_640, '2024-03-01', 'milliseconds'],
    ['BTCUSDT-1m-2024-12.zip', 44_640, '2024-12-01', 'milliseconds'],
    ['BTCUSDT-1m-2025-01.zip', 44_640, '2025-01-01', 'microseconds'],
    ['BTCUSDT-1m-2025-06-15.zip', 1440, '2025-06-15', 'microseconds'],
  ])('%s has %i bars from %s in %s and no gap', async (name, count, day, unit) => {
    const { bars, symbol, sources } = await load(name, `${name}.CHECKSUM`);
    expect(bars.openTime).toHaveLength(count);
    expect(bars.openTime[0]).toBe(Date.parse(day));
    expect(bars.intervalMs).toBe(60_000);
    expect(findGaps(bars)).toEqual([]);
    expect(symbol).toBe('BTCUSDT');
    expect(sources[0].notes).toContain(`times are ${unit}`);
  });

  it('the file of 2023-03 has one gap of 80 minutes', async () => {
    const { bars } = await load('BTCUSDT-1m-2023-03.zip');
    expect(findGaps(bars)).toEqual([
      {
        from: Date.parse('2023-03-24T12:40Z'),
        to: Date.parse('2023-03-24T14:00Z'),
        missingBars: 80,
      },
    ]);
  });

  it('three months in any order are one dataset without a gap', async () => {
    const { bars, name } = await load(monthsOf2024[2], monthsOf2024[0], monthsOf2024[1]);
    expect(bars.openTime).toHaveLength(131_040);
    expect(findGaps(bars)).toEqual([]);
    expect(name).toBe('BTCUSDT 1m 2024-01-01 to 2024-03-31');
  });

  it('milliseconds of one year and microseconds of the next join without a gap', async () => {
    const { bars } = await load('BTCUSDT-1m-2025-01.zip', 'BTCUSDT-1m-2024-12.zip');
    expect(bars.openTime).toHaveLength(89_280);
    expect(findGaps(bars)).toEqual([]);
  });

  it('the parquet file of a quarter holds the bars of the archives, bit for bit', async () => {
    const parquet = (await load('btcusdt_1m_2024q1.klines.parquet')).bars;
    const archives = (await load(...monthsOf2024)).bars;
    const count = 129_600;
    expect(parquet.openTime).toHaveLength(count);
    for (const { name, values } of listColumns(parquet)) {
      const expected = readColumn(archives, { column: name as BarColumn, name });
      expect(isSameBytes(values, expected?.slice(0, count)), name).toBe(true);
    }
    expect(listColumns(parquet)).toHaveLength(10);
  });

  it("the reference dashboard's file keeps its features as extras, its label not", async () => {
    const { bars, sources } = await load('btcusdt_1m_2024q1.seed.parquet');
    expect(bars.openTime).toHaveLength(129_600);
    expect(bars.openTime[0]).toBe(Date.parse('2024-01-01'));
    expect(Object.keys(bars.extras ?? {})).toEqual([
      'mid',
      'ret_1',
      'ret_5',
      'roll_vol_20',
      'roll_vol_60',
      'dollar_vol',
      'tb_ratio',
    ]);
    expect(sources[0].notes).toContain('column "label" is left out: a label looks into the future');
  });

  it('two years of zstd parquet have 1,052,560 bars', async () => {
    const { bars, quality } = await load('btcusdt_1m_2023_2024.klines.parquet');
    expect(bars.openTime).toHaveLength(1_052_560);
    expect(findGaps(bars).map(({ missingBars }) => missingBars)).toEqual([80]);
    // Before the maintenance of 2023-03-24 the market stood still; the outliers are real moves.
    expect(quality.findings.map(({ check, count }) => [check, count])).toEqual([
      ['gap', 1],
      ['zero-volume', 72],
      ['outlier', 129],
      ['constant-stretch', 72],
    ]);
  });
});

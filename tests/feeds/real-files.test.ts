import { describe, expect, it } from 'vitest';
import { type BarColumn, listColumns, readColumn } from '../../src/core/bars/bars';
import { formatUtc } from '../../src/core/bars/times';
import { findGaps } from '../../src/core/bars/gaps';
import { formatInterval } from '../../src/core/bars/interval';
import type { ImportedBars } from '../../src/feeds/merge-parts';
import { importWith } from './import-one';
import { hasRealData, readRealFile, skipNote } from './real-data';

async function loadAll(...paths: string[]): Promise<readonly ImportedBars[]> {
  const result = await importWith(paths.map(readRealFile));
  if (result.kind !== 'bars') throw new Error(JSON.stringify(result));
  return result.imports;
}

async function load(...names: string[]): Promise<ImportedBars> {
  const [imported] = await loadAll(...names.map((name) => `btcusdt-spot/${name}`));
  return imported;
}

/** What lists show of an import: symbol, interval, bars, first time, findings. */
function summarise({ symbol, bars, quality }: ImportedBars): readonly unknown[] {
  const first = formatUtc(bars.openTime[0]);
  const findings = quality.findings.map(({ check, count }) => `${check} ${count}`).join(', ');
  return [symbol, formatInterval(bars.intervalMs), bars.close.length, first, findings];
}

/** Quicker than comparing a million numbers one by one. */
function isSameBytes(a: Float64Array, b: Float64Array | undefined): boolean {
  return b !== undefined && Buffer.from(a.buffer).equals(Buffer.from(b.buffer));
}

const monthsOf2024 = ['01', '02', '03'].map((month) => `BTCUSDT-1m-2024-${month}.zip`);

describe.skipIf(!hasRealData)(`real files of Binance${skipNote}`, () => {
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
    const { extras, quoteVolume } = bars;
    expect(Object.keys(extras ?? {})).toEqual([
      'mid',
      'ret_1',
      'ret_5',
      'roll_vol_20',
      'roll_vol_60',
      'dollar_vol',
      'tb_ratio',
    ]);
    // close x volume of a bar is not the sum over its trades.
    expect(quoteVolume).toBeUndefined();
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

describe.skipIf(!hasRealData)(`real files of several markets${skipNote}`, () => {
  it('five feather files are five datasets of one set', async () => {
    const symbols = ['BTC', 'ETH', 'SOL', 'BNB', 'XRP'];
    const imports = await loadAll(...symbols.map((name) => `multi-asset/${name}_USDT-1m.feather`));
    expect(imports.map(summarise)).toEqual([
      ['BTCUSDT', '1m', 43_199, '2026-03-23T12:09:00Z', 'outlier 2'],
      ['ETHUSDT', '1m', 43_199, '2026-03-23T12:09:00Z', 'outlier 3'],
      ['SOLUSDT', '1m', 43_199, '2026-03-23T12:09:00Z', 'outlier 1'],
      ['BNBUSDT', '1m', 43_199, '2026-03-23T12:09:00Z', 'outlier 1'],
      ['XRPUSDT', '1m', 43_200, '2026-03-23T12:09:00Z', ''],
    ]);
    expect(new Set(imports.map(({ set }) => set?.id)).size).toBe(1);
    expect(imports[0].set?.name).toBe('5 symbols 2026-03-23 to 2026-04-22');
  });
});

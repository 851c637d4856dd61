import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BarColumn } from '../../src/core/bars/bars';
import { listColumns, readColumn } from '../../src/core/bars/columns';
import { formatUtc } from '../../src/core/bars/format-time';
import { findGaps } from '../../src/core/bars/gaps';
import { formatInterval } from '../../src/core/bars/interval';
import { noDecisions } from '../../src/core/import-decisions';
import { defaultSteps } from '../../src/feeds/default-steps';
import { importFiles } from '../../src/feeds/import-files';
import type { ImportedBars, ImportResult } from '../../src/feeds/import-result';
import { parquetWasm } from './make-files';
import { hasRealData, readRealFile, realDataPath, skipNote } from './real-data';

async function run(...paths: string[]): Promise<ImportResult> {
  const steps = defaultSteps({ parquetWasm });
  return importFiles(paths.map(readRealFile), noDecisions, () => undefined, { steps });
}

async function loadAll(...paths: string[]): Promise<readonly ImportedBars[]> {
  const result = await run(...paths);
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
    const { extras, quoteVolume } = bars;
    expect(Object.keys(extras ?? {})).toEqual([
      'mid',
      'ret_1',
      'ret_5',
      'roll_vol_20',
      'roll_vol_60',
      'tb_ratio',
    ]);
    expect(quoteVolume?.[0]).toBe(bars.volume[0] * bars.close[0]);
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

describe.skipIf(!hasRealData)(`real files of other programs${skipNote}`, () => {
  it.each([
    [
      'btcusdt_1m_7d.timestamp-ms.snappy.parquet',
      'BTCUSDT',
      '1m',
      10_080,
      '2026-06-10T03:27:00Z',
      '',
    ],
    [
      'cryptodatadownload_BTCUSDT_1h.urlline.csv',
      'BTCUSDT',
      '1h',
      2999,
      '2020-11-20T19:00:00Z',
      'disorder 2998, gap 5, zero-volume 2',
    ],
    [
      'freqtrade_UNITTEST_BTC-1m.feather',
      'UNITTESTBTC',
      '1m',
      13_681,
      '2017-11-04T23:02:00Z',
      'gap 538',
    ],
    [
      'freqtrade_UNITTEST_BTC-1m.json',
      'UNITTESTBTC',
      '1m',
      13_681,
      '2017-11-04T23:02:00Z',
      'gap 538',
    ],
    ['kaggle_coin_Bitcoin_1d.csv', 'BTC', '1d', 2991, '2013-04-29T00:00:00Z', 'zero-volume 242'],
    ['tradingview_BTCUSDT_1m.unix-novolume.csv', 'BTCUSDT', '1m', 2697, '2024-06-24T16:53:00Z', ''],
    ['tradingview_BTCUSDT_60m.nan-columns.csv', 'BTCUSDT', '1h', 1907, '2025-08-12T13:00:00Z', ''],
    ['yfinance_BTC-USD_1d.multiheader.csv', 'BTCUSD', '1d', 1827, '2021-06-24T00:00:00Z', ''],
  ])('%s becomes bars', async (file, ...expected) => {
    const [imported] = await loadAll(`formats/${file}`);
    expect(summarise(imported)).toEqual(expected);
    expect(imported.hasVolume).toBe(!file.startsWith('tradingview'));
  });

  it('asks for the zone of naive times that the name says are of UTC+9', async () => {
    const result = await run('formats/btcusdt_1m_39d.polars-zstd-us.naive-utc+9.parquet');
    expect(result).toMatchObject({ kind: 'question', question: { kind: 'map-columns' } });
  });

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

  it('the recorded answer of the exchange becomes 1,000 bars', async () => {
    const [imported] = await loadAll('binance-api/rest_klines_BTCUSDT_1m.json');
    expect(summarise(imported).slice(1)).toEqual(['1m', 1000, '2024-09-04T02:27:00Z', '']);
  });

  it.each(hasRealData ? listRealFiles('parquet-testing') : [])('%s is refused', async (file) => {
    expect(await run(file)).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(
        /has no price columns|no header that names them|cannot be read|more than the limit/,
      ) as unknown,
    });
  });
});

/** The parquet files below a folder of real data. */
function listRealFiles(folder: string): string[] {
  return readdirSync(realDataPath(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.parquet'))
    .map((name) => `${folder}/${name}`);
}

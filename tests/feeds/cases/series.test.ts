import { describe, expect, it } from 'vitest';
import { formatUtc } from '../../../src/core/bars/times';
import { findGaps } from '../../../src/core/bars/gaps';
import { formatInterval } from '../../../src/core/bars/interval';
import { nameMarket } from '../../../src/core/market-name';
import type { ImportDecisions } from '../../../src/core/import';
import type { ImportResult } from '../../../src/feeds/import-files';
import { importWith } from '../import-one';
import { casesNote, hasCases, readCase } from './case-files';

/** What a person sees of an import: a line a dataset, "symbol interval bars from to gaps missing". */
function summarise(result: ImportResult): readonly string[] {
  if (result.kind !== 'bars') throw new Error(JSON.stringify(result).slice(0, 800));
  return result.imports.map(({ bars, symbol, market }) => {
    const { openTime, intervalMs } = bars;
    const gaps = findGaps(bars);
    const missing = gaps.reduce((sum, { missingBars }) => sum + missingBars, 0);
    const [from, to] = [openTime[0], openTime[openTime.length - 1]].map(formatUtc);
    const what = `${nameMarket(symbol, market)}, ${formatInterval(intervalMs)}`;
    return `${what}: ${openTime.length} bars ${from} to ${to}, ${gaps.length} gaps, ${missing} missing`;
  });
}

const read = (paths: readonly string[], decisions: Partial<ImportDecisions> = {}) =>
  importWith(
    paths.map((path) => readCase(path, path)),
    decisions,
  );

const refusalOf = async (path: string): Promise<string> => {
  const result = await importWith([readCase(path)]);
  return result.kind === 'refused' ? result.message : JSON.stringify(result).slice(0, 500);
};

describe.skipIf(!hasCases)(`files of several series${casesNote}`, () => {
  it('futures, mark prices and funding rates of freqtrade never mix', async () => {
    const result = await read(
      ['1h-futures', '1h-mark', '8h-funding_rate'].map(
        (kind) => `freqtrade-futures/XRP_USDT_USDT-${kind}.feather`,
      ),
    );
    expect(summarise(result)).toEqual([
      'XRPUSDT futures, 1h: 100 bars 2021-11-17T01:00:00Z to 2021-11-21T04:00:00Z, 0 gaps, 0 missing',
      'XRPUSDT futures mark price, 1h: 100 bars 2021-11-15T06:00:00Z to 2021-11-19T09:00:00Z, 0 gaps, 0 missing',
    ]);
    expect(result).toMatchObject({
      imports: [{ hasVolume: true }, { hasVolume: false }],
      files: [
        { kind: 'read', detail: '100 bars' },
        { kind: 'read', detail: '100 bars' },
        {
          name: 'freqtrade-futures/XRP_USDT_USDT-8h-funding_rate.feather',
          kind: 'read',
          detail: '91 funding rates',
        },
      ],
    });
  });

  it('columns of exchange and symbol make a series each', async () => {
    const result = await read(['multi_exchange_ohlcv.parquet']);
    expect(summarise(result).map((line) => line.split(' bars ')[0])).toEqual([
      'BTCUSDT · binanceus, 1d: 1000',
      'BTCUSD · bitstamp, 1d: 1000',
      'BTCUSD · kraken, 1d: 721',
      'BTCUSD · coinbase, 1d: 300',
    ]);
  });

  it('folders of Hive tell the symbol', async () => {
    const result = await read(
      ['hive/_SUCCESS', 'BTCUSDT', 'ETHUSDT'].map((name) =>
        name.startsWith('hive') ? name : `hive/symbol=${name}/month=6/data_0.parquet`,
      ),
    );
    expect(summarise(result)).toEqual(
      ['BTCUSDT', 'ETHUSDT'].map(
        (symbol) =>
          `${symbol}, 5m: 1000 bars 2018-06-01T00:00:00Z to 2018-06-04T11:15:00Z, 0 gaps, 0 missing`,
      ),
    );
  });

  const spot = 'same_name/spot/BTCUSDT-1m-2024-01-01.zip';
  const um = 'same_name/um/BTCUSDT-1m-2024-01-01.zip';
  const day = '1m: 1440 bars 2024-01-01T00:00:00Z to 2024-01-01T23:59:00Z, 0 gaps, 0 missing';

  it('folders tell spot and perpetual archives of one name apart', async () => {
    expect(summarise(await read([spot, um]))).toEqual([
      `BTCUSDT spot, ${day}`,
      `BTCUSDT futures, ${day}`,
    ]);
  });

  it('where nothing tells them apart but their values, both can be kept', async () => {
    const files = [readCase(spot), readCase(um)];
    const asked = await importWith(files);
    expect(asked).toMatchObject({
      kind: 'question',
      question: {
        kind: 'conflicts',
        symbol: 'BTCUSDT',
        apart: expect.stringMatching(
          /^These look like different series, such as spot and perpetual or two exchanges: they differ in 1,440 of the 1,440 bars that both have, their closes by [\d.]+% in the median\.$/,
        ) as unknown,
      },
    });
    const apart = await importWith(files, { conflicts: 'keep-apart' });
    expect(summarise(apart)).toEqual([`BTCUSDT, ${day}`, `BTCUSDT, ${day}`]);
    expect(apart).toMatchObject({
      imports: [{ name: 'BTCUSDT 1m 2024-01-01 (1)' }, { name: 'BTCUSDT 1m 2024-01-01 (2)' }],
    });
  });
});

describe.skipIf(!hasCases)(`files that hold no bars${casesNote}`, () => {
  it('the members of a tar archive are read', async () => {
    expect(summarise(await read(['BTCUSDT-5m-2018-06.tar.gz']))).toEqual([
      'BTCUSDT, 5m: 576 bars 2018-06-01T00:00:00Z to 2018-06-02T23:55:00Z, 0 gaps, 0 missing',
    ]);
  });

  it.each([
    [
      'BTCUSDT.xlsx',
      'BTCUSDT.xlsx is an Excel workbook. Save the sheet as CSV (UTF-8) and import that.',
    ],
    [
      'git_lfs_pointer_example_test.csv',
      'git_lfs_pointer_example_test.csv is a Git LFS pointer, not the data that it stands for. ' +
        'Fetch the data (git lfs pull, or "Download raw file" on the web) and import that.',
    ],
    [
      'pages/BTCUSDT-1m.github-blob.csv',
      'BTCUSDT-1m.github-blob.csv is a web page, not the file that it shows. ' +
        'Download the file itself ("Download raw file" or "Raw" on the page).',
    ],
    [
      'pages/klines_error.json',
      'klines_error.json is the error answer of a server, not data: "Invalid symbol. (code -1121)". ' +
        'Correct the request and download it again.',
    ],
  ])('%s is refused by what it is', async (path, message) => {
    expect(await refusalOf(path)).toBe(message);
  });

  it('files that cannot be read do not cost those that can', async () => {
    const spot = 'same_name/spot/BTCUSDT-1m-2024-01-01.zip';
    const result = await importWith(
      [
        'BTCUSDT.xlsx',
        spot,
        'pages/klines_error.json',
        'notbars/BTCUSDT-fundingRate-2024-01.csv',
      ].map((path) => readCase(path)),
    );
    expect(result).toMatchObject({
      imports: [{ symbol: 'BTCUSDT' }],
      files: [
        { name: 'BTCUSDT.xlsx', kind: 'refused' },
        { name: 'BTCUSDT-1m-2024-01-01.zip', kind: 'read', detail: '1,440 bars' },
        { name: 'klines_error.json', kind: 'refused' },
        { name: 'BTCUSDT-fundingRate-2024-01.csv', kind: 'read', detail: '93 funding rates' },
      ],
    });
    expect(result.kind === 'bars' && result.files[0].detail).toBe(
      'is an Excel workbook. Save the sheet as CSV (UTF-8) and import that.',
    );
  });

  it('where none can be read the refusal names each', async () => {
    const result = await importWith(
      ['BTCUSDT.xlsx', 'pages/klines_error.json'].map((path) => readCase(path)),
    );
    expect(result).toMatchObject({ kind: 'refused' });
    expect(JSON.stringify(result)).toMatch(
      /None of 2 files could be read\..*BTCUSDT\.xlsx is.*klines_error\.json is/,
    );
  });
});

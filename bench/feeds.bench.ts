import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { noDecisions } from '../src/core/import';
import { importFiles } from '../src/feeds/import-files';
import { unpackZip } from '../src/feeds/containers/zip';
import { median, roundTo, type BenchOptions, type BenchResult } from './measure';
import { comparePandas } from './pandas-read';
import { root } from './root';

const data = join(root, '../shared/data');
const month = 'btcusdt-spot/BTCUSDT-1m-2024-01.zip';

/** A file to import: as it is, or made of one that is. */
interface Case {
  readonly name: string;
  readonly path: string;
  readonly make?: (bytes: Uint8Array<ArrayBuffer>) => Promise<File>;
}

const cases: readonly Case[] = [
  { name: 'parquet', path: 'btcusdt-spot/btcusdt_1m_2024q1.klines.parquet' },
  { name: 'parquet', path: 'btcusdt-spot/btcusdt_1m_2023_2024.klines.parquet' },
  { name: 'zip', path: month },
  { name: 'csv', path: month, make: unzip },
  { name: 'csv', path: month, make: async (bytes) => repeatCsv(await unzip(bytes), 1_000_000) },
  { name: 'feather', path: 'multi-asset/BTC_USDT-1m.feather' },
  { name: 'json', path: 'formats/freqtrade_UNITTEST_BTC-1m.json' },
];

/** Files of real minute bars to validated and inspected bars, their SHA-256 included; warm. */
export async function* run({ rounds, peers }: BenchOptions): AsyncGenerator<BenchResult> {
  const parquetWasm = new Uint8Array(
    readFileSync(createRequire(import.meta.url).resolve('parquet-wasm/esm/parquet_wasm_bg.wasm')),
  );
  for (const { name, path, make } of cases) {
    const full = join(data, path);
    if (!existsSync(full)) {
      yield { name, file: path, skipped: `there is no ${full}` };
      continue;
    }
    const bytes = new Uint8Array(readFileSync(full));
    const file =
      make === undefined ? new File([bytes], path.replace(/^.*\//, '')) : await make(bytes);
    const time = async (): Promise<{ readonly ms: number; readonly rows: number }> => {
      const from = performance.now();
      const result = await importFiles([file], noDecisions, () => undefined, { parquetWasm });
      if (result.kind !== 'bars') throw new Error(`bench: ${file.name} did not become bars`);
      return { ms: performance.now() - from, rows: result.imports[0].bars.close.length };
    };
    // The first one also compiles the module.
    const { rows } = await time();
    const result = { name, file: file.name, rows, mb: roundTo(file.size / 1e6) };
    if (peers && name !== 'zip' && name !== 'json') {
      yield { ...result, ...(await comparePandas(file, name, rounds, time)) };
      continue;
    }
    const times: number[] = [];
    for (let at = 0; at < rounds; at++) times.push((await time()).ms);
    yield { ...result, ms: roundTo(median(times)) };
  }
}

async function unzip(bytes: Uint8Array<ArrayBuffer>): Promise<File> {
  const { members } = await unpackZip(bytes, 'bench.zip', () => undefined);
  return new File([members[0].bytes], members[0].name);
}

/** A longer file: the rows again and again, each a minute after the one before. */
async function repeatCsv(file: File, rows: number): Promise<File> {
  const lines = (await file.text()).trim().split('\n');
  const first = Number(lines[0].split(',')[0]);
  const parts = Array.from({ length: rows }, (_, row) => {
    const [, open, high, low, close, volume, , ...others] = lines[row % lines.length].split(',');
    const time = first + row * 60_000;
    return [time, open, high, low, close, volume, time + 59_999, ...others].join(',');
  });
  return new File([`${parts.join('\n')}\n`], 'BTCUSDT-1m-long.csv');
}

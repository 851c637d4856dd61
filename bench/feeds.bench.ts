import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './root';
import { noDecisions } from '../src/core/import-decisions';
import { defaultSteps } from '../src/feeds/default-steps';
import { importFiles } from '../src/feeds/import-files';
import { median, roundTo, type BenchOptions, type BenchResult } from './measure';

const folder = join(root, '../shared/data/btcusdt-spot');
const files = ['btcusdt_1m_2024q1.klines.parquet', 'btcusdt_1m_2023_2024.klines.parquet'];

/** Parquet files of real minute bars to validated bars, their SHA-256 included. */
export async function* run({ rounds }: BenchOptions): AsyncGenerator<BenchResult> {
  const parquetWasm = new Uint8Array(
    readFileSync(createRequire(import.meta.url).resolve('parquet-wasm/esm/parquet_wasm_bg.wasm')),
  );
  const steps = defaultSteps({ parquetWasm });
  for (const name of files) {
    const path = join(folder, name);
    if (!existsSync(path)) {
      yield { name: 'parquet', file: name, skipped: `there is no ${path}` };
      continue;
    }
    const file = new File([readFileSync(path)], name);
    const times: number[] = [];
    let rows = 0;
    for (let at = 0; at <= rounds; at++) {
      const from = performance.now();
      const result = await importFiles([file], noDecisions, () => undefined, { steps });
      if (result.kind !== 'bars') throw new Error(`bench: ${name} did not become bars`);
      // The first one also compiles the module.
      if (at > 0) times.push(performance.now() - from);
      rows = result.imports[0].bars.close.length;
    }
    yield { name: 'parquet', file: name, rows, ms: roundTo(median(times)) };
  }
}

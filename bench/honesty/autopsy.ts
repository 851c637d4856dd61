import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import type { Bars } from '../../src/core/bars/bars';
import { noDecisions } from '../../src/core/import';
import { defaultTradingSettings } from '../../src/core/trading/settings';
import { dissect } from '../../src/core/verdict/autopsy';
import { importFiles } from '../../src/feeds/import-files';
import { generateSampleMarket } from '../../src/feeds/sample/sample-market';
import { trainBars } from './trained-market';

/** Takes a win rate of the reference dashboard apart, on bars of a parquet file or the sample market. */
export async function runAutopsy(file: string | undefined): Promise<object> {
  const name = file === undefined ? 'sample-1' : basename(file);
  const bars =
    file === undefined
      ? generateSampleMarket({ kind: 'edge', seed: 1 }).bars
      : await readMarketFile(file);
  // Neither calibrated nor judged: the reference dashboard did neither.
  const { dataset, probability } = await trainBars(name, bars);
  const steps = dissect({
    bars,
    probability,
    trainRange: dataset.split.train.bars,
    testRange: dataset.split.test.bars,
    settings: defaultTradingSettings,
  });
  return { data: name, steps };
}

async function readMarketFile(path: string): Promise<Bars> {
  const wasm = createRequire(import.meta.url).resolve('parquet-wasm/esm/parquet_wasm_bg.wasm');
  const file = new File([readFileSync(path)], basename(path));
  const parquetWasm = new Uint8Array(readFileSync(wasm));
  const result = await importFiles([file], noDecisions, () => undefined, { parquetWasm });
  if (result.kind !== 'bars')
    throw new Error(`${basename(path)} asks something: import it in the page`);
  return result.imports[0].bars;
}

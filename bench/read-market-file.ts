import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import type { Bars } from '../src/core/bars/bars';
import { noDecisions } from '../src/core/import';
import { importFiles } from '../src/feeds/import-files';

/** Returns the bars of a file of one market; throws where the import would ask a person something. */
export async function readMarketFile(path: string): Promise<Bars> {
  const wasm = createRequire(import.meta.url).resolve('parquet-wasm/esm/parquet_wasm_bg.wasm');
  const file = new File([readFileSync(path)], basename(path));
  const parquetWasm = new Uint8Array(readFileSync(wasm));
  const result = await importFiles([file], noDecisions, () => undefined, { parquetWasm });
  if (result.kind !== 'bars')
    throw new Error(`${basename(path)} asks something: import it in the page`);
  return result.imports[0].bars;
}

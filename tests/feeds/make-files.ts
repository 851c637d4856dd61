import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tableFromArrays, tableToIPC, type Table } from 'apache-arrow';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js/index-native.js';
import initWasm, { Table as WasmTable, writeParquet } from 'parquet-wasm/esm';
import type { OnProgress } from '../../src/feeds/table';

/** parquet-wasm's module as bytes, which Node needs where the page fetches a URL. */
export const parquetWasm = new Uint8Array(
  readFileSync(createRequire(import.meta.url).resolve('parquet-wasm/esm/parquet_wasm_bg.wasm')),
);

export const ignoreProgress: OnProgress = () => undefined;

/** 2024-01-01T00:00:00Z. */
export const startMs = 1_704_067_200_000;

export function makeFile(name: string, content: string | Uint8Array<ArrayBuffer>): File {
  return new File([content], name);
}

export function toBytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Columns of `count` plausible one-minute bars; a different `seed` gives other prices. */
export function makeColumns(count: number, from = startMs, seed = 0): Record<string, number[]> {
  const at = (formula: (index: number) => number): number[] =>
    Array.from({ length: count }, (_, index) => formula(index));
  const open = at((i) => 100 + ((i * 7 + seed) % 13));
  const close = at((i) => 100 + (((i + 1) * 7 + seed) % 13));
  return {
    open_time: at((i) => from + i * 60_000),
    open,
    high: at((i) => Math.max(open[i], close[i]) + 1),
    low: at((i) => Math.min(open[i], close[i]) - 1),
    close,
    volume: at((i) => 1 + (i % 5)),
  };
}

/** CSV text of columns, with a header unless told otherwise. */
export function makeCsv(
  columns: Record<string, readonly (number | string)[]>,
  header = true,
): string {
  const names = Object.keys(columns);
  const count = columns[names[0]].length;
  const rows = Array.from({ length: count }, (_, row) =>
    names.map((name) => columns[name][row]).join(','),
  );
  return [...(header ? [names.join(',')] : []), ...rows, ''].join('\n');
}

/** Twelve columns as Binance's archives have them, without a header. */
export function makeBinanceCsv(count: number, from = startMs, unitPerMs = 1): string {
  const columns = makeColumns(count, from);
  return makeCsv(
    {
      ...columns,
      open_time: columns.open_time.map((time) => time * unitPerMs),
      close_time: columns.open_time.map((time) => (time + 60_000) * unitPerMs - 1),
      quote_volume: columns.volume.map((volume) => volume * 100),
      count: columns.volume.map((volume) => volume * 10),
      taker_base: columns.volume.map((volume) => volume / 2),
      taker_quote: columns.volume.map((volume) => volume * 50),
      ignore: columns.volume.map(() => 0),
    },
    false,
  );
}

/** A parquet file of an Arrow table, or of columns that become float64. */
export async function makeParquet(
  source: Table | Record<string, readonly number[]>,
): Promise<Uint8Array<ArrayBuffer>> {
  await initWasm({ module_or_path: parquetWasm });
  const table = isTable(source)
    ? source
    : tableFromArrays(
        Object.fromEntries(
          Object.entries(source).map(([name, values]) => [name, Float64Array.from(values)]),
        ),
      );
  return new Uint8Array(writeParquet(WasmTable.fromIPCStream(tableToIPC(table, 'stream'))));
}

/** A zip archive of text files. */
export async function makeZip(members: Record<string, string>): Promise<Uint8Array<ArrayBuffer>> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
  for (const [name, text] of Object.entries(members)) {
    await writer.add(name, new Uint8ArrayReader(toBytes(text)));
  }
  return new Uint8Array(await writer.close());
}

function isTable(source: object): source is Table {
  return 'schema' in source;
}

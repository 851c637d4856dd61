import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import type { BarColumn } from '../../src/core/bars/bars';
import type { ColumnMapping } from '../../src/core/import';
import { makeColumns, makeCsv, makeBinanceCsv, makeParquet, makeZip } from '../feeds/make-files';
import { isWithin, markPageBodies } from './page-bodies';

type Bytes = Uint8Array<ArrayBuffer>;

/** Files that are imported together, the first of which is damaged. */
export interface Sample {
  readonly format: string;
  readonly name: string;
  readonly bytes: Bytes;
  readonly companions: readonly { readonly name: string; readonly bytes: Bytes }[];
  readonly mapping?: ColumnMapping;
  /** Whether a checksum that the files carry covers what was changed. */
  isCovered(damaged: Bytes): boolean;
}

/** Returns small files of every format, which become bars as they are. `root` is the project's folder. */
export async function makeCorpus(root: string): Promise<readonly Sample[]> {
  const fixture = (name: string): Bytes =>
    new Uint8Array(readFileSync(join(root, 'tests/fixtures/formats', name)));
  const columns = makeColumns(120);
  const csv = makeCsv(columns);
  const arrays = Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [name, Float64Array.from(values)]),
  );
  const zip = await makeZip({
    'BTCUSDT-1m-a.csv': makeBinanceCsv(60),
    'BTCUSDT-1m-b.csv': makeBinanceCsv(60, 1_704_067_200_000 + 3_600_000),
  });
  const checked = fixture('checksums.parquet');
  const bodies = markPageBodies(checked);
  const json = JSON.stringify(columns.open_time.map((time, row) => rowOf(columns, time, row)));
  return [
    sample('csv', 'BTCUSDT-1m.csv', encode(csv)),
    sample('csv', 'ETHUSDT-1m.csv', encode(makeBinanceCsv(120))),
    sample('csv + .CHECKSUM', 'BTCUSDT-1m.csv', encode(csv), { checksum: true }),
    sample('json', 'BTCUSDT-1m.json', encode(json)),
    sample('gz (CRC-32)', 'BTCUSDT-1m.csv.gz', new Uint8Array(gzipSync(csv)), { isCovered: yes }),
    sample('zip (CRC-32)', 'BTCUSDT-1m.zip', zip, { isCovered: yes }),
    sample('zip + .CHECKSUM', 'BTCUSDT-1m.zip', zip, { checksum: true }),
    sample('parquet', 'BTCUSDT-1m.parquet', await makeParquet(columns)),
    sample('parquet', 'types.parquet', fixture('types.parquet'), { mapping: mapTypes }),
    sample('parquet (page CRC-32)', 'checksums.parquet', checked, {
      mapping: mapChecksums,
      isCovered: (damaged) => isWithin(bodies, checked, damaged),
    }),
    sample('feather', 'BTCUSDT-1m.feather', tableToIPC(tableFromArrays(arrays), 'file').slice()),
    ...['plain', 'lz4', 'zstd'].map((codec) =>
      sample(`feather ${codec}`, `types.${codec}.feather`, fixture(`types.${codec}.feather`), {
        mapping: mapTypes,
      }),
    ),
  ];
}

interface SampleOptions {
  readonly mapping?: ColumnMapping;
  readonly isCovered?: (damaged: Bytes) => boolean;
  /** Put a file with the SHA-256 of the good file beside it. */
  readonly checksum?: boolean;
}

function sample(
  format: string,
  name: string,
  bytes: Bytes,
  { mapping, isCovered = no, checksum = false }: SampleOptions = {},
): Sample {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const beside = { name: `${name}.CHECKSUM`, bytes: encode(`${sha256}  ${name}\n`) };
  return {
    format,
    name,
    bytes,
    companions: checksum ? [beside] : [],
    ...(mapping === undefined ? {} : { mapping }),
    isCovered: checksum ? yes : isCovered,
  };
}

/** Prices are all of one column where a file has no others. */
function mapPrices(openTime: number, price: number): ColumnMapping {
  const columns: Partial<Record<BarColumn, number>> = { openTime };
  for (const column of ['open', 'high', 'low', 'close', 'volume'] as const) columns[column] = price;
  return {
    columns,
    time: { encoding: { kind: 'typed' }, zone: 'UTC', moment: 'open' },
    decimal: '.',
    extras: [],
  };
}

const mapTypes = mapPrices(1, 6);
const mapChecksums = mapPrices(0, 1);

function rowOf(columns: Record<string, readonly number[]>, time: number, row: number): number[] {
  const { open, high, low, close, volume } = columns;
  return [time, open[row], high[row], low[row], close[row], volume[row]];
}

function encode(text: string): Bytes {
  return new TextEncoder().encode(text);
}

function yes(): boolean {
  return true;
}

function no(): boolean {
  return false;
}

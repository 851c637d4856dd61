import { type Bars, countBars, countBytes } from '../src/core/bars/bars';
import { formatInterval } from '../src/core/bars/interval';
import { describeEdges, findPartialEdges, resampleBars } from '../src/core/bars/resample';
import { inspectBars } from '../src/core/bars/quality/bar-checks';
import type { QualityReport } from '../src/core/bars/quality/report';
import { joinMarkets } from '../src/core/features/other-markets';
import type { DatasetInfo, ExportRequest, SampleKind } from '../src/core/library';
import { exportBars } from '../src/feeds/export/export-bars';
import { parquetWasmUrl } from '../src/feeds/parquet-wasm-url';
import { defaultSampleSeed, generateSampleMarket } from '../src/feeds/sample/sample-market';
import { findDataset, loadBars } from '../src/storage/datasets';
import { hashBars } from '../src/storage/hash';
import { saveDataset } from '../src/storage/save-datasets';
import type { TabquantDatabase } from '../src/storage/schema';
import type { GenerateEvent, ImportEvent } from './api/data';

/** Makes a sample market and stores it. */
export async function addSampleMarket(
  database: TabquantDatabase,
  kind: SampleKind,
  seed = defaultSampleSeed,
  onEvent: (event: GenerateEvent | ImportEvent) => void,
): Promise<DatasetInfo> {
  const { bars, facts, name, symbol } = generateSampleMarket({ kind, seed }, (done, total) =>
    onEvent({ kind: 'generating', done, total }),
  );
  onEvent({ kind: 'storing' });
  const source = {
    name,
    bytes: countBytes(bars),
    sha256: await hashBars(bars),
    format: 'sample' as const,
    notes: [`generated from seed ${facts.seed}`],
  };
  return saveDataset(database, {
    bars,
    symbol,
    name,
    quality: inspect(bars),
    sources: [source],
    sample: facts,
    now: Date.now(),
  });
}

/** Makes a dataset of a coarser interval from a stored one, and stores it; throws `StorageError`. */
export async function resampleDataset(
  database: TabquantDatabase,
  datasetId: string,
  intervalMs: number,
): Promise<DatasetInfo> {
  const [info, fine] = await Promise.all([
    findDataset(database, datasetId),
    loadBars(database, datasetId),
  ]);
  const bars = resampleBars(fine, intervalMs);
  const interval = formatInterval(intervalMs);
  const name = info?.name ?? datasetId.slice(0, 8);
  const made = {
    name: `${name} as ${interval}`,
    bytes: countBytes(bars),
    sha256: await hashBars(bars),
    format: 'resampled' as const,
    notes: [
      `made of ${countBars(fine)} bars of ${formatInterval(fine.intervalMs)}, aligned to UTC`,
      describeEdges(fine, intervalMs),
    ].filter((note) => note !== ''),
  };
  return saveDataset(database, {
    bars,
    symbol: info?.symbol ?? '',
    market: info?.market,
    name: `${name}, ${interval}`,
    quality: inspect(bars),
    partialEdges: findPartialEdges(fine, intervalMs),
    ...(info?.funding === undefined ? {} : { funding: info.funding }),
    sources: [...(info?.sources ?? []), made],
    now: Date.now(),
  });
}

/**
 * Stores a dataset of the same bars with columns of other markets (see `joinMarkets`); throws `StorageError`, or
 * `RangeError` where their intervals differ.
 */
export async function joinDatasets(
  database: TabquantDatabase,
  datasetId: string,
  otherIds: readonly string[],
): Promise<DatasetInfo> {
  const load = async (id: string) => {
    const [info, bars] = await Promise.all([findDataset(database, id), loadBars(database, id)]);
    return { info, bars, name: info?.name ?? id.slice(0, 8) };
  };
  const [own, ...others] = await Promise.all([datasetId, ...otherIds].map(load));
  const names = nameColumns(others.map(({ info, name }) => ({ symbol: info?.symbol, name })));
  const markets = others.map(({ bars }, at) => ({ name: names[at], bars }));
  const bars = joinMarkets(own.bars, markets);
  const joined = {
    name: `${own.name} with ${names.join(', ')}`,
    bytes: countBytes(bars),
    sha256: await hashBars(bars),
    format: 'joined' as const,
    notes: [
      `columns of ${others.map(({ name }) => name).join(', ')}, joined on the same closed bars`,
    ],
  };
  return saveDataset(database, {
    bars,
    symbol: own.info?.symbol ?? '',
    market: own.info?.market,
    name: joined.name,
    quality: inspect(bars),
    partialEdges: own.info?.partialEdges,
    sources: [...(own.info?.sources ?? []), joined],
    now: Date.now(),
  });
}

/** Returns what the columns of each market are called by: its symbol, or its name where that is not one of its own. */
function nameColumns(markets: readonly { symbol: string | undefined; name: string }[]): string[] {
  return markets.map(({ symbol, name }) => {
    const isTold = symbol !== undefined && symbol !== '';
    return isTold && markets.filter((one) => one.symbol === symbol).length === 1 ? symbol : name;
  });
}

/** Makes a file from a stored dataset; throws `StorageError`, or `RangeError` for an impossible horizon. */
export async function exportDataset(
  database: TabquantDatabase,
  request: ExportRequest,
): Promise<{ readonly name: string; readonly file: Blob }> {
  const [info, bars] = await Promise.all([
    findDataset(database, request.datasetId),
    loadBars(database, request.datasetId),
  ]);
  const about = { symbol: info?.symbol ?? '', intervalMs: bars.intervalMs };
  return exportBars(bars, request, about, { parquetWasm: parquetWasmUrl });
}

function inspect(bars: Bars): QualityReport {
  return { findings: inspectBars(bars), rows: countBars(bars) };
}

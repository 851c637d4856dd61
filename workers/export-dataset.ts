import type { ExportRequest } from '../src/core/library';
import { exportBars } from '../src/feeds/export/export-bars';
import { parquetWasmUrl } from '../src/feeds/parquet-wasm-url';
import { findDataset, loadBars } from '../src/storage/datasets';
import type { TabquantDatabase } from '../src/storage/schema';

/** Makes a file of a stored dataset; throws `StorageError`, or `RangeError` for an impossible horizon. */
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

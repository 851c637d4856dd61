import { transfer } from 'comlink';
import { listColumns } from '../src/core/bars/bars';
import type { Exchange } from '../src/exchange/exchange';
import { importFiles } from '../src/feeds/import-files';
import { parquetWasmUrl } from '../src/feeds/parquet-wasm-url';
import { defaultSampleSeed } from '../src/feeds/sample/sample-market';
import { deleteCheckpoint, listCheckpoints } from '../src/storage/checkpoints';
import { listAllDatasets, loadBars, renameDataset, repairDataset } from '../src/storage/datasets';
import { deleteDownload, listDownloads } from '../src/storage/downloads';
import { measureStorage, openDatabase } from '../src/storage/database';
import { saveDatasets } from '../src/storage/save-datasets';
import { deleteModel, listModels, renameModel } from '../src/storage/models';
import type { TabquantDatabase } from '../src/storage/schema';
import { deleteDataset, purgeDeleted, removeDataset, restoreDataset } from '../src/storage/trash';
import type { DataApi } from './api/data';
import { describeExchanges, downloadUse, openExchange } from './open-exchange';
import { addSampleMarket, resampleDataset } from './make-datasets';

let database: Promise<TabquantDatabase> | undefined;
/** By their ids; one of each for everything that this worker asks, since it counts what it sends. */
const connections = new Map<string, Exchange>();

/** Opened at the first call; a failure to open is tried again at the next. */
async function openOnce(): Promise<TabquantDatabase> {
  database ??= openDatabase();
  try {
    return await database;
  } catch (error) {
    database = undefined;
    throw error;
  }
}

function connectOnce(id: string): Exchange {
  const exchange = connections.get(id) ?? openExchange(id, openOnce, downloadUse);
  connections.set(id, exchange);
  return exchange;
}

/** What was deleted longer ago is beyond every tab's Undo. */
const undoMs = 86_400_000;

/** The data worker: files in and out, what is stored listed and changed. */
export const dataApi: DataApi = {
  async importFiles(files, decisions, onEvent, urls) {
    const options = { parquetWasm: parquetWasmUrl, urls };
    const result = await importFiles(files, decisions, onEvent, options);
    if (result.kind !== 'bars') return result;
    onEvent({ kind: 'storing' });
    const now = Date.now();
    const datasets = result.imports.map((imported) => ({ ...imported, now }));
    return { kind: 'stored', datasets: await saveDatasets(await openOnce(), datasets) };
  },

  async addSample(kind, seed = defaultSampleSeed, onEvent) {
    return addSampleMarket(await openOnce(), kind, seed, onEvent);
  },

  async resample(datasetId, intervalMs) {
    return resampleDataset(await openOnce(), datasetId, intervalMs);
  },

  async exportDataset(request) {
    const { exportDataset } = await import('./export-dataset');
    return exportDataset(await openOnce(), request);
  },

  listExchanges: () => Promise.resolve(describeExchanges()),

  listSymbols: (exchangeId) => connectOnce(exchangeId).listSymbols(),

  async download(request, onEvent) {
    const { downloadDataset } = await import('./download-dataset');
    return downloadDataset({
      database: await openOnce(),
      exchange: connectOnce(request.exchange),
      request,
      onEvent,
    });
  },

  async discardDownload(downloadId) {
    await deleteDownload(await openOnce(), downloadId);
  },

  async list() {
    const opened = await openOnce();
    const [{ kept, damaged }, models, checkpoints, downloads] = await Promise.all([
      listAllDatasets(opened),
      listModels(opened),
      listCheckpoints(opened),
      listDownloads(opened),
    ]);
    return { datasets: kept, damaged, models, checkpoints, downloads };
  },

  async loadBars(datasetId) {
    const bars = await loadBars(await openOnce(), datasetId);
    const buffers = new Set(listColumns(bars).map(({ values }) => values.buffer));
    return transfer(bars, [...buffers]);
  },

  async renameDataset(datasetId, name) {
    await renameDataset(await openOnce(), datasetId, name);
  },

  async deleteDataset(datasetId) {
    await deleteDataset(await openOnce(), datasetId, Date.now());
  },

  async restoreDataset(datasetId) {
    await restoreDataset(await openOnce(), datasetId);
  },

  async purgeDeleted() {
    await purgeDeleted(await openOnce(), Date.now() - undoMs);
  },

  async repairDataset(datasetId) {
    return repairDataset(await openOnce(), datasetId, Date.now());
  },

  async removeDataset(datasetId) {
    await removeDataset(await openOnce(), datasetId);
  },

  measureStorage,

  async renameModel(modelId, name) {
    await renameModel(await openOnce(), modelId, name);
  },

  async deleteModel(modelId) {
    await deleteModel(await openOnce(), modelId);
  },

  async deleteCheckpoint(checkpointId) {
    await deleteCheckpoint(await openOnce(), checkpointId);
  },
};

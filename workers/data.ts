import { transfer } from 'comlink';
import { listColumns } from '../src/core/bars/bars';
import { loadOnce } from '../src/core/load-once';
import type { Exchange } from '../src/exchange/exchange';
import { exchanges } from '../src/exchange/exchanges';
import { describeLostFunding, type KeptFunding } from '../src/core/import';
import type { ReadFunding } from '../src/feeds/recognise/read-funding';
import { parquetWasmUrl } from '../src/feeds/parquet-wasm-url';
import { deleteCheckpoint, listCheckpoints } from '../src/storage/checkpoints';
import { listAllDatasets, loadBars, renameDataset, repairDataset } from '../src/storage/datasets';
import { deleteDownload, listDownloads } from '../src/storage/downloads';
import { measureStorage, openDatabase } from '../src/storage/database';
import { listAllModels, renameModel } from '../src/storage/models';
import { listDamagedAccounts } from '../src/storage/paper-accounts';
import { listRecordings } from '../src/storage/recordings';
import { listStudies } from '../src/storage/studies';
import {
  deleteDataset,
  deleteModel,
  emptyTrash,
  listTrash,
  removeRecord,
  restoreDataset,
  restoreModel,
} from '../src/storage/trash';
import type { DataApi } from './api/data';

const openOnce = loadOnce(() => openDatabase());

/** Opens each exchange, by its id; one of each for all requests of this worker, since it counts them. */
const connections = new Map<string, () => Promise<Exchange>>();

function connectOnce(id: string): Promise<Exchange> {
  const connect =
    connections.get(id) ??
    loadOnce(async () => {
      const { downloadUse, openExchange } = await import('./open-exchange');
      return openExchange(id, openOnce, downloadUse);
    });
  connections.set(id, connect);
  return connect();
}

/** Keeps funding rates with the datasets of their symbols, those that came along among them. */
async function keepRates(read: readonly ReadFunding[]): Promise<readonly KeptFunding[]> {
  if (read.length === 0) return [];
  const { keepFunding } = await import('../src/storage/funding');
  const kept: KeptFunding[] = [];
  for (const { symbol, rates } of read) {
    const datasets = await keepFunding(await openOnce(), symbol, rates);
    kept.push({ symbol, rates: rates.time.length, datasets: datasets.length });
  }
  return kept;
}

/**
 * The data worker: reads and writes files, and lists and changes what is stored. The first screen only needs the
 * list, so the code that reads, makes or fetches bars is loaded when it is needed.
 */
export const dataApi: DataApi = {
  async importFiles(files, decisions, onEvent, urls) {
    const [{ importFiles }, { saveDatasets }] = await Promise.all([
      import('../src/feeds/import-files'),
      import('../src/storage/save-datasets'),
    ]);
    const options = { parquetWasm: parquetWasmUrl, urls };
    const result = await importFiles(files, decisions, onEvent, options);
    if (result.kind !== 'bars') return result;
    onEvent({ kind: 'storing' });
    const now = Date.now();
    const datasets = result.imports.map((imported) => ({ ...imported, now }));
    const stored = await saveDatasets(await openOnce(), datasets);
    const funding = await keepRates(result.funding);
    const isNothingKept =
      stored.length === 0 && funding.every(({ datasets: count }) => count === 0);
    if (isNothingKept) return { kind: 'refused', message: describeLostFunding(funding) };
    const { recalled, files: outcomes } = result;
    return { kind: 'stored', datasets: stored, funding, recalled, files: outcomes };
  },

  async previewImport(files, decisions, onEvent) {
    const { previewImport } = await import('../src/feeds/preview-import');
    return previewImport(files, decisions, onEvent, { parquetWasm: parquetWasmUrl });
  },

  async addSample(kind, seed, onEvent) {
    const { addSampleMarket } = await import('./make-datasets');
    return addSampleMarket(await openOnce(), kind, seed, onEvent);
  },

  async resample(datasetId, intervalMs) {
    const { resampleDataset } = await import('./make-datasets');
    return resampleDataset(await openOnce(), datasetId, intervalMs);
  },

  async joinMarkets(datasetId, otherIds) {
    const { joinDatasets } = await import('./make-datasets');
    return joinDatasets(await openOnce(), datasetId, otherIds);
  },

  async checkExtras(datasetId, horizonBars, onProgress) {
    const { checkExtras } = await import('../src/core/verdict/leak-check');
    return checkExtras(await loadBars(await openOnce(), datasetId), horizonBars, onProgress);
  },

  async checkLeaks(request, onProgress, decide) {
    const { checkLeaks } = await import('./check-leaks');
    return checkLeaks(await openOnce(), request, onProgress, decide);
  },

  async reviewTrials(bars) {
    const { loadLedger } = await import('../src/storage/trials');
    const { reviewTrials } = await import('../src/core/verdict/trial-statistics');
    const { trials, broken } = await loadLedger(await openOnce());
    return reviewTrials(trials, bars, broken);
  },

  async exportTrials() {
    const { loadLedger } = await import('../src/storage/trials');
    const { writeLedger } = await import('../src/core/verdict/ledger');
    const { trials } = await loadLedger(await openOnce());
    const file = new Blob([writeLedger(trials)], { type: 'application/json' });
    return { name: 'tabquant-tries.json', file };
  },

  async exportDataset(request) {
    const { exportDataset } = await import('./make-datasets');
    return exportDataset(await openOnce(), request);
  },

  async exportModel(request) {
    const { exportModel } = await import('./model-files');
    return exportModel(await openOnce(), request);
  },

  async importModel(files) {
    const { importModel } = await import('./model-files');
    return importModel(await openOnce(), files, Date.now());
  },

  async openResults(file) {
    const { openResults } = await import('./lab-results');
    return openResults(await openOnce(), file);
  },

  async saveWorkspace(settings, onProgress) {
    const { collectWorkspace } = await import('../src/storage/workspace/collect-workspace');
    return collectWorkspace(await openOnce(), settings, onProgress);
  },

  async openWorkspace(file, onProgress) {
    const { mergeWorkspace } = await import('../src/storage/workspace/merge-workspace');
    return mergeWorkspace(await openOnce(), file, file.name, onProgress);
  },

  listExchanges: () => Promise.resolve(exchanges.map(({ info }) => info)),

  listSymbols: async (exchangeId) => (await connectOnce(exchangeId)).listSymbols(),

  async download(request, onEvent) {
    const { downloadDataset } = await import('./download-dataset');
    return downloadDataset({
      database: await openOnce(),
      exchange: await connectOnce(request.exchange),
      request,
      onEvent,
    });
  },

  async discardDownload(downloadId) {
    await deleteDownload(await openOnce(), downloadId);
  },

  async list() {
    const opened = await openOnce();
    const [datasets, models, trash, checkpoints, studies, downloads, recordings, damagedAccounts] =
      await Promise.all([
        listAllDatasets(opened),
        listAllModels(opened),
        listTrash(opened),
        listCheckpoints(opened),
        listStudies(opened),
        listDownloads(opened),
        listRecordings(opened),
        listDamagedAccounts(opened),
      ]);
    return {
      datasets: datasets.kept,
      models: models.kept,
      checkpoints: checkpoints.kept,
      studies: studies.kept,
      downloads: downloads.kept,
      trash,
      damaged: [
        ...[datasets, models, checkpoints, studies, downloads, recordings].flatMap(
          ({ damaged }) => damaged,
        ),
        ...damagedAccounts,
      ],
    };
  },

  async loadBars(datasetId) {
    const bars = await loadBars(await openOnce(), datasetId);
    const buffers = new Set(listColumns(bars).map(({ values }) => values.buffer));
    return transfer(bars, [...buffers]);
  },

  async renameDataset(datasetId, name) {
    await renameDataset(await openOnce(), datasetId, name);
  },

  async removeFunding(datasetId) {
    const { removeFunding } = await import('../src/storage/funding');
    await removeFunding(await openOnce(), datasetId);
  },

  async restoreFunding(datasetId, rates) {
    const { restoreFunding } = await import('../src/storage/funding');
    await restoreFunding(await openOnce(), datasetId, rates);
  },

  async deleteDataset(datasetId) {
    await deleteDataset(await openOnce(), datasetId, Date.now());
  },

  async restoreDataset(datasetId) {
    await restoreDataset(await openOnce(), datasetId);
  },

  async emptyTrash() {
    return emptyTrash(await openOnce());
  },

  async repairDataset(datasetId) {
    return repairDataset(await openOnce(), datasetId, Date.now());
  },

  async removeRecord(kind, id) {
    await removeRecord(await openOnce(), kind, id);
  },

  measureStorage,

  async renameModel(modelId, name) {
    await renameModel(await openOnce(), modelId, name);
  },

  async deleteModel(modelId) {
    await deleteModel(await openOnce(), modelId, Date.now());
  },

  async restoreModel(modelId) {
    await restoreModel(await openOnce(), modelId);
  },

  async deleteCheckpoint(checkpointId) {
    await deleteCheckpoint(await openOnce(), checkpointId);
  },
};

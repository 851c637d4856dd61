import { expose, transfer } from 'comlink';
import { listColumns } from '../src/core/bars/columns';
import type { DatasetInfo } from '../src/core/library';
import { defaultSteps } from '../src/feeds/default-steps';
import { importFiles } from '../src/feeds/import-files';
import { parquetWasmUrl } from '../src/feeds/parquet-wasm-url';
import { defaultSampleSeed, generateSampleMarket } from '../src/feeds/sample/sample-market';
import { deleteCheckpoint, listCheckpoints } from '../src/storage/checkpoints';
import {
  deleteDataset,
  listDatasets,
  loadBars,
  renameDataset,
  saveDataset,
} from '../src/storage/datasets';
import { hashBars } from '../src/storage/hash';
import { deleteModel, listModels, renameModel } from '../src/storage/models';
import { openDatabase } from '../src/storage/open';
import type { TabquantDatabase } from '../src/storage/schema';
import type { DataApi } from './api/data';

let database: Promise<TabquantDatabase> | undefined;

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

type Built = Omit<
  DataApi,
  | 'resample'
  | 'exportDataset'
  | 'listSymbols'
  | 'download'
  | 'discardDownload'
  | 'restoreDataset'
  | 'purgeDeleted'
  | 'measureStorage'
>;

const api: Built = {
  async importFiles(files, decisions, onEvent, urls) {
    const steps = defaultSteps({ parquetWasm: parquetWasmUrl });
    const result = await importFiles(files, decisions, onEvent, { steps, urls });
    if (result.kind !== 'bars') return result;
    onEvent({ kind: 'storing' });
    const datasets: DatasetInfo[] = [];
    for (const imported of result.imports) {
      datasets.push(await saveDataset(await openOnce(), { ...imported, now: Date.now() }));
    }
    return { kind: 'stored', datasets };
  },

  async addSample(kind, seed = defaultSampleSeed, onEvent) {
    const { bars, facts, name, symbol } = generateSampleMarket({ kind, seed }, (done, total) =>
      onEvent({ kind: 'generating', done, total }),
    );
    onEvent({ kind: 'storing' });
    const source = {
      name,
      bytes: listColumns(bars).reduce((sum, { values }) => sum + values.byteLength, 0),
      sha256: await hashBars(bars),
      format: 'sample' as const,
      notes: [`generated from seed ${facts.seed}`],
    };
    const dataset = { bars, symbol, name, sources: [source], sample: facts, now: Date.now() };
    return saveDataset(await openOnce(), dataset);
  },

  async list() {
    const opened = await openOnce();
    const [datasets, models, checkpoints] = await Promise.all([
      listDatasets(opened),
      listModels(opened),
      listCheckpoints(opened),
    ]);
    return { datasets, models, checkpoints, downloads: [] };
  },

  async loadBars(datasetId) {
    const bars = await loadBars(await openOnce(), datasetId);
    return transfer(
      bars,
      listColumns(bars).map(({ values }) => values.buffer),
    );
  },

  async renameDataset(datasetId, name) {
    await renameDataset(await openOnce(), datasetId, name);
  },

  async deleteDataset(datasetId) {
    await deleteDataset(await openOnce(), datasetId);
  },

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

expose(api);

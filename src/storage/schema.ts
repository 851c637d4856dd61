import type { DBSchema, IDBPDatabase } from 'idb';
import type { Bars, EpochMs } from '../core/bars/bars';
import type { CheckpointInfo, TrainingCheckpoint } from '../core/training';
import type { DownloadInfo } from '../core/download';
import type { ExchangeRefusal } from '../core/exchange';
import type { DatasetInfo, ModelInfo } from '../core/library';
import type { JournaledBar, PaperAccountState } from '../core/trading/paper-account';
import type { NamedWeights } from '../core/models/model-kind';
import type { PackedBars } from './packed-bars';
import type { Trade } from '../core/trading/positions';

/** Every store of the database. What lists show is apart from the bytes, so lists stay quick. */
export interface TabquantSchema extends DBSchema {
  datasets: { key: string; value: DatasetInfo };
  bars: { key: string; value: StoredBars };
  models: { key: string; value: ModelInfo };
  weights: { key: string; value: StoredWeights };
  predictions: {
    /** `[modelId, datasetId]` */
    key: [string, string];
    value: StoredPrediction;
    indexes: { byModel: string; byDataset: string };
  };
  checkpoints: { key: string; value: StoredCheckpoint; indexes: { byDataset: string } };
  downloads: { key: string; value: DownloadInfo };
  downloadChunks: {
    /** `[downloadId, from]` */
    key: [string, number];
    value: StoredChunk;
    indexes: { byDownload: string };
  };
  paperAccounts: { key: string; value: StoredPaperAccount };
  /** `[accountId, run, entryIndex]`: at most one position is entered at a bar. */
  paperTrades: { key: [string, number, number]; value: StoredPaperTrade };
  /** `[accountId, run, openTime]` */
  paperEquity: { key: [string, number, number]; value: StoredPaperEquity };
  restRefusals: { key: string; value: StoredRefusal };
}

/** The bars of a dataset, whose id is their checksum: packed, or as versions 1 and 2 left them. */
export interface StoredBars {
  readonly id: string;
  readonly packed?: PackedBars;
  readonly bars?: Bars;
}

export interface StoredWeights {
  readonly modelId: string;
  readonly weights: NamedWeights;
  /** `hashWeights` of `weights`. */
  readonly sha256: string;
}

/** A model's probabilities, one a bar of a dataset; they can be computed again at any time. */
export interface StoredPrediction {
  readonly modelId: string;
  readonly datasetId: string;
  readonly probability: Float32Array;
}

/** A training run that can go on after its last whole epoch. */
export interface StoredCheckpoint extends CheckpointInfo {
  readonly datasetId: string;
  readonly checkpoint: TrainingCheckpoint;
}

/** Bars of a part of a download, kept until all of it has come. */
export interface StoredChunk {
  readonly downloadId: string;
  /** Open times: `from` is in, `to` is not. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly bars: Bars;
}

/** A paper account as of its last bar, and the runs that a reset has ended. */
export interface StoredPaperAccount {
  readonly id: string;
  /** Rises by one with each reset; trades and equity belong to a run. */
  readonly run: number;
  /** The highest run that there was: numbers are not used again. */
  readonly lastRun: number;
  readonly state: PaperAccountState;
  /** Oldest first. */
  readonly past: readonly { readonly run: number; readonly state: PaperAccountState }[];
  /** When it was removed; it can be restored until it is purged. */
  readonly removedAt?: EpochMs;
}

export interface StoredPaperTrade extends Trade {
  readonly accountId: string;
  readonly run: number;
}

/** A bar that a paper account traded. */
export interface StoredPaperEquity extends JournaledBar {
  readonly accountId: string;
  readonly run: number;
}

/** The refusal of an exchange that was not lifted yet. */
export interface StoredRefusal extends ExchangeRefusal {
  readonly id: string;
}

export type TabquantDatabase = IDBPDatabase<TabquantSchema>;

/** Raised by one with each change of the stores; `upgradeSchema` takes each step. */
export const schemaVersion = 4;

/** Brings a database of version `from` (0 is none) to `schemaVersion`. */
export function upgradeSchema(database: TabquantDatabase, from: number): void {
  if (from < 1) {
    database.createObjectStore('datasets', { keyPath: 'id' });
    database.createObjectStore('bars', { keyPath: 'id' });
    database.createObjectStore('models', { keyPath: 'id' });
    database.createObjectStore('weights', { keyPath: 'modelId' });
    const predictions = database.createObjectStore('predictions', {
      keyPath: ['modelId', 'datasetId'],
    });
    predictions.createIndex('byModel', 'modelId');
    predictions.createIndex('byDataset', 'datasetId');
  }
  if (from < 2) {
    const checkpoints = database.createObjectStore('checkpoints', { keyPath: 'id' });
    checkpoints.createIndex('byDataset', 'datasetId');
  }
  if (from < 3) {
    database.createObjectStore('downloads', { keyPath: 'id' });
    const chunks = database.createObjectStore('downloadChunks', {
      keyPath: ['downloadId', 'from'],
    });
    chunks.createIndex('byDownload', 'downloadId');
    database.createObjectStore('paperAccounts', { keyPath: 'id' });
    database.createObjectStore('paperTrades', { keyPath: ['accountId', 'run', 'entryIndex'] });
    database.createObjectStore('paperEquity', { keyPath: ['accountId', 'run', 'openTime'] });
  }
  if (from < 4) database.createObjectStore('restRefusals', { keyPath: 'id' });
}

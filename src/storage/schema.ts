import type { DBSchema, IDBPDatabase, OpenDBCallbacks } from 'idb';
import type { Bars, Column, EpochMs } from '../core/bars/bars';
import type { CheckpointInfo, TrainingCheckpoint } from '../core/training';
import type { DownloadInfo } from '../core/download';
import type { ExchangeRefusal } from '../core/exchange';
import type { DatasetInfo, ModelInfo } from '../core/library';
import type { JournaledBar, PaperAccountState } from '../core/trading/paper-account';
import type { Calibration } from '../core/models/calibration';
import type { NamedWeights } from '../core/models/model-kind';
import type { StudyInfo } from '../core/study';
import type { Trade } from '../core/trading/positions';
import type { Trial } from '../core/verdict/ledger';

/** Every store of the database. Records for lists are separate from the bytes, so that listing is fast. */
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
  studies: { key: string; value: StudyInfo; indexes: { byDataset: string } };
  /** `[studyId, index]` */
  studyParts: { key: [string, number]; value: StoredStudyPart };
  downloads: { key: string; value: DownloadInfo };
  downloadChunks: {
    /** `[downloadId, from]` */
    key: [string, number];
    value: StoredPage;
    indexes: { byDownload: string };
  };
  paperAccounts: { key: string; value: StoredPaperAccount };
  /** `[accountId, run, entryIndex]`: at most one position is entered at a bar. */
  paperTrades: { key: [string, number, number]; value: StoredPaperTrade };
  /** `[accountId, run, openTime]` */
  paperEquity: { key: [string, number, number]; value: StoredPaperEquity };
  restRefusals: { key: string; value: StoredRefusal };
  recordings: { key: string; value: StoredRecording };
  trials: {
    key: number;
    value: Trial;
    /** `[datasetId, kind, key]` */
    indexes: { byConfiguration: [string, string, string] };
  };
}

/** The bars of a dataset, whose id is their checksum. */
interface StoredBars {
  readonly id: string;
  readonly packed: PackedBars;
}

/**
 * Bars as they lie in the database: all columns one after the other in one blob, which a browser
 * stores and reads much faster than arrays (docs/decisions/006-bytes-in-indexeddb.md).
 */
export interface PackedBars {
  readonly intervalMs: number;
  /** In the order in which they lie in `bytes`. */
  readonly columns: readonly Pick<Column, 'column' | 'name'>[];
  /** Little-endian float64, the same number of them for each column. */
  readonly bytes: Blob;
}

interface StoredWeights {
  readonly modelId: string;
  readonly weights: NamedWeights;
  /** `hashWeights` of `weights`. */
  readonly sha256: string;
}

/** A model's probabilities, one per bar of a dataset; they can be computed again at any time. */
interface StoredPrediction {
  readonly modelId: string;
  readonly datasetId: string;
  readonly probability: Float32Array;
}

/** A training that can be resumed after its last whole epoch. */
export interface StoredCheckpoint extends CheckpointInfo {
  readonly datasetId: string;
  readonly checkpoint: TrainingCheckpoint;
}

/** What a finished training of a study left. */
interface StoredStudyPart {
  readonly studyId: string;
  /** From 0, in the order of the study's trainings. */
  readonly index: number;
  /** Of its test bars. */
  readonly probability: Float32Array;
  readonly weights?: NamedWeights;
  readonly calibration?: Calibration;
}

/** Bars of one page of a download, stored until the download is complete. */
export interface StoredPage {
  readonly downloadId: string;
  /** Open times: `from` is included, `to` is not. */
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
interface StoredPaperEquity extends JournaledBar {
  readonly accountId: string;
  readonly run: number;
}

/** A recording of live mode that has ended. */
export interface StoredRecording {
  /** SHA-256 (hex) of `text`. */
  readonly id: string;
  readonly symbols: readonly string[];
  /** Times of its first and its last input. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Closed bars of all symbols. */
  readonly bars: number;
  /** Whether it ran out of space, so that it has only the beginning of its session. */
  readonly isFull: boolean;
  /** What `Export recording` saves. */
  readonly text: Blob;
}

/** The refusal of an exchange that was not lifted yet. */
interface StoredRefusal extends ExchangeRefusal {
  readonly id: string;
}

export type TabquantDatabase = IDBPDatabase<TabquantSchema>;

/** Raised by one with each change of the stores, together with a step in `upgradeSteps`. */
export const schemaVersion = 9;

/** The stores of release 1.0.0. Those before are dropped with what they held, these and later ones are taken over. */
const firstReleasedVersion = 8;

type UpgradeStep = (database: TabquantDatabase, transaction: UpgradeTransaction) => void;
type UpgradeTransaction = Parameters<NonNullable<OpenDBCallbacks<TabquantSchema>['upgrade']>>[3];

/** What makes stores of a version from those of the version before, by that version: `9` makes 9 from 8. */
const upgradeSteps: Readonly<Record<number, UpgradeStep>> = {
  9: (database) => void database.createObjectStore('recordings', { keyPath: 'id' }),
};

/** Makes the stores of `schemaVersion` from those of `oldVersion`, 0 where there are none; keeps what a release stored. */
export function upgradeStores(
  database: TabquantDatabase,
  oldVersion: number,
  _newVersion: number | null,
  transaction: UpgradeTransaction,
): void {
  if (oldVersion < firstReleasedVersion) {
    for (const name of [...database.objectStoreNames]) database.deleteObjectStore(name);
    createStores(database);
  }
  const startVersion = Math.max(oldVersion, firstReleasedVersion);
  for (let version = startVersion + 1; version <= schemaVersion; version++) {
    upgradeSteps[version]?.(database, transaction);
  }
}

/** Creates the stores of `firstReleasedVersion`. */
function createStores(database: TabquantDatabase): void {
  database.createObjectStore('datasets', { keyPath: 'id' });
  database.createObjectStore('bars', { keyPath: 'id' });
  database.createObjectStore('models', { keyPath: 'id' });
  database.createObjectStore('weights', { keyPath: 'modelId' });
  const predictions = database.createObjectStore('predictions', {
    keyPath: ['modelId', 'datasetId'],
  });
  predictions.createIndex('byModel', 'modelId');
  predictions.createIndex('byDataset', 'datasetId');
  const checkpoints = database.createObjectStore('checkpoints', { keyPath: 'id' });
  checkpoints.createIndex('byDataset', 'datasetId');
  const studies = database.createObjectStore('studies', { keyPath: 'id' });
  studies.createIndex('byDataset', 'datasetId');
  database.createObjectStore('studyParts', { keyPath: ['studyId', 'index'] });
  database.createObjectStore('downloads', { keyPath: 'id' });
  const pages = database.createObjectStore('downloadChunks', { keyPath: ['downloadId', 'from'] });
  pages.createIndex('byDownload', 'downloadId');
  database.createObjectStore('paperAccounts', { keyPath: 'id' });
  database.createObjectStore('paperTrades', { keyPath: ['accountId', 'run', 'entryIndex'] });
  database.createObjectStore('paperEquity', { keyPath: ['accountId', 'run', 'openTime'] });
  database.createObjectStore('restRefusals', { keyPath: 'id' });
  const trials = database.createObjectStore('trials', { keyPath: 'number' });
  trials.createIndex('byConfiguration', ['datasetId', 'kind', 'key']);
}

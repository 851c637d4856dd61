import type { Bars } from '../../src/core/bars/bars';
import type { FundingRates } from '../../src/core/bars/funding-rates';
import type { CheckpointInfo } from '../../src/core/training';
import type {
  DamagedRecord,
  DatasetInfo,
  ExportRequest,
  ModelInfo,
  RecordKind,
  SampleKind,
  StorageUse,
  TrashItem,
} from '../../src/core/library';
import type { SearchRequest, SearchTry } from '../../src/core/search/search';
import type { StudyInfo } from '../../src/core/study';
import type { TradingSettings } from '../../src/core/trading/settings';
import type { ExtraVerdict } from '../../src/core/verdict/leak-check';
import type { LeakReport } from '../../src/core/verdict/leaks/pipeline';
import type { TriedBars } from '../../src/core/verdict/ledger';
import type { TrialReview } from '../../src/core/verdict/trial-statistics';
import type { DownloadInfo, DownloadProgress, DownloadRequest } from '../../src/core/download';
import type { ExchangeInfo, ExchangeSymbol } from '../../src/core/exchange';
import type {
  FileOutcome,
  ImportDecisions,
  ImportPreview,
  UnfinishedImport,
  KeptFunding,
} from '../../src/core/import';
import type { DecideByRule } from './session';

/** Amount of work done of a total, in any unit. */
interface Done {
  readonly done: number;
  readonly total: number;
}

/** What a file of results held. */
export interface OpenedResults {
  /** Studies that are stored now. */
  readonly studies: number;
  /** Studies that were finished here before. */
  readonly known: number;
  /** Searches over datasets that are stored. */
  readonly searches: readonly {
    readonly request: SearchRequest;
    readonly tries: readonly SearchTry[];
  }[];
  /** Results that were left out, since their bars are not stored. */
  readonly left: number;
  /** Of those bars. */
  readonly missing: readonly string[];
}

export type ImportEvent =
  | ({ readonly kind: 'reading'; readonly file: string } & Done)
  | ({ readonly kind: 'parsing'; readonly file: string } & Done)
  | { readonly kind: 'storing' };

export type GenerateEvent = { readonly kind: 'generating' } & Done;

/** The outcome of an import. */
export type ImportOutcome =
  | {
      readonly kind: 'stored';
      readonly datasets: readonly DatasetInfo[];
      readonly funding: readonly KeptFunding[];
      /** Files that were read by answers of earlier imports. */
      readonly recalled: readonly string[];
      /** What became of each file. */
      readonly files: readonly FileOutcome[];
    }
  | UnfinishedImport;

export interface Library {
  readonly datasets: readonly DatasetInfo[];
  /** What is stored of any kind and cannot be used as it is. */
  readonly damaged: readonly DamagedRecord[];
  readonly models: readonly ModelInfo[];
  /** Deleted datasets and models, last deleted first. */
  readonly trash: readonly TrashItem[];
  /** Trainings that can be resumed, newest first. */
  readonly checkpoints: readonly CheckpointInfo[];
  /** Finished or not, last saved first. */
  readonly studies: readonly StudyInfo[];
  /** Downloads that can be resumed, newest first. */
  readonly downloads: readonly DownloadInfo[];
}

/** A file to be made of a model. */
export interface ModelExport {
  readonly modelId: string;
  readonly format: 'safetensors' | 'onnx';
  /** By which it is traded, and the sentence of its verdict; kept in a safetensors file. */
  readonly settings?: TradingSettings | undefined;
  readonly verdict?: string | undefined;
}

/** What opening a workspace file added, and the settings of the page that it has. */
export interface OpenedWorkspace {
  readonly datasets: number;
  readonly models: number;
  readonly accounts: number;
  readonly studies: number;
  readonly trials: number;
  readonly downloads: number;
  readonly recordings: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** A model over a dataset, and how it is traded. */
export interface LeakRequest {
  readonly datasetId: string;
  readonly modelId: string;
  readonly settings: TradingSettings;
}

/** The data worker: reads and writes files, and stores datasets and models. */
export interface DataApi {
  /** Throws `ImportError`, naming file and row, for what no decision can fix. */
  importFiles(
    files: readonly File[],
    decisions: ImportDecisions,
    onEvent: (event: ImportEvent) => void,
    /** Where each of the files was fetched from, for its provenance; undefined for a person's own. */
    urls?: readonly string[],
  ): Promise<ImportOutcome>;
  /** What bars the files would give by these decisions; nothing is kept. */
  previewImport(
    files: readonly File[],
    decisions: ImportDecisions,
    onEvent: (event: ImportEvent) => void,
  ): Promise<ImportPreview>;
  addSample(
    kind: SampleKind,
    /** The default market's when undefined. */
    seed: number | undefined,
    onEvent: (event: GenerateEvent | ImportEvent) => void,
  ): Promise<DatasetInfo>;
  /** Stores and returns a new dataset of a coarser interval, aligned to UTC. */
  resample(datasetId: string, intervalMs: number): Promise<DatasetInfo>;
  /** Stores and returns a new dataset of the same bars with columns of other datasets of the same interval. */
  joinMarkets(datasetId: string, otherIds: readonly string[]): Promise<DatasetInfo>;
  /** Says which extra columns of a dataset know the future, up to `horizonBars` ahead. */
  checkExtras(
    datasetId: string,
    horizonBars: number,
    onProgress: (done: number, total: number) => void,
  ): Promise<readonly ExtraVerdict[]>;
  /** Says which parts of the way from bars to trades know the future. */
  checkLeaks(
    request: LeakRequest,
    onProgress: (done: number, total: number) => void,
    decide: DecideByRule,
  ): Promise<LeakReport>;
  /** Says what was tried on these bars, and verifies the ledger of all tries. */
  reviewTrials(bars: TriedBars): Promise<TrialReview>;
  /** Returns the ledger of all tries, with the head of its chain. */
  exportTrials(): Promise<{ readonly name: string; readonly file: Blob }>;
  exportDataset(request: ExportRequest): Promise<{ readonly name: string; readonly file: Blob }>;
  exportModel(request: ModelExport): Promise<{ readonly name: string; readonly file: Blob }>;
  /** Stores and returns the model of a file that `exportModel` made, or of the reference dashboard's files; throws where they are none. */
  importModel(files: readonly File[]): Promise<ModelInfo>;
  /** Stores what a file of results of `npm run lab` says, and returns what it held; throws `ResultError`. */
  openResults(file: File): Promise<OpenedResults>;

  /** Returns all that is stored and the page's settings as one file. */
  saveWorkspace(
    settings: Readonly<Record<string, string>>,
    onProgress: (done: number, total: number) => void,
  ): Promise<Blob>;
  /** Adds what such a file holds to what is stored; throws `WorkspaceError` where it is none or damaged. */
  openWorkspace(
    file: File,
    onProgress: (done: number, total: number) => void,
  ): Promise<OpenedWorkspace>;

  /** Returns the exchanges that bars can be fetched from. */
  listExchanges(): Promise<readonly ExchangeInfo[]>;
  listSymbols(exchangeId: string): Promise<readonly ExchangeSymbol[]>;
  /**
   * Fetches, checks and stores bars. Each page is stored as it arrives, so that ending the worker loses nothing and the
   * same request can resume. Throws `ExchangeError`, whose message says what to do.
   */
  download(
    request: DownloadRequest,
    onEvent: (event: DownloadProgress | ImportEvent) => void,
  ): Promise<DatasetInfo>;
  discardDownload(downloadId: string): Promise<void>;

  list(): Promise<Library>;
  /** Returns the bars, transferred, so that the caller owns them. */
  loadBars(datasetId: string): Promise<Bars>;
  renameDataset(datasetId: string, name: string): Promise<void>;
  /** Takes the funding rates off a dataset. */
  removeFunding(datasetId: string): Promise<void>;
  /** Gives a dataset back the funding rates that were taken off it. */
  restoreFunding(datasetId: string, rates: FundingRates): Promise<void>;
  /** Moves it to the trash; models stay. */
  deleteDataset(datasetId: string): Promise<void>;
  restoreDataset(datasetId: string): Promise<void>;
  /** Removes for good what is in the trash; returns the bytes that this frees. */
  emptyTrash(): Promise<number>;
  /** Rebuilds the record of a damaged dataset from its bars; throws where those are damaged too. */
  repairDataset(datasetId: string): Promise<DatasetInfo>;
  /** Removes something for good, a damaged one too. */
  removeRecord(kind: RecordKind, id: string): Promise<void>;
  measureStorage(): Promise<StorageUse>;
  renameModel(modelId: string, name: string): Promise<void>;
  /** Moves it to the trash; accounts that use it continue. */
  deleteModel(modelId: string): Promise<void>;
  restoreModel(modelId: string): Promise<void>;
  deleteCheckpoint(checkpointId: string): Promise<void>;
}

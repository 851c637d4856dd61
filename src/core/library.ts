import type { ModelSpec } from './models/model-kind';
import type { BarRange, EpochMs } from './bars/bars';
import type { Gap } from './bars/gaps';
import type { QualityReport } from './bars/quality/report';
import type { Scaler } from './dataset/scaler';
import type { BlockSplit } from './dataset/splits';
import type { ClassificationReport } from './metrics/classification';
import type { BackendReport, TrainingOptions } from './models/options';

export type { Gap as GapInfo } from './bars/gaps';

/** Forms in which bars come: files, the exchange's answers, a generator, another dataset. */
export type SourceFormat =
  'parquet' | 'feather' | 'csv' | 'json' | 'zip' | 'gzip' | 'exchange' | 'sample' | 'resampled';

/** One file (or download, or generator) that bars came from. */
export interface DataSource {
  readonly name: string;
  readonly bytes: number;
  /** Hex; of the file's bytes, of a download's or generator's bars. */
  readonly sha256: string;
  readonly format: SourceFormat;
  /** Decisions that a person should know of, such as "times are microseconds". */
  readonly notes: readonly string[];
  /** Where it was fetched from. */
  readonly url?: string;
  /** Id of the exchange that it was fetched from. */
  readonly exchange?: string;
}

/** Datasets that came together, one a symbol. */
export interface DatasetSet {
  readonly id: string;
  readonly name: string;
}

export type SampleKind = 'edge' | 'noise';

/** What only the maker of a sample market can know. */
export interface SampleFacts {
  readonly kind: SampleKind;
  readonly seed: number;
  /** Horizon, in bars, that `bestAuc` speaks of. */
  readonly horizonBars: number;
  /** AUC of the true probability over the last 15% of the bars: the best that any model can reach. */
  readonly bestAuc: number;
  readonly feeBps: number;
  readonly slippageBps: number;
}

/** A stored dataset without its bars. */
export interface DatasetInfo {
  /** SHA-256 of the bars' bytes: the same bars have the same id. */
  readonly id: string;
  readonly name: string;
  readonly symbol: string;
  readonly intervalMs: number;
  readonly bars: number;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly gaps: readonly Gap[];
  readonly missingBars: number;
  readonly hasTaker: boolean;
  /** False where the source told no volume, so that it is 0 at every bar; absent means true. */
  readonly hasVolume?: boolean;
  /** Absent from datasets of the first version. */
  readonly quality?: QualityReport;
  /** Of a resampled dataset: the first or last bar is made of fewer bars than its interval has. */
  readonly partialEdges?: { readonly first: boolean; readonly last: boolean };
  /** Bytes that its bars take. */
  readonly bytes?: number;
  readonly set?: DatasetSet;
  /** When it was deleted; it can be restored until it is purged. */
  readonly deletedAt?: EpochMs;
  readonly extras: readonly string[];
  readonly sources: readonly DataSource[];
  readonly sample?: SampleFacts;
  readonly addedAt: EpochMs;
}

/** A stored model without its weights. */
export interface ModelInfo {
  readonly id: string;
  readonly name: string;
  readonly trainedAt: EpochMs;
  /** The dataset it was trained on, which is also the data's fingerprint. */
  readonly datasetId: string;
  readonly datasetName: string;
  readonly symbol: string;
  readonly intervalMs: number;
  readonly spec: ModelSpec;
  readonly options: TrainingOptions;
  readonly features: readonly string[];
  /** `name` of the label that it learned. */
  readonly label: string;
  readonly horizonBars: number;
  readonly scaler: Scaler;
  readonly split: BlockSplit;
  /** The bars that count in a simulation on the training dataset. */
  readonly outOfSample: BarRange;
  /** Open time of the first of them; absent from models of the first version. */
  readonly outOfSampleFrom?: EpochMs;
  readonly backend: BackendReport;
  /** How many shared the training: the result depends on it. */
  readonly workers: number;
  readonly training: TrainingSummary;
  readonly test: ClassificationReport;
}

export interface EpochRecord {
  readonly epoch: number;
  readonly trainLoss: number;
  readonly validationLoss: number;
  readonly validationAuc: number;
}

export interface TrainingSummary {
  readonly epochs: readonly EpochRecord[];
  readonly bestEpoch: number;
  readonly seconds: number;
  /** Training labels of one epoch. */
  readonly labels: number;
  readonly parameters: number;
  readonly receptiveField: number;
  readonly validationAuc: number;
}

/** A stored dataset that cannot be listed as such, since a part of it is unreadable or gone. */
export interface DamagedDataset {
  readonly id: string;
  /** Its name, or the start of its id where that is unreadable too. */
  readonly name: string;
  /** What is wrong, for people: "its record has no readable gaps". */
  readonly problem: string;
  /** Whether its bars are there, so that its record can be made again of them. */
  readonly isRepairable: boolean;
}

/** BroadcastChannel on which every tab and worker tells what it has changed. */
export const libraryChannel = 'tabquant-library';

/** A change that is on disk. */
export interface LibraryChange {
  readonly kind: 'changed';
  /** Names of the stores that were written to, such as `datasets`. */
  readonly stores: readonly string[];
}

/** A file to be made of a dataset. */
export interface ExportRequest {
  readonly datasetId: string;
  readonly format: 'parquet' | 'csv' | 'feather';
  /** Columns of the features, unscaled; extras are part of the bars and always there. */
  readonly hasFeatures: boolean;
  /** Column `label` for this horizon, in bars; undefined for none. */
  readonly labelHorizonBars: number | undefined;
  /**
   * `tabquant`: `open_time open high low close volume quote_volume ...`; `dashboard`: the names of the
   * reference dashboard's download script, whose scripts can then read it; no extras.
   */
  readonly names: 'tabquant' | 'dashboard';
}

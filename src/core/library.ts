import * as v from 'valibot';
import type { ModelSpec } from './models/model-kind';
import type { BarRange, EpochMs } from './bars/bars';
import { qualityChecks, qualityHandlings } from './bars/quality/report';
import type { Scaler } from './dataset/scaler';
import type { BlockSplit } from './dataset/splits';
import type { ClassificationReport } from './metrics/classification';
import type { BackendReport, TrainingOptions } from './models/options';
import { finite, list, record } from './schema';

/** Forms in which bars come: files, the exchange's answers, a generator, another dataset. */
const sourceFormats = [
  'parquet',
  'feather',
  'csv',
  'json',
  'zip',
  'gzip',
  'exchange',
  'sample',
  'resampled',
] as const;

export type SourceFormat = (typeof sourceFormats)[number];

/** One file (or download, or generator) that bars came from. */
const dataSourceSchema = record({
  name: v.string(),
  bytes: finite,
  /** Hex; of the file's bytes, of a download's or generator's bars. */
  sha256: v.string(),
  format: v.picklist(sourceFormats),
  /** Decisions that a person should know of, such as "times are microseconds". */
  notes: list(v.string()),
  /** Where it was fetched from. */
  url: v.optional(v.string()),
  /** Id of the exchange that it was fetched from. */
  exchange: v.optional(v.string()),
});

export type DataSource = v.InferOutput<typeof dataSourceSchema>;

/** Datasets that came together, one per symbol. */
const datasetSetSchema = record({ id: v.string(), name: v.string() });

export type DatasetSet = v.InferOutput<typeof datasetSetSchema>;

/** What only the maker of a sample market can know. */
const sampleFactsSchema = record({
  kind: v.picklist(['edge', 'noise']),
  seed: finite,
  /** Horizon, in bars, that `bestAuc` speaks of. */
  horizonBars: finite,
  /** AUC of the true probability over the last 15% of the bars: the best that any model can reach. */
  bestAuc: finite,
  feeBps: finite,
  slippageBps: finite,
});

export type SampleFacts = v.InferOutput<typeof sampleFactsSchema>;
export type SampleKind = SampleFacts['kind'];

const qualityReportSchema = record({
  findings: list(
    record({
      check: v.picklist(qualityChecks),
      handling: v.picklist(qualityHandlings),
      count: finite,
      first: record({ time: v.optional(finite), where: v.string(), detail: v.string() }),
    }),
  ),
  rows: finite,
});

/** A stored dataset without its bars. */
export const datasetInfoSchema = record({
  /** SHA-256 of the bars' bytes: the same bars have the same id. */
  id: v.string(),
  name: v.string(),
  symbol: v.string(),
  intervalMs: finite,
  bars: finite,
  /** Open time of the first and of the last bar. */
  from: finite,
  to: finite,
  gaps: list(record({ from: finite, to: finite, missingBars: finite })),
  missingBars: finite,
  hasTaker: v.boolean(),
  /** False where the source told no volume, so that it is 0 at every bar. */
  hasVolume: v.boolean(),
  /** Undefined of a record that was made again of its bars. */
  quality: v.optional(qualityReportSchema),
  /** Of a resampled dataset: the first or last bar is made of fewer bars than its interval has. */
  partialEdges: v.optional(record({ first: v.boolean(), last: v.boolean() })),
  /** Bytes that its bars take. */
  bytes: finite,
  set: v.optional(datasetSetSchema),
  /** When it was moved to the trash. */
  deletedAt: v.optional(finite),
  extras: list(v.string()),
  sources: list(dataSourceSchema),
  sample: v.optional(sampleFactsSchema),
  addedAt: finite,
});

export type DatasetInfo = v.InferOutput<typeof datasetInfoSchema>;

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
  /** Open time of the first of them. */
  readonly outOfSampleFrom: EpochMs;
  readonly backend: BackendReport;
  /** How many shared the training: the result depends on it. */
  readonly workers: number;
  readonly training: TrainingSummary;
  readonly test: ClassificationReport;
  /** When it was moved to the trash. */
  readonly deletedAt?: EpochMs;
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

/** Something that was deleted and can be restored until the trash is emptied. */
export interface TrashItem {
  readonly kind: 'dataset' | 'model';
  readonly id: string;
  readonly name: string;
  /** Room that emptying the trash frees. */
  readonly bytes: number;
  readonly deletedAt: EpochMs;
}

/** Space that the browser grants this page, in bytes; undefined where it does not say. */
export interface StorageUse {
  readonly usedBytes: number | undefined;
  readonly quotaBytes: number | undefined;
  /** Whether the browser has promised not to evict it. */
  readonly isPersistent: boolean;
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

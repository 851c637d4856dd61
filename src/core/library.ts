import * as v from 'valibot';
import type { EpochMs } from './bars/bars';
import type { FundingRates } from './bars/funding-rates';
import { qualityChecks, qualityHandlings } from './bars/quality/report';
import { poolScalings } from './dataset/dataset';
import type { Scaler } from './dataset/scaler';
import type { CalibrationReport, ClassificationReport } from './metrics/classification';
import { calibrationSchema } from './models/calibration';
import { backendReportSchema, trainingOptionsSchema } from './models/options';
import { specSchema } from './models/spec';
import { figure, finite, list, record, type SchemaOf } from './schema';

/** Forms in which bars come: files, the exchange's answers, a generator, another dataset. */
const sourceFormats = [
  'parquet',
  'feather',
  'csv',
  'json',
  'zip',
  'gzip',
  'tar',
  'exchange',
  'sample',
  'resampled',
  'joined',
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

/** What tells a series from others of its symbol, as far as a source says it. */
const marketNameSchema = record({
  /** In lower case: "kraken". Absent where it is unknown. */
  exchange: v.optional(v.string()),
  /** Absent where it is unknown. */
  contract: v.optional(v.picklist(['spot', 'futures'])),
  /** Absent for prices of trades. */
  side: v.optional(v.picklist(['bid', 'ask'])),
  /** Absent for prices of trades. */
  price: v.optional(v.picklist(['mark', 'index', 'premium'])),
});

export type MarketName = v.InferOutput<typeof marketNameSchema>;

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

const fundingSchema: SchemaOf<FundingRates> = record({ time: list(finite), rate: list(finite) });

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
  /** Absent where the source says nothing of it. */
  market: v.optional(marketNameSchema),
  intervalMs: finite,
  bars: finite,
  /** Open time of the first and of the last bar. */
  from: finite,
  to: finite,
  gaps: list(record({ from: finite, to: finite, missingBars: finite })),
  missingBars: finite,
  hasTaker: v.boolean(),
  /** Whether the source tells `quoteVolume` and `tradeCount`; absent from records made before they were asked for. */
  hasQuoteVolume: v.optional(v.boolean()),
  hasTradeCount: v.optional(v.boolean()),
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
  /** Funding rates of the symbol that were imported. */
  funding: v.optional(fundingSchema),
  addedAt: finite,
});

export type DatasetInfo = v.InferOutput<typeof datasetInfoSchema>;

const barRangeSchema = record({ start: finite, end: finite });
export const blockSchema = record({ bars: barRangeSchema, labels: barRangeSchema });
export const intervalSchema = v.pipe(v.tuple([figure, figure]), v.readonly());

/** What is told of an epoch. */
export const epochRecordSchema = record({
  epoch: finite,
  trainLoss: figure,
  validationLoss: figure,
  validationAuc: figure,
});

export type EpochRecord = v.InferOutput<typeof epochRecordSchema>;

const trainingSummarySchema = record({
  epochs: list(epochRecordSchema),
  bestEpoch: finite,
  seconds: finite,
  /** Training labels of one epoch. */
  labels: finite,
  parameters: finite,
  receptiveField: finite,
  validationAuc: figure,
});

export type TrainingSummary = v.InferOutput<typeof trainingSummarySchema>;

const calibrationReportFields = {
  logLoss: figure,
  skill: figure,
  brier: figure,
  miscalibration: figure,
  resolution: figure,
  uncertainty: figure,
  ece: figure,
  reliability: list(
    record({
      from: figure,
      to: figure,
      count: figure,
      meanProbability: figure,
      frequency: figure,
    }),
  ),
};
const calibrationReportSchema: SchemaOf<CalibrationReport> = record(calibrationReportFields);

const classificationReportSchema: SchemaOf<ClassificationReport> = record({
  ...calibrationReportFields,
  bars: figure,
  auc: figure,
  aucCi: intervalSchema,
  aucCiDelong: intervalSchema,
  days: finite,
  effectiveLabels: figure,
  effectiveBars: figure,
  accuracy: figure,
  majority: figure,
  riseFraction: figure,
  constantGuess: figure,
  roc: list(record({ falsePositiveRate: figure, truePositiveRate: figure })),
});

const scalerSchema: SchemaOf<Scaler> = record({
  mean: list(finite),
  deviation: list(finite),
  isClipped: v.optional(v.literal(false)),
});
const splitSchema = record({
  train: blockSchema,
  validation: blockSchema,
  test: blockSchema,
  embargoBars: finite,
});

/** What a model that was trained on several markets knows of one of them. */
const pooledMarketSchema = record({
  /** The dataset, which is also the data's fingerprint. */
  datasetId: v.string(),
  datasetName: v.string(),
  symbol: v.string(),
  market: v.optional(marketNameSchema),
  /** By which its features are scaled. */
  scaler: scalerSchema,
  /** In its own bars. */
  split: splitSchema,
  /** On its test bars; absent where it has none. */
  judged: v.optional(
    record({ test: classificationReportSchema, rawTest: calibrationReportSchema }),
  ),
});

export type PooledMarketInfo = v.InferOutput<typeof pooledMarketSchema>;

/** The markets that a model was trained on, where there are several. */
const modelPoolSchema = record({
  scaling: v.picklist(poolScalings),
  hasSymbol: v.boolean(),
  /** The first one is that of the dataset that was in use. */
  markets: list(pooledMarketSchema),
  /** Of the test bars of all markets, each ranked among those of its own market (`reportTogether`). */
  together: record({ auc: figure, aucCi: intervalSchema, bars: finite, days: finite }),
});

export type ModelPool = v.InferOutput<typeof modelPoolSchema>;

/** A stored model without its weights. */
export const modelInfoSchema = record({
  id: v.string(),
  name: v.string(),
  trainedAt: finite,
  /** The dataset it was trained on, which is also the data's fingerprint. */
  datasetId: v.string(),
  datasetName: v.string(),
  symbol: v.string(),
  /** What was known of the market that it was trained on. */
  market: v.optional(marketNameSchema),
  intervalMs: finite,
  spec: specSchema,
  options: trainingOptionsSchema,
  features: list(v.string()),
  /** `name` of the label that it learned. */
  label: v.string(),
  horizonBars: finite,
  /** Of a model of several markets, that of all of them, for a market that it does not know (`suitModel`). */
  scaler: scalerSchema,
  split: splitSchema,
  /** The bars that count in a simulation on the training dataset. */
  outOfSample: barRangeSchema,
  /** Open time of the first of them. */
  outOfSampleFrom: finite,
  backend: backendReportSchema,
  /** How many shared the training: the result depends on it. */
  workers: finite,
  training: trainingSummarySchema,
  /** Fitted on the validation block; all probabilities that are stored or traded by are calibrated. */
  calibration: calibrationSchema,
  /** Of the calibrated probabilities. */
  test: classificationReportSchema,
  /** The same bars before calibration. */
  rawTest: calibrationReportSchema,
  /** The markets that it was trained on, where there are several; the rest is of the first of them. */
  pool: v.optional(modelPoolSchema),
  /** Of a model that was trained elsewhere: what is known of where it comes from. */
  origin: v.optional(
    record({
      files: list(v.string()),
      /** Open time of the last bar that it may have learned from; absent where nothing says it. */
      trainedTo: v.optional(finite),
    }),
  ),
  /** Whether it came with the page, trained beforehand on the sample market. */
  isBuiltIn: v.optional(v.boolean()),
  /** When it was moved to the trash. */
  deletedAt: v.optional(finite),
});

export type ModelInfo = v.InferOutput<typeof modelInfoSchema>;

/** What is stored as one thing, and can be damaged as one. */
export type RecordKind =
  'dataset' | 'model' | 'training' | 'study' | 'download' | 'account' | 'recording';

/** Something stored that cannot be used, since a part of it is unreadable or gone. */
export interface DamagedRecord {
  readonly kind: RecordKind;
  readonly id: string;
  /** Its name, or what stands for it where that is unreadable too. */
  readonly name: string;
  /** What is wrong, for people: "its record has no readable gaps". */
  readonly problem: string;
  /** Whether its record can be made again of what is there: that of a dataset whose bars are. */
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

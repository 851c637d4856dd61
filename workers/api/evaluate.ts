import type { BackendChoice } from '../../src/core/models/options';
import type { TradingSettings } from '../../src/core/trading/settings';
import type { ForwardChoice } from '../../src/core/trading/map/choose-forward';
import type { MapRequest, SettingsMap } from '../../src/core/trading/map/map-settings';
import type { FoldsImportance } from '../../src/core/verdict/attribution';
import type { AutopsyStep } from '../../src/core/verdict/autopsy';
import type { ModelComparison } from '../../src/core/verdict/compare-models';
import type { RunComparison } from '../../src/core/verdict/compare-runs';
import type { Examination, Findings } from '../../src/core/verdict/evidence';
import type { PortfolioRequest, PortfolioResult } from './portfolio';
import type { DecideByRule } from './session';

/** A model over a dataset, to be judged on the bars that it has not seen. */
export interface EvaluationSubject {
  readonly datasetId: string;
  /** Left out for maps of strategies that need none; without it nothing can be judged. */
  readonly modelId?: string | undefined;
  /** A finished walk-forward over the dataset, whose joined test blocks take the place of the model's. */
  readonly studyId?: string | undefined;
  readonly backend: BackendChoice;
}

/** Models of one dataset, label and horizon, to be compared on the bars that none of them has seen. */
export interface ComparisonRequest {
  readonly datasetId: string;
  readonly modelIds: readonly string[];
  readonly backend: BackendChoice;
}

/** Configurations or models over one dataset, to be compared on the bars that none of the models has seen. */
export interface RunsRequest {
  readonly datasetId: string;
  readonly runs: readonly {
    /** Left out for strategies that need none. */
    readonly modelId?: string | undefined;
    /** A finished walk-forward over the dataset, whose joined test blocks take the place of the model's. */
    readonly studyId?: string | undefined;
    readonly settings: TradingSettings;
  }[];
  readonly backend: BackendChoice;
}

/** A finished walk-forward over a dataset, whose models are asked about their own blocks. */
export interface FoldsRequest {
  readonly datasetId: string;
  readonly studyId: string;
  /** By which the autopsy trades. */
  readonly settings: TradingSettings;
  readonly backend: BackendChoice;
}

/** What the models of a walk-forward say; intervals by the days of all test blocks. */
export interface FoldsFindings {
  /** How many models there are. */
  readonly count: number;
  readonly importance: readonly FoldsImportance[];
  /** Its first step trades the last bars of each training block. */
  readonly autopsy: readonly AutopsyStep[];
}

export type EvaluationEvent =
  /** Probabilities are being computed for a dataset that the model has not seen. */
  | { readonly kind: 'predicting'; readonly done: number; readonly total: number }
  /** A part of the examination is done. */
  | { readonly kind: 'part'; readonly part: Partial<Examination> }
  | { readonly kind: 'examining'; readonly what: string; readonly fraction: number };

/** Told how much is done of all. */
export type MapProgress = (done: number, total: number) => void;

/** The figures of each cell of a map of settings. */
export interface DrawnMap {
  readonly map: SettingsMap;
  /** Why its cells could not be added to the ledger of tries. */
  readonly unrecorded?: string;
}

/** The evaluation worker: judges one model over one dataset, or compares several. */
export interface EvaluateApi {
  /** Loads the subject; throws `OutOfSampleError` where it cannot be judged. */
  open(
    subject: EvaluationSubject,
    onEvent: (event: EvaluationEvent) => void,
    decide: DecideByRule,
  ): Promise<void>;
  /** What the verdict is made of, in less than a second. */
  find(settings: TradingSettings): Promise<Findings>;
  /** The evidence under it, which takes seconds, part by part. */
  examine(settings: TradingSettings, onEvent: (event: EvaluationEvent) => void): Promise<void>;
  /** Returns how many seconds a cell of a map takes. */
  timeCell(request: MapRequest): Promise<number>;
  /** Draws a map of two settings over the out-of-sample bars; its cells are tries. */
  drawMap(request: MapRequest, onProgress: MapProgress): Promise<DrawnMap>;
  /** Chooses a cell of each block of days on the bars before it, by a metric; undefined where there are too few days. */
  chooseForward(
    request: MapRequest,
    metric: string,
    best: number,
    onProgress: MapProgress,
  ): Promise<ForwardChoice | undefined>;
  /** Compares runs, one each in the order of the request; needs no subject. */
  compareRuns(
    request: RunsRequest,
    onProgress: MapProgress,
    decide: DecideByRule,
  ): Promise<RunComparison>;
  /** Compares models, one figure a model in the order of the request; needs no subject. */
  compare(
    request: ComparisonRequest,
    onProgress: (done: number, total: number) => void,
  ): Promise<ModelComparison>;
  /** Asks the models of a walk-forward, which takes up to a minute; needs no subject. Throws where they were not kept. */
  askFolds(
    request: FoldsRequest,
    onProgress: MapProgress,
    decide: DecideByRule,
  ): Promise<FoldsFindings>;
  /** Trades several datasets on one capital; needs no subject. */
  trade(
    request: PortfolioRequest,
    onProgress: (done: number, total: number) => void,
    decide: DecideByRule,
  ): Promise<PortfolioResult>;
}

import type { BackendChoice } from '../../src/core/models/options';
import type { TradingSettings } from '../../src/core/trading/settings';
import type { ModelComparison } from '../../src/core/verdict/compare-models';
import type { Examination, Findings } from '../../src/core/verdict/evidence';

/** A model over a dataset, to be judged on the bars that it has not seen. */
export interface EvaluationSubject {
  readonly datasetId: string;
  readonly modelId: string;
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

export type EvaluationEvent =
  /** Probabilities are being computed for a dataset that the model has not seen. */
  | { readonly kind: 'predicting'; readonly done: number; readonly total: number }
  /** A part of the examination is done. */
  | { readonly kind: 'part'; readonly part: Partial<Examination> }
  | { readonly kind: 'examining'; readonly what: string; readonly fraction: number };

/** The evaluation worker: judges one model over one dataset, or compares several. */
export interface EvaluateApi {
  /** Loads the subject; throws `OutOfSampleError` where it cannot be judged. */
  open(subject: EvaluationSubject, onEvent: (event: EvaluationEvent) => void): Promise<void>;
  /** What the verdict is made of, in less than a second. */
  find(settings: TradingSettings): Promise<Findings>;
  /** The evidence under it, which takes seconds, part by part. */
  examine(settings: TradingSettings, onEvent: (event: EvaluationEvent) => void): Promise<void>;
  /** Compares models, one figure a model in the order of the request; needs no subject. */
  compare(
    request: ComparisonRequest,
    onProgress: (done: number, total: number) => void,
  ): Promise<ModelComparison>;
}

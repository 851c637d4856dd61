import type { EpochRecord, ModelInfo } from '../../src/core/library';
import type { BackendChoice, BackendReport } from '../../src/core/model/backend';
import type { TcnSpec } from '../../src/core/model/spec';
import type { TrainingOptions } from '../../src/core/model/training-options';

export interface TrainRequest {
  readonly datasetId: string;
  readonly spec: TcnSpec;
  readonly options: TrainingOptions;
  readonly horizonBars: number;
  readonly backend: BackendChoice;
}

export type TrainEvent =
  | { readonly kind: 'preparing' }
  | { readonly kind: 'backend'; readonly report: BackendReport }
  | {
      readonly kind: 'step';
      readonly epoch: number;
      readonly maxEpochs: number;
      readonly step: number;
      readonly steps: number;
      readonly loss: number;
      readonly labelsPerSecond: number;
      /** Until `maxEpochs`; early stopping may end sooner. */
      readonly etaSeconds: number;
    }
  | { readonly kind: 'epoch'; readonly record: EpochRecord; readonly isBest: boolean }
  | { readonly kind: 'evaluating'; readonly done: number; readonly total: number }
  | { readonly kind: 'saving' };

/** The training worker: one run, then it is ended. Ending it earlier is how a run is cancelled. */
export interface TrainApi {
  /** Trains, evaluates on the test block, stores the model in one transaction, returns it. */
  train(request: TrainRequest, onEvent: (event: TrainEvent) => void): Promise<ModelInfo>;
}

import type { EpochRecord, ModelInfo } from '../../src/core/library';
import type { BackendName, BackendReport } from '../../src/core/models/options';
import type { TrainingRequest } from '../../src/core/training';

/** What the page asks for. */
export type TrainRequest = TrainingRequest;

export type TrainEvent =
  | { readonly kind: 'preparing' }
  | { readonly kind: 'backend'; readonly report: BackendReport; readonly workers: number }
  /** The run goes on after these epochs; what came after them was lost. */
  | { readonly kind: 'resumed'; readonly epochs: readonly EpochRecord[] }
  /** The backend is gone; another one takes over from the last epoch. */
  | { readonly kind: 'backend-lost'; readonly name: BackendName; readonly reason: string }
  /** The epoch could not be kept: the run goes on, but a closed tab would lose it. */
  | { readonly kind: 'checkpoint-failed'; readonly reason: string }
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
  /**
   * Trains, evaluates on the test block, stores the model in one transaction, returns it. After each
   * epoch a checkpoint is stored, which is deleted with the end of training, however it ends, but
   * for a crash.
   */
  train(request: TrainRequest, onEvent: (event: TrainEvent) => void): Promise<ModelInfo>;
  /** Goes on with the run of a stored checkpoint, to the same end as if it had not been stopped. */
  resume(checkpointId: string, onEvent: (event: TrainEvent) => void): Promise<ModelInfo>;
}

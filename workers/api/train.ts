import type { EpochRecord, ModelInfo } from '../../src/core/library';
import type { BackendChoice, BackendName, BackendReport } from '../../src/core/models/options';
import type { PlannedTry } from '../../src/core/search/plan-search';
import type { SearchRequest, SearchTry } from '../../src/core/search/search';
import type { StudyInfo, StudyRequest } from '../../src/core/study';
import type { TrainingRequest } from '../../src/core/training';

/** What the page requests. */
export type TrainRequest = TrainingRequest;

export type TrainEvent =
  | { readonly kind: 'preparing' }
  | { readonly kind: 'backend'; readonly report: BackendReport; readonly workers: number }
  /** The training resumes after these epochs; later steps were lost. */
  | { readonly kind: 'resumed'; readonly epochs: readonly EpochRecord[] }
  /** The backend was lost; another one continues from the last epoch. */
  | { readonly kind: 'backend-lost'; readonly name: BackendName; readonly reason: string }
  /** There was too little memory for several workers; the training begins again with one. */
  | { readonly kind: 'memory-short'; readonly reason: string }
  /** The epoch could not be stored: the training continues, but closing the tab would lose it. */
  | { readonly kind: 'checkpoint-failed'; readonly reason: string }
  /** What the model earns could not be added to the ledger of tries; the training goes on. */
  | { readonly kind: 'trial-failed'; readonly reason: string }
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

/** What a study reports while it runs. */
export interface StudyEvent {
  /** As it is stored. */
  readonly study: StudyInfo;
  /** Trainings that are done; that in progress counts by its epochs. */
  readonly done: number;
  readonly etaSeconds: number;
  /** Of the training in progress; undefined before the first begins. */
  readonly backend: BackendReport | undefined;
  /** Why a finished walk-forward could not be added to the ledger of tries. */
  readonly unrecorded: string | undefined;
}

/** What a search reports while it runs. */
export interface SearchEvent {
  /** Those that are finished. */
  readonly tries: readonly SearchTry[];
  /** Seconds of the budget that are spent. */
  readonly seconds: number;
  /** The training in progress; undefined at the end. */
  readonly running: PlannedTry | undefined;
  readonly backend: BackendReport | undefined;
  /** Why the last try could not be added to the ledger of tries. */
  readonly unrecorded: string | undefined;
}

/** The training worker: runs one training, study or search, then it is ended. Ending it earlier cancels the training. */
export interface TrainApi {
  /**
   * Loads code and starts backend and workers of a training to come, which then takes its first step sooner. Rejects
   * where the backend cannot be used.
   */
  warmUp(backend: BackendChoice, workers: TrainRequest['workers']): Promise<void>;
  /**
   * Trains, evaluates on the test block, stores the model in one transaction, and returns it. After each epoch a
   * checkpoint is stored, which is deleted at the end of training, except after a crash.
   */
  train(request: TrainRequest, onEvent: (event: TrainEvent) => void): Promise<ModelInfo>;
  /** Resumes the training of a stored checkpoint, with the same result as if it had not been stopped. */
  resume(checkpointId: string, onEvent: (event: TrainEvent) => void): Promise<ModelInfo>;
  /** Makes an ensemble of stored models without training, and judges and stores it as a trained one. */
  combine(
    modelIds: readonly string[],
    backend: BackendChoice,
    onEvent: (event: TrainEvent) => void,
  ): Promise<ModelInfo>;
  /** Stores the model of the sample market that comes with the page, judged on the stored market as one that was trained here. */
  installSampleModel(
    backend: BackendChoice,
    onEvent: (event: TrainEvent) => void,
  ): Promise<ModelInfo>;
  /**
   * Runs the trainings of a study and returns it once all are stored, each in a transaction of its own. `isResumed`
   * keeps those that are stored already, with the same result as if the study had not been stopped.
   */
  study(
    request: StudyRequest,
    isResumed: boolean,
    onEvent: (event: StudyEvent) => void,
  ): Promise<StudyInfo>;
  /**
   * Runs the trainings of a search until its budget is spent, from those that are finished on, and returns all of them. No
   * model is stored, and none is asked about the test block.
   */
  search(
    request: SearchRequest,
    finished: readonly SearchTry[],
    compute: Pick<TrainRequest, 'backend' | 'workers'>,
    onEvent: (event: SearchEvent) => void,
  ): Promise<readonly SearchTry[]>;
}

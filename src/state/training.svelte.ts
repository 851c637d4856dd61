import { chooseFeatures } from '../core/features/compute';
import { describeSource, keepUsable, suggestFeatures } from '../core/features/choice';
import { type Feature, readAvailableColumns } from '../core/features/feature';
import {
  claimRun,
  combineModels,
  installSampleModel,
  resumeTraining,
  trainModel,
  warmUpTraining,
} from '../client/train-client';
import type { EpochRecord, ModelInfo } from '../core/library';
import {
  describeSuccession,
  type Succession,
  takesOver,
  weighSuccessor,
} from '../core/model-choice';
import type { ModelSpec } from '../core/models/model-kind';
import type { BackendReport } from '../core/models/options';
import { type CheckpointInfo, keyRequest, type TrainingRequest } from '../core/training';
import type { TrainEvent } from '../../workers/api/train';
import type { ExtraChecks } from './extra-checks.svelte';
import type { LibraryState } from './library.svelte';
import { describeTrouble, messageOf } from './message';
import { Persisted } from './persisted.svelte';
import { RunTimes } from './run-times.svelte';
import { describePool, listPoolCandidates, type PoolCandidate } from './pool-choices';
import {
  countWorkers,
  defaultTrainingChoices,
  describeRequest,
  foreseeWork,
  measureWork,
  requestedBackend,
  trainingChoicesSchema,
  type TrainingChoices,
} from './training-choices';

export type TrainingStatus =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'done'; readonly model: ModelInfo; readonly outcome: TrainingOutcome };

/** Tells what became of a new model; `offer` is the name of a button that calls `switchModel`. */
type Announce = (text: string, offer: string | undefined) => void;

/** What became of a new model. */
interface TrainingOutcome {
  readonly succession: Succession;
  /** The model that was in use. */
  readonly before: ModelInfo | undefined;
}

type StepEvent = Extract<TrainEvent, { kind: 'step' }>;

/** A training: choices before it, progress while it runs, its result. */
export class TrainingState {
  readonly #library: LibraryState;
  readonly #extras: Pick<ExtraChecks, 'check' | 'listUsable'>;
  readonly #announce: Announce;
  readonly #choices = new Persisted<TrainingChoices>(
    'training',
    defaultTrainingChoices,
    trainingChoicesSchema,
  );
  readonly #times = new RunTimes('training-times');
  #abort: AbortController | undefined;

  #status = $state.raw<TrainingStatus>({ kind: 'idle' });
  #phase = $state.raw<TrainEvent['kind']>('preparing');
  #step = $state.raw<StepEvent | undefined>();
  #epochs = $state.raw<readonly EpochRecord[]>([]);
  #backend = $state.raw<BackendReport | undefined>();
  #evaluatedFraction = $state(0);
  #isAside = $state(false);
  #workers = $state(1);
  #notes = $state.raw<readonly string[]>([]);

  /** 0 to 1, over all epochs and the evaluation after them. */
  readonly fraction = $derived(this.#measureFraction());

  /** `announce` tells of a new model where the Train view does not. */
  constructor(
    library: LibraryState,
    extras: Pick<ExtraChecks, 'check' | 'listUsable'>,
    announce: Announce = () => undefined,
  ) {
    this.#library = library;
    this.#extras = extras;
    this.#announce = announce;
    const backend = requestedBackend();
    if (backend !== undefined) this.choose({ backend });
  }

  get choices(): TrainingChoices {
    return this.#choices.current;
  }

  /** Names of the chosen features, else of those that suit the dataset in use; undefined for the default ones. */
  get chosenFeatures(): readonly string[] | undefined {
    const { dataset } = this.#library;
    const { features } = this.choices;
    return features ?? (dataset && suggestFeatures(dataset));
  }

  /** The features that a model of the dataset in use would read; none without a dataset. */
  get features(): readonly Feature[] {
    const { dataset } = this.#library;
    if (dataset === undefined) return [];
    const features = this.chosenFeatures;
    const { horizonBars } = this.choices;
    if (features === undefined) return chooseFeatures(readAvailableColumns(dataset));
    return keepUsable(
      features,
      describeSource(dataset, this.#extras.listUsable(dataset, horizonBars)),
    );
  }

  /** The choices, of whose features only those are left that the dataset in use can give. */
  get usableChoices(): TrainingChoices {
    const { choices } = this;
    if (this.chosenFeatures === undefined) return choices;
    return { ...choices, features: this.features.map(({ name }) => name) };
  }

  /** The datasets that a model could learn from beside the one in use. */
  get poolCandidates(): readonly PoolCandidate[] {
    const { dataset, datasets } = this.#library;
    return dataset === undefined ? [] : listPoolCandidates(dataset, datasets, this.features);
  }

  choose(change: Partial<TrainingChoices>): void {
    this.#choices.current = { ...this.#choices.current, ...change };
  }

  get status(): TrainingStatus {
    return this.#status;
  }

  get isRunning(): boolean {
    return this.#status.kind === 'running';
  }

  /** Whether the current or last training leaves the dataset and the model in use unchanged. */
  get isAside(): boolean {
    return this.#isAside;
  }

  /** The kind of the last event: what the training is doing. */
  get phase(): TrainEvent['kind'] {
    return this.#phase;
  }

  get step(): StepEvent | undefined {
    return this.#step;
  }

  get epochs(): readonly EpochRecord[] {
    return this.#epochs;
  }

  /** Backend of the current or last training. */
  get backend(): BackendReport | undefined {
    return this.#backend;
  }

  /** Workers that share the current or last training. */
  get workers(): number {
    return this.#workers;
  }

  /** What went differently than requested in the current or last training, as sentences. */
  get notes(): readonly string[] {
    return this.#notes;
  }

  /** A training on the dataset in use that was stopped, for example by closing the tab, and can be resumed. */
  get resumable(): CheckpointInfo | undefined {
    return this.isRunning ? undefined : this.#library.resumable;
  }

  /** Puts the model that was trained last in use, or the one that it took the place of. */
  switchModel(): void {
    const { status } = this;
    if (status.kind !== 'done') return;
    const { model, outcome } = status;
    const isInUse = this.#library.model?.id === model.id;
    const other = isInUse ? outcome.before : model;
    if (other !== undefined) this.#library.useModel(other.id);
  }

  /** Seconds that all epochs of the choices will take on the dataset in use, by the last training of that kind here; NaN without one. */
  get expectedSeconds(): number {
    const { dataset } = this.#library;
    if (dataset === undefined) return NaN;
    const { spec, pool } = this.choices;
    const others = this.#library.datasets.filter(({ id }) => pool.datasetIds.includes(id));
    const bars = others.reduce((sum, other) => sum + other.bars, dataset.bars);
    const work = foreseeWork(this.choices, bars, this.features.length);
    return this.#times.estimate(this.#kindOfRun(spec), work);
  }

  /** What trainings take alike for each unit of work. */
  #kindOfRun({ kind }: ModelSpec): string {
    return [kind, this.choices.backend, this.choices.workers].join(' ');
  }

  /** Starts what the next training needs ahead, where there are bars to train on. */
  warmUp(): void {
    if (this.#library.dataset === undefined || this.isRunning) return;
    const { backend, workers } = this.choices;
    warmUpTraining({ backend, workers: countWorkers(workers) });
  }

  /** Starts what `useSampleModel` needs ahead, while the sample market is being made. */
  warmUpForSampleModel(): void {
    if (!this.isRunning) warmUpTraining({ backend: this.choices.backend, workers: 1 });
  }

  /** Trains on the dataset in use, and uses the new model. */
  async start(): Promise<void> {
    const dataset = this.#library.dataset;
    if (dataset === undefined || this.isRunning) return;
    const { features, horizonBars } = this.choices;
    if (features?.some((name) => dataset.extras.includes(name)) === true) {
      await this.#extras.check(dataset, horizonBars);
      if (this.isRunning) return;
    }
    const request = {
      ...describeRequest(dataset.id, this.usableChoices),
      ...describePool(this.choices.pool, this.poolCandidates),
    };
    const run = this.#kindOfRun(request.spec);
    await this.#run(keyRequest(request), (signal) =>
      trainModel(request, (event) => this.#take(event), signal),
    );
    if (this.#status.kind !== 'done') return;
    const { training } = this.#status.model;
    this.#times.note(run, measureWork(request.spec, training), training.seconds);
  }

  /**
   * Trains without changing the dataset and the model in use, or the choices. Undefined where it was cancelled or
   * failed (see `status`), or where another training is running.
   */
  async trainAside(
    request: Omit<TrainingRequest, 'backend' | 'workers'>,
  ): Promise<ModelInfo | undefined> {
    if (this.isRunning) return undefined;
    const { backend, workers } = this.choices;
    const whole = { ...request, backend, workers: countWorkers(workers) };
    await this.#run(
      keyRequest(whole),
      (signal) => trainModel(whole, (event) => this.#take(event), signal),
      'never',
    );
    return this.#status.kind === 'done' ? this.#status.model : undefined;
  }

  /** Makes an ensemble of models without training, and uses it. */
  async combine(models: readonly ModelInfo[]): Promise<void> {
    if (this.isRunning) return;
    const ids = models.map(({ id }) => id);
    await this.#run(`combined ${ids.join()}`, (signal) =>
      combineModels(ids, this.choices.backend, (event) => this.#take(event), signal),
    );
  }

  /** Stores and uses the model that comes with the page. The sample market must be stored; what went wrong is in `status`. */
  async useSampleModel(): Promise<ModelInfo | undefined> {
    if (this.isRunning) return undefined;
    const { backend } = this.choices;
    const take = (event: TrainEvent) => this.#take(event);
    await this.#run(
      'sample model',
      (signal) => installSampleModel(backend, take, signal),
      'always',
    );
    return this.#status.kind === 'done' ? this.#status.model : undefined;
  }

  /** Resumes the training that was stopped. */
  async resume(): Promise<void> {
    const { resumable } = this;
    if (resumable === undefined) return;
    await this.#run(resumable.id, (signal) =>
      resumeTraining(resumable.id, (event) => this.#take(event), signal),
    );
  }

  /** Deletes the checkpoint of the training that was stopped. */
  async discard(): Promise<void> {
    const { resumable } = this;
    if (resumable === undefined) return;
    try {
      await this.#discard(resumable.id);
    } catch (error) {
      this.#status = { kind: 'failed', message: messageOf(error) };
    }
  }

  cancel(): void {
    this.#abort?.abort();
  }

  async #run(
    checkpointId: string,
    work: (signal: AbortSignal) => Promise<ModelInfo>,
    use: 'unless-worse' | 'always' | 'never' = 'unless-worse',
  ): Promise<void> {
    this.#isAside = use === 'never';
    const abort = new AbortController();
    this.#abort = abort;
    this.#status = { kind: 'running' };
    this.#phase = 'preparing';
    this.#step = undefined;
    this.#epochs = [];
    this.#notes = [];
    this.#evaluatedFraction = 0;
    try {
      const model = await work(abort.signal);
      const before = this.#library.model;
      const succession = weighSuccessor(model, before, this.#library.dataset);
      const isUsed = use === 'always' || (use === 'unless-worse' && takesOver(succession));
      await (isUsed ? this.#library.adoptModel(model.id) : this.#library.refresh());
      this.#status = { kind: 'done', model, outcome: { succession, before } };
      if (use === 'unless-worse') {
        const back = succession === 'first' ? undefined : 'Use the one before';
        const offer = isUsed ? back : 'Use the new one';
        this.#announce(describeSuccession(succession, model, before), offer);
      }
    } catch (error) {
      const isCancelled = abort.signal.aborted;
      // Cancelling deletes the checkpoint, unless another tab is using it; after a crash the checkpoint stays.
      if (isCancelled) await this.#discard(checkpointId).catch(() => undefined);
      else await this.#library.refresh();
      this.#status = isCancelled
        ? { kind: 'cancelled' }
        : { kind: 'failed', message: messageOf(error) };
    }
  }

  #discard(checkpointId: string): Promise<void> {
    return claimRun(checkpointId, () => this.#library.discardCheckpoint(checkpointId));
  }

  #take(event: TrainEvent): void {
    if (!this.isRunning) return;
    this.#phase = event.kind;
    switch (event.kind) {
      case 'step':
        this.#step = event;
        break;
      case 'epoch':
        this.#epochs = [...this.#epochs, event.record];
        break;
      case 'backend':
        this.#backend = event.report;
        this.#workers = event.workers;
        break;
      case 'resumed':
        this.#epochs = event.epochs;
        break;
      case 'evaluating':
        this.#evaluatedFraction = event.done / event.total;
        break;
      case 'preparing':
      case 'saving':
        break;
      default:
        this.#note(describeTrouble(event));
    }
  }

  #note(text: string): void {
    if (!this.#notes.includes(text)) this.#notes = [...this.#notes, text];
  }

  #measureFraction(): number {
    const evaluationShare = 0.1;
    if (this.#phase === 'saving' || this.#status.kind === 'done') return 1;
    if (this.#phase === 'evaluating') {
      return 1 - evaluationShare * (1 - this.#evaluatedFraction);
    }
    if (this.#step === undefined) return 0;
    const { epoch, maxEpochs, step, steps } = this.#step;
    return (1 - evaluationShare) * ((epoch - 1 + step / steps) / maxEpochs);
  }
}

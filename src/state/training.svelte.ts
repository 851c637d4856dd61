import { resumeTraining, trainModel } from '../client/train-client';
import { isAbort } from '../client/worker-handle';
import type { EpochRecord, ModelInfo } from '../core/library';
import { backendChoices, type BackendChoice, type BackendReport } from '../core/model/backend';
import { defaultTcnSpec } from '../core/model/spec';
import { defaultTrainingOptions } from '../core/model/training-options';
import type { CheckpointInfo } from '../core/checkpoint';
import { keyRequest, type TrainingRequest } from '../core/training-request';
import type { TrainEvent } from '../../workers/api/train';
import type { LibraryState } from './library.svelte';
import { messageOf } from './message';
import { likeDefaults, Persisted } from './persisted.svelte';

/** What the Train view lets one choose; everything else keeps its default. */
export interface TrainingChoices {
  readonly width: number;
  readonly kernel: number;
  /** Residual blocks; dilation doubles from 1. */
  readonly blocks: number;
  readonly dropout: number;
  readonly horizonBars: number;
  readonly maxEpochs: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly backend: BackendChoice;
  /** Workers that share the sums: a number, or `auto` to suit the machine. */
  readonly workers: string;
}

export const defaultTrainingChoices: TrainingChoices = {
  width: defaultTcnSpec.width,
  kernel: defaultTcnSpec.kernel,
  blocks: defaultTcnSpec.dilations.length,
  dropout: defaultTcnSpec.dropout,
  horizonBars: 10,
  maxEpochs: defaultTrainingOptions.maxEpochs,
  learningRate: defaultTrainingOptions.learningRate,
  seed: defaultTrainingOptions.seed,
  backend: 'auto',
  workers: 'auto',
};

export type TrainingStatus =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'done'; readonly model: ModelInfo };

type StepEvent = Extract<TrainEvent, { kind: 'step' }>;

/** The training run: choices before it, progress while it runs, what came of it. */
export class TrainingState {
  readonly #library: LibraryState;
  readonly #choices = new Persisted<TrainingChoices>(
    'training',
    defaultTrainingChoices,
    likeDefaults(defaultTrainingChoices),
  );
  #abort: AbortController | undefined;

  #status = $state.raw<TrainingStatus>({ kind: 'idle' });
  #phase = $state.raw<TrainEvent['kind']>('preparing');
  #step = $state.raw<StepEvent | undefined>();
  #epochs = $state.raw<readonly EpochRecord[]>([]);
  #backend = $state.raw<BackendReport | undefined>();
  #evaluatedFraction = $state(0);
  #workers = $state(1);
  #notes = $state.raw<readonly string[]>([]);

  /** 0 to 1, over all epochs and the evaluation after them. */
  readonly fraction = $derived(this.#measureFraction());

  constructor(library: LibraryState) {
    this.#library = library;
    const backend = requestedBackend();
    if (backend !== undefined) this.choose({ backend });
  }

  get choices(): TrainingChoices {
    return this.#choices.current;
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

  /** The kind of the last event; says what the run is busy with. */
  get phase(): TrainEvent['kind'] {
    return this.#phase;
  }

  get step(): StepEvent | undefined {
    return this.#step;
  }

  get epochs(): readonly EpochRecord[] {
    return this.#epochs;
  }

  /** Backend of the present or last run. */
  get backend(): BackendReport | undefined {
    return this.#backend;
  }

  /** Workers that share the present or last run. */
  get workers(): number {
    return this.#workers;
  }

  /** What went otherwise than asked for in the present or last run, in sentences. */
  get notes(): readonly string[] {
    return this.#notes;
  }

  /** A run on the dataset in use that was stopped, by a closed tab say, and can go on. */
  get resumable(): CheckpointInfo | undefined {
    return this.isRunning ? undefined : this.#library.resumable;
  }

  /** Trains on the dataset in use and uses what comes of it; `change` holds for this run alone. */
  async start(change: Partial<TrainingChoices> = {}): Promise<void> {
    const dataset = this.#library.dataset;
    if (dataset === undefined || this.isRunning) return;
    const request = describeRequest(dataset.id, { ...this.choices, ...change });
    await this.#run(keyRequest(request), (signal) =>
      trainModel(request, (event) => this.#take(event), signal),
    );
  }

  /** Goes on with the run that was stopped. */
  async resume(): Promise<void> {
    const { resumable } = this;
    if (resumable === undefined) return;
    await this.#run(resumable.id, (signal) =>
      resumeTraining(resumable.id, (event) => this.#take(event), signal),
    );
  }

  /** Gives up the run that was stopped. */
  async discard(): Promise<void> {
    const { resumable } = this;
    if (resumable !== undefined) await this.#library.discardCheckpoint(resumable.id);
  }

  cancel(): void {
    this.#abort?.abort();
  }

  async #run(
    checkpointId: string,
    work: (signal: AbortSignal) => Promise<ModelInfo>,
  ): Promise<void> {
    this.#abort = new AbortController();
    this.#status = { kind: 'running' };
    this.#phase = 'preparing';
    this.#step = undefined;
    this.#epochs = [];
    this.#notes = [];
    this.#evaluatedFraction = 0;
    try {
      const model = await work(this.#abort.signal);
      await this.#library.adoptModel(model.id);
      this.#status = { kind: 'done', model };
    } catch (error) {
      // Whoever cancels wants nothing of it; after a crash the last epoch is still there.
      if (isAbort(error)) await this.#library.discardCheckpoint(checkpointId);
      else await this.#library.refresh();
      this.#status = isAbort(error)
        ? { kind: 'cancelled' }
        : { kind: 'failed', message: messageOf(error) };
    }
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
      case 'backend-lost':
        this.#note(`${event.reason}; training goes on from the last epoch on another backend.`);
        break;
      case 'checkpoint-failed':
        this.#note(`The epoch could not be kept: ${event.reason}`);
        break;
      case 'evaluating':
        this.#evaluatedFraction = event.done / event.total;
        break;
      case 'preparing':
      case 'saving':
        break;
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

function describeRequest(datasetId: string, choices: TrainingChoices): TrainingRequest {
  const { width, kernel, blocks, dropout, horizonBars, backend, workers } = choices;
  const { maxEpochs, learningRate, seed } = choices;
  const dilations = Array.from({ length: blocks }, (_, block) => 2 ** block);
  return {
    datasetId,
    spec: { width, kernel, dilations, dropout },
    options: { ...defaultTrainingOptions, maxEpochs, learningRate, seed },
    horizonBars,
    backend,
    workers: workers === 'auto' ? 'auto' : Number(workers),
  };
}

/** `?backend=webgpu` asks for a backend that would not be taken by itself. */
function requestedBackend(): BackendChoice | undefined {
  const requested = new URLSearchParams(location.search).get('backend');
  return backendChoices.find((choice) => choice === requested);
}

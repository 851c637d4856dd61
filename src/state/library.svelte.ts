import type { DataClient } from '../client/data-client';
import { isAbort } from '../client/worker-handle';
import type { Bars } from '../core/bars/bars';
import type { CheckpointInfo } from '../core/checkpoint';
import { noDecisions } from '../core/import-decisions';
import type { DatasetInfo, ModelInfo, SampleKind } from '../core/library';
import type { GenerateEvent, ImportEvent } from '../../workers/api/data';
import { Persisted } from './persisted.svelte';
import { messageOf } from './message';

/** An import that is under way. */
export interface ImportProgress {
  readonly stage: 'reading' | 'parsing' | 'storing' | 'generating';
  /** File or sample that is being worked on. */
  readonly subject: string;
  /** 0 to 1 within the stage; NaN when unknown. */
  readonly fraction: number;
  readonly startedAt: number;
}

interface Selection {
  readonly datasetId?: string;
  readonly modelId?: string;
}

/** Datasets and models that are kept, which of them are in use, and the import under way. */
export class LibraryState {
  readonly #client: DataClient;
  readonly #selection = new Persisted<Selection>('selection', {}, (stored) => stored as Selection);
  #abort: AbortController | undefined;

  #datasets = $state.raw<readonly DatasetInfo[]>([]);
  #models = $state.raw<readonly ModelInfo[]>([]);
  #checkpoints = $state.raw<readonly CheckpointInfo[]>([]);
  #bars = $state.raw<{ readonly datasetId: string; readonly bars: Bars } | undefined>();
  #importing = $state.raw<ImportProgress | undefined>();
  #refusal = $state<string | undefined>();
  #loading = $state(true);

  /** The dataset in use. */
  readonly dataset = $derived(
    this.#datasets.find((dataset) => dataset.id === this.#selection.current.datasetId),
  );
  /** The model in use. */
  readonly model = $derived(
    this.#models.find((model) => model.id === this.#selection.current.modelId),
  );
  /** Bars of the dataset in use, once they are loaded. */
  readonly bars = $derived(
    this.#bars?.datasetId === this.dataset?.id ? this.#bars?.bars : undefined,
  );

  /** The newest training run on the dataset in use that was stopped and can go on. */
  readonly resumable = $derived(
    this.#checkpoints.find(({ request }) => request.datasetId === this.dataset?.id),
  );

  constructor(client: DataClient) {
    this.#client = client;
  }

  get datasets(): readonly DatasetInfo[] {
    return this.#datasets;
  }

  /** Newest first. */
  get models(): readonly ModelInfo[] {
    return this.#models;
  }

  /** Until the kept datasets and models have been listed once. */
  get isLoading(): boolean {
    return this.#loading;
  }

  get importing(): ImportProgress | undefined {
    return this.#importing;
  }

  /** Why the last import or change was refused, until it is dismissed or another one succeeds. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  dismissRefusal(): void {
    this.#refusal = undefined;
  }

  /** Lists what is kept and loads the bars of the dataset in use. */
  async load(): Promise<void> {
    await this.#guard(() => this.#refresh());
    this.#loading = false;
  }

  async importFiles(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    await this.#import(files[0]?.name ?? '', async (onEvent, signal) => {
      const outcome = await this.#client.importFiles(files, noDecisions, onEvent, signal);
      if (outcome.kind !== 'stored') throw new Error('The import asks what nobody answers yet.');
      return outcome.datasets[0];
    });
  }

  /** Makes and keeps a sample market; the default one where no seed is given. */
  async addSample(kind: SampleKind, seed?: number): Promise<void> {
    const subject = kind === 'edge' ? 'sample market' : 'pure noise';
    await this.#import(subject, (onEvent, signal) =>
      this.#client.addSample(kind, seed, onEvent, signal),
    );
  }

  cancelImport(): void {
    this.#abort?.abort();
  }

  async useDataset(datasetId: string): Promise<void> {
    this.#selection.current = { ...this.#selection.current, datasetId };
    await this.#guard(() => this.#loadBars());
  }

  useModel(modelId: string): void {
    this.#selection.current = { ...this.#selection.current, modelId };
  }

  /** A model that has just been trained and stored becomes the one in use. */
  async adoptModel(modelId: string): Promise<void> {
    await this.#guard(() => this.#refresh());
    this.useModel(modelId);
  }

  /** Looks again which training runs can go on. */
  async refreshCheckpoints(): Promise<void> {
    await this.#guard(() => this.#refresh());
  }

  discardCheckpoint(id: string): Promise<void> {
    return this.#change(() => this.#client.deleteCheckpoint(id));
  }

  renameDataset(id: string, name: string): Promise<void> {
    return this.#change(() => this.#client.renameDataset(id, name));
  }

  deleteDataset(id: string): Promise<void> {
    return this.#change(() => this.#client.deleteDataset(id));
  }

  renameModel(id: string, name: string): Promise<void> {
    return this.#change(() => this.#client.renameModel(id, name));
  }

  deleteModel(id: string): Promise<void> {
    return this.#change(() => this.#client.deleteModel(id));
  }

  async #import(
    subject: string,
    work: (
      onEvent: (event: ImportEvent | GenerateEvent) => void,
      signal: AbortSignal,
    ) => Promise<DatasetInfo>,
  ): Promise<void> {
    if (this.#importing !== undefined) {
      this.#refusal = `${subject} was not taken: another import is under way. Wait for it or cancel it first.`;
      return;
    }
    const startedAt = performance.now();
    const abort = new AbortController();
    this.#abort = abort;
    this.#importing = { stage: 'reading', subject, fraction: 0, startedAt };
    await this.#guard(async () => {
      const dataset = await work((event) => {
        // An event can arrive after the result, since it comes by a channel of its own.
        if (this.#abort !== abort || abort.signal.aborted) return;
        const file = 'file' in event ? event.file : subject;
        const fraction = 'total' in event ? event.done / event.total : NaN;
        this.#importing = { stage: event.kind, subject: file, fraction, startedAt };
      }, abort.signal);
      this.#refusal = undefined;
      this.#selection.current = { ...this.#selection.current, datasetId: dataset.id };
      await this.#refresh();
    });
    this.#abort = undefined;
    this.#importing = undefined;
  }

  async #change(work: () => Promise<void>): Promise<void> {
    await this.#guard(async () => {
      await work();
      await this.#refresh();
    });
  }

  async #refresh(): Promise<void> {
    const { datasets, models, checkpoints } = await this.#client.list();
    this.#checkpoints = checkpoints;
    this.#datasets = datasets;
    this.#models = models;
    await this.#loadBars();
  }

  async #loadBars(): Promise<void> {
    const datasetId = this.dataset?.id;
    if (datasetId === undefined || this.#bars?.datasetId === datasetId) return;
    const bars = await this.#client.loadBars(datasetId);
    if (this.dataset?.id === datasetId) this.#bars = { datasetId, bars };
  }

  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!isAbort(error)) this.#refusal = messageOf(error);
    }
  }
}

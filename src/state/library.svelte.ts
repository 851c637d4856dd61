import type { DataClient } from '../client/data-client';
import type { Bars } from '../core/bars/bars';
import type { CheckpointInfo } from '../core/training';
import type { DamagedDataset, DatasetInfo, ModelInfo } from '../core/library';
import type { DownloadInfo } from '../core/download';
import type { Library } from '../../workers/api/data';
import { messageOf } from './message';
import type { NoticeState } from './notices.svelte';
import { Persisted } from './persisted.svelte';
import type { StorageState } from './storage.svelte';

interface Selection {
  readonly datasetId?: string;
  readonly modelId?: string;
}

const nothingKept: Library = {
  datasets: [],
  damaged: [],
  models: [],
  checkpoints: [],
  downloads: [],
};

/** What is kept in this browser, and which dataset and model are in use. */
export class LibraryState {
  readonly #client: DataClient;
  readonly #notices: NoticeState;
  readonly #selection = new Persisted<Selection>('selection', {}, (stored) => stored as Selection);
  /** Room that all of it takes. */
  readonly storage: StorageState;

  #kept = $state.raw<Library>(nothingKept);
  #bars = $state.raw<{ readonly datasetId: string; readonly bars: Bars } | undefined>();
  #refusal = $state<string | undefined>();
  #loading = $state(true);
  #restoredId = $state<string | undefined>();

  /** The dataset in use. */
  readonly dataset = $derived(
    this.#kept.datasets.find((dataset) => dataset.id === this.#selection.current.datasetId),
  );
  /** The model in use. */
  readonly model = $derived(
    this.#kept.models.find((model) => model.id === this.#selection.current.modelId),
  );
  /** Bars of the dataset in use, once they are loaded. */
  readonly bars = $derived(
    this.#bars?.datasetId === this.dataset?.id ? this.#bars?.bars : undefined,
  );

  /** The newest training run on the dataset in use that was stopped and can go on. */
  readonly resumable: CheckpointInfo | undefined = $derived(
    this.#kept.checkpoints.find(({ request }) => request.datasetId === this.dataset?.id),
  );

  constructor(client: DataClient, storage: StorageState, notices: NoticeState) {
    this.#client = client;
    this.storage = storage;
    this.#notices = notices;
  }

  get datasets(): readonly DatasetInfo[] {
    return this.#kept.datasets;
  }

  /** Stored datasets that cannot be used as they are. */
  get damaged(): readonly DamagedDataset[] {
    return this.#kept.damaged;
  }

  /** Newest first. */
  get models(): readonly ModelInfo[] {
    return this.#kept.models;
  }

  /** Downloads that were stopped and can go on, newest first. */
  get downloads(): readonly DownloadInfo[] {
    return this.#kept.downloads;
  }

  /** Until the kept datasets and models have been listed once. */
  get isLoading(): boolean {
    return this.#loading;
  }

  /** Why the last change was refused, until it is dismissed or another one succeeds. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** The dataset that was had back last: the keyboard, which had its Undo, goes on there. */
  get restoredId(): string | undefined {
    return this.#restoredId;
  }

  dismissRefusal(): void {
    this.#refusal = undefined;
  }

  /** Lists what is kept, loads the bars in use, and removes for good what was deleted before. */
  async load(): Promise<void> {
    await this.#guard(() => this.#refresh());
    this.#loading = false;
    // What cannot be removed now is tried again at the next start; nobody has to know.
    await this.#client.purgeDeleted().catch(() => undefined);
  }

  /** Looks again at what is kept. */
  async refresh(): Promise<void> {
    await this.#guard(() => this.#refresh());
  }

  async useDataset(datasetId: string): Promise<void> {
    this.#selection.current = { ...this.#selection.current, datasetId };
    await this.#guard(() => this.#loadBars());
  }

  useModel(modelId: string): void {
    this.#selection.current = { ...this.#selection.current, modelId };
  }

  /** Of datasets that have just been stored, the first becomes the one in use. */
  async adoptDatasets(datasets: readonly DatasetInfo[]): Promise<void> {
    const [first] = datasets;
    if (first === undefined) return;
    this.#refusal = undefined;
    this.#selection.current = { ...this.#selection.current, datasetId: first.id };
    await this.refresh();
  }

  /** A model that has just been trained and stored becomes the one in use. */
  async adoptModel(modelId: string): Promise<void> {
    await this.refresh();
    this.useModel(modelId);
  }

  discardCheckpoint(id: string): Promise<void> {
    return this.#change(() => this.#client.deleteCheckpoint(id));
  }

  discardDownload(id: string): Promise<void> {
    return this.#change(() => this.#client.discardDownload(id));
  }

  renameDataset(id: string, name: string): Promise<void> {
    return this.#change(() => this.#client.renameDataset(id, name));
  }

  /** It can be had back by the notice that follows. */
  async deleteDataset(id: string): Promise<void> {
    const name = this.datasets.find((dataset) => dataset.id === id)?.name ?? id;
    await this.#guard(async () => {
      await this.#client.deleteDataset(id);
      await this.#refresh();
      this.#notices.show(`Deleted ${name}.`, {
        label: 'Undo',
        run: () => void this.restoreDataset(id),
      });
    });
  }

  restoreDataset(id: string): Promise<void> {
    return this.#change(async () => {
      await this.#client.restoreDataset(id);
      this.#restoredId = id;
    });
  }

  repairDataset(id: string): Promise<void> {
    return this.#change(async () => void (await this.#client.repairDataset(id)));
  }

  /** For good: a damaged dataset has no way back. */
  removeDataset(id: string): Promise<void> {
    return this.#change(() => this.#client.removeDataset(id));
  }

  renameModel(id: string, name: string): Promise<void> {
    return this.#change(() => this.#client.renameModel(id, name));
  }

  deleteModel(id: string): Promise<void> {
    return this.#change(() => this.#client.deleteModel(id));
  }

  async #change(work: () => Promise<void>): Promise<void> {
    await this.#guard(async () => {
      await work();
      this.#refusal = undefined;
      await this.#refresh();
    });
  }

  async #refresh(): Promise<void> {
    this.#kept = await this.#client.list();
    void this.storage.measure();
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
      this.#refusal = messageOf(error);
    }
  }
}

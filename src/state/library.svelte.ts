import * as v from 'valibot';
import type { DataClient } from '../client/data-client';
import type { Bars } from '../core/bars/bars';
import type { StudyInfo } from '../core/study';
import type { CheckpointInfo } from '../core/training';
import { formatBytes } from '../core/format';
import type { DamagedRecord, DatasetInfo, ModelInfo, TrashItem } from '../core/library';
import type { DownloadInfo } from '../core/download';
import type { Library } from '../../workers/api/data';
import { messageOf } from './message';
import type { NoticeState } from './notices.svelte';
import { Persisted } from './persisted.svelte';
import type { StorageState } from './storage.svelte';

const selectionSchema = v.object({
  datasetId: v.optional(v.string()),
  modelId: v.optional(v.string()),
});

type Selection = Readonly<v.InferOutput<typeof selectionSchema>>;

const nothingKept: Library = {
  datasets: [],
  damaged: [],
  models: [],
  trash: [],
  checkpoints: [],
  studies: [],
  downloads: [],
};

/** What is stored in this browser, and which dataset and model are in use. */
export class LibraryState {
  readonly #client: DataClient;
  readonly #notices: NoticeState;
  readonly #selection = new Persisted<Selection>('selection', {}, selectionSchema);
  /** The space that all of it takes. */
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

  /** The newest training on the dataset in use that was stopped and can be resumed. */
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

  /** What is stored of any kind and cannot be used as it is. */
  get damaged(): readonly DamagedRecord[] {
    return this.#kept.damaged;
  }

  /** Newest first. */
  get models(): readonly ModelInfo[] {
    return this.#kept.models;
  }

  /** Finished or not, last saved first. */
  get studies(): readonly StudyInfo[] {
    return this.#kept.studies;
  }

  /** Downloads that were stopped and can be resumed, newest first. */
  get downloads(): readonly DownloadInfo[] {
    return this.#kept.downloads;
  }

  /** True until the stored datasets and models have been listed once. */
  get isLoading(): boolean {
    return this.#loading;
  }

  /** Why the last change was refused, until it is dismissed or another one succeeds. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** What was deleted and can be restored, last deleted first. */
  get trash(): readonly TrashItem[] {
    return this.#kept.trash;
  }

  /** Bytes that emptying the trash frees. */
  get trashBytes(): number {
    return this.#kept.trash.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** The dataset that was restored last. Its row gets the focus, since the button that had it is gone. */
  get restoredId(): string | undefined {
    return this.#restoredId;
  }

  dismissRefusal(): void {
    this.#refusal = undefined;
  }

  /** Lists what is stored and loads the bars in use. */
  async load(): Promise<void> {
    await this.#guard(() => this.#refresh());
    this.#loading = false;
  }

  /** Lists again what is stored. */
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

  /** Moves datasets that have just been stored to the trash, and uses the one that was used before them. */
  takeBack(datasets: readonly DatasetInfo[], usedBefore: string | undefined): Promise<void> {
    return this.#change(async () => {
      for (const { id } of datasets) await this.#client.deleteDataset(id);
      this.#selection.current = { ...this.#selection.current, datasetId: usedBefore };
    });
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

  /** Moves it to the trash; the notice that follows restores it. */
  deleteDataset(id: string): Promise<void> {
    const name = this.datasets.find((dataset) => dataset.id === id)?.name ?? id;
    return this.#delete({ kind: 'dataset', id }, name, () => this.#client.deleteDataset(id));
  }

  /** Restores an item from the trash. */
  restore({ kind, id }: Pick<TrashItem, 'kind' | 'id'>): Promise<void> {
    return this.#change(async () => {
      await (kind === 'dataset' ? this.#client.restoreDataset(id) : this.#client.restoreModel(id));
      this.#restoredId = id;
    });
  }

  /** Deletes what is in the trash for good, and shows how many bytes that freed. */
  async emptyTrash(): Promise<void> {
    await this.#change(async () => {
      const bytes = await this.#client.emptyTrash();
      this.#notices.show(`Emptied the trash: ${formatBytes(bytes)} freed.`);
    });
  }

  /** Takes the funding rates off a dataset; the notice that follows gives them back. */
  removeFunding(id: string): Promise<void> {
    const dataset = this.datasets.find((kept) => kept.id === id);
    return this.#change(async () => {
      await this.#client.removeFunding(id);
      const funding = dataset?.funding;
      if (funding === undefined) return;
      this.#notices.offerUndo(`Removed the funding rates of ${dataset?.name}.`, () => {
        void this.#change(() => this.#client.restoreFunding(id, funding));
      });
    });
  }

  repairDataset(id: string): Promise<void> {
    return this.#change(async () => void (await this.#client.repairDataset(id)));
  }

  /** For good: what is damaged has no way back. */
  removeDamaged({ kind, id }: DamagedRecord): Promise<void> {
    return this.#change(() => this.#client.removeRecord(kind, id));
  }

  renameModel(id: string, name: string): Promise<void> {
    return this.#change(() => this.#client.renameModel(id, name));
  }

  /** Moves it to the trash; the notice that follows restores it. */
  deleteModel(id: string): Promise<void> {
    const name = this.models.find((model) => model.id === id)?.name ?? id;
    return this.#delete({ kind: 'model', id }, name, () => this.#client.deleteModel(id));
  }

  async #delete(
    item: Pick<TrashItem, 'kind' | 'id'>,
    name: string,
    work: () => Promise<void>,
  ): Promise<void> {
    await this.#guard(async () => {
      await work();
      this.#refusal = undefined;
      await this.#refresh();
      this.#notices.offerUndo(`Deleted ${name}.`, () => void this.restore(item));
    });
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

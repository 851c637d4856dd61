import { proxy } from 'comlink';
import type { Bars } from '../core/bars/bars';
import type { ImportDecisions } from '../core/import-decisions';
import type { DatasetInfo, SampleKind } from '../core/library';
import type {
  DataApi,
  GenerateEvent,
  ImportEvent,
  ImportOutcome,
  Library,
} from '../../workers/api/data';
import { runAbortable, spawnWorker, WorkerEndedError, type WorkerHandle } from './worker-handle';

/**
 * The data worker as the page sees it. Cancelling an import ends the worker, which leaves nothing
 * behind, since a dataset is stored in one transaction; the next call starts a fresh one.
 */
export class DataClient {
  #handle: WorkerHandle<DataApi> | undefined;

  /** What became of the files; throws `ImportError`, or `AbortError` on cancel. */
  importFiles(
    files: readonly File[],
    decisions: ImportDecisions,
    onEvent: (event: ImportEvent) => void,
    signal: AbortSignal,
  ): Promise<ImportOutcome> {
    return this.#call(async (api) => api.importFiles(files, decisions, proxy(onEvent)), signal);
  }

  addSample(
    kind: SampleKind,
    seed: number | undefined,
    onEvent: (event: GenerateEvent | ImportEvent) => void,
    signal: AbortSignal,
  ): Promise<DatasetInfo> {
    return this.#call((api) => api.addSample(kind, seed, proxy(onEvent)), signal);
  }

  list(): Promise<Library> {
    return this.#call((api) => api.list());
  }

  loadBars(datasetId: string): Promise<Bars> {
    return this.#call((api) => api.loadBars(datasetId));
  }

  renameDataset(datasetId: string, name: string): Promise<void> {
    return this.#call((api) => api.renameDataset(datasetId, name));
  }

  deleteDataset(datasetId: string): Promise<void> {
    return this.#call((api) => api.deleteDataset(datasetId));
  }

  renameModel(modelId: string, name: string): Promise<void> {
    return this.#call((api) => api.renameModel(modelId, name));
  }

  deleteModel(modelId: string): Promise<void> {
    return this.#call((api) => api.deleteModel(modelId));
  }

  deleteCheckpoint(checkpointId: string): Promise<void> {
    return this.#call((api) => api.deleteCheckpoint(checkpointId));
  }

  /** Runs `work`; again on a fresh worker if cancelling another call ended the one it ran on. */
  async #call<Result>(
    work: (api: WorkerHandle<DataApi>['api']) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> {
    const handle = (this.#handle ??= this.#start());
    const run = Promise.race([work(handle.api), handle.stopped]);
    try {
      return await runAbortable(signal, () => handle.end(), run);
    } catch (error) {
      if (error instanceof WorkerEndedError) return this.#call(work, signal);
      throw error;
    }
  }

  #start(): WorkerHandle<DataApi> {
    const handle = spawnWorker<DataApi>(
      () =>
        new Worker(new URL('../../workers/data.worker.ts', import.meta.url), { type: 'module' }),
    );
    handle.stopped.catch(() => {
      if (this.#handle === handle) this.#handle = undefined;
    });
    return handle;
  }
}

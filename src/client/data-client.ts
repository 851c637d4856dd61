import { proxy } from 'comlink';
import type { Bars } from '../core/bars/bars';
import type { DownloadProgress, DownloadRequest, ExchangeSymbol } from '../core/download';
import type { ExportRequest } from '../core/export';
import type { ImportDecisions } from '../core/import-decisions';
import type { DatasetInfo, SampleKind } from '../core/library';
import type {
  DataApi,
  GenerateEvent,
  ImportEvent,
  ImportOutcome,
  Library,
  StorageUse,
} from '../../workers/api/data';
import { runAbortable, spawnWorker, WorkerEndedError, type WorkerHandle } from './worker-handle';

/**
 * The data worker as the page sees it. Cancelling ends the worker, which leaves nothing behind, since
 * a dataset is stored in one transaction; the next call starts a fresh one, and a call that was
 * under way beside the cancelled one is made again there.
 */
export class DataClient {
  #handle: WorkerHandle<DataApi> | undefined;

  /** What became of the files; throws `ImportError`, or `AbortError` on cancel. */
  importFiles(
    files: readonly File[],
    decisions: ImportDecisions,
    onEvent: (event: ImportEvent) => void,
    signal: AbortSignal,
    urls?: readonly string[],
  ): Promise<ImportOutcome> {
    return this.#call(
      async (api) => api.importFiles(files, decisions, proxy(onEvent), urls),
      signal,
    );
  }

  addSample(
    kind: SampleKind,
    seed: number | undefined,
    onEvent: (event: GenerateEvent | ImportEvent) => void,
    signal: AbortSignal,
  ): Promise<DatasetInfo> {
    return this.#call((api) => api.addSample(kind, seed, proxy(onEvent)), signal);
  }

  /** A new dataset of a coarser interval; `AbortError` on cancel. */
  resample(datasetId: string, intervalMs: number, signal: AbortSignal): Promise<DatasetInfo> {
    return this.#call((api) => api.resample(datasetId, intervalMs), signal);
  }

  /** A file made of a dataset, and its name; `AbortError` on cancel. */
  exportDataset(
    request: ExportRequest,
    signal: AbortSignal,
  ): Promise<{ readonly name: string; readonly file: Blob }> {
    return this.#call((api) => api.exportDataset(request), signal);
  }

  /** Markets of the exchange; throws `DownloadError`. */
  listSymbols(): Promise<readonly ExchangeSymbol[]> {
    return this.#call((api) => api.listSymbols());
  }

  /**
   * The bars, once all of them have come; throws `DownloadError`, or `AbortError` on cancel. Either
   * way what has come is kept, and the same request goes on from there.
   */
  download(
    request: DownloadRequest,
    onEvent: (event: DownloadProgress | ImportEvent) => void,
    signal: AbortSignal,
  ): Promise<DatasetInfo> {
    return this.#call((api) => api.download(request, proxy(onEvent)), signal);
  }

  discardDownload(downloadId: string): Promise<void> {
    return this.#call((api) => api.discardDownload(downloadId));
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

  restoreDataset(datasetId: string): Promise<void> {
    return this.#call((api) => api.restoreDataset(datasetId));
  }

  purgeDeleted(): Promise<void> {
    return this.#call((api) => api.purgeDeleted());
  }

  measureStorage(): Promise<StorageUse> {
    return this.#call((api) => api.measureStorage());
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

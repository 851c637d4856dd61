import { proxy } from 'comlink';
import type { Bars } from '../core/bars/bars';
import type { DownloadProgress, DownloadRequest } from '../core/download';
import type { ExchangeInfo, ExchangeSymbol } from '../core/exchange';
import {
  type DatasetInfo,
  type ExportRequest,
  type LibraryChange,
  libraryChannel,
  type RecordKind,
  type SampleKind,
  type StorageUse,
} from '../core/library';
import type { ImportDecisions, ImportPreview } from '../core/import';
import type { ExtraVerdict } from '../core/verdict/leak-check';
import type {
  DataApi,
  GenerateEvent,
  ImportEvent,
  ImportOutcome,
  Library,
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
    return this.#call(async (api) => {
      const outcome = await api.importFiles(files, decisions, proxy(onEvent), urls);
      if (outcome.kind === 'refused' && outcome.isWorkerUnusable === true) this.#forget();
      return outcome;
    }, signal);
  }

  /** What bars the files would give by these decisions; nothing is kept. `AbortError` on cancel. */
  previewImport(
    files: readonly File[],
    decisions: ImportDecisions,
    onEvent: (event: ImportEvent) => void,
    signal: AbortSignal,
  ): Promise<ImportPreview> {
    return this.#call(async (api) => {
      const preview = await api.previewImport(files, decisions, proxy(onEvent));
      if (preview.isWorkerUnusable === true) this.#forget();
      return preview;
    }, signal);
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

  /** Which extra columns of a dataset know the future; `AbortError` on cancel. */
  checkExtras(
    datasetId: string,
    horizonBars: number,
    onProgress: (done: number, total: number) => void,
    signal: AbortSignal,
  ): Promise<readonly ExtraVerdict[]> {
    return this.#call((api) => api.checkExtras(datasetId, horizonBars, proxy(onProgress)), signal);
  }

  /** A file made of a dataset, and its name; `AbortError` on cancel. */
  exportDataset(
    request: ExportRequest,
    signal: AbortSignal,
  ): Promise<{ readonly name: string; readonly file: Blob }> {
    return this.#call((api) => api.exportDataset(request), signal);
  }

  /** What bars can be fetched from. */
  listExchanges(): Promise<readonly ExchangeInfo[]> {
    return this.#call((api) => api.listExchanges());
  }

  /** Markets of an exchange; throws `ExchangeError`. */
  listSymbols(exchangeId: string): Promise<readonly ExchangeSymbol[]> {
    return this.#call((api) => api.listSymbols(exchangeId));
  }

  /**
   * The bars, once all of them have come; throws `ExchangeError`, or `AbortError` on cancel. Either
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

  /** The bytes that this frees. */
  emptyTrash(): Promise<number> {
    return this.#call((api) => api.emptyTrash());
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

  restoreModel(modelId: string): Promise<void> {
    return this.#call((api) => api.restoreModel(modelId));
  }

  deleteCheckpoint(checkpointId: string): Promise<void> {
    return this.#call((api) => api.deleteCheckpoint(checkpointId));
  }

  repairDataset(datasetId: string): Promise<DatasetInfo> {
    return this.#call((api) => api.repairDataset(datasetId));
  }

  removeRecord(kind: RecordKind, id: string): Promise<void> {
    return this.#call((api) => api.removeRecord(kind, id));
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

  /** Ends the worker once the answer that is on its way has come. */
  #forget(): void {
    const handle = this.#handle;
    this.#handle = undefined;
    setTimeout(() => handle?.end());
  }

  #start(): WorkerHandle<DataApi> {
    const handle = spawnWorker('data');
    handle.stopped.catch(() => {
      if (this.#handle === handle) this.#handle = undefined;
    });
    return handle;
  }
}

/** Stores that no list shows: probabilities, parts of a download under way, and refusals. */
const unlisted = new Set(['predictions', 'downloadChunks', 'restRefusals']);

/** Changes that come within this time are told as one. */
const gatherMs = 100;

/**
 * Calls `onChange` after another tab, or a worker of this one, has changed what is kept: once for a
 * burst of changes. Returns a function that ends it.
 */
export function subscribeToLibraryChanges(onChange: () => void): () => void {
  if (globalThis.BroadcastChannel === undefined) return () => undefined;
  const channel = new BroadcastChannel(libraryChannel);
  let timer: ReturnType<typeof setTimeout> | undefined;
  channel.addEventListener('message', ({ data }: MessageEvent<LibraryChange>) => {
    if (data.stores.every((store) => unlisted.has(store))) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      onChange();
    }, gatherMs);
  });
  return () => {
    clearTimeout(timer);
    channel.close();
  };
}

/**
 * What became of the wish that the browser never evicts what is kept here:
 * - `granted`: it promised, now or earlier;
 * - `denied`: it or its user refused; data may go when the disk is full;
 * - `unsupported`: it cannot promise (an old browser, or a page that is not served securely).
 */
export type Persistence = 'granted' | 'denied' | 'unsupported';

/**
 * Asks the browser to keep this page's data for good. Only a page can ask, a worker cannot; some
 * browsers put the question to the user, so call it after something worth keeping was stored.
 */
export async function requestPersistence(): Promise<Persistence> {
  // Absent outside secure contexts, whatever the type says.
  const storage = navigator.storage as StorageManager | undefined;
  if (storage?.persist === undefined) return 'unsupported';
  return (await storage.persist()) ? 'granted' : 'denied';
}

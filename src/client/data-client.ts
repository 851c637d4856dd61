import { proxy } from 'comlink';
import type { Bars } from '../core/bars/bars';
import type { FundingRates } from '../core/bars/funding-rates';
import type { DownloadProgress, DownloadRequest } from '../core/download';
import type { ExchangeInfo, ExchangeSymbol } from '../core/exchange';
import type {
  DatasetInfo,
  ExportRequest,
  ModelInfo,
  RecordKind,
  SampleKind,
  StorageUse,
} from '../core/library';
import { libraryChannel, type LibraryChange } from '../core/library-channel';
import type { ImportDecisions, ImportPreview } from '../core/import';
import type { ExtraVerdict } from '../core/verdict/leak-check';
import type { LeakReport } from '../core/verdict/leaks/pipeline';
import type { TriedBars } from '../core/verdict/ledger';
import type { TrialReview } from '../core/verdict/trial-statistics';
import type {
  DataApi,
  GenerateEvent,
  ImportEvent,
  ImportOutcome,
  LeakRequest,
  ModelExport,
  OpenedResults,
  Library,
  OpenedWorkspace,
} from '../../workers/api/data';
import type { DecideByRule } from '../../workers/api/session';
import { runAbortable, spawnWorker, WorkerEndedError, type WorkerHandle } from './worker-handle';

/**
 * The page's client of the data worker. Cancelling a call ends the worker, which leaves nothing half done, since a
 * dataset is stored in one transaction. The next call starts a new worker, and other calls that were running are
 * repeated there.
 */
export class DataClient {
  #handle: WorkerHandle<DataApi> | undefined;

  /** Imports files; throws `ImportError`, or `AbortError` on cancel. */
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

  /** Stores and returns a new dataset of a coarser interval; `AbortError` on cancel. */
  resample(datasetId: string, intervalMs: number, signal: AbortSignal): Promise<DatasetInfo> {
    return this.#call((api) => api.resample(datasetId, intervalMs), signal);
  }

  /** Stores and returns a new dataset of the same bars with columns of other datasets; `AbortError` on cancel. */
  joinMarkets(
    datasetId: string,
    otherIds: readonly string[],
    signal: AbortSignal,
  ): Promise<DatasetInfo> {
    return this.#call((api) => api.joinMarkets(datasetId, otherIds), signal);
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

  /** Which parts of the way from bars to trades know the future; `AbortError` on cancel. */
  checkLeaks(
    request: LeakRequest,
    onProgress: (done: number, total: number) => void,
    decide: DecideByRule,
    signal: AbortSignal,
  ): Promise<LeakReport> {
    return this.#call((api) => api.checkLeaks(request, proxy(onProgress), proxy(decide)), signal);
  }

  reviewTrials(bars: TriedBars): Promise<TrialReview> {
    return this.#call((api) => api.reviewTrials(bars));
  }

  exportTrials(): Promise<{ readonly name: string; readonly file: Blob }> {
    return this.#call((api) => api.exportTrials());
  }

  /** Returns a file made from a dataset, and its name; `AbortError` on cancel. */
  exportDataset(
    request: ExportRequest,
    signal: AbortSignal,
  ): Promise<{ readonly name: string; readonly file: Blob }> {
    return this.#call((api) => api.exportDataset(request), signal);
  }

  exportModel(request: ModelExport): Promise<{ readonly name: string; readonly file: Blob }> {
    return this.#call((api) => api.exportModel(request));
  }

  /** Stores and returns the model of one file, or of several that belong together; throws where they are none. */
  importModel(files: readonly File[]): Promise<ModelInfo> {
    return this.#call((api) => api.importModel(files));
  }

  /** Stores what a file of results of `npm run lab` says; throws where it is none. `AbortError` on cancel. */
  openResults(file: File, signal: AbortSignal): Promise<OpenedResults> {
    return this.#call((api) => api.openResults(file), signal);
  }

  /** Returns all that is stored and the page's settings as one file; `AbortError` on cancel. */
  saveWorkspace(
    settings: Readonly<Record<string, string>>,
    onProgress: (done: number, total: number) => void,
    signal: AbortSignal,
  ): Promise<Blob> {
    return this.#call((api) => api.saveWorkspace(settings, proxy(onProgress)), signal);
  }

  /** Adds what such a file holds to what is stored; `AbortError` on cancel, after which all of it or nothing is there. */
  openWorkspace(
    file: File,
    onProgress: (done: number, total: number) => void,
    signal: AbortSignal,
  ): Promise<OpenedWorkspace> {
    return this.#call((api) => api.openWorkspace(file, proxy(onProgress)), signal);
  }

  /** Returns the exchanges that bars can be fetched from. */
  listExchanges(): Promise<readonly ExchangeInfo[]> {
    return this.#call((api) => api.listExchanges());
  }

  /** Returns the markets of an exchange; throws `ExchangeError`. */
  listSymbols(exchangeId: string): Promise<readonly ExchangeSymbol[]> {
    return this.#call((api) => api.listSymbols(exchangeId));
  }

  /**
   * Downloads bars and returns their dataset; throws `ExchangeError`, or `AbortError` on cancel. Then the bars so
   * far are kept, and the same request resumes from there.
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

  /** Empties the trash; returns the bytes that this frees. */
  emptyTrash(): Promise<number> {
    return this.#call((api) => api.emptyTrash());
  }

  measureStorage(): Promise<StorageUse> {
    return this.#call((api) => api.measureStorage());
  }

  removeFunding(datasetId: string): Promise<void> {
    return this.#call((api) => api.removeFunding(datasetId));
  }

  restoreFunding(datasetId: string, rates: FundingRates): Promise<void> {
    return this.#call((api) => api.restoreFunding(datasetId, rates));
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

  /** Ends the worker after its current answer has arrived. */
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

/** Stores that no list shows: probabilities, parts of running downloads, and refusals. */
const unlisted = new Set(['predictions', 'downloadChunks', 'restRefusals']);

/** Changes within this time are reported together. */
const gatherMs = 100;

/**
 * Calls `onChange` after another tab, or a worker of this one, has changed what is stored; once for several changes
 * in quick succession. Returns a function that stops this.
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
 * The browser's answer to the request never to evict the stored data:
 * - `granted`: it promised, now or earlier;
 * - `denied`: it or its user refused; data may go when the disk is full;
 * - `unsupported`: it cannot promise (an old browser, or a page that is not served securely).
 */
export type Persistence = 'granted' | 'denied' | 'unsupported';

/**
 * Asks the browser to keep this page's data for good. Only a page can ask, not a worker. Some browsers ask the
 * person, so call it after something worth keeping was stored.
 */
export async function requestPersistence(): Promise<Persistence> {
  // Absent outside secure contexts, whatever the type says.
  const storage = navigator.storage as StorageManager | undefined;
  if (storage?.persist === undefined) return 'unsupported';
  return (await storage.persist()) ? 'granted' : 'denied';
}

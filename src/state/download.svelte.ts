import { SvelteMap } from 'svelte/reactivity';
import type { DataClient } from '../client/data-client';
import type { EpochMs } from '../core/bars/bars';
import type {
  DownloadInfo,
  DownloadProgress,
  DownloadRequest,
  DownloadWait,
} from '../core/download';
import { nameBarInterval, type ExchangeInfo, type ExchangeSymbol } from '../core/exchange';
import type { DatasetInfo, SourceFormat } from '../core/library';
import { describeAdded, messageOf } from './message';
import { Job } from './job.svelte';
import type { LibraryState } from './library.svelte';
import type { NoticeState } from './notices.svelte';

/** The running download. */
export interface RunningDownload {
  readonly request: DownloadRequest;
  /** Undefined until the exchange has answered once. */
  readonly progress: DownloadProgress | undefined;
  /** Why it is waiting, and until when; NaN where that is unknown. */
  readonly pause: { readonly wait: DownloadWait; readonly until: EpochMs } | undefined;
  /** Whether all bars have arrived and are being checked and stored. */
  readonly isStoring: boolean;
}

type Client = Pick<DataClient, 'download' | 'listSymbols'>;

/** The markets of an exchange, or why they could not be listed; neither while they are being listed. */
export interface MarketList {
  readonly symbols?: readonly ExchangeSymbol[];
  /** Why the markets could not be listed; a symbol can still be typed. */
  readonly failure?: string;
}

/** Downloads from exchanges: the running one, those that can be resumed, and the markets to choose from. */
export class DownloadState {
  readonly #client: Client;
  readonly #library: LibraryState;
  readonly #notices: NoticeState;
  readonly #isShown: () => boolean;
  readonly #job = new Job();

  #running = $state.raw<RunningDownload | undefined>();
  #failed = $state.raw<DownloadRequest | undefined>();
  #exchanges = $state.raw<readonly ExchangeInfo[]>([]);
  readonly #markets = new SvelteMap<string, MarketList>();
  readonly #marketsAsked: Record<string, Promise<void> | undefined> = {};

  /** Downloads that were stopped and can be resumed, newest first; without the one that just failed. */
  readonly resumable = $derived(
    this.#listStopped().filter(
      ({ request }) =>
        !isSame(request, this.#running?.request) && !isSame(request, this.failure?.request),
    ),
  );

  /** `isShown` returns whether the view that shows a failure is open. */
  constructor(
    client: Client,
    library: LibraryState,
    notices: NoticeState,
    isShown: () => boolean = () => true,
  ) {
    this.#isShown = isShown;
    this.#client = client;
    this.#library = library;
    this.#notices = notices;
  }

  get running(): RunningDownload | undefined {
    return this.#running;
  }

  /** The last request and why it failed, until that is dismissed or another download starts. */
  get failure(): { readonly request: DownloadRequest; readonly message: string } | undefined {
    const message = this.#job.failure;
    return this.#failed === undefined || message === undefined
      ? undefined
      : { request: this.#failed, message };
  }

  dismissFailure(): void {
    this.#job.dismiss();
  }

  /** The exchanges that bars can be fetched from, once loaded; the first is the default. */
  get exchanges(): readonly ExchangeInfo[] {
    return this.#exchanges;
  }

  /** Loads the list; a failure leaves it empty, since the page can still read files. */
  async loadExchanges(list: () => Promise<readonly ExchangeInfo[]>): Promise<void> {
    this.#exchanges = await list().catch(() => []);
  }

  markets(exchangeId: string): MarketList {
    return this.#markets.get(exchangeId) ?? {};
  }

  /** Lists the markets of an exchange, once per page load; again after a failure. */
  loadMarkets(exchangeId: string): Promise<void> {
    return (this.#marketsAsked[exchangeId] ??= this.#askMarkets(exchangeId));
  }

  /** Fetches and stores; the resulting dataset becomes the one in use. */
  async start(request: DownloadRequest): Promise<void> {
    const dataset = await this.#run(request);
    if (dataset === undefined) await this.#library.refresh();
    else await this.#adopt(dataset, request);
  }

  /**
   * Fetches and stores, without changing the dataset in use; undefined where it was cancelled or failed
   * (then `failure` says why), or where another download is running.
   */
  async fetch(request: DownloadRequest): Promise<DatasetInfo | undefined> {
    const dataset = await this.#run(request);
    await this.#library.refresh();
    return dataset;
  }

  /** Resumes a download that was stopped. */
  async resume({ request }: DownloadInfo): Promise<void> {
    await this.start(request);
  }

  /** Deletes a download that was stopped, with the bars so far. */
  async discard({ id }: DownloadInfo): Promise<void> {
    await this.#library.discardDownload(id);
  }

  /** Whether an exchange may have the bars after a dataset. */
  canBringUpToDate(dataset: DatasetInfo): boolean {
    return this.#findExchange(dataset) !== undefined;
  }

  /** Fetches the bars that have closed since the end of a dataset, up to `now`. */
  async bringUpToDate(dataset: DatasetInfo, now: EpochMs): Promise<void> {
    const interval = nameBarInterval(dataset.intervalMs);
    const exchange = this.#findExchange(dataset);
    if (interval === undefined || exchange === undefined) return;
    const from = dataset.to + dataset.intervalMs;
    const to = Math.floor(now / dataset.intervalMs) * dataset.intervalMs;
    if (to <= from) this.#notices.show(`${dataset.name} is up to date.`);
    else {
      const { symbol, id } = dataset;
      await this.start({ exchange, symbol, interval, from, to, extendsDatasetId: id });
    }
  }

  /** Stops the download; the bars so far are kept. */
  cancel(): void {
    this.#job.cancel();
  }

  /**
   * Returns the exchange that may have the bars after a dataset: the one that its bars came from, or the default
   * exchange if there are taker columns, as in files of that exchange. The download compares the last bars with
   * the exchange, so another market is noticed before anything is added.
   */
  #findExchange({ sources, intervalMs, hasTaker, sample }: DatasetInfo): string | undefined {
    const made: readonly SourceFormat[] = ['resampled', 'joined'];
    const isMade = sample !== undefined || sources.some(({ format }) => made.includes(format));
    if (isMade) return undefined;
    const fetchedFrom = sources.find(({ exchange }) => exchange !== undefined)?.exchange;
    const [usual] = this.#exchanges;
    const exchange =
      fetchedFrom === undefined
        ? hasTaker && usual
        : this.#exchanges.find(({ id }) => id === fetchedFrom);
    if (!exchange) return undefined;
    const interval = nameBarInterval(intervalMs);
    return interval !== undefined && exchange.intervals.includes(interval)
      ? exchange.id
      : undefined;
  }

  #listStopped(): readonly DownloadInfo[] {
    return this.#library.downloads;
  }

  #take(request: DownloadRequest, event: { readonly kind: string } | DownloadProgress): void {
    // An event can arrive after the result, since it comes by a separate channel.
    if (this.#running?.request !== request) return;
    if (!('barsDone' in event)) this.#running = { ...this.#running, isStoring: true };
    else {
      const { wait } = event;
      const seconds = wait !== undefined && 'seconds' in wait ? wait.seconds : NaN;
      const pause = wait && { wait, until: Date.now() + seconds * 1000 };
      this.#running = { request, progress: event, pause, isStoring: false };
    }
  }

  async #run(request: DownloadRequest): Promise<DatasetInfo | undefined> {
    if (this.#job.isRunning) return undefined;
    this.#failed = request;
    this.#running = { request, progress: undefined, pause: undefined, isStoring: false };
    const dataset = await this.#job.run((signal) =>
      this.#client.download(request, (event) => this.#take(request, event), signal),
    );
    this.#running = undefined;
    if (this.failure !== undefined && !this.#isShown()) {
      const { symbol, interval } = request;
      this.#notices.show(`${symbol} ${interval} could not be fetched. The Data view says why.`);
    }
    return dataset;
  }

  async #adopt(dataset: DatasetInfo, { extendsDatasetId }: DownloadRequest): Promise<void> {
    const text =
      extendsDatasetId === undefined
        ? describeAdded([dataset], this.#library.datasets)
        : `${dataset.name} is up to date.`;
    await this.#library.adoptDatasets([dataset]);
    this.#notices.show(text);
  }

  async #askMarkets(exchangeId: string): Promise<void> {
    this.#markets.set(exchangeId, {});
    try {
      this.#markets.set(exchangeId, { symbols: await this.#client.listSymbols(exchangeId) });
    } catch (error) {
      this.#markets.set(exchangeId, { failure: messageOf(error) });
      this.#marketsAsked[exchangeId] = undefined;
    }
  }
}

function isSame(a: DownloadRequest, b: DownloadRequest | undefined): boolean {
  return (
    a.exchange === b?.exchange &&
    a.symbol === b.symbol &&
    a.interval === b.interval &&
    a.from === b.from &&
    a.to === b.to &&
    a.extendsDatasetId === b.extendsDatasetId
  );
}

import { countBars, countBytes } from '../src/core/bars/bars';
import { inspectBars } from '../src/core/bars/quality/bar-checks';
import { type DownloadProgress, type DownloadRequest, keyDownload } from '../src/core/download';
import type { DatasetInfo, DataSource, MarketName } from '../src/core/library';
import { canBeSame, nameMarket } from '../src/core/market-name';
import type { PageStore } from '../src/exchange/download/pages';
import { downloadBars, type Downloaded } from '../src/exchange/download/download-bars';
import type { Exchange } from '../src/exchange/exchange';
import { ExchangeError } from '../src/exchange/exchange-error';
import { findDataset, loadBars } from '../src/storage/datasets';
import { deleteDownload, loadPages, savePage, saveDownload } from '../src/storage/downloads';
import { hashBars } from '../src/storage/hash';
import { saveDataset } from '../src/storage/save-datasets';
import type { TabquantDatabase } from '../src/storage/schema';
import type { ImportEvent } from './api/data';

/** A download to store as a dataset, and what it needs. */
interface DownloadJob {
  readonly database: TabquantDatabase;
  /** The same one for all requests of this worker, since it counts them. */
  readonly exchange: Exchange;
  readonly request: DownloadRequest;
  readonly onEvent: (event: DownloadProgress | ImportEvent) => void;
  readonly signal?: AbortSignal;
  /** The wall clock, ms since the epoch. */
  readonly now?: () => number;
}

/**
 * Fetches the bars of a request and stores them as a dataset; a dataset that the request extends is replaced by the
 * longer one with the same name. Each page is stored as it arrives, so that the same request can resume; once the
 * dataset is stored, the pages are deleted.
 *
 * Throws `ExchangeError`, `StorageError`, or the signal's reason.
 */
export async function downloadDataset(job: DownloadJob): Promise<DatasetInfo> {
  const { database, exchange, request, onEvent, signal, now = Date.now } = job;
  const extended = await findExtended(database, request);
  const base = extended && (await loadBars(database, extended.id));
  const store = createPageStore(database, now);
  const downloaded = await downloadBars(request, { exchange, store, base, signal, now }, onEvent);
  onEvent({ kind: 'storing' });
  const source = await describeSource(request, downloaded, exchange);
  const dataset = await saveDataset(database, {
    bars: downloaded.bars,
    quality: {
      findings: inspectBars(downloaded.bars),
      rows: countBars(downloaded.bars),
    },
    symbol: request.symbol,
    market: extended?.market ?? marketOf(request),
    name: extended?.name ?? source.name,
    sources: [...(extended?.sources ?? []), source],
    replaces: extended?.id,
    now: now(),
  });
  await deleteDownload(database, keyDownload(request));
  return dataset;
}

/** Returns the dataset to extend; undefined when the request is for a new one. */
async function findExtended(
  database: TabquantDatabase,
  request: DownloadRequest,
): Promise<DatasetInfo | undefined> {
  const { symbol, extendsDatasetId } = request;
  if (extendsDatasetId === undefined) return undefined;
  const info = await findDataset(database, extendsDatasetId);
  if (info === undefined || info.deletedAt !== undefined) {
    throw new ExchangeError(
      'mismatch',
      'The dataset to extend no longer exists. Fetch the bars as a dataset of their own instead.',
    );
  }
  // The exchanges that bars are fetched from are spot markets.
  const fetched = { ...marketOf(request), contract: 'spot' } as const;
  if (info.symbol === symbol && canBeSame(info.market, fetched)) return info;
  throw new ExchangeError(
    'mismatch',
    `${info.name} holds ${nameMarket(info.symbol, info.market) || 'an unnamed symbol'}, so bars of ${symbol} cannot extend it. ` +
      'Fetch them as a dataset of their own instead.',
  );
}

function marketOf({ exchange }: DownloadRequest): MarketName {
  return { exchange };
}

function createPageStore(database: TabquantDatabase, now: () => number): PageStore {
  return {
    async begin(_id, request, barsTotal) {
      await saveDownload(database, { request, barsTotal, now: now() });
    },
    load: (id) => loadPages(database, id),
    put: (downloadId, page) => savePage(database, { downloadId, ...page }, now()),
  };
}

async function describeSource(
  { symbol, interval }: DownloadRequest,
  { fetched, notes }: Downloaded,
  { info, traffic }: Exchange,
): Promise<DataSource> {
  return {
    name: `${info.name} ${symbol} ${interval}`,
    bytes: countBytes(fetched),
    sha256: await hashBars(fetched),
    format: 'exchange',
    exchange: info.id,
    notes,
    url: traffic.host,
  };
}

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { exchanges } from '../../src/exchange/exchanges';
import { DownloadState } from '../../src/state/download.svelte';
import { loadBars } from '../../src/storage/datasets';
import AddData from '../../src/ui/views/data/add/AddData.svelte';
import FetchDialog from '../../src/ui/views/data/download/FetchDialog.svelte';
import { planDownload } from '../../src/ui/views/data/download/plan-download';
import { downloadDataset } from '../../workers/download-dataset';
import { downloadUse, openExchange } from '../../workers/open-exchange';
import { makeLibrary } from '../state/fake-library';
import { openFresh } from '../storage/make-records';
import { readText, renderMarkup } from '../ui/views/live/render';

// The line that registers it.
vi.mock('../../src/exchange/exchanges', async (load: () => Promise<{ exchanges: unknown[] }>) => {
  const { tidal } = await import('./tidal-exchange');
  const listed = { info: tidal.info, load: () => Promise.resolve(tidal) };
  return { exchanges: [...(await load()).exchanges, listed] };
});

const hourMs = 3_600_000;
const newYear = Date.UTC(2024, 0, 1);
const asked: URL[] = [];

/** The exchange itself, in which 250 hours have passed. */
function answer(url: URL): unknown {
  if (url.pathname === '/clock') return { now: newYear / 1000 + 250 * 3600 };
  if (url.pathname === '/markets') return [{ name: 'WAVE-EUR', base: 'WAVE', quote: 'EUR' }];
  const [from, to, limit] = ['from', 'to', 'limit'].map((name) =>
    Number(url.searchParams.get(name)),
  );
  const bars = [];
  for (let t = from; t < to && bars.length < limit; t += 3600) {
    bars.push({ t, o: 10, h: 12, l: 9, c: 11, v: t % 7 });
  }
  return { bars };
}

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal('navigator', { onLine: true });
  vi.stubGlobal('fetch', (address: string) => {
    const url = new URL(address);
    asked.push(url);
    return Promise.resolve(new Response(JSON.stringify(answer(url))));
  });
});
afterEach(() => vi.unstubAllGlobals());

async function openPage() {
  const made = makeLibrary();
  const client = {
    download: () => Promise.reject(new Error('not asked')),
    listSymbols: (id: string) =>
      openExchange(id, openFresh, downloadUse).then((exchange) => exchange.listSymbols()),
  };
  const downloading = new DownloadState(client, made.library, made.notices);
  await downloading.loadExchanges(() => Promise.resolve(exchanges.map(({ info }) => info)));
  return downloading;
}

test('an exchange of one file is offered by its name, with its markets and intervals', async () => {
  const downloading = await openPage();
  await downloading.loadMarkets('tidal');
  const importing = { progress: undefined };
  const page = renderMarkup(AddData, { app: { importing, downloading }, isFirstVisit: false });
  expect(readText(page)).toContain('Fetch from Binance Fetch from Tidal');

  const [, exchange] = downloading.exchanges;
  const dialog = readText(
    renderMarkup(FetchDialog, { exchange, downloading, onClose: () => undefined }),
  );
  expect(dialog).toContain('Fetch from Tidal');
  expect(dialog).toContain('WAVE priced in EUR.');
  expect(dialog).toContain('1h 1d');
  expect(dialog).not.toContain('archives');
});

test('its bars become a dataset, page by page, which it can bring up to date', async () => {
  const [, { info }] = exchanges;
  const plan = planDownload(
    info,
    { symbol: 'wave-eur', interval: '1h', span: 'days', days: 10, fromDate: '', toDate: '' },
    newYear + 240 * hourMs,
  );
  if ('problem' in plan) throw new Error(plan.problem);
  const database = await openFresh();
  const dataset = await downloadDataset({
    database,
    exchange: await openExchange(
      plan.request.exchange,
      () => Promise.resolve(database),
      downloadUse,
    ),
    request: plan.request,
    onEvent: () => undefined,
  });
  expect(dataset).toMatchObject({ name: 'Tidal WAVE-EUR 1h', bars: 240, intervalMs: hourMs });
  expect(dataset.sources).toMatchObject([
    { format: 'exchange', exchange: 'tidal', url: 'https://api.tidal.test' },
  ]);
  expect((await loadBars(database, dataset.id)).openTime[239]).toBe(newYear + 239 * hourMs);
  // The clock, the first bar and three pages of 100.
  expect(asked.map(({ pathname }) => pathname)).toHaveLength(5);

  const downloading = await openPage();
  expect(downloading.canBringUpToDate(dataset)).toBe(true);
  expect(downloading.canBringUpToDate({ ...dataset, intervalMs: 60_000 })).toBe(false);
});

test('its stream is told what to send, and read', async () => {
  const { stream } = await openExchange('tidal', openFresh, downloadUse);
  const topics = { symbols: ['WAVE-EUR'], interval: '1h', hasBestPrices: true } as const;
  expect(stream.subscribe(stream.hosts[0], topics)).toEqual({
    url: 'wss://stream.tidal.test/live',
    send: ['{"subscribe":"WAVE-EUR"}'],
  });
  expect(stream.read('{"market":"WAVE-EUR","bid":10,"ask":11}')).toMatchObject({
    bid: 10,
    ask: 11,
  });
  expect(stream.read('{').kind).toBe('malformed');
});

test('an exchange that there is not is named, with those that there are', async () => {
  await expect(openExchange('gone', openFresh, downloadUse)).rejects.toThrow(
    'There is no exchange gone. Those that can be asked: Binance, Tidal.',
  );
});

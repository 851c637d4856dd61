import { describe, expect, it } from 'vitest';
import type { Bars } from '../../../src/core/bars/bars';
import type { DownloadRequest } from '../../../src/core/download';
import { downloadBars, type Downloaded } from '../../../src/exchange/download/download-bars';
import { expectSameBars } from './expect-same-bars';
import {
  createFakeExchange,
  makeKlines,
  newYear,
  toBars,
  type FakeExchange,
} from '../binance/fake-exchange';
import { openBinance } from '../binance/open-binance';
import { createMemoryStore } from './memory-store';

const minute = 60_000;
const klines = makeKlines(2600);

const request: DownloadRequest = {
  exchange: 'binance',
  symbol: 'BTCUSDT',
  interval: '1m',
  from: newYear + 1000 * minute,
  to: newYear + 3000 * minute,
  extendsDatasetId: 'old',
};

async function extend(base: Bars, exchange = openExchange()): Promise<Downloaded> {
  const binance = openBinance(exchange.platform, ['https://one.test']);
  const { now } = exchange.clock;
  const deps = { exchange: binance, store: createMemoryStore(), base, now };
  return exchange.clock.run(downloadBars(request, deps, () => undefined));
}

/** Within minute 2500. */
function openExchange(): FakeExchange {
  return createFakeExchange(klines, newYear + 2500.2 * minute);
}

describe('extending a dataset', () => {
  it('adds the bars after its last one up to now, and compares the last five', async () => {
    const { bars, fetched, notes } = await extend(toBars(klines.slice(0, 1000)));
    expectSameBars(bars, toBars(klines.slice(0, 2500)));
    expectSameBars(fetched, toBars(klines.slice(1000, 2500)));
    expect(notes).toEqual([
      // Time, overlap, first bar, two chunks.
      'fetched from one.test in 5 requests',
      'bars that open from 2024-01-01T16:40:00Z to 2024-01-02T17:39:00Z',
      'the bar that was still forming was left out',
      'the last 5 bars before them agree with the exchange',
    ]);
  });

  it('starts after its last bar, whatever the request says', async () => {
    const { bars } = await extend(toBars(klines.slice(0, 700)));
    expectSameBars(bars, toBars(klines.slice(0, 2500)));
  });

  it('says which columns of the exchange the dataset goes without', async () => {
    const { takerBuyBase: _base, takerBuyQuote: _quote, ...base } = toBars(klines.slice(0, 1000));
    const { bars, notes } = await extend(base);
    expect(bars.takerBuyQuote).toBeUndefined();
    expect(bars.tradeCount).toHaveLength(2500);
    expect(notes).toContain('takerBuyBase, takerBuyQuote were left out: the bars before have none');
  });

  it('takes a difference in the last digit for rounding', async () => {
    const base = toBars(klines.slice(0, 1000));
    base.quoteVolume?.set([(base.quoteVolume.at(-1) ?? 0) * (1 + 1e-15)], 999);
    expect((await extend(base)).bars.openTime).toHaveLength(2500);
  });

  it('refuses a dataset whose last bars are not those of the exchange', async () => {
    const base = toBars(klines.slice(0, 1000));
    base.close[996] = 100.5;
    await expect(extend(base)).rejects.toMatchObject({
      name: 'ExchangeError',
      kind: 'mismatch',
      message: expect.stringMatching(
        /At 2024-01-01T16:36:00Z the dataset has close 100.5, Binance has [\d.]+\..*Nothing was changed/,
      ),
    });
  });

  it('refuses a dataset with a bar that the exchange does not have', async () => {
    const base = toBars(klines.slice(0, 1000));
    const exchange = openExchange();
    exchange.klines = klines.filter((_, place) => place !== 998);
    await expect(extend(base, exchange)).rejects.toMatchObject({
      kind: 'mismatch',
      message: expect.stringContaining('has no bar of BTCUSDT at 2024-01-01T16:38:00Z'),
    });
  });

  it.each<[string, Partial<Bars>, string]>([
    ['of another interval', { intervalMs: 120_000 }, 'not those of the exchange'],
    ['with columns of its own', { extras: { mood: new Float64Array(1000) } }, 'columns (mood)'],
  ])('refuses one %s', async (_, change, words) => {
    const base = { ...toBars(klines.slice(0, 1000)), ...change };
    const message = expect.stringContaining(words);
    await expect(extend(base)).rejects.toMatchObject({ kind: 'mismatch', message });
  });

  it('says that there is nothing to add', async () => {
    await expect(extend(toBars(klines.slice(0, 2500)))).rejects.toMatchObject({
      kind: 'up-to-date',
      message: expect.stringContaining('opens at 2024-01-02T17:40:00Z or later is closed yet'),
    });
  });

  it('says so, too, when the market has stopped', async () => {
    const exchange = openExchange();
    exchange.klines = klines.slice(0, 1000);
    await expect(extend(toBars(klines.slice(0, 1000)), exchange)).rejects.toMatchObject({
      kind: 'up-to-date',
    });
  });
});

import { describe, expect, it } from 'vitest';
import type { TimeRange } from '../../src/exchange/exchange';
import { fetchRange, planPages } from '../../src/exchange/paging';
import { createFakeExchange, makeKlines, newYear, toBars } from './binance/fake-exchange';
import { openBinance } from './binance/open-binance';
import { expectSameBars } from './download/expect-same-bars';

const minute = 60_000;

describe('planPages', () => {
  const plan = (range: TimeRange, first = range.from) => planPages(range, first, 1, 100);

  it('cuts a range into pages on a grid that starts with it', () => {
    expect(plan({ from: 50, to: 270 })).toEqual([
      { from: 50, to: 150 },
      { from: 150, to: 250 },
      { from: 250, to: 270 },
    ]);
    expect(plan({ from: 50, to: 50 })).toEqual([]);
  });

  it('keeps the grid where the first bar comes later', () => {
    expect(plan({ from: 0, to: 250 }, 130)).toEqual([
      { from: 130, to: 200 },
      { from: 200, to: 250 },
    ]);
  });
});

describe('fetchRange', () => {
  const query = (minutes: number) =>
    ({ symbol: 'BTCUSDT', interval: '1m', from: newYear, to: newYear + minutes * minute }) as const;

  it('fetches a range that is longer than one answer page by page, and each gap twice', async () => {
    const klines = makeKlines(2500, [1700, 1701, 2200]);
    const server = createFakeExchange(klines);
    const binance = openBinance(server.platform, ['https://one.test']);
    const bars = await server.clock.run(fetchRange(binance, query(2500)));
    expectSameBars(bars, toBars(klines));
    expect(server.asked).toHaveLength(3 + 2);
  });

  it('of a time without bars has none', async () => {
    const server = createFakeExchange([]);
    const binance = openBinance(server.platform, ['https://one.test']);
    const bars = await server.clock.run(fetchRange(binance, query(1500)));
    expect(bars.openTime).toHaveLength(0);
    expect(server.asked).toHaveLength(4);
  });

  it('takes the later of two answers that differ about a bar where it may, else refuses both', async () => {
    const [kline, next] = makeKlines(2);
    const changed = kline.map((entry, index) => (index === 4 ? kline[1] : entry));
    const server = createFakeExchange([]);
    const answers = [[kline], [changed, next]];
    server.fail = ({ index }) => ({ body: JSON.stringify(answers[index % 2]) });
    const binance = openBinance(server.platform, ['https://one.test']);
    const fetch = (conflicts?: 'last') =>
      server.clock.run(fetchRange(binance, query(2), { conflicts }));
    expect((await fetch('last')).close[0]).toBe(Number(kline[1]));
    await expect(fetch()).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('Binance sent two different bars of the same time'),
    });
  });
});

import { describe, expect, it } from 'vitest';
import { keyDownload } from '../../../src/core/download';
import { createFakeExchange, makeKlines } from '../binance/fake-exchange';
import { createMemoryStore } from './memory-store';
import { makeRequest, start } from './run-download';

describe('progress', () => {
  it('counts up to the total, with the host and an estimate of what is left', async () => {
    const exchange = createFakeExchange(makeKlines(6400));
    const store = createMemoryStore();
    const { result, progress } = start(exchange, store, makeRequest(6400), { parallel: 1 });
    await result;
    expect(store.begun).toEqual([{ id: keyDownload(makeRequest(6400)), barsTotal: 6400 }]);
    expect(progress.map(({ barsDone }) => barsDone)).toEqual([
      0, 0, 1000, 2000, 3000, 4000, 5000, 6000, 6400,
    ]);
    expect(
      progress.every(({ barsTotal, host }) => barsTotal === 6400 && host === 'https://one.test'),
    ).toBe(true);
    expect(progress[0].etaSeconds).toBeNaN();
    // 100 ms an answer.
    expect(progress[3].etaSeconds).toBeCloseTo(0.44);
    expect(progress.at(-1)?.etaSeconds).toBe(0);
  });

  it('tells a wait, how long it takes, and its end', async () => {
    const exchange = createFakeExchange(makeKlines(3000));
    exchange.fail = ({ index }) =>
      index === 3 ? { status: 429, headers: { 'Retry-After': '40' } } : undefined;
    const { result, progress } = start(exchange, createMemoryStore(), makeRequest(3000), {
      parallel: 1,
    });
    await result;
    expect(progress.map(({ wait }) => wait)).toEqual([
      undefined,
      undefined,
      undefined,
      { kind: 'rate-limited', seconds: 40 },
      undefined,
      undefined,
      undefined,
    ]);
  });
});

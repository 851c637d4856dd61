import type { Bar, EpochMs } from '../../src/core/bars/bars';
import { minuteMs } from '../servers/test-client';

/** Returns the minute bar of a number since the epoch: a function of it, so that no market takes memory. */
export function makeWaveBar(index: number): Bar {
  const open = priceAt(index);
  const close = priceAt(index + 1);
  const volume = 2 + Math.round(100 * (1 + Math.sin(index * 1.3))) / 100;
  return {
    openTime: index * minuteMs,
    open,
    high: Math.max(open, close) + 0.25,
    low: Math.min(open, close) - 0.25,
    close,
    volume,
    quoteVolume: volume * 2 ** Math.round(Math.log2(open)),
    tradeCount: 10 + (index % 7),
    takerBuyBase: volume / 2,
    takerBuyQuote: volume * 2 ** Math.round(Math.log2(open)) * (0.5 + 0.25 * Math.sin(index)),
  };
}

/** Returns the message of a bar that is forming. */
export function writeForming(symbol: string, bar: Bar, at: EpochMs): string {
  return writeKline(symbol, { ...bar, close: bar.open }, at, false);
}

/** Returns the message that closes a bar. */
export function writeClosing(symbol: string, bar: Bar, at: EpochMs): string {
  return writeKline(symbol, bar, at, true);
}

function priceAt(index: number): number {
  const wave = 3 * Math.sin(index / 11) + 2 * Math.sin(index / 3.7) + Math.sin(index * 2.1);
  return Math.round(100 * (1000 + wave)) / 100;
}

function writeKline(symbol: string, bar: Bar, at: EpochMs, isClosed: boolean): string {
  const k = {
    t: bar.openTime,
    T: bar.openTime + minuteMs - 1,
    s: symbol,
    i: '1m',
    f: 1,
    L: bar.tradeCount,
    o: String(bar.open),
    c: String(bar.close),
    h: String(bar.high),
    l: String(bar.low),
    v: String(bar.volume),
    n: bar.tradeCount,
    x: isClosed,
    q: String(bar.quoteVolume),
    V: String(bar.takerBuyBase),
    Q: String(bar.takerBuyQuote),
    B: '0',
  };
  const stream = `${symbol.toLowerCase()}@kline_1m`;
  return JSON.stringify({ stream, data: { e: 'kline', E: at, s: symbol, k } });
}

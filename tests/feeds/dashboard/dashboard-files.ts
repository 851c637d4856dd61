import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bar, Bars } from '../../../src/core/bars/bars';

/** Where `scripts/dashboard-model.py` left files. */
export const fixtureFolder = join(import.meta.dirname, '../../fixtures/dashboard');

export function readBytes(folder: string, name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(join(folder, name)));
}

/** The files that a person would drop; `names` of others in their place. */
export function readFiles(folder: string, names = ['model.pt', 'scaler.pkl', 'meta.json']) {
  return names.map((name) => ({ name, bytes: readBytes(folder, name) }));
}

/** The bars of the files, and what PyTorch says of each window of 60, by the window's last bar. */
export function readExpected(folder: string): {
  readonly bars: Bars;
  readonly probability: readonly number[];
} {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const columns = read('bars.json') as Record<string, number[]>;
  const take = (name: string): Float64Array => Float64Array.from(columns[name]);
  const count = columns.openTime.length;
  const bars = {
    intervalMs: 60_000,
    openTime: take('openTime'),
    open: take('open'),
    high: take('high'),
    low: take('low'),
    close: take('close'),
    volume: take('volume'),
    quoteVolume: take('quoteVolume'),
    takerBuyQuote: take('takerBuyQuote'),
  };
  const windows = read('probabilities.json') as number[];
  const before = Array.from({ length: count - windows.length }, () => NaN);
  return { bars, probability: [...before, ...windows] };
}

export function listBars(bars: Bars): Bar[] {
  return [...bars.openTime].map((openTime, at) => ({
    openTime,
    open: bars.open[at],
    high: bars.high[at],
    low: bars.low[at],
    close: bars.close[at],
    volume: bars.volume[at],
    quoteVolume: bars.quoteVolume?.[at] ?? NaN,
    tradeCount: NaN,
    takerBuyBase: NaN,
    takerBuyQuote: bars.takerBuyQuote?.[at] ?? NaN,
  }));
}

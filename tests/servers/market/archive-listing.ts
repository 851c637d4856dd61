import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { TextWriter, Uint8ArrayReader, ZipReader } from '@zip.js/zip.js/index-native.js';
import type { Bars } from '../../../src/core/bars/bars';
import { mergeBars } from '../../../src/core/bars/merge';
import { validateBars } from '../../../src/core/bars/validate';
import type { MarketListing } from './market';

/**
 * Returns the market of the exchange's own monthly or daily archives (`BTCUSDT-1m-2024-01.zip`), in
 * any order. It parses them by itself: a server that is to catch faults of the feeds cannot use them.
 */
export async function readArchiveListing(paths: readonly string[]): Promise<MarketListing> {
  const parts = await Promise.all(paths.map(readArchive));
  const [symbol = ''] = basename(paths[0]).split('-');
  const quoteAsset = /(USDT|USDC|FDUSD|BTC|ETH|BNB)$/.exec(symbol)?.[1] ?? 'USDT';
  const baseAsset = symbol.slice(0, symbol.length - quoteAsset.length);
  return { symbol, baseAsset, quoteAsset, bars: validateBars(mergeBars(parts).bars) };
}

async function readArchive(path: string): Promise<Bars> {
  const reader = new ZipReader(new Uint8ArrayReader(await readFile(path)), {
    useWebWorkers: false,
  });
  const entries = await reader.getEntries();
  const entry = entries.find(({ filename }) => filename.endsWith('.csv'));
  if (entry === undefined || entry.directory) throw new Error(`${path} holds no .csv file`);
  const text = await entry.getData(new TextWriter());
  await reader.close();
  return parseArchive(text);
}

function parseArchive(text: string): Bars {
  const rows = text
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.split(',').map(Number));
  const column = (place: number): Float64Array => Float64Array.from(rows, (row) => row[place]);
  const openTime = column(0).map(readTime);
  return {
    intervalMs: openTime[1] - openTime[0],
    openTime,
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
    quoteVolume: column(7),
    tradeCount: column(8),
    takerBuyBase: column(9),
    takerBuyQuote: column(10),
  };
}

/** Archives have microseconds from 2025 on and milliseconds before. */
function readTime(time: number): number {
  return time > 1e14 ? time / 1000 : time;
}

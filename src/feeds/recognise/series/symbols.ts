import type { NameMatch } from '../columns/match-names';
import { isMissing } from '../../../core/bars/numbers';
import type { Sample } from '../sample';

/**
 * Guesses the symbol from a file's name, in upper case: BTCUSDT of "btcusdt_1m_2024q1.parquet",
 * ETHUSDT of "ETH_USDT-1m.feather" and of "Binance_ETHUSDT_1h.csv". Returns '' for a name without an
 * interval after the symbol and without a currency at its end, such as "january.csv".
 */
export function guessSymbol(fileName: string): string {
  const stem = fileName
    .replace(/^.*[\\/]/, '')
    .replace(/\.[^-_]*$/, '')
    .trim();
  const parts = stem.split(/[-_ .,]+/);
  const start = parts.findIndex((part) => !sourcePattern.test(part));
  const named = parts.slice(start === -1 ? parts.length : start);
  const afterSymbol = named.findIndex((part, position) => position > 0 && !isSymbolPart(part));
  const end = afterSymbol === -1 ? named.length : afterSymbol;
  const symbol = named.slice(0, end).join('').toUpperCase();
  const hasInterval = named.slice(end).some((part) => intervalPattern.test(part));
  const isCoin = start > 0 && /^coin$/i.test(parts[start - 1]);
  return hasInterval || isCoin || quoteCurrencyPattern.test(symbol) ? symbol : '';
}

/**
 * A symbol as this program writes it: BTCUSDT of "BTC/USDT", "btc-usdt", "BINANCE:BTCUSDT", of
 * ccxt's "BTC/USDT:USDT" and of Kraken's "XXBTZUSD".
 */
export function normaliseSymbol(text: string): string {
  const [before, after = ''] = text.split(':');
  const market = before.includes('/') || after === '' ? before : after;
  const symbol = market.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
  // Kraken's older names: XXBTZUSD is XBT in USD, XETHXXBT is ETH in XBT.
  return symbol.replace(/^X([A-Z]{3})(?:Z([A-Z]{3})|X(XBT))$/, '$1$2$3');
}

/** The interval, a date, where the file is from, or a word for what it is, ends the symbol. */
function isSymbolPart(part: string): boolean {
  const isOther = fileWordPattern.test(part) || sourcePattern.test(part);
  return /^\p{L}[\p{L}\p{N}]*$/u.test(part) && !isOther;
}

/** Where a file comes from or what is in it, written before the symbol. */
const sourcePattern =
  /^(cryptodatadownload|cdd|kaggle|coins?|crypto|tradingview|yfinance|yahoo|freqtrade|ccxt|binance(us|futures)?|bitstamp|coinbase|kraken|gemini|bitfinex|okx|okex|bybit|kucoin|huobi|htx|gate(io)?|mexc|upbit|bithumb|poloniex|bittrex|ftx|bitmex|deribit|historical|history|download|rest|api|ws|websocket|stream|klines?|candles?|candlesticks?|ohlcv?)$/i;
const fileWordPattern =
  /^(klines?|candles?|candlesticks?|ohlcv?|bars|data|spot|futures|minutes?|hourly|daily|q[1-4]|[dhm]|day|hour|1?min|week(ly)?|month(ly)?|utc|gmt|naive|local|unix|polars|pandas|[mhdw]\d{1,2}|mn1)$/i;
const intervalPattern =
  /^(\d{1,2}(s|m|min|h|d|w|mo)|[mhdw]\d{1,2}|mn1|minutes?|hourly|daily|[dhm]|day|hour|min|week(ly)?)$/i;
const quoteCurrencyPattern =
  /.(USDT|USDC|FDUSD|BUSD|TUSD|DAI|USD|EUR|GBP|JPY|KRW|TRY|BRL|BTC|ETH|BNB)$/;

/**
 * The column that names the market of each row: text with few distinct values, of several under such
 * names the first that tells most markets apart. Numbers count where the name speaks of an id.
 */
export function findSymbolColumn(sample: Sample, { symbols }: NameMatch): number | undefined {
  if (sample.table.symbolColumn !== undefined) return sample.table.symbolColumn;
  const eligible = symbols.filter((position) => {
    const { kind, name } = sample.table.columns[position];
    if (kind === 'number' || sample.isNumeric(position)) return /id$/i.test(name.trim());
    return kind === 'text' && hasFewValues(sample, position);
  });
  const maxValues = Math.max(...eligible.map((position) => countValues(sample, position)));
  return eligible.find((position) => countValues(sample, position) === maxValues);
}

/** Market of each row of the sample; undefined where all are of one. */
export function groupBySymbol(
  sample: Sample,
  position: number | undefined,
): readonly string[] | undefined {
  if (position === undefined || countValues(sample, position) < 2) return undefined;
  return sample.texts(position);
}

function hasFewValues(sample: Sample, position: number): boolean {
  const texts = sample.texts(position).filter((text) => !isMissing(text));
  return texts.length > 0 && countValues(sample, position) <= Math.max(20, texts.length / 2);
}

function countValues(sample: Sample, position: number): number {
  return new Set(sample.texts(position).filter((text) => !isMissing(text))).size;
}

/** Rows of one market. */
export interface SymbolRows {
  /** '' of rows that name none. */
  readonly symbol: string;
  /** Their indices, in the order of the file; undefined for all rows. */
  readonly indices: Uint32Array | undefined;
}

/** Groups rows by the value of their symbol's column, in the order in which symbols first appear. */
export function splitBySymbol(
  values: Float64Array,
  symbolOf: (value: number) => string,
): readonly SymbolRows[] {
  const counts = new Map<number, number>();
  // NaN is one key of a Map.
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const nameOf = (value: number): string => (Number.isNaN(value) ? '' : symbolOf(value));
  if (counts.size <= 1) {
    const [value = NaN] = counts.keys();
    return [{ symbol: nameOf(value), indices: undefined }];
  }
  const groups = new Map<number, { indices: Uint32Array; filled: number }>();
  for (const [value, count] of counts) {
    groups.set(value, { indices: new Uint32Array(count), filled: 0 });
  }
  values.forEach((value, index) => {
    const group = groups.get(value);
    if (group !== undefined) group.indices[group.filled++] = index;
  });
  return [...groups].map(([value, { indices }]) => ({ symbol: nameOf(value), indices }));
}

/** The values at some indices; all of them, not copied, for undefined. */
export function takeRows(values: Float64Array, indices: Uint32Array | undefined): Float64Array {
  if (indices === undefined) return values;
  const taken = new Float64Array(indices.length);
  for (let at = 0; at < indices.length; at++) taken[at] = values[indices[at]];
  return taken;
}

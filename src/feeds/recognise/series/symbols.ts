import type { NameMatch } from '../columns/match-names';
import { isMissing } from '../../../core/bars/numbers';
import type { Sample } from '../sample';
import { findSettled, isExchange, readPartition, splitPath } from './market-words';
import { tellsMarkets } from './series-columns';

/**
 * Guesses the symbol from the name of a file and, where that names none, from its folders, the innermost
 * first: "symbol=BTCUSDT", or one that is called like a market.
 */
export function guessSymbolOfPath(path: string): string {
  const [name = '', ...folders] = splitPath(path).reverse();
  const symbol = guessSymbol(name);
  if (symbol !== '') return symbol;
  for (const folder of folders) {
    const partition = readPartition(folder);
    if (partition !== undefined && partitionPattern.test(partition.key)) {
      return normaliseSymbol(partition.value);
    }
    // An archive that a member lies in, or a folder of one market.
    const named = /\.\w+$/.test(folder) ? guessSymbol(folder) : folderSymbol(folder);
    if (named !== '') return named;
  }
  return '';
}

const partitionPattern = /^(symbol|ticker|pair|instrument|market|inst_?id|product)(_?id|_?name)?$/;

function folderSymbol(folder: string): string {
  const symbol = normaliseSymbol(folder);
  const isPair = /^[\p{L}\p{N}]+[-_]?[\p{L}]+$/u.test(folder) && quoteCurrencyPattern.test(symbol);
  return isPair ? symbol : '';
}

/**
 * Guesses the symbol from a file's name, in upper case: BTCUSDT of "btcusdt_1m_2024q1.parquet",
 * ETHUSDT of "ETH_USDT-1m.feather" and of "Binance_ETHUSDT_1h.csv". Returns '' for a name without an
 * interval after the symbol and without a currency at its end, such as "january.csv".
 */
export function guessSymbol(fileName: string): string {
  const stem = fileName
    .replace(/^.*[\\/]/, '')
    // HistData: "DAT_ASCII_EURUSD_M1_2024.csv".
    .replace(/^DAT_[A-Z]+_(?=[A-Z0-9]+_(M1|T))/, '')
    .replace(/\.[^-_]*$/, '')
    .trim();
  const settled = findSettled(stem);
  if (settled !== undefined) return settled;
  const named = namePatterns.map((pattern) => pattern.exec(stem)?.[1]).find(Boolean);
  if (named !== undefined) return normaliseSymbol(named);
  // MetaTrader 4 writes the minutes of a bar right after the symbol: XAUUSD1, EURUSD1440.
  const minutes = /^([A-Z]{6,})(?:1|5|15|30|60|240|1440|10080|43200)$/.exec(stem);
  if (minutes !== null) return minutes[1];
  const parts = stem.split(/[-_ .,]+/);
  const start = parts.findIndex((part) => !isSource(part));
  const words = parts.slice(start === -1 ? parts.length : start);
  const afterSymbol = words.findIndex((part, position) => position > 0 && !isSymbolPart(part));
  const end = afterSymbol === -1 ? words.length : afterSymbol;
  const symbol = words.slice(0, end).join('').toUpperCase();
  const hasInterval = words.slice(end).some((part) => intervalPattern.test(part));
  const isCoin = start > 0 && /^coin$/i.test(parts[start - 1]);
  // "bitstampUSD" names an exchange and a currency, but not which coin.
  if (isExchange(symbol.replace(/(USD|EUR|GBP|JPY|KRW)$/, ''))) return '';
  return hasInterval || isCoin || quoteCurrencyPattern.test(symbol) ? symbol : '';
}

/** Names whose symbol stands at one place: of Binance's funding, Alpha Vantage, QuantConnect, Deribit's perpetuals and China's terminals. */
const namePatterns: readonly RegExp[] = [
  /^([A-Z0-9]+(?:_[A-Z0-9]+)?)-fundingRate-/,
  /^(?:intraday(?:_\d+min)?|daily|weekly)(?:_adjusted)?_([A-Z][A-Z0-9.]{0,9})$/,
  /^\d{8}_([a-z0-9.]+)_(?:[a-z]+_)?(?:minute|second|hour|daily|tick)_(?:trade|quote|openinterest)/i,
  /^(?:equity|crypto|cryptofuture|forex|cfd|future|index)_[a-z]+_(?:minute|second|hour|daily|tick)_([a-z0-9.]+?)(?:_\d{8})?(?:_(?:trade|quote))?$/i,
  /(?:^|_)([A-Z0-9]{2,10}(?:_USD[CT])?-PERPETUAL)(?:_|$)/,
  /^((?:SZ|SH|BJ)#?\d{6})(?:\D|$)/i,
];

/**
 * A symbol as this program writes it: BTCUSDT of "BTC/USDT", "btc-usdt", "BINANCE:BTCUSDT", of
 * ccxt's "BTC/USDT:USDT", of Kraken's "XXBTZUSD" and of Upbit's "USDT-BTC".
 */
export function normaliseSymbol(text: string): string {
  const [before, after = ''] = text.split(':');
  const written = before.includes('/') || after === '' ? before : after;
  const market = turnPair(written);
  const symbol = market.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
  // Kraken's older names: XXBTZUSD is XBT in USD, XETHXXBT is ETH in XBT.
  return symbol.replace(/^X([A-Z]{3})(?:Z([A-Z]{3})|X(XBT))$/, '$1$2$3');
}

/** "BTC-KRW" of "KRW-BTC", as Upbit and others write the currency of the price first; other texts as they are. */
function turnPair(text: string): string {
  const [, quote, base] = /^([A-Z]{3,4})-([A-Z0-9]{2,10})$/.exec(text) ?? [];
  if (quote === undefined) return text;
  const isTurned = /^(KRW|USDT|USDC)$/.test(quote)
    ? !/^(KRW|USD|EUR|GBP|JPY|TRY|BRL|USDT|USDC)$/.test(base)
    : /^(USD|EUR|BTC)$/.test(quote) && coinPattern.test(base) && base !== quote;
  return isTurned ? `${base}-${quote}` : text;
}

/** Coins that no price is written in, beside the first two. */
const coinPattern = /^(BTC|ETH|XRP|SOL|DOGE|ADA|LTC|BCH|ETC|DOT|TRX|LINK|XLM|AVAX|ATOM|UNI|SHIB)$/;

/** The interval, a date, where the file is from, or a word for what it is, ends the symbol. */
function isSymbolPart(part: string): boolean {
  const isOther = fileWordPattern.test(part) || isSource(part);
  return /^\p{L}[\p{L}\p{N}]*$/u.test(part) && !isOther;
}

/** Where a file comes from or what is in it, written before the symbol. */
function isSource(part: string): boolean {
  return sourcePattern.test(part) || isExchange(part);
}

const sourcePattern =
  /^(cryptodatadownload|cdd|kaggle|coins?|crypto|tradingview|yfinance|yahoo|freqtrade|ccxt|binancefutures|historical|history|download|rest|api|ws|websocket|stream|klines?|candles?|candlesticks?|ohlcv?|trades?|aggtrades?|ticks?)$/i;
const fileWordPattern =
  /^(klines?|candles?|candlesticks?|ohlcv?|bars|data|spot|futures|minutes?|hourly|daily|intraday|endofday|eod|chart|historical|history|q[1-4]|[dhm]|day|hour|1?min|week(ly)?|month(ly)?|utc|gmt|naive|local|unix|polars|pandas|[mhdw]\d{1,2}|mn1)$/i;
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
    return kind === 'text' && hasFewValues(sample, position) && !tellsMarkets(sample, position);
  });
  const maxValues = Math.max(...eligible.map((position) => countValues(sample, position)));
  return eligible.find((position) => countValues(sample, position) === maxValues);
}

/** Series of each row of the sample; undefined where all are of one. */
export function groupBySeries(
  sample: Sample,
  positions: readonly number[],
): readonly string[] | undefined {
  const telling = positions.filter((position) => countValues(sample, position) > 1);
  if (telling.length === 0) return undefined;
  const columns = telling.map((position) => sample.texts(position));
  return sample.rows.map((_, row) => columns.map((texts) => texts[row]).join('\0'));
}

function hasFewValues(sample: Sample, position: number): boolean {
  const texts = sample.texts(position).filter((text) => !isMissing(text));
  return texts.length > 0 && countValues(sample, position) <= Math.max(20, texts.length / 2);
}

function countValues(sample: Sample, position: number): number {
  return new Set(sample.texts(position).filter((text) => !isMissing(text))).size;
}

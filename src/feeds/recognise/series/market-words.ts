import type { MarketName } from '../../../core/library';
import { splitWords } from '../columns/read-name';

/**
 * Returns the market that names tell: of a path or address, whose folders count, or of an archive and its
 * member joined by " / ". Of several names that tell the same thing the innermost counts.
 */
export function readMarketName(path: string): MarketName {
  const [name = '', ...folders] = splitPath(path).reverse();
  return [readSegment(name), ...folders.map(readFolder)].reduce(fillMarket, {});
}

/** Returns a market with what it does not tell taken from another. */
export function fillMarket(market: MarketName, other: MarketName): MarketName {
  return { ...other, ...market };
}

/** Returns the names of a path, outermost first; an address is told by its host and path. */
export function splitPath(path: string): string[] {
  // Names of files may have a "#" in them: "SZ#000002.txt".
  return path
    .replace(/^[a-z]+:\/\/([^?#]*).*$/i, '$1')
    .split(/ \/ |[\\/]/)
    .filter((name) => name !== '');
}

/** Key and value of a folder such as "symbol=BTCUSDT", as Hive and Spark write them. */
export function readPartition(
  folder: string,
): { readonly key: string; readonly value: string } | undefined {
  const [, key, value] = /^([\w-]+)=(.+)$/.exec(folder) ?? [];
  if (key === undefined) return undefined;
  try {
    return { key: key.toLowerCase(), value: decodeURIComponent(value) };
  } catch {
    return { key: key.toLowerCase(), value };
  }
}

/** What the cells of a column tell of a series. */
export type SeriesKind = 'exchange' | 'word';

/** Returns the market that a cell of a column of that kind tells. */
export function readMarketCell(text: string, kind: SeriesKind): MarketName {
  const trimmed = text.trim();
  const found = fillMarket(readSegment(trimmed), readWord(trimmed.toLowerCase()));
  if (kind === 'word' || trimmed === '') return found;
  return { ...found, exchange: found.exchange ?? trimmed.toLowerCase() };
}

/** Whether a text names nothing but a market: "binance", "bid", "perp", "mark". */
export function isMarketWord(text: string): boolean {
  const words = splitWords(text);
  return (
    words.length > 0 &&
    words.length <= 3 &&
    words.every((word) => exchanges.has(word) || isKnown(readWord(word)) || fillers.has(word)) &&
    words.some((word) => !fillers.has(word))
  );
}

const fillers = new Set(['price', 'us', 'usd', 'm', 'index', 'last', 'trade', 'trades', 'pro']);

function isKnown(market: MarketName): boolean {
  return Object.keys(market).length > 0;
}

function readFolder(folder: string): MarketName {
  const partition = readPartition(folder);
  if (partition === undefined) {
    return fillMarket(readSegment(folder), readWord(folder.toLowerCase()));
  }
  return readMarketCell(
    partition.value,
    /^(exchange|venue|source)/.test(partition.key) ? 'exchange' : 'word',
  );
}

/** What one name tells by its words. */
function readSegment(text: string): MarketName {
  const words = splitWords(text.replace(/\.[a-z]\w{1,6}$/i, ''));
  const has = (...wanted: readonly string[]): boolean =>
    wanted.some((word) => words.includes(word));
  const exchange = findExchange(words);
  const isSpot = has('spot');
  const isFutures =
    has(...futuresWords) ||
    /usd[ct]?-m|coin-m/i.test(text) ||
    findSettled(text) !== undefined ||
    has('fapi');
  const isBid = has('bid');
  const price = findPrice(words);
  return {
    ...(exchange === undefined ? {} : { exchange }),
    ...(isSpot === isFutures
      ? {}
      : { contract: isSpot ? ('spot' as const) : ('futures' as const) }),
    ...(isBid === has('ask') ? {} : { side: isBid ? ('bid' as const) : ('ask' as const) }),
    ...(price === undefined ? {} : { price }),
  };
}

/** What a word tells that stands alone, as a folder or cell. */
function readWord(word: string): MarketName {
  switch (word) {
    case 'um':
    case 'cm':
    case 'future':
      return { contract: 'futures' };
    case 'spot':
      return { contract: 'spot' };
    case 'bid':
    case 'ask':
      return { side: word };
    case 'mark':
    case 'index':
    case 'premium':
      return { price: word };
    default:
      return futuresWords.includes(word) ? { contract: 'futures' } : {};
  }
}

const futuresWords: readonly string[] =
  'futures future perp perps perpetual perpetuals swap swaps linear inverse usdm coinm dapi'.split(
    ' ',
  );

/**
 * The pair of a name that ends with the currency in which a contract is settled: "XRP_USDT_USDT" and "BTC_USD_BTC",
 * as ccxt's "XRP/USDT:USDT" is written in names of files.
 */
export function findSettled(text: string): string | undefined {
  const [, base, quote, settle] =
    /(?:^|[/\\])([A-Z0-9]{2,12})[_/]([A-Z]{3,5})[_:]([A-Z0-9]{2,12})(?=-|\.|$|\s)/.exec(text) ?? [];
  if (base === undefined) return undefined;
  return settle === quote || settle === base ? `${base}${quote}` : undefined;
}

/** Prices of another kind are named beside a word for prices, or after the interval as freqtrade does. */
function findPrice(words: readonly string[]): MarketName['price'] {
  const joined = ` ${words.join(' ')} `;
  if (/ (premium ?index|premium) ?(price|klines?|candles?)? /.test(joined)) {
    if (/ premium ?index/.test(joined) || endsAfterInterval(words, 'premium')) return 'premium';
  }
  for (const kind of ['mark', 'index'] as const) {
    if (new RegExp(` ${kind} ?(prices?|klines?|candles?)`).test(joined)) return kind;
    if (endsAfterInterval(words, kind)) return kind;
  }
  return undefined;
}

function endsAfterInterval(words: readonly string[], word: string): boolean {
  const at = words.length - 1;
  return words[at] === word && /^\d{1,2}(s|m|min|h|d|w|mo)$/.test(words[at - 1] ?? '');
}

function findExchange(words: readonly string[]): string | undefined {
  const found = new Set(
    words.flatMap((word, at) => {
      const pair = exchanges.get(`${word}${words[at + 1] ?? ''}`);
      return pair ?? exchanges.get(word) ?? [];
    }),
  );
  const [first] = found;
  return found.size === 1 ? first : undefined;
}

/** Whether a word names an exchange or broker. */
export function isExchange(word: string): boolean {
  return exchanges.has(word.toLowerCase());
}

/** Exchanges and brokers by the words for them. */
const exchanges: ReadonlyMap<string, string> = new Map([
  ...(
    'binance binanceus bitstamp coinbase kraken gemini bitfinex okx bybit kucoin gate mexc upbit ' +
    'bithumb poloniex bittrex ftx bitmex deribit bitget hyperliquid dydx bitflyer coincheck lbank ' +
    'bingx bitso exmo hitbtc whitebit phemex huobi cryptocom dukascopy oanda fxcm nasdaq nyse'
  )
    .split(' ')
    .map((name) => [name, name] as const),
  ['okex', 'okx'],
  ['htx', 'huobi'],
  ['gateio', 'gate'],
  ['coinbasepro', 'coinbase'],
  ['coinbaseexchange', 'coinbase'],
  ['gdax', 'coinbase'],
  ['krakenfutures', 'kraken'],
  ['binanceusdm', 'binance'],
  ['binancecoinm', 'binance'],
]);

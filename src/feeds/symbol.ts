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
 * A symbol as this program writes it: BTCUSDT of "BTC/USDT", "btc-usdt", "BINANCE:BTCUSDT" and of
 * ccxt's "BTC/USDT:USDT".
 */
export function normaliseSymbol(text: string): string {
  const [before, after = ''] = text.split(':');
  const market = before.includes('/') || after === '' ? before : after;
  return market.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** The interval, a date, or a word for what the file is, ends the symbol. */
function isSymbolPart(part: string): boolean {
  return /^\p{L}[\p{L}\p{N}]*$/u.test(part) && !fileWordPattern.test(part);
}

/** Where a file comes from or what is in it, written before the symbol. */
const sourcePattern =
  /^(cryptodatadownload|cdd|kaggle|coins?|crypto|tradingview|yfinance|yahoo|freqtrade|ccxt|binance(us|futures)?|bitstamp|coinbase|kraken|gemini|bitfinex|okx|okex|bybit|kucoin|huobi|htx|gate(io)?|mexc|upbit|bithumb|poloniex|bittrex|ftx|bitmex|deribit|historical|history|download|rest|api|ws|websocket|stream|klines?|candles?|candlesticks?|ohlcv?)$/i;
const fileWordPattern =
  /^(klines?|candles?|candlesticks?|ohlcv?|bars|data|spot|futures|minutes?|hourly|daily|q[1-4]|[dhm]|day|hour|1?min|week(ly)?|month(ly)?|utc|gmt|naive|local|unix|polars|pandas)$/i;
const intervalPattern =
  /^(\d{1,2}(s|m|min|h|d|w|mo)|minutes?|hourly|daily|[dhm]|day|hour|min|week(ly)?)$/i;
const quoteCurrencyPattern =
  /.(USDT|USDC|FDUSD|BUSD|TUSD|DAI|USD|EUR|GBP|JPY|KRW|TRY|BRL|BTC|ETH|BNB)$/;

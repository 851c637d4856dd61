/**
 * Guesses the symbol from a file's name, in upper case: BTCUSDT of "btcusdt_1m_2024q1.parquet",
 * ETHUSDT of "ETH_USDT-1m.feather". Returns '' for a name without an interval after the symbol and
 * without a currency at its end, such as "january.csv".
 */
export function guessSymbol(fileName: string): string {
  const stem = fileName.replace(/^.*[\\/]/, '').replace(/\.[^-_]*$/, '');
  const parts = stem.split(/[-_ .]+/);
  const afterSymbol = parts.findIndex((part, position) => position > 0 && !isSymbolPart(part));
  const end = afterSymbol === -1 ? parts.length : afterSymbol;
  const symbol = parts.slice(0, end).join('').toUpperCase();
  const hasInterval = parts.slice(end).some((part) => intervalPattern.test(part));
  return hasInterval || quoteCurrencyPattern.test(symbol) ? symbol : '';
}

/** The interval, a date, or a word for what the file is, ends the symbol. */
function isSymbolPart(part: string): boolean {
  return /^\p{L}[\p{L}\p{N}]*$/u.test(part) && !fileWordPattern.test(part);
}

const fileWordPattern =
  /^(klines?|candles?|candlesticks?|ohlcv?|bars|data|spot|futures|minutes?|hourly|daily|q[1-4])$/i;
const intervalPattern = /^(\d{1,2}(s|m|min|h|d|w|mo)|minutes?|hourly|daily)$/i;
const quoteCurrencyPattern =
  /.(USDT|USDC|FDUSD|BUSD|TUSD|DAI|USD|EUR|GBP|JPY|TRY|BRL|BTC|ETH|BNB)$/;

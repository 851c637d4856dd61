/** Currencies that prices are quoted in rather than traded, folded. */
const quoteCurrencies = new Set(
  (
    'usd usdt usdc busd fdusd tusd usdp gusd dai ust eur gbp jpy krw cny try brl rub aud cad chf ' +
    'inr idr ngn uah zar mxn sgd hkd pln czk sek nok dkk nzd thb vnd ars euro quote'
  ).split(' '),
);

/** Frequent coins, for names such as "Volume BTC" in files whose symbol is not known. */
const coins = new Set(
  (
    'btc xbt eth bnb xrp sol ada doge dot ltc bch link xlm xmr etc eos trx matic avax uni atom neo ' +
    'dash zec xtz algo fil near apt arb op sui ton shib pepe base'
  ).split(' '),
);

/** Whether a folded word names money that others are priced in. */
export function isQuoteCurrency(word: string): boolean {
  return quoteCurrencies.has(word);
}

/** Whether a folded word names a currency or coin, or a part of `symbol` ("XVG" of XVGUSDT). */
export function isAsset(word: string, symbol = ''): boolean {
  return quoteCurrencies.has(word) || coins.has(word) || isPartOf(word, symbol.toLowerCase());
}

/** Whether a word names a market: "BTC-USD", "BTC/USDT", "btcusdt". */
export function isMarket(word: string): boolean {
  const pair = /^([\p{L}\p{N}]{2,12})[-/]([\p{L}]{2,6})$/u.exec(word);
  if (pair !== null) return isAsset(pair[2].toLowerCase());
  return /^[a-z0-9]{2,10}(usdt|usdc|busd|fdusd|usd|eur|btc|eth)$/i.test(word);
}

function isPartOf(word: string, symbol: string): boolean {
  if (word.length < 2 || word === symbol) return false;
  return symbol.startsWith(word) || symbol.endsWith(word);
}

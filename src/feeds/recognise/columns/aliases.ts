import { languages } from './languages';
import { nameKey, splitWords } from './read-name';

/** Keys (see `nameKey`) of the columns that bars can have, most specific first; English, then other languages. */

export const priceAliases = {
  open: list(
    'open openprice priceopen opening openingprice openpx first firstprice tradeopen o',
    'open',
  ),
  high: list(
    'high highprice pricehigh highpx highest highestprice hightradeprice max maxprice h',
    'high',
  ),
  low: list('low lowprice pricelow lowpx lowest lowestprice min minprice l', 'low'),
  close: list(
    'close closeprice priceclose closing closingprice closepx last lastprice lasttradedprice ' +
      'latest latestprice tradeprice settle settlement legalcloseprice closelast price c',
    'close',
    'adjclose adjustedclose closeadj closeadjusted adjcloseprice',
  ),
} as const;

export type PriceColumn = keyof typeof priceAliases;

export const priceColumns = ['open', 'high', 'low', 'close'] as const;

/** Names of the volume in the base asset; a tick volume only where there is no other. */
export const volumeAliases = list(
  'basevolume volumebase basetokenvolume baseassetvolume volumebaseasset basevol basevolumetraded volume vol v ' +
    'tradevolume tradedvolume volumetraded totalvolume candleacctradevolume volumefrom quantity qty shares',
  'volume',
  'tickvolume tickvol tickqty tickcount',
);

export const optionalAliases = {
  quoteVolume: list(
    'quotevolume usdvolume quoteassetvolume volumequote volumequoteasset quotevol volquote volccyquote ' +
      'quoteqty quoteamount volumeto volumecurrency volumenotional turnover candleacctradeprice volccy ' +
      'amount cost value val valuetraded tradevalue sum',
    'quoteVolume',
  ),
  tradeCount: list(
    'tradecount tradescount tradesdone numberoftrades numtrades nooftrades ntrades numberoftrade trades ' +
      'tradenum transactions barcount count',
    'tradeCount',
  ),
  takerBuyBase: list(
    'takerbuybase takerbuybasevolume takerbuybaseassetvolume takerbuyvolume takerbuyvol ' +
      'takerbuybasevol takerbuybaseqty takerbase takerbasevolume takerbasevol',
  ),
  takerBuyQuote: list(
    'takerbuyquote takerbuyquotevolume takerbuyquoteassetvolume takerbuyquotevol ' +
      'takerbuyquoteqty takerquote takerquotevolume takerquotevol',
  ),
} as const;

/** Names that say that the time is that of the open. */
export const openTimeAliases = list(
  'timeperiodstart periodstart intervalstart opentime timeopen opentimestamp opendatetime opendate openat openedat opents klineopentime ' +
    'candleopentime candlebegintime candledatetime ' +
    'bob barstarttime baropentime candlestarttime barstart bucketstart windowstart starttime timestart startdate startat startts begintime ' +
    'begindate begin start bucket',
);

/** Names of times that do not say which moment; those that a machine writes come first. */
export const timeAliases = list(
  'unix unixtime tsevent unixtimestamp unixts epoch epochtime ts mts timestamp timestamps time times t ' +
    'datetime dateandtime datetimestamp date dates day dt tradedate data snappedat',
  'time',
  'ticks index indexlevel0 id',
);

export const closeTimeAliases = list(
  'closetime timeclose closetimestamp closedatetime closedate closeat closedat closets ' +
    'timeperiodend periodend intervalend endtime timeend enddate endat endts end eob endofbar barend ' +
    'barendtime barclosetime candleend candleendtime candleclosetime klineclosetime bucketend windowend ' +
    'timestampend timestampclose tsend tsclose',
);

/** Names of the market that a row belongs to. */
export const symbolAliases = list(
  'symbol ticker tickersymbol pair tradingpair currencypair market marketid instrument instrumentid ' +
    'instrumentname instid product productid contract asset assetid coin coinid symbolid code tic secid ' +
    'figi isin ric s stock stockcode stocksymbol stockname sym security securityid securitycode crypto cryptocurrency ' +
    'share epic wkn underlying root name',
  'symbol',
);

export const ignoredNames = new Set(
  list(
    'ignore ignored unused index levelindex sno rowid row rownumber rownum id no nr level0 interval ticks ' +
      'period timeframe tf per exchange venue vw firsttradeid lasttradeid',
  ),
);

/** Names of columns that say whether a bar is over. */
export const closedNames: ReadonlySet<string> = new Set(
  list(
    'closed isclosed candleclosed isfinal final confirm confirmed isconfirmed complete iscomplete iskfinal',
  ),
);

/** Fields of Binance's kline messages, whose case matters. */
export const klineLetters: Readonly<Record<string, string>> = {
  t: 'opentime',
  T: 'closetime',
  o: 'open',
  h: 'high',
  l: 'low',
  c: 'close',
  v: 'volume',
  n: 'tradecount',
  q: 'quotevolume',
  V: 'takerbuybase',
  Q: 'takerbuyquote',
  s: 'symbol',
  i: 'interval',
  f: 'ignore',
  L: 'ignore',
  x: 'isclosed',
  B: 'ignore',
  e: 'ignore',
  E: 'ignore',
};

/** Keys of English words, then those of all languages for a column, then of `lastWords`; each once. */
function list(
  words: string,
  column?: Exclude<keyof (typeof languages)[number], 'language'>,
  lastWords = '',
): readonly string[] {
  const spoken = languages.flatMap((entry) => (column && entry[column]?.split('|')) ?? []);
  const last = lastWords.split(' ').filter((word) => word !== '');
  return [...new Set([...words.split(' '), ...spoken.map(nameKey), ...last])];
}

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

/** Words for the unit of a column of amounts, as in "Volume (thousands)". */
const units: ReadonlyMap<string, number> = new Map(
  (
    [
      [
        'thousand thousands thsd 000 000s k tausend tsd milliers miles milhares migliaia тыс 千 千株',
        1e3,
      ],
      [
        'million millions mln mil mn mio mm millionen millones milhoes milioni млн 百万 百万株',
        1e6,
      ],
      ['万 万股 万株', 1e4],
    ] as const
  ).flatMap(([words, factor]) => words.split(' ').map((word) => [word, factor] as const)),
);

/** Returns the unit that the name of a column says in its last word; undefined for none. */
export function readUnit(
  name: string,
): { readonly factor: number; readonly said: string; readonly rest: string } | undefined {
  const words = splitWords(name);
  const said = words.at(-1) ?? '';
  const factor = words.length > 1 ? units.get(said) : undefined;
  if (factor === undefined) return undefined;
  const rest = words
    .slice(0, -1)
    .filter((word) => word !== 'in')
    .join(' ');
  return { factor, said, rest };
}

function isPartOf(word: string, symbol: string): boolean {
  if (word.length < 2 || word === symbol) return false;
  return symbol.startsWith(word) || symbol.endsWith(word);
}

/** Keys (see `nameKey`) of the columns that bars can have, most specific first. */

export const priceAliases = {
  open: list(
    'open openprice priceopen opening openingprice openpx first firstprice o ' +
      'eroffnung eroffnungskurs ouverture apertura abertura abierto 始値 开盘 开盘价',
  ),
  high: list(
    'high highprice pricehigh highpx highest highestprice max maxprice h ' +
      'hoch hochst hochstkurs haut plushaut maximo maxima alto 高値 最高 最高价',
  ),
  low: list(
    'low lowprice pricelow lowpx lowest lowestprice min minprice l ' +
      'tief tiefst tiefstkurs bas plusbas minimo minima bajo 安値 最低 最低价',
  ),
  close: list(
    'close closeprice priceclose closing closingprice closepx last lastprice lasttradedprice ' +
      'tradeprice schluss schlusskurs fermeture fermer cloture dernier cierre ultimo fechamento ' +
      'zuletzt 終値 收盘 收盘价 closelast price c adjclose adjustedclose closeadj closeadjusted adjcloseprice',
  ),
} as const;

export type PriceColumn = keyof typeof priceAliases;

export const priceColumns = ['open', 'high', 'low', 'close'] as const;

/** Names of the volume in the base asset; a tick volume only where there is no other. */
export const volumeAliases = list(
  'basevolume volumebase baseassetvolume volumebaseasset basevol basevolumetraded volume vol v ' +
    'tradevolume tradedvolume volumetraded totalvolume candleacctradevolume volumefrom quantity qty ' +
    'volumen umsatz 出来高 成交量 tickvolume tickvol',
);

export const optionalAliases = {
  quoteVolume: list(
    'quotevolume quoteassetvolume volumequote volumequoteasset quotevol volquote volccyquote ' +
      'quoteqty quoteamount volumeto volumecurrency turnover candleacctradeprice volccy amount 成交额',
  ),
  tradeCount: list(
    'tradecount tradescount numberoftrades numtrades nooftrades ntrades numberoftrade trades ' +
      'tradenum transactions barcount count',
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

/** Names that say the moment is the open. */
export const openTimeAliases = list(
  'timeperiodstart periodstart intervalstart opentime timeopen opentimestamp opendatetime opendate openat openedat opents klineopentime ' +
    'candleopentime candlebegintime candledatetime ' +
    'barstart bucketstart windowstart starttime timestart startdate startat startts begintime ' +
    'begindate begin start bucket',
);

/** Names of times that do not say which moment; those that a machine writes come first. */
export const timeAliases = list(
  'unix unixtime unixtimestamp unixts epoch epochtime ts mts timestamp timestamps time times t ' +
    'datetime dateandtime datetimestamp date dates day dt zeitpunkt zeitstempel datum ' +
    'datumuhrzeit zeit uhrzeit heure fecha fechahora hora data snappedat 日時 日付 时间 日期 indexlevel0 index id',
);

export const closeTimeAliases = list(
  'closetime timeclose closetimestamp closedatetime closedate closeat closedat closets ' +
    'timeperiodend periodend intervalend endtime timeend enddate endat endts end',
);

/** Names of the market that a row belongs to. */
export const symbolAliases = list(
  'symbol ticker tickersymbol pair tradingpair currencypair market marketid instrument instrumentid ' +
    'instid product productid contract asset assetid coin coinid symbolid code tic secid s name',
);

export const ignoredNames = new Set(
  list(
    'ignore ignored unused index levelindex sno rowid row rownumber rownum id no nr level0 interval ' +
      'period timeframe tf per exchange venue confirm isclosed isfinal closed firsttradeid lasttradeid',
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
  x: 'ignore',
  B: 'ignore',
  e: 'ignore',
  E: 'ignore',
};

function list(words: string): readonly string[] {
  return words.split(' ');
}

import { type CatalogueEntry, day, hour, intraday, labelOf, minute } from './entry';
import type { KnownBar, KnownMarket } from './known-bars';
import { writeCsv, writeNumber, writePrices, writeTime } from './writing';

const withDays = [...intraday, day];
const newYork = 'America/New_York';

/** Heads of Investing.com by language: time, close, open, high, low, volume, change; then its dates and numbers. */
const investing = [
  ['Date,Price,Open,High,Low,Vol.,Change %', 'MM/DD/YYYY', '.', ','],
  ['Datum,Zuletzt,Eröffn.,Hoch,Tief,Vol.,+/- %', 'DD.MM.YYYY', ',', '.'],
  ['Date,Dernier,Ouv.," Plus Haut",Plus Bas,Vol.,Variation %', 'DD/MM/YYYY', ',', '.'],
  ['Fecha,Último,Apertura,Máximo,Mínimo,Vol.,% var.', 'DD.MM.YYYY', ',', '.'],
  ['Data,Ultimo,Apertura,Massimo,Minimo,Vol.,Var. %', 'DD.MM.YYYY', ',', '.'],
  ['Data,Último,Abertura,Máxima,Mínima,Vol.,Var%', 'DD.MM.YYYY', ',', '.'],
  ['Data,Ostatnio,Otwarcie,Max.,Min.,Wol.,Zmiana%', 'DD.MM.YYYY', ',', '.'],
  ['Tarih,Şimdi,Açılış,Yüksek,Düşük,Hac.,Fark %', 'DD.MM.YYYY', ',', '.'],
  ['Дата,Цена,Откр.,Макс.,Мин.,Объём,Изм. %', 'DD.MM.YYYY', ',', '.'],
  ['日付け,終値,始値,高値,安値,出来高,変化率 %', 'YYYY年MM月DD日', '.', ','],
  ['날짜,종가,시가,고가,저가,거래량,변동 %', 'YYYY- MM- DD', '.', ','],
  ['日期,收盘,开盘,高,低,交易量,涨跌幅', 'YYYY-M-DD', '.', ','],
] as const;

function withRounded(market: KnownMarket, round: (volume: number) => number): KnownMarket {
  return { ...market, bars: market.bars.map((bar) => ({ ...bar, volume: round(bar.volume) })) };
}

function plain(bar: KnownBar, market: KnownMarket, volume: string | number = bar.volume) {
  const { o, h, l, c } = writePrices(bar, market);
  return [o, h, l, c, volume];
}

function json(value: unknown): string {
  return JSON.stringify(value);
}

/** Services and terminals that sell or show data. */
export const vendors: readonly CatalogueEntry[] = [
  {
    program: 'Investing.com',
    shape: 'twelve languages: names, date orders, decimal marks; volumes as 1.23K or "-"',
    asks: 'where no number tells the decimal mark, or no date the order',
    intervals: [day],
    kind: 'crypto',
    write: ({ market, pick, chance }) => {
      const [header, pattern, decimal, thousands] = pick(investing);
      const lacksVolume = chance(0.2);
      const rows = [...market.bars].reverse().map((bar) => {
        const text = (value: number, digits = market.digits) =>
          `"${writeNumber(value, digits, decimal, thousands)}"`;
        const volume = lacksVolume ? '"-"' : `"${writeNumber(bar.volume, 2, decimal)}K"`;
        return [
          `"${writeTime(bar.time, pattern)}"`,
          ...[bar.close, bar.open, bar.high, bar.low].map((price) => text(price)),
          ...[volume, `"${writeNumber(-0.34, 2, decimal)}%"`],
        ];
      });
      const names = header.split(',').map((name) => (name.startsWith('"') ? name : `"${name}"`));
      const source = pick(['Historical Data', 'Bitfinex Dados Históricos']);
      return {
        name: `${market.base}_${market.quote} ${source}.csv`,
        told: source.startsWith('Bitfinex') ? { exchange: 'bitfinex' } : {},
        content: `\ufeff${writeCsv(rows, { header: names.join(',') })}`,
        markets: [
          withRounded(market, (volume) => (lacksVolume ? 0 : Number(volume.toFixed(2)) * 1000)),
        ],
        mayAsk: market.bars.length < 32,
      };
    },
  },
  {
    program: 'TradingView',
    shape: 'export with Unix or ISO times; UDF answers',
    intervals: withDays,
    kind: 'crypto',
    write: ({ market, pick, chance }) => {
      const { bars } = market;
      const told = { exchange: 'binance' };
      const name = `BINANCE_${market.base}${market.quote}, ${market.intervalMs / minute}`;
      if (chance(0.3)) {
        const udf = {
          ...{ s: 'ok', t: bars.map(({ time }) => time / 1000), o: bars.map(({ open }) => open) },
          ...{ h: bars.map(({ high }) => high), l: bars.map(({ low }) => low) },
          ...{ c: bars.map(({ close }) => close), v: bars.map(({ volume }) => volume) },
        };
        return { name: `${name}.json`, content: json(udf), told };
      }
      const zone = pick(['unix', 'UTC', '+03:00']);
      const isOfDays = market.intervalMs === day;
      const stamp = (time: number) =>
        zone === 'unix' || isOfDays
          ? time / 1000
          : writeTime(time, 'YYYY-MM-DDTHH:mm:ssZZ', zone).replace('+00:00', 'Z');
      const header = 'time,open,high,low,close,Volume';
      const rows = bars.map((bar) => [stamp(bar.time), ...plain(bar, market)]);
      return { name: `${name}.csv`, content: writeCsv(rows, { header }), told };
    },
  },
  {
    program: 'Yahoo',
    shape: 'yfinance: days with the offset of the exchange; minutes with an offset or in UTC',
    intervals: [minute, hour, day],
    kind: 'stock',
    write: ({ market, pick }) => {
      const isOfDays = market.intervalMs === day;
      // A day's bar is stamped with midnight in New York.
      const stamp = (time: number) => {
        if (!isOfDays) return writeTime(time, 'YYYY-MM-DD HH:mm:ssZZ', newYork);
        const offset = writeTime(time + 5 * hour, 'ZZ', newYork);
        return `${writeTime(time, 'YYYY-MM-DD')} 00:00:00${offset}`;
      };
      const offsets = new Set(
        market.bars.map(({ time }) => writeTime(time + 5 * hour, 'ZZ', newYork)),
      );
      const [offset] = offsets;
      // Where the offset changes, a day is a date; else it is a time as any other.
      const shift = isOfDays && offsets.size === 1 ? -Number(offset.slice(0, 3)) * hour : 0;
      const bars = market.bars.map((bar) => ({ ...bar, time: bar.time + shift }));
      const header = `${pick(['Datetime', 'Date'])},Open,High,Low,Close,Volume,Dividends,Stock Splits`;
      const rows = market.bars.map((bar) => [stamp(bar.time), ...plain(bar, market), '0.0', '0.0']);
      return {
        name: `${market.base}-${labelOf(market.intervalMs)}.csv`,
        content: writeCsv(rows, { header }),
        markets: [{ ...market, bars }],
      };
    },
  },
  {
    program: 'Yahoo',
    shape: 'chart answer: times and lists of prices apart',
    intervals: [minute, hour, day],
    kind: 'stock',
    write: ({ market }) => {
      const { bars } = market;
      const session = market.intervalMs === day ? 14.5 * hour : 0;
      const quote = {
        ...{ open: bars.map(({ open }) => open), close: bars.map(({ close }) => close) },
        ...{ volume: bars.map(({ volume }) => volume), low: bars.map(({ low }) => low) },
        high: bars.map(({ high }) => high),
      };
      const result = {
        meta: {
          ...{ currency: 'USD', symbol: market.base, exchangeTimezoneName: newYork },
          ...{ timezone: 'EST', dataGranularity: labelOf(market.intervalMs) },
        },
        timestamp: bars.map(({ time }) => (time + session) / 1000),
        indicators: { quote: [quote] },
      };
      return { name: 'chart.json', content: json({ chart: { result: [result], error: null } }) };
    },
  },
  {
    program: 'stooq',
    shape: 'days in English and Polish; ASCII with `<TICKER>`, date and time apart',
    intervals: [day],
    kind: 'stock',
    write: ({ market, pick }) => {
      const header = pick([
        'Date,Open,High,Low,Close,Volume',
        'Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen',
        '<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>',
      ]);
      const isAscii = header.startsWith('<');
      const rows = market.bars.map((bar) =>
        isAscii
          ? [
              `${market.base}.US`,
              'D',
              writeTime(bar.time, 'YYYYMMDD'),
              '000000',
              ...plain(bar, market),
              0,
            ]
          : [writeTime(bar.time, 'YYYY-MM-DD'), ...plain(bar, market)],
      );
      return {
        name: `${market.base.toLowerCase()}_us_d.${isAscii ? 'txt' : 'csv'}`,
        symbol: `${market.base}US`,
        content: writeCsv(rows, { header }),
      };
    },
  },
  {
    program: 'Alpha Vantage',
    shape: 'rows by time, symbol and zone in the meta data; CSV',
    intervals: [minute, 5 * minute, hour, day],
    kind: 'stock',
    write: ({ market, chance }) => {
      const isOfDays = market.intervalMs === day;
      const zone = isOfDays ? 'UTC' : newYork;
      const pattern = isOfDays ? 'YYYY-MM-DD' : 'YYYY-MM-DD HH:mm:ss';
      const newest = [...market.bars].reverse();
      if (isOfDays && chance(0.5)) {
        const header = 'timestamp,open,high,low,close,volume';
        const rows = newest.map((bar) => [writeTime(bar.time, pattern), ...plain(bar, market)]);
        return { name: `daily_${market.base}.csv`, content: writeCsv(rows, { header }) };
      }
      const label = `${market.intervalMs / minute}min`;
      const series = Object.fromEntries(
        newest.map((bar) => {
          const [open, high, low, close, volume] = plain(bar, market).map(String);
          const row = {
            '1. open': open,
            '2. high': high,
            '3. low': low,
            '4. close': close,
            '5. volume': volume,
          };
          return [writeTime(bar.time, pattern, zone), row];
        }),
      );
      const meta = {
        ...{ '1. Information': 'Intraday', '2. Symbol': market.base, '4. Interval': label },
        '6. Time Zone': 'US/Eastern',
      };
      return {
        name: 'query.json',
        content: json({ 'Meta Data': meta, [`Time Series (${label})`]: series }),
      };
    },
  },
  {
    program: 'Alpaca',
    shape: 'bars by symbol, one or several',
    tells: ['tradeCount'],
    intervals: withDays,
    kind: 'crypto',
    write: ({ market, other, chance }) => {
      const listOf = ({ bars }: KnownMarket) =>
        bars.map((bar) => ({
          ...{ c: bar.close, h: bar.high, l: bar.low, n: bar.trades, o: bar.open },
          ...{
            t: writeTime(bar.time, 'YYYY-MM-DDTHH:mm:ssZ'),
            v: bar.volume,
            vw: (bar.high + bar.low) / 2,
          },
        }));
      const markets = chance(0.5) ? [market, other] : [market];
      const bars = Object.fromEntries(
        markets.map((each) => [`${each.base}/${each.quote}`, listOf(each)]),
      );
      return { name: 'bars.json', content: json({ bars, next_page_token: null }), markets };
    },
  },
  {
    program: 'Polygon',
    shape: 'aggregates: letters, the ticker beside them',
    tells: ['tradeCount'],
    intervals: withDays,
    kind: 'crypto',
    write: ({ market }) => {
      const results = market.bars.map((bar) => ({
        ...{ v: bar.volume, vw: (bar.high + bar.low) / 2, o: bar.open, c: bar.close },
        ...{ h: bar.high, l: bar.low, t: bar.time, n: bar.trades },
      }));
      const ticker = `X:${market.base}${market.quote}`;
      return {
        name: 'aggs.json',
        content: json({ ticker, resultsCount: results.length, results, status: 'OK' }),
      };
    },
  },
  {
    program: 'Twelve Data',
    shape: 'values with the symbol and zone in `meta`, newest first',
    intervals: [minute, hour],
    kind: 'stock',
    write: ({ market }) => {
      const values = [...market.bars].reverse().map((bar) => {
        const [open, high, low, close, volume] = plain(bar, market).map(String);
        return {
          datetime: writeTime(bar.time, 'YYYY-MM-DD HH:mm:ss', newYork),
          open,
          high,
          low,
          close,
          volume,
        };
      });
      const meta = {
        symbol: market.base,
        interval: '1min',
        currency: 'USD',
        exchange_timezone: newYork,
      };
      return { name: 'time_series.json', content: json({ meta, values, status: 'ok' }) };
    },
  },
  {
    program: 'CryptoCompare',
    shape: 'records under Data.Data: `volumefrom`, `volumeto`',
    tells: ['quoteVolume'],
    intervals: [minute, hour, day],
    kind: 'crypto',
    write: ({ market }) => {
      const Data = market.bars.map((bar) => ({
        ...{ time: bar.time / 1000, high: bar.high, low: bar.low, open: bar.open },
        ...{ volumefrom: bar.volume, volumeto: bar.quoteVolume, close: bar.close },
        ...{ conversionType: 'direct', conversionSymbol: '' },
      }));
      return {
        name: `${market.base}_${market.quote}_histo.json`,
        symbol: '',
        content: json({ Response: 'Success', Data: { Aggregated: false, Data } }),
      };
    },
  },
  {
    program: 'CoinGecko',
    shape: 'OHLC: lists of 5, stamped with the end of the bar',
    asks: 'whether the times are those of the open or the close',
    intervals: [30 * minute, 4 * hour],
    kind: 'crypto',
    write: ({ market }) => ({
      name: 'ohlc.json',
      content: json(
        market.bars.map(({ time, open, high, low, close }) => [
          ...[time + market.intervalMs, open, high, low, close],
        ]),
      ),
      volume: 'unknown',
      mayAsk: true,
    }),
  },
  {
    program: 'Barchart',
    shape: '`Latest`, newest first, a footer that names the zone',
    intervals: [minute, 5 * minute],
    kind: 'stock',
    write: ({ market }) => {
      const rows = [...market.bars].reverse().map((bar) => {
        const [o, h, l, c] = plain(bar, market);
        const time = `"${writeTime(bar.time, 'MM/DD/YYYY HH:mm', 'America/Chicago')}"`;
        return [time, o, h, l, c, '+1.00', '+0.01%', bar.volume];
      });
      const zone =
        writeTime(market.bars[0].time, 'ZZ', 'America/Chicago') === '-05:00' ? 'CDT' : 'CST';
      const header = 'Time,Open,High,Low,Latest,Change,%Chg,Volume';
      const footer = `"Downloaded from Barchart.com as of 03-15-2024 04:08pm ${zone}"\n`;
      return {
        name: `${market.base.toLowerCase()}_intraday-1min_historical-data-03-15-2024.csv`,
        content: writeCsv(rows, { header }) + footer,
        mayAsk: true,
      };
    },
    asks: 'the zone, and the order of dates that can be read both ways',
  },
  {
    program: 'Tinkoff',
    shape: 'candles in units and billionths, a flag for the bar that is not over',
    intervals: intraday,
    kind: 'stock',
    write: ({ market, chance }) => {
      const quotation = (value: number) => {
        const [units, part = ''] = value.toFixed(market.digits).split('.');
        return { units, nano: Number(part.padEnd(9, '0')) };
      };
      const isForming = chance(0.5);
      const last = market.bars.length - 1;
      const candles = market.bars.map((bar, at) => ({
        ...{ open: quotation(bar.open), high: quotation(bar.high), low: quotation(bar.low) },
        ...{ close: quotation(bar.close), volume: String(bar.volume) },
        time: new Date(bar.time).toISOString(),
        isComplete: !(isForming && at === last),
      }));
      const bars = isForming ? market.bars.slice(0, -1) : market.bars;
      return {
        name: `${market.base}.json`,
        symbol: '',
        content: json({ candles }),
        markets: [{ ...market, bars }],
      };
    },
  },
];

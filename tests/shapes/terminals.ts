import { type CatalogueEntry, day, hour, intraday, labelOf, minute } from './entry';
import type { KnownBar, KnownMarket } from './known-bars';
import { writeCsv, writePrices, writeTime } from './writing';

const withDays = [...intraday, day];

function plain(bar: KnownBar, market: KnownMarket, volume: string | number = bar.volume) {
  const { o, h, l, c } = writePrices(bar, market);
  return [o, h, l, c, volume];
}

function whole(market: KnownMarket): KnownMarket {
  const bars = market.bars.map((bar) => ({ ...bar, volume: Math.ceil(bar.volume) }));
  return { ...market, bars };
}

function nameOf({ base, quote }: KnownMarket): string {
  return base + quote;
}

/** Trading programs and backtesters. */
export const terminals: readonly CatalogueEntry[] = [
  {
    program: 'MetaTrader 4',
    shape: 'no names: date, time, open, high, low, close, tick volume',
    intervals: withDays,
    kind: 'forex',
    write: ({ market: given, chance }) => {
      const market = whole(given);
      const rows = market.bars.map((bar) => [
        ...[writeTime(bar.time, 'YYYY.MM.DD'), writeTime(bar.time, 'HH:mm'), ...plain(bar, market)],
      ]);
      const name = chance(0.7)
        ? `${nameOf(market)}${market.intervalMs / minute}.csv`
        : 'export.csv';
      return { name, content: writeCsv(rows), markets: [market] };
    },
  },
  {
    program: 'MetaTrader 5',
    shape: '`<DATE>`, `<TIME>`; `<VOL>` of 0 beside `<TICKVOL>`',
    intervals: withDays,
    kind: 'forex',
    write: ({ market: given }) => {
      const market = whole(given);
      const isOfDays = market.intervalMs === day;
      const rows = market.bars.map((bar) => [
        writeTime(bar.time, 'YYYY.MM.DD'),
        ...(isOfDays ? [] : [writeTime(bar.time, 'HH:mm:ss')]),
        ...[...plain(bar, market), 0, 5],
      ]);
      const clock = isOfDays ? '' : '<TIME>\t';
      const header = `<DATE>\t${clock}<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>`;
      return {
        name: `${nameOf(market)}_M1.csv`,
        content: writeCsv(rows, { header, delimiter: '\t' }),
        markets: [market],
      };
    },
  },
  {
    program: 'QuantConnect LEAN',
    shape: 'hours of crypto: full dates, no names',
    intervals: [hour],
    kind: 'crypto',
    write: ({ market }) => ({
      name: `${nameOf(market).toLowerCase()}.csv`,
      content: writeCsv(
        market.bars.map((bar) => [writeTime(bar.time, 'YYYYMMDD HH:mm'), ...plain(bar, market)]),
      ),
    }),
  },
  {
    program: 'QuantConnect LEAN',
    shape: 'equities: prices x 10,000, full dates, no names',
    asks: 'the scale of the prices and the zone',
    intervals: [hour],
    kind: 'stock',
    write: ({ market: given }) => {
      const market = whole(given);
      const scaled = (value: number) => Math.round(value * 10_000);
      const rows = market.bars.map(({ time, open, high, low, close, volume }) => [
        writeTime(time, 'YYYYMMDD HH:mm'),
        ...[...[open, high, low, close].map(scaled), volume],
      ]);
      return {
        name: `${market.base.toLowerCase()}.csv`,
        content: writeCsv(rows),
        markets: [market],
        mayAsk: true,
      };
    },
  },
  {
    program: 'Finam',
    shape: '`<TICKER>`, `<PER>`, `<DATE>`, `<TIME>` with a semicolon or comma',
    intervals: intraday,
    kind: 'stock',
    write: ({ market, pick, chance }) => {
      const delimiter = pick([',', ';']);
      const header = ['TICKER', 'PER', 'DATE', 'TIME', 'OPEN', 'HIGH', 'LOW', 'CLOSE', 'VOL']
        .map((name) => `<${name}>`)
        .join(delimiter);
      const rows = market.bars.map((bar) => [
        ...[market.base, market.intervalMs / minute, writeTime(bar.time, 'YYYYMMDD')],
        ...[writeTime(bar.time, 'HHmmss'), ...plain(bar, market)],
      ]);
      const isNamed = chance(0.7);
      return {
        name: `${market.base}_240101_240131.txt`,
        content: writeCsv(rows, { header: isNamed ? header : undefined, delimiter }),
        mayAsk: !isNamed,
      };
    },
    asks: 'without names: which column is what',
  },
  {
    program: 'Dukascopy',
    shape: '`Gmt time` with day first and ms',
    intervals: withDays,
    kind: 'forex',
    write: ({ market }) => ({
      name: `${nameOf(market)}_Candlestick_${labelOf(market.intervalMs)}_BID_01.01.2024-31.01.2024.csv`,
      content: writeCsv(
        market.bars.map((bar) => [
          writeTime(bar.time, 'DD.MM.YYYY HH:mm:ss.000'),
          ...plain(bar, market),
        ]),
        { header: 'Gmt time,Open,High,Low,Close,Volume' },
      ),
      told: { side: 'bid' },
      mayAsk: true,
    }),
    asks: 'the order of dates that can be read both ways',
  },
  {
    program: 'HistData',
    shape: 'no names: date and time in one of New York without summer time, semicolons',
    intervals: [minute],
    kind: 'forex',
    write: ({ market }) => ({
      name: `DAT_ASCII_${nameOf(market)}_M1_2024.csv`,
      content: writeCsv(
        market.bars.map((bar) => [
          writeTime(bar.time - 5 * hour, 'YYYYMMDD HHmmss'),
          ...plain(bar, market),
        ]),
        { delimiter: ';' },
      ),
      mayAsk: true,
    }),
    asks: 'the zone, which only the name tells',
  },
  {
    program: 'CoinMarketCap',
    shape: 'semicolons, `timeOpen` to `timeLow`, newest first',
    intervals: [day],
    kind: 'crypto',
    write: ({ market }) => {
      const iso = (time: number) => `"${new Date(time).toISOString()}"`;
      const rows = [...market.bars]
        .reverse()
        .map((bar) => [
          ...[bar.time, bar.time + day - 1, bar.time + hour, bar.time + 2 * hour].map(iso),
          ...['2781', ...plain(bar, market), 1e9, iso(bar.time + day - 1)],
        ]);
      const header =
        'timeOpen;timeClose;timeHigh;timeLow;name;open;high;low;close;volume;marketCap;timestamp';
      return {
        name: `${market.base}_historical_data_coinmarketcap.csv`,
        symbol: '',
        content: writeCsv(rows, { header, delimiter: ';' }),
      };
    },
  },
  {
    program: 'pandas',
    shape: 'to_csv and to_json with an index of times',
    intervals: withDays,
    kind: 'crypto',
    write: ({ market, pick, chance }) => {
      const { bars } = market;
      const name = `${nameOf(market)}_${labelOf(market.intervalMs)}`;
      if (chance(0.4)) {
        const column = (of: (bar: KnownBar) => number) =>
          Object.fromEntries(bars.map((bar) => [String(bar.time), of(bar)]));
        const value = {
          ...{ open: column(({ open }) => open), high: column(({ high }) => high) },
          ...{ low: column(({ low }) => low), close: column(({ close }) => close) },
          volume: column(({ volume }) => volume),
        };
        return { name: `${name}.json`, content: JSON.stringify(value) };
      }
      const pattern = pick(['YYYY-MM-DD HH:mm:ss', 'YYYY-MM-DD HH:mm:ssZZ']);
      const index = pick(['', 'timestamp', 'date']);
      const header = `${index},open,high,low,close,volume`;
      const rows = bars.map((bar) => [writeTime(bar.time, pattern), ...plain(bar, market)]);
      return { name: `${name}.csv`, content: writeCsv(rows, { header }) };
    },
  },
  {
    program: 'Nasdaq',
    shape: 'prices with $, month first, newest first',
    asks: 'the order of dates that can be read both ways',
    intervals: [day],
    kind: 'stock',
    write: ({ market }) => {
      const rows = [...market.bars].reverse().map((bar) => {
        const { o, h, l, c } = writePrices(bar, market);
        const time = writeTime(bar.time, 'MM/DD/YYYY');
        return [time, `$${c}`, bar.volume, `$${o}`, `$${h}`, `$${l}`];
      });
      const header = 'Date,Close/Last,Volume,Open,High,Low';
      return {
        name: `HistoricalData_${market.base}.csv`,
        symbol: '',
        content: writeCsv(rows, { header }),
        mayAsk: market.bars.length < 32,
      };
    },
  },
  {
    program: 'backtrader',
    shape: 'named columns with OpenInterest, date and time in one',
    intervals: withDays,
    kind: 'stock',
    write: ({ market }) => ({
      name: `${market.base}-data.txt`,
      symbol: '',
      content: writeCsv(
        market.bars.map((bar) => [
          writeTime(bar.time, 'YYYY-MM-DD HH:mm:ss'),
          ...plain(bar, market),
          0,
        ]),
        { header: 'Date,Open,High,Low,Close,Volume,OpenInterest' },
      ),
    }),
  },
];

import {
  type CatalogueEntry,
  day,
  hour,
  intraday,
  labelOf,
  minute,
  type Scene,
  type WrittenFile,
} from './entry';
import type { KnownBar, KnownMarket } from './known-bars';
import { writeCsv, writePrices, writeTime } from './writing';

/** Numbers in the JSON of a bar: as text where the exchange quotes them. */
function cells(bar: KnownBar, market: KnownMarket) {
  return { ...writePrices(bar, market), v: String(bar.volume), q: String(bar.quoteVolume) };
}

function binanceRow(bar: KnownBar, market: KnownMarket, unit = 1): (string | number)[] {
  const { o, h, l, c, v, q } = cells(bar, market);
  const end = bar.time + market.intervalMs;
  const close = unit === 1 ? end - 1 : end * unit - 1;
  const half = (value: number): string => String(Number((value / 2).toFixed(8)));
  return [
    ...[bar.time * unit, o, h, l, c, v, close, q, bar.trades],
    ...[half(bar.volume), half(bar.quoteVolume), 0],
  ];
}

function pair({ base, quote }: KnownMarket, mark = ''): string {
  return `${base}${mark}${quote}`;
}

function json(value: unknown): string {
  return JSON.stringify(value);
}

/** The answer of an exchange, whose name may be that of the file. */
function answer(scene: Scene, file: string, value: unknown): WrittenFile {
  const { market } = scene;
  const content = json(value);
  if (!scene.chance(0.7)) return { name: 'answer.json', content };
  const name = `${file}_${pair(market)}_${labelOf(market.intervalMs)}.json`;
  return { name, content, ...(file === 'rest_klines' ? {} : { told: { exchange: file } }) };
}

const withDays = [...intraday, day];

/** Archives and answers of exchanges, and libraries that keep their shape. */
export const exchanges: readonly CatalogueEntry[] = [
  {
    program: 'Binance',
    shape: 'spot archive: 12 columns without names, ms or µs',
    tells: ['quoteVolume', 'tradeCount'],
    intervals: withDays,
    kind: 'crypto',
    write: ({ market, pick }) => {
      const unit = pick([1, 1000]);
      return {
        name: `${pair(market)}-${labelOf(market.intervalMs)}-2024-01.csv`,
        content: writeCsv(market.bars.map((bar) => binanceRow(bar, market, unit))),
      };
    },
  },
  {
    program: 'Binance',
    shape: 'futures archive: 12 named columns',
    tells: ['quoteVolume', 'tradeCount'],
    intervals: withDays,
    kind: 'crypto',
    write: ({ market, pick }) => {
      const unit = pick([1, 1000]);
      return {
        name: `${pair(market)}-${labelOf(market.intervalMs)}-2024-01.csv`,
        content: writeCsv(
          market.bars.map((bar) => binanceRow(bar, market, unit)),
          {
            header:
              'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore',
          },
        ),
      };
    },
  },
  {
    program: 'Binance',
    shape: 'REST klines: lists of 12, prices quoted',
    tells: ['quoteVolume', 'tradeCount'],
    intervals: withDays,
    kind: 'crypto',
    write: (scene) =>
      answer(
        scene,
        'rest_klines',
        scene.market.bars.map((bar) =>
          binanceRow(bar, scene.market).map((cell, at) => (at === 11 ? '0' : cell)),
        ),
      ),
  },
  {
    program: 'ccxt, freqtrade',
    shape: 'lists of 6 (JSON) or 6 columns without names: time, open, high, low, close, volume',
    intervals: withDays,
    kind: 'crypto',
    write: (scene) => {
      const { market } = scene;
      const name = `${pair(market, '_')}-${labelOf(market.intervalMs)}`;
      const rows = market.bars.map(({ time, open, high, low, close, volume }) => [
        ...[time, open, high, low, close, volume],
      ]);
      return scene.chance(0.5)
        ? { name: `${name}.json`, content: json(rows) }
        : { name: `${name}.csv`, content: writeCsv(rows) };
    },
  },
  {
    program: 'Kraken',
    shape: 'archive: 7 columns without names, trades last',
    tells: ['tradeCount'],
    intervals: withDays,
    kind: 'crypto',
    write: ({ market, chance }) => ({
      name: chance(0.7) ? `${pair(market)}_${market.intervalMs / minute}.csv` : 'ohlcvt.csv',
      content: writeCsv(
        market.bars.map((bar) => {
          const { o, h, l, c, v } = cells(bar, market);
          return [bar.time / 1000, o, h, l, c, v, bar.trades];
        }),
      ),
    }),
  },
  {
    program: 'Kraken',
    shape: 'REST OHLC: lists of 8 under the market',
    tells: ['tradeCount'],
    intervals: withDays,
    kind: 'crypto',
    write: (scene) => {
      const { market } = scene;
      const rows = market.bars.map((bar) => {
        const { o, h, l, c, v } = cells(bar, market);
        return [bar.time / 1000, o, h, l, c, String((bar.high + bar.low) / 2), v, bar.trades];
      });
      const result = { [pair(market)]: rows, last: market.bars[0].time / 1000 };
      return { name: 'OHLC.json', content: json({ error: [], result }) };
    },
  },
  {
    program: 'Coinbase',
    shape: 'lists of 6: time, low, high, open, close, volume; or records with `start`',
    intervals: withDays,
    kind: 'crypto',
    write: (scene) => {
      const rows = [...scene.market.bars].reverse();
      if (scene.chance(0.5)) {
        return answer(
          scene,
          'coinbase',
          rows.map((bar) => [bar.time / 1000, bar.low, bar.high, bar.open, bar.close, bar.volume]),
        );
      }
      const candles = rows.map((bar) => {
        const { o, h, l, c, v } = cells(bar, scene.market);
        return { start: String(bar.time / 1000), low: l, high: h, open: o, close: c, volume: v };
      });
      return answer(scene, 'coinbase', { candles });
    },
  },
  {
    program: 'Bitfinex, Jesse, Bithumb',
    shape: 'lists of 6 or columns without names: time, open, close, high, low, volume',
    intervals: withDays,
    kind: 'crypto',
    write: (scene) => {
      const rows = scene
        .ordered()
        .map(({ time, open, high, low, close, volume }) => [time, open, close, high, low, volume]);
      return scene.chance(0.5)
        ? answer(scene, 'bitfinex', rows)
        : { name: 'candles.csv', content: writeCsv(rows) };
    },
  },
  {
    program: 'BitMEX',
    shape: 'bucketed trades: ends of bars, contracts beside `homeNotional`',
    tells: ['quoteVolume', 'tradeCount'],
    intervals: intraday,
    kind: 'coin',
    write: ({ market }) => ({
      name: `bitmex_XBTUSD_${labelOf(market.intervalMs)}.csv`,
      content: writeCsv(
        market.bars.map((bar) => {
          const { o, h, l, c, v } = cells(bar, market);
          const stamp = new Date(bar.time + market.intervalMs).toISOString();
          const contracts = Math.round(bar.quoteVolume);
          const turnover = Math.round(bar.volume * 1e8);
          return [
            ...[stamp, 'XBTUSD', o, h, l, c, bar.trades, contracts, (bar.high + bar.low) / 2, 100],
            ...[turnover, v, contracts],
          ];
        }),
        {
          header:
            'timestamp,symbol,open,high,low,close,trades,volume,vwap,lastSize,turnover,homeNotional,foreignNotional',
        },
      ),
      // Contracts of one dollar each are whole.
      markets: [
        {
          ...market,
          base: 'XBT',
          quote: 'USD',
          bars: market.bars.map((bar) => ({ ...bar, quoteVolume: Math.round(bar.quoteVolume) })),
        },
      ],
      told: { exchange: 'bitmex' },
    }),
  },
  {
    program: 'Deribit',
    shape: 'chart data: lists of columns, `ticks` and `cost`',
    tells: ['quoteVolume'],
    intervals: withDays,
    kind: 'crypto',
    write: (scene) => {
      const { bars } = scene.market;
      const result = {
        ...{ volume: bars.map(({ volume }) => volume), ticks: bars.map(({ time }) => time) },
        ...{ status: 'ok', open: bars.map(({ open }) => open), low: bars.map(({ low }) => low) },
        ...{ high: bars.map(({ high }) => high), cost: bars.map((bar) => bar.quoteVolume) },
        close: bars.map(({ close }) => close),
      };
      return answer(scene, 'deribit', { jsonrpc: '2.0', result, usIn: 1, usOut: 2, usDiff: 1 });
    },
  },
  {
    program: 'Gate',
    shape: 'lists of 8, with a flag that leaves out the bar that is not over',
    tells: ['quoteVolume'],
    intervals: withDays,
    kind: 'crypto',
    write: (scene) => {
      const { market } = scene;
      const isForming = scene.chance(0.5);
      const rows = market.bars.map((bar, at) => {
        const { o, h, l, c, v, q } = cells(bar, market);
        const isClosed = !isForming || at < market.bars.length - 1;
        return [String(bar.time / 1000), q, c, h, l, o, v, String(isClosed)];
      });
      const kept = isForming ? market.bars.slice(0, -1) : market.bars;
      return { ...answer(scene, 'gate', rows), markets: [{ ...market, bars: kept }] };
    },
  },
  {
    program: 'KuCoin',
    shape: 'lists of 7: time, open, close, high, low, volume, turnover; newest first',
    tells: ['quoteVolume'],
    intervals: withDays,
    kind: 'crypto',
    write: (scene) => {
      const data = [...scene.market.bars].reverse().map((bar) => {
        const { o, h, l, c, v, q } = cells(bar, scene.market);
        return [String(bar.time / 1000), o, c, h, l, v, q];
      });
      return answer(scene, 'kucoin', { code: '200000', data });
    },
  },
  {
    program: 'OKX',
    shape: 'lists of 9 with `confirm`, newest first; or named columns',
    tells: ['quoteVolume'],
    intervals: withDays,
    kind: 'crypto',
    write: (scene) => {
      const { market } = scene;
      const isForming = scene.chance(0.5);
      const last = market.bars.length - 1;
      const data = market.bars.map((bar, at) => {
        const { o, h, l, c, v, q } = cells(bar, market);
        return [String(bar.time), o, h, l, c, v, q, q, isForming && at === last ? '0' : '1'];
      });
      const markets = [{ ...market, bars: isForming ? market.bars.slice(0, -1) : market.bars }];
      const rows = data.reverse();
      if (scene.chance(0.5))
        return { ...answer(scene, 'okx', { code: '0', msg: '', data: rows }), markets };
      const header = 'ts,open,high,low,close,vol,volCcy,volCcyQuote,confirm';
      return { name: `${pair(market, '-')}.csv`, content: writeCsv(rows, { header }), markets };
    },
  },
  {
    program: 'Bybit',
    shape: 'lists of 7 with the symbol beside them, newest first',
    tells: ['quoteVolume'],
    intervals: withDays,
    kind: 'crypto',
    write: (scene) => {
      const { market } = scene;
      const list = [...market.bars].reverse().map((bar) => {
        const { o, h, l, c, v, q } = cells(bar, market);
        return [String(bar.time), o, h, l, c, v, q];
      });
      const result = { category: 'spot', symbol: pair(market), list };
      return { name: 'kline.json', content: json({ retCode: 0, retMsg: 'OK', result, time: 1 }) };
    },
  },
  {
    program: 'Bitget',
    shape: 'lists of 8',
    tells: ['quoteVolume'],
    intervals: withDays,
    kind: 'crypto',
    write: (scene) => {
      const data = scene.market.bars.map((bar) => {
        const { o, h, l, c, v, q } = cells(bar, scene.market);
        return [String(bar.time), o, h, l, c, v, q, q];
      });
      return answer(scene, 'bitget', { code: '00000', msg: 'success', data });
    },
  },
  {
    program: 'MEXC',
    shape: 'lists of 8 with the close time',
    tells: ['quoteVolume'],
    intervals: withDays,
    kind: 'crypto',
    write: (scene) =>
      answer(
        scene,
        'mexc',
        scene.market.bars.map((bar) => {
          const { o, h, l, c, v, q } = cells(bar, scene.market);
          return [bar.time, o, h, l, c, v, bar.time + scene.market.intervalMs, q];
        }),
      ),
  },
  {
    program: 'HTX',
    shape: 'records whose `id` is the time; `vol` is the quote volume',
    tells: ['quoteVolume', 'tradeCount'],
    intervals: intraday,
    kind: 'crypto',
    write: (scene) => {
      const { market } = scene;
      const data = [...market.bars].reverse().map((bar) => ({
        ...{ id: bar.time / 1000, open: bar.open, close: bar.close, low: bar.low, high: bar.high },
        ...{ amount: bar.volume, vol: bar.quoteVolume, count: bar.trades },
      }));
      const ch = `market.${pair(market).toLowerCase()}.kline.1min`;
      return { name: 'history.json', content: json({ ch, status: 'ok', ts: 1, data }) };
    },
  },
  {
    program: 'Upbit',
    shape: 'records with times in UTC and KST, newest first',
    tells: ['quoteVolume'],
    intervals: intraday,
    kind: 'crypto',
    write: (scene) => {
      const { market } = scene;
      const records = [...market.bars].reverse().map((bar) => ({
        market: `${market.quote}-${market.base}`,
        candle_date_time_utc: writeTime(bar.time, 'YYYY-MM-DDTHH:mm:ss'),
        candle_date_time_kst: writeTime(bar.time, 'YYYY-MM-DDTHH:mm:ss', '+09:00'),
        ...{ opening_price: bar.open, high_price: bar.high, low_price: bar.low },
        ...{ trade_price: bar.close, timestamp: bar.time + 59_000 },
        candle_acc_trade_price: bar.quoteVolume,
        ...{ candle_acc_trade_volume: bar.volume, unit: market.intervalMs / minute },
      }));
      return { name: 'candles.json', content: json(records) };
    },
  },
  {
    program: 'Bitstamp',
    shape: 'REST OHLC: records with the pair beside them',
    intervals: withDays,
    kind: 'crypto',
    write: (scene) => {
      const { market } = scene;
      const ohlc = market.bars.map((bar) => {
        const { o, h, l, c, v } = cells(bar, market);
        return {
          high: h,
          timestamp: String(bar.time / 1000),
          volume: v,
          low: l,
          close: c,
          open: o,
        };
      });
      return { name: 'ohlc.json', content: json({ data: { pair: pair(market, '/'), ohlc } }) };
    },
  },
  {
    program: 'CryptoDataDownload',
    shape: 'an address line, then names; `Volume BTC` and `Volume USDT`; newest first',
    tells: ['quoteVolume'],
    intervals: [minute, hour, day],
    kind: 'crypto',
    write: (scene) => {
      const { market } = scene;
      const { base, quote } = market;
      const rows = [...market.bars].reverse().map((bar) => {
        const { o, h, l, c, v, q } = cells(bar, market);
        const date = writeTime(bar.time, 'YYYY-MM-DD HH:mm:ss');
        return [bar.time, date, pair(market, '/'), o, h, l, c, v, q];
      });
      const header = `unix,date,symbol,open,high,low,close,Volume ${base},Volume ${quote}`;
      const body = writeCsv(rows, { header });
      return {
        name: `Bitstamp_${pair(market)}_${labelOf(market.intervalMs)}.csv`,
        told: { exchange: 'bitstamp' },
        content: scene.chance(0.7) ? `https://www.CryptoDataDownload.com\n${body}` : body,
      };
    },
  },
];

import { describe, expect, it } from 'vitest';
import { readKlines, readServerTime, readSymbols } from '../../../src/exchange/binance/answers';
import { binance } from '../../../src/exchange/binance/binance';
import { binanceStream } from '../../../src/exchange/binance/stream';
import { createConnection } from '../../../src/live/market/connection';
import { listMarkets } from '../../../src/ui/views/data/download/plan-download';
import { adviseWatching } from '../../../src/ui/views/live/watch/watch-text';
import { openBinance } from './open-binance';
import { casesNote, hasCases, readCaseText } from '../../feeds/cases/case-files';

const openTime = 1_783_580_340_000;
const readCase = (name: string) => binanceStream.read(readCaseText(`live/${name}.json`));

describe.skipIf(!hasCases)(`messages that went wrong${casesNote}`, () => {
  it.each(['server_shutdown_raw', 'server_shutdown_combined'])(
    'opens the next connection at once: %s',
    (name) => {
      const session = createConnection({
        symbols: ['BTCUSDT'],
        intervalMs: 60_000,
        historyBars: 10,
        seed: 1,
      });
      session.take({ kind: 'start', at: openTime });
      session.take({ kind: 'socket-open', at: openTime, socket: 1 });
      const message = readCase(name);
      const effects = session.take({ kind: 'message', at: openTime + 1, socket: 1, message });
      expect(effects).toContainEqual({ kind: 'open-socket', socket: 2, symbols: ['BTCUSDT'] });
    },
  );

  it('reads times in microseconds as the milliseconds that they are', () => {
    const message = readCase('kline_microseconds');
    expect(message).toMatchObject({
      kind: 'kline',
      eventTime: 1_783_580_400_005,
      bar: { openTime, open: 0.1, close: 0.101, volume: 1000, tradeCount: 100 },
    });
  });

  it('reads a bar without a trade', () => {
    expect(readCase('no_trade_bar')).toMatchObject({
      kind: 'kline',
      symbol: 'XYZUSDT',
      bar: { openTime, open: 0.5, close: 0.5, volume: 0, tradeCount: 0 },
    });
  });

  it('reads a symbol in Chinese', () => {
    expect(readCase('utf8_symbol_kline')).toMatchObject({ kind: 'kline', symbol: '币安人生USDT' });
  });

  it('lists a market where orders can only be cancelled as not trading', () => {
    const symbols = readSymbols(JSON.parse(readCaseText('live/exchangeInfo_cancel_only.json')));
    expect(listMarkets(binance.info, symbols)).toEqual([
      { value: 'BTCUSDT', note: 'BTC/USDT' },
      { value: '币安人生USDT', note: '币安人生/USDT' },
      { value: 'OLDUSDT', note: 'OLD/USDT · not trading' },
    ]);
    const advise = (wanted: string) => adviseWatching(wanted, [], symbols, 'Binance spot').kind;
    expect(advise('OLDUSDT')).toBe('unknown');
    expect(advise('币安人生USDT')).toBe('new');
  });
});

const row = [openTime, '2', '3', '1', '2', '5', 0, '10', 4, '2', '4', '0'];

describe('times in microseconds', () => {
  it('are read in answers too', () => {
    const rows = [[openTime * 1000, ...row.slice(1)]];
    const range = { from: openTime, to: openTime + 60_000 };
    expect([...readKlines(rows, 60_000, range).openTime]).toEqual([openTime]);
    expect(readServerTime({ serverTime: openTime * 1000 + 7 })).toBe(openTime);
  });

  it('that are of no year of markets are malformed', () => {
    const kline = (t: number) =>
      JSON.stringify({
        ...{ e: 'kline', E: t },
        k: {
          ...{ s: 'X', i: '1m', t, x: true, o: '2', h: '2', l: '2', c: '2' },
          ...{ v: '0', q: '0', n: 0, V: '0', Q: '0' },
        },
      });
    expect(binanceStream.read(kline(openTime)).kind).toBe('kline');
    expect(binanceStream.read(kline(openTime * 1e6)).kind).toBe('malformed');
    expect(binanceStream.read(kline(openTime * 50)).kind).toBe('malformed');
  });
});

describe('a symbol that is not in Latin letters', () => {
  const symbol = '币安人生USDT';
  const encoded = '%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9F';

  it('is percent-encoded in the address of the stream', () => {
    const topics = { symbols: [symbol], interval: '1m', hasBestPrices: true } as const;
    expect(binanceStream.subscribe('wss://host', topics).url).toBe(
      `wss://host/stream?streams=${encoded}usdt%40kline_1m/${encoded}usdt%40bookTicker`,
    );
  });

  it('is percent-encoded in questions for bars', async () => {
    const urls: string[] = [];
    const exchange = openBinance(
      {
        now: () => openTime,
        sleep: () => new Promise(() => undefined),
        random: () => 0,
        isOnline: () => true,
        fetch(url) {
          urls.push(url);
          const text = () => Promise.resolve(JSON.stringify([row]));
          return Promise.resolve({ status: 200, text, headers: new Headers() });
        },
      },
      ['https://host'],
    );
    const query = { symbol, interval: '1m', from: openTime, to: openTime + 60_000 } as const;
    expect((await exchange.fetchBars(query)).close[0]).toBe(2);
    expect(urls[0]).toContain(`/api/v3/klines?symbol=${encoded}USDT&interval=1m&`);
  });
});

import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { binanceStream } from '../../../src/exchange/binance/stream';
import { hasRealData, realDataPath, skipNote } from '../../feeds/real-data';

const kline = {
  e: 'kline',
  E: 1_624_298_100_120,
  s: 'BTCUSDT',
  k: {
    t: 1_624_297_800_000,
    T: 1_624_298_099_999,
    s: 'BTCUSDT',
    i: '5m',
    f: 1,
    L: 2,
    o: '32208.66000000',
    c: '32206.08000000',
    h: '32285.42000000',
    l: '32162.66000000',
    v: '335.17413900',
    n: 5584,
    x: true,
    q: '10793596.96728088',
    V: '161.43417800',
    Q: '5198989.96471057',
    B: '0',
  },
};

const files = [
  'ws_BINANCE_1m.klines.jsonl',
  'ws_BINANCE_FUTURES_1m.klines.jsonl',
  'ws_BINANCE_US_1m.klines.jsonl',
  'ws_btcusdt_5m_barclose.jsonl',
];

describe.skipIf(!hasRealData)(`recorded messages${skipNote}`, () => {
  test.each(files)('every line of %s is a kline', (name) => {
    const lines = readFileSync(realDataPath(`binance-api/${name}`), 'utf8')
      .trim()
      .split('\n');
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) {
      const message = binanceStream.read(line);
      expect(message.kind).toBe('kline');
      if (message.kind !== 'kline') continue;
      const raw = JSON.parse(line) as { data?: typeof kline } & typeof kline;
      const { k } = raw.data ?? raw;
      expect(message.symbol).toBe(k.s);
      expect(message.bar.close).toBe(Number(k.c));
      expect(message.bar.takerBuyQuote).toBe(Number(k.Q));
      expect(message.isClosed).toBe(k.x);
    }
  });
});

test('a closed kline becomes a bar with all ten columns', () => {
  expect(binanceStream.read(JSON.stringify(kline))).toEqual({
    kind: 'kline',
    symbol: 'BTCUSDT',
    intervalMs: 300_000,
    eventTime: 1_624_298_100_120,
    isClosed: true,
    bar: {
      openTime: 1_624_297_800_000,
      open: 32208.66,
      high: 32285.42,
      low: 32162.66,
      close: 32206.08,
      volume: 335.174139,
      quoteVolume: 10793596.96728088,
      tradeCount: 5584,
      takerBuyBase: 161.434178,
      takerBuyQuote: 5198989.96471057,
    },
  });
});

test('best prices, shutdown, answers and events that nobody knows are told apart', () => {
  const best = { u: 1, s: 'BNBUSDT', b: '25.35', B: '31', a: '25.36', A: '40' };
  expect(binanceStream.read(JSON.stringify({ stream: 'bnbusdt@bookTicker', data: best }))).toEqual({
    kind: 'best-price',
    symbol: 'BNBUSDT',
    bid: 25.35,
    ask: 25.36,
  });
  expect(binanceStream.read('{"e":"serverShutdown","E":1}').kind).toBe('shutdown');
  expect(binanceStream.read('{"result":null,"id":1}').kind).toBe('unknown');
  expect(binanceStream.read('{"e":"trade","p":"1"}')).toEqual({ kind: 'unknown', what: 'trade' });
});

test.each([
  ['no JSON', '{"e":"kline",'],
  ['an array', '[1]'],
  ['a kline without its candle', '{"e":"kline","E":1}'],
  ['a price that is no number', JSON.stringify({ ...kline, k: { ...kline.k, c: 'x' } })],
  ['a high under the low', JSON.stringify({ ...kline, k: { ...kline.k, h: '1' } })],
  ['a negative volume', JSON.stringify({ ...kline, k: { ...kline.k, v: '-1' } })],
])('%s is malformed', (_, text) => {
  expect(binanceStream.read(text).kind).toBe('malformed');
});

test('no text whatever makes it throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(binanceStream.read(text).kind).toMatch(/malformed|unknown/);
    }),
  );
});

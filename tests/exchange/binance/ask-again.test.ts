import { describe, expect, it } from 'vitest';
import { always, first, openScene, second } from './client-scene';
import type { Fault } from './fake-exchange';

describe('a request', () => {
  it('goes to the market data host, without headers or credentials, past all caches', async () => {
    const { exchange, ask } = openScene();
    await ask();
    const [{ url, init }] = exchange.asked;
    expect(url.href).toBe(`${first}/api/v3/time`);
    expect(init).toMatchObject({ credentials: 'omit', cache: 'no-store' });
    expect(init.headers).toBeUndefined();
    expect(init.method).toBeUndefined();
  });

  it('asks for klines by open time, the end counted in', async () => {
    const { exchange, binance } = openScene();
    const query = { symbol: '币安人生USDT', interval: '1m', from: 60_000, to: 180_000 } as const;
    await exchange.clock.run(binance.fetchBars({ ...query, limit: 1000 }));
    expect(exchange.asked[0].url.search).toBe(
      '?symbol=%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9FUSDT&interval=1m&startTime=60000&endTime=179999&limit=1000',
    );
  });
});

describe('a host that refuses', () => {
  it.each([
    [403, 'firewall', 'leave the VPN or proxy'],
    [451, 'region', 'does not serve the country'],
  ])('with %i is left for the other one, and an error if both do', async (status, kind, advice) => {
    const { exchange, binance, ask } = openScene();
    exchange.fail = always({ status }, first);
    await ask();
    expect(exchange.asked.map(({ url }) => url.origin)).toEqual([first, second]);
    expect(binance.traffic.host).toBe(second);
    await ask();
    expect(exchange.asked).toHaveLength(3);

    exchange.fail = always({ status });
    const message = expect.stringMatching(new RegExp(`${advice}.*drop them here`));
    await expect(ask()).rejects.toMatchObject({ name: 'ExchangeError', kind, message });
  });
});

describe('a wrong question (400)', () => {
  it.each([
    [-1121, 'Invalid symbol.', 'bad-symbol', 'knows no such symbol (code -1121: Invalid symbol.)'],
    [-1120, 'Invalid interval.', 'bad-interval', 'has no bars of that interval'],
    [-1100, 'Illegal characters.', 'refused', 'refuses this request (code -1100: Illegal'],
  ])('%i is an error at once', async (code, msg, kind, words) => {
    const { exchange, ask } = openScene([{ status: 400, body: JSON.stringify({ code, msg }) }]);
    const message = expect.stringContaining(words);
    await expect(ask()).rejects.toMatchObject({ name: 'ExchangeError', kind, message });
    expect(exchange.asked).toHaveLength(1);
  });
});

describe('a failure that may pass', () => {
  const html = { body: '<html>Sign in to the hotel network</html>' };
  it.each<[string, Fault, string]>([
    ['a server error', { status: 503 }, 'the exchange answers with status 503'],
    ['an answer that takes too long', { delayMs: 1e6 }, 'no answer within 20 s'],
    ['a lost connection', 'lost', 'the connection failed'],
    ['a web page', html, 'the answer was damaged'],
    ['cut-off JSON', { body: '{"serverTi' }, 'the answer was damaged'],
    ['JSON of another shape', { body: '{"serverTime":"now"}' }, 'the answer was damaged'],
    ['a 400 without a reason', { status: 400, body: '' }, 'the exchange answers with status 400'],
  ])('is tried again: %s', async (_, fault, reason) => {
    const { exchange, ask, waits } = openScene([fault, fault]);
    await ask();
    expect(exchange.asked.map(({ url }) => url.origin)).toEqual([first, first, first]);
    expect(waits).toMatchObject([
      { kind: 'retrying', seconds: 1, reason },
      { kind: 'retrying', seconds: 2, reason },
    ]);
  });

  it.each<[string, Fault, string, string]>([
    ['a server error', { status: 503 }, 'server', 'cannot answer at the moment (status 503)'],
    ['silence', { delayMs: 1e6 }, 'timeout', 'did not answer within 20 s'],
    ['a web page', html, 'malformed', 'not JSON: it starts with "<html>Sign in'],
    [
      'a lost connection',
      'lost',
      'unreachable',
      'could not reach data-api.binance.vision and api.',
    ],
  ])('is an error after three times at each host: %s', async (_, fault, kind, words) => {
    const { exchange, ask } = openScene();
    exchange.fail = always(fault);
    const message = expect.stringContaining(words);
    await expect(ask()).rejects.toMatchObject({ name: 'ExchangeError', kind, message });
    const origins = exchange.asked.map(({ url }) => url.origin);
    expect(origins).toEqual([first, first, first, second, second, second]);
  });

  it('says of an opaque failure that the region or a blocker may be the cause, and offers files', async () => {
    const { exchange, ask } = openScene();
    exchange.fail = always('lost');
    await expect(ask()).rejects.toThrow(
      /blocked in this region, or by an ad blocker.*allow these hosts.*drop them here/,
    );
  });

  it('is tried for about a minute once the exchange has answered', async () => {
    const { exchange, ask, seconds } = openScene();
    await ask();
    exchange.fail = always('lost');
    await expect(ask()).rejects.toMatchObject({ kind: 'unreachable' });
    expect(exchange.asked).toHaveLength(1 + 2 * 6);
    expect(seconds()).toBeGreaterThan(31);
    expect(seconds()).toBeLessThan(70);
  });

  it('tells the most telling of two reasons', async () => {
    const { exchange, ask } = openScene();
    exchange.fail = ({ url }) => (url.origin === first ? 'lost' : { status: 451 });
    await expect(ask()).rejects.toMatchObject({ kind: 'region' });
  });
});

describe('no network', () => {
  it('is waited for, and costs no attempt', async () => {
    const { exchange, ask, waits, seconds } = openScene(['lost', 'lost']);
    exchange.isOnline = false;
    void exchange.clock.sleep(90_500).then(() => {
      exchange.isOnline = true;
    });
    await ask();
    expect(waits[0]).toEqual({ kind: 'offline' });
    expect(seconds()).toBeGreaterThan(90);
    expect(exchange.asked[0].time - exchange.asked[2].time).toBeLessThan(0);
  });

  it('that is lost during a request is no failure of the host', async () => {
    const { exchange, ask, waits } = openScene();
    exchange.fail = ({ index }) => {
      if (index >= 5) return undefined;
      exchange.isOnline = false;
      void exchange.clock.sleep(10_000).then(() => {
        exchange.isOnline = true;
      });
      return 'lost';
    };
    await ask();
    expect(exchange.asked.map(({ url }) => url.origin)).toEqual(Array(6).fill(first));
    expect(waits.every(({ kind }) => kind === 'offline')).toBe(true);
  });
});

describe('cancelling', () => {
  it.each<[string, Fault]>([
    ['an answer', { delayMs: 15_000 }],
    ['a pause', { status: 429 }],
    ['a retry', { status: 503 }],
  ])('ends the wait for %s with the reason', async (_, fault) => {
    const { exchange, ask, seconds } = openScene();
    exchange.fail = always(fault);
    const controller = new AbortController();
    const reason = new DOMException('cancelled', 'AbortError');
    void exchange.clock.sleep(500).then(() => controller.abort(reason));
    await expect(ask(controller.signal)).rejects.toBe(reason);
    expect(seconds()).toBeLessThan(1);
  });
});

describe('listSymbols', () => {
  it('tells every market, whatever its name and status', async () => {
    const symbols = [
      { symbol: 'BTCUSDT', status: 'TRADING', baseAsset: 'BTC', quoteAsset: 'USDT', extra: 1 },
      { symbol: '币安人生USDT', status: 'NEWLY_MADE', baseAsset: '币安人生', quoteAsset: 'USDT' },
    ];
    const { exchange, binance } = openScene([{ body: JSON.stringify({ symbols }) }]);
    expect(await exchange.clock.run(binance.listSymbols())).toEqual([
      { symbol: 'BTCUSDT', status: 'TRADING', baseAsset: 'BTC', quoteAsset: 'USDT' },
      symbols[1],
    ]);
  });

  it('does without the parameter that makes the answer small where it is not known', async () => {
    const refusal = JSON.stringify({ code: -1104, msg: 'Not all sent parameters were read.' });
    const { exchange, binance } = openScene([
      { status: 400, body: refusal },
      { body: '{"symbols":[]}' },
    ]);
    expect(await exchange.clock.run(binance.listSymbols())).toEqual([]);
    expect(exchange.asked.map(({ url }) => url.search)).toEqual(['?showPermissionSets=false', '']);
  });

  it('refuses an answer without them', async () => {
    const { exchange, binance } = openScene();
    exchange.fail = always({ body: '{"symbols":[{"symbol":"A"}]}' });
    await expect(exchange.clock.run(binance.listSymbols())).rejects.toMatchObject({
      kind: 'malformed',
      message: expect.stringContaining('symbols.0.status is missing'),
    });
  });
});

import { describe, expect, it } from 'vitest';
import { always, openScene } from './client-scene';

describe('too many requests (429)', () => {
  it('waits as long as the exchange says, and says so', async () => {
    const { ask, waits, seconds } = openScene([{ status: 429, headers: { 'Retry-After': '17' } }]);
    await ask();
    expect(waits).toEqual([{ kind: 'rate-limited', seconds: 17 }]);
    expect(seconds()).toBeCloseTo(17.2);
  });

  it('waits a minute where the browser may not read how long', async () => {
    const { ask, waits } = openScene([{ status: 429 }]);
    await ask();
    expect(waits).toEqual([{ kind: 'rate-limited', seconds: 60 }]);
  });

  it('stops every other request too', async () => {
    const { exchange, binance } = openScene([{ status: 429, headers: { 'Retry-After': '30' } }]);
    await exchange.clock.run(
      Promise.all([
        binance.serverTime(),
        exchange.clock.sleep(5000).then(() => binance.serverTime()),
      ]),
    );
    const [refused, ...others] = exchange.asked.map(({ time }) => time);
    expect(others).toHaveLength(2);
    expect(Math.min(...others) - refused).toBeGreaterThanOrEqual(30_000);
  });

  it('waits longer each time, and gives up after eight', async () => {
    const { exchange, ask, seconds } = openScene();
    exchange.fail = always({ status: 429, headers: { 'Retry-After': '1' } });
    await expect(ask()).rejects.toMatchObject({
      name: 'ExchangeError',
      kind: 'rate-limited',
      message: expect.stringContaining('Another program at the same address'),
    });
    expect(exchange.asked).toHaveLength(8);
    expect(seconds()).toBeGreaterThan(1 + 2 + 4 + 8 + 16 + 32 + 64);
  });
});

describe('a ban (418)', () => {
  it('waits as long as the exchange says', async () => {
    const { ask, waits } = openScene([{ status: 418, headers: { 'Retry-After': '240' } }]);
    await ask();
    expect(waits).toEqual([{ kind: 'banned', seconds: 240 }]);
  });

  it('reads the end from the body where the header cannot be read', async () => {
    const { exchange, ask, waits } = openScene();
    const until = exchange.clock.now() + 300_100;
    const body = JSON.stringify({ code: -1003, msg: `Way too much; IP banned until ${until}.` });
    exchange.fail = ({ index }) => (index === 0 ? { status: 418, body } : undefined);
    await ask();
    expect(waits).toEqual([{ kind: 'banned', seconds: 300 }]);
  });

  it('waits two minutes and doubles that where nothing can be read', async () => {
    const { ask, waits } = openScene([{ status: 418 }, { status: 418 }, { status: 418 }]);
    await ask();
    expect(waits.map((wait) => 'seconds' in wait && wait.seconds)).toEqual([120, 240, 480]);
  });

  it('says when to come back instead of waiting for hours, then and until it is over', async () => {
    const { exchange, ask } = openScene([{ status: 418, headers: { 'Retry-After': '259200' } }]);
    const message = expect.stringContaining('try again in 72 hours');
    await expect(ask()).rejects.toMatchObject({ kind: 'banned', message });
    await expect(ask()).rejects.toMatchObject({ kind: 'banned', message });
    expect(exchange.asked).toHaveLength(1);
  });
});

describe('the weight that the exchange counts', () => {
  it('slows down when it reaches our share', async () => {
    const { exchange, ask, waits } = openScene([{ headers: { 'X-MBX-USED-WEIGHT-1M': '1300' } }]);
    await ask();
    await ask();
    expect(waits).toMatchObject([{ kind: 'rate-limited' }]);
    expect(exchange.asked[1].time % 60_000).toBe(0);
  });
});

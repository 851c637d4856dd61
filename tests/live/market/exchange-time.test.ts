import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  createExchangeTime,
  isNextOverdue,
  isTooLate,
} from '../../../src/live/market/exchange-time';

test('our clock is taken for right until something else is known', () => {
  const time = createExchangeTime();
  expect(time.now(5000)).toBe(5000);
  time.forget();
  expect(time.now(5000)).toBe(-Infinity);
  expect(time.localOf(5000)).toBe(Infinity);
  time.trust();
  expect(time.localOf(5000)).toBe(5000);
});

test('the message that was least on its way tells how far the exchange is ahead', () => {
  const time = createExchangeTime();
  time.forget();
  time.hear(10_000, 310_900);
  expect(time.now(311_000)).toBe(10_100);
  time.hear(12_000, 312_050);
  time.hear(14_000, 319_000);
  expect(time.now(320_000)).toBe(19_950);
  expect(time.localOf(19_950)).toBe(320_000);
});

test('it is never ahead of the exchange, however far off our clock and however late the messages', () => {
  const messages = fc.array(fc.record({ afterMs: fc.nat(400_000), onWayMs: fc.nat(20_000) }), {
    minLength: 1,
    maxLength: 50,
  });
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), messages, (aheadMs, heard) => {
      const time = createExchangeTime();
      time.forget();
      let exchangeNow = 1_704_067_200_000;
      for (const { afterMs, onWayMs } of heard) {
        exchangeNow += afterMs + onWayMs;
        time.hear(exchangeNow - onWayMs, exchangeNow + aheadMs);
        const now = time.now(exchangeNow + aheadMs);
        expect(now).toBeLessThanOrEqual(exchangeNow);
        expect(now).toBeGreaterThanOrEqual(exchangeNow - onWayMs);
      }
    }),
  );
});

test('a clock that is too fast by 100 millionths does not run away from the exchange', () => {
  const time = createExchangeTime();
  const hour = 3_600_000;
  for (let at = 0; at <= 24 * hour; at += 2000) time.hear(at, at * 1.0001);
  expect(time.now(24 * hour * 1.0001) - 24 * hour).toBeLessThan(100);
});

test('a minute bar is channel until the next one closes', () => {
  expect(isTooLate(0, 60_000)).toBe(false);
  expect(isTooLate(59_999, 60_000)).toBe(false);
  expect(isTooLate(60_000, 60_000)).toBe(true);
});

test('a longer bar is channel for a minute, a shorter one for its own length', () => {
  expect(isTooLate(59_999, 3_600_000)).toBe(false);
  expect(isTooLate(60_000, 3_600_000)).toBe(true);
  expect(isTooLate(999, 1000)).toBe(false);
  expect(isTooLate(1000, 1000)).toBe(true);
});

test('the next bar is overdue two seconds after it should have closed', () => {
  expect(isNextOverdue(61_999, 60_000)).toBe(false);
  expect(isNextOverdue(62_000, 60_000)).toBe(true);
});

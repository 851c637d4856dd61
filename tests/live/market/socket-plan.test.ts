import { expect, test } from 'vitest';
import type { MarketEffect } from '../../../src/live/market/inputs';
import { createSocketPlan, defaultSocketTimes } from '../../../src/live/market/socket-plan';
import { createRandom } from '../../../src/core/random';

const second = 1000;

test('a new connection that opens and never speaks is given up, so that another can be opened', () => {
  const effects: MarketEffect[] = [];
  const accounts = createSocketPlan({
    times: defaultSocketTimes,
    random: createRandom(1),
    symbols: ['BTCUSDT', 'ETHUSDT'],
    emit: (effect) => void effects.push(effect),
    onOpen: () => undefined,
    onReconnect: () => undefined,
  });
  accounts.start(0);
  accounts.takeOpen(1, 0);
  accounts.takeMessage(1, 0);
  expect(accounts.renew(second, 'ETHUSDT is silent')).toBe(true);
  accounts.takeOpen(2, 2 * second);
  for (let at = 2 * second; at <= 20 * second; at += second) {
    accounts.takeMessage(1, at);
    accounts.tick(at);
  }
  const closed = effects.flatMap((effect) =>
    effect.kind === 'close-socket' ? [effect.socket] : [],
  );
  expect(closed).toEqual([2]);
  expect(accounts.status(20 * second)).toMatchObject({ kind: 'open', silentSince: undefined });
  expect(accounts.renew(20 * second, 'ETHUSDT is silent')).toBe(true);
});

import { expect, test } from 'vitest';
import type { MarketEffect } from '../../../src/live/market/inputs';
import {
  createSocketPlan,
  defaultAttempts,
  defaultSocketTimes,
} from '../../../src/live/market/socket-plan';
import { createRandom } from '../../../src/core/random';

const second = 1000;

test('a new connection that opens and never speaks is given up, so that another can be opened', () => {
  const effects: MarketEffect[] = [];
  const plan = createSocketPlan({
    times: defaultSocketTimes,
    attempts: defaultAttempts,
    random: createRandom(1),
    symbols: ['BTCUSDT', 'ETHUSDT'],
    emit: (effect) => void effects.push(effect),
    onOpen: () => undefined,
    onReconnect: () => undefined,
  });
  plan.start(0);
  plan.takeOpen(1, 0);
  plan.takeMessage(1, 0);
  expect(plan.renew(second, 'ETHUSDT is silent')).toBe(true);
  plan.takeOpen(2, 2 * second);
  for (let at = 2 * second; at <= 20 * second; at += second) {
    plan.takeMessage(1, at);
    plan.tick(at);
  }
  const closed = effects.flatMap((effect) =>
    effect.kind === 'close-socket' ? [effect.socket] : [],
  );
  expect(closed).toEqual([2]);
  expect(plan.status(20 * second)).toMatchObject({ kind: 'open', silentSince: undefined });
  expect(plan.renew(20 * second, 'ETHUSDT is silent')).toBe(true);
});

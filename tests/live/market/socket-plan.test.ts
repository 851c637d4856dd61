import { expect, test } from 'vitest';
import type { LiveEffect } from '../../../src/live/market/inputs';
import { createSocketKeeper, defaultSocketTimes } from '../../../src/live/market/socket-plan';
import { createRandom } from '../../../src/core/random';

const second = 1000;

test('a new connection that opens and never speaks is given up, so that another can be opened', () => {
  const effects: LiveEffect[] = [];
  const keeper = createSocketKeeper({
    times: defaultSocketTimes,
    random: createRandom(1),
    symbols: ['BTCUSDT', 'ETHUSDT'],
    emit: (effect) => void effects.push(effect),
    onOpen: () => undefined,
    onReconnect: () => undefined,
  });
  keeper.start(0);
  keeper.takeOpen(1, 0);
  keeper.takeMessage(1, 0);
  expect(keeper.renew(second, 'ETHUSDT is silent')).toBe(true);
  keeper.takeOpen(2, 2 * second);
  for (let at = 2 * second; at <= 20 * second; at += second) {
    keeper.takeMessage(1, at);
    keeper.tick(at);
  }
  const closed = effects.flatMap((effect) =>
    effect.kind === 'close-socket' ? [effect.socket] : [],
  );
  expect(closed).toEqual([2]);
  expect(keeper.status(20 * second)).toMatchObject({ kind: 'open', silentSince: undefined });
  expect(keeper.renew(20 * second, 'ETHUSDT is silent')).toBe(true);
});

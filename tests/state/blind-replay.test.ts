import { expect, test } from 'vitest';
import { defaultTradingSettings } from '../../src/core/trading/settings';
import { BlindReplay } from '../../src/state/blind-replay.svelte';
import { makeBars } from '../core/trading/engine-scenario';

const bars = makeBars(Array.from({ length: 600 }, (_, index) => 100 + Math.sin(index / 9)));
const subject = {
  bars,
  range: { start: 0, end: 600 },
  probability: undefined,
  settings: defaultTradingSettings,
};

test('dates and scores are told at the end alone', () => {
  const replay = BlindReplay.open(subject, 3);
  if (replay === undefined) throw new Error('there is a stretch');
  expect(replay.played).toBe(0);
  replay.wish = 1;
  replay.next();
  expect(replay.account.positions).toMatchObject([{ side: 1 }]);
  for (let bar = 1; bar < replay.total; bar++) replay.next();
  expect([replay.played, replay.result, replay.revealed]).toEqual([
    replay.total,
    undefined,
    undefined,
  ]);
  replay.next();
  expect(replay.result?.scores.person.entries).toBe(1);
  const { from = 0, to = 0 } = replay.revealed ?? {};
  expect((to - from) / 60_000).toBe(replay.total - 1);
  expect(bars.openTime).toContain(from);
});

test('too few bars have no stretch', () => {
  expect(BlindReplay.open({ ...subject, range: { start: 590, end: 600 } }, 3)).toBeUndefined();
});
